// How wide the scroll bar's place is here: while a dialog lies over it, the page keeps its width by that.

function measure(): void {
  const root = document.documentElement;
  // While a dialog is open there is none to measure.
  if (document.querySelector("[data-sheet]")) return;
  root.style.setProperty("--gutter", `${innerWidth - root.clientWidth}px`);
}

export function keepGutter(): void {
  measure();
  addEventListener("resize", measure);
}
