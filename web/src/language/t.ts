// Texts from the catalogue: `{slot}` is filled, `{n, plural, one {# line} other {# lines}}` is chosen by number.
import catalogue from "@catalogue";

export type Key = keyof typeof catalogue;
export type Slots = Record<string, string | number>;

export const locale = (() => {
  const wanted = typeof navigator === "undefined" ? "en-US" : navigator.language;
  // Sentences are English: figures inside them follow the reader's own English, or the American.
  return wanted.startsWith("en") ? wanted : "en-US";
})();

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);
const PLURAL = /\{(\w+), plural, ((?:=?\w+ \{[^{}]*\}\s*)+)\}/g;
const CASE = /(=?\w+) \{([^{}]*)\}/g;

function choose(slots: Slots, name: string, cases: string): string {
  const n = Number(slots[name]);
  const texts = Object.fromEntries([...cases.matchAll(CASE)].map((found) => [found[1], found[2] ?? ""]));
  const text = texts[`=${n}`] ?? texts[plurals.select(n)] ?? texts.other ?? "";
  return text.replaceAll("#", numbers.format(n));
}

export function t(key: Key, slots: Slots = {}): string {
  const message: string = catalogue[key];
  return message
    .replace(PLURAL, (_, name: string, cases: string) => choose(slots, name, cases))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const slot = slots[name];
      return typeof slot === "number" ? numbers.format(slot) : (slot ?? "");
    });
}

/** Whether the catalogue has this text: for names that come from the server. */
export const has = (key: string): key is Key => key in catalogue;
