// The door's other pages: in by an invitation, back in by a code.
export { Join } from "./Join";
export { Recover } from "./Recover";
