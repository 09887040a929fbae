// The pages about oneself are one file that is loaded when somebody goes there.
export { Data } from "./Data";
export { Household } from "./Household";
export { Leave } from "./Leave";
export { Own } from "./Own";
export { SigningIn } from "./SigningIn";
