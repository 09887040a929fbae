// Texts from the catalogue: `{slot}` is filled, `{n, plural, one {# line} other {# lines}}` is chosen by number.
import { byLocale, type Key, textOf } from "./reader";

export { has, type Key } from "./reader";

type Slots = Record<string, string | number>;

const plurals = byLocale((locale) => new Intl.PluralRules(locale));
const numbers = byLocale((locale) => new Intl.NumberFormat(locale));
const PLURAL = /\{(\w+), plural, ((?:=?\w+ \{[^{}]*\}\s*)+)\}/g;
const CASE = /(=?\w+) \{([^{}]*)\}/g;

function choose(slots: Slots, name: string, cases: string): string {
  const n = Number(slots[name]);
  const texts = Object.fromEntries([...cases.matchAll(CASE)].map((found) => [found[1], found[2] ?? ""]));
  const text = texts[`=${n}`] ?? texts[plurals().select(n)] ?? texts.other ?? "";
  return text.replaceAll("#", numbers().format(n));
}

export function t(key: Key, slots: Slots = {}): string {
  return textOf(key)
    .replace(PLURAL, (_, name: string, cases: string) => choose(slots, name, cases))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const slot = slots[name];
      return typeof slot === "number" ? numbers().format(slot) : (slot ?? "");
    });
}
