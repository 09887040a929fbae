// A token that came in the address: taken out of it at once, held in memory until the page that wants it is there.
let held = "";

/** What stands after the mark of a link: the token, however the link was copied. */
export const tokenIn = (typed: string): string => (typed.split("#").at(-1) ?? "").trim().replace(/^.*\//, "");

/** Takes the token out of the address; no reload and no link from here tells it again. */
export function holdToken(): void {
  if (location.hash.length < 2) return;
  held = tokenIn(decodeURIComponent(location.hash));
  history.replaceState(history.state, "", location.pathname + location.search);
}

export const heldToken = () => held;
export const letGo = () => {
  held = "";
};
