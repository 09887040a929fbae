// A bank's own two colours in place of ink and gold, and whether it is a demo: remembered for the next first paint.
import type { Bank } from "~/api/types";

const KEY = "florin.bank-colours";
const PAPER = { light: "#fffdf9", dark: "#10171d" };

/** Relative luminance of a #rrggbb colour (WCAG 2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Of the two papers, the one that is easier to read on `colour`. */
const readableOn = (colour: string) => (luminance(colour) > 0.2 ? PAPER.dark : PAPER.light);

export function wearBankColours({ accent, ink }: Bank) {
  const colours: Record<string, string> = {};
  for (const scheme of ["light", "dark"] as const) {
    if (ink) colours[`--bank-ink-${scheme}`] = ink[scheme];
    if (accent) {
      colours[`--bank-accent-${scheme}`] = accent[scheme];
      colours[`--bank-on-accent-${scheme}`] = readableOn(accent[scheme]);
    }
  }
  for (const [name, value] of Object.entries(colours))
    document.documentElement.style.setProperty(name, value);
  localStorage.setItem(KEY, JSON.stringify(colours));
}

/** A demo says so above every page; the room for it is there from the first paint on. */
export function markDemo({ demo }: Bank) {
  if (demo) {
    localStorage.setItem("florin.demo", "yes");
    document.documentElement.dataset.demo = "";
  } else {
    localStorage.removeItem("florin.demo");
    delete document.documentElement.dataset.demo;
  }
}
