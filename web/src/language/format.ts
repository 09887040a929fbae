// Money, rates and dates as the reader writes them. Amounts stay decimal strings: nothing here is a float.
import type { Money } from "~/api/types";
import { locale, t } from "./t";

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string): Intl.NumberFormat {
  let format = formats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    formats.set(currency, format);
  }
  return format;
}

// Intl reads decimal strings exactly; its type only says so from ES2023 on.
const exact = (amount: string) => amount as unknown as number;

export type MoneyParts = { sign: "" | "+" | "−"; whole: string; minor: string; after: string };

/** An amount taken apart, so that its minor units can be set smaller. */
export function moneyParts({ amount, currency }: Money, signed = false): MoneyParts {
  const negative = amount.startsWith("-");
  const parts = moneyFormat(currency).formatToParts(exact(negative ? amount.slice(1) : amount));
  const cut = parts.findIndex((part) => part.type === "decimal");
  const end = parts.findIndex((part, at) => at > cut && cut >= 0 && part.type !== "fraction");
  const text = (from: number, to?: number) =>
    parts
      .slice(from, to)
      .map((part) => part.value)
      .join("");
  const zero = Number(amount) === 0;
  const sign = negative && !zero ? "−" : signed && !zero ? "+" : "";
  if (cut < 0) return { sign, whole: text(0), minor: "", after: "" };
  return {
    sign,
    whole: text(0, cut),
    minor: text(cut, end < 0 ? undefined : end),
    after: end < 0 ? "" : text(end),
  };
}

export function money(value: Money, signed = false): string {
  const { sign, whole, minor, after } = moneyParts(value, signed);
  return sign + whole + minor + after;
}

export const isNegative = (value: Money) => value.amount.startsWith("-") && Number(value.amount) !== 0;
export const isZero = (value: Money) => Number(value.amount) === 0;
export const without = (value: Money): Money =>
  value.amount.startsWith("-") ? { ...value, amount: value.amount.slice(1) } : value;

/** b - a of two decimal strings of one currency, exact in minor units. */
export function difference(a: string, b: string): string {
  const scale = Math.max(...[a, b].map((x) => (x.split(".")[1] ?? "").length));
  const minor = (x: string) => {
    const [whole = "0", fraction = ""] = x.replace("-", "").split(".");
    const value = BigInt(whole + fraction.padEnd(scale, "0"));
    return x.startsWith("-") ? -value : value;
  };
  const left = minor(b) - minor(a);
  const digits = (left < 0n ? -left : left).toString().padStart(scale + 1, "0");
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return left < 0n ? `-${text}` : text;
}

const opposite = (amount: string) => (amount.startsWith("-") ? amount.slice(1) : `-${amount}`);

/** The exact sum of decimal strings of one currency. */
export const sum = (amounts: string[]) =>
  amounts.reduce((soFar, amount) => difference(opposite(soFar), amount), "0");

const rateFormat = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
export const rate = (fraction: string) => rateFormat.format(exact(fraction));

const currencyNames = new Intl.DisplayNames(locale, { type: "currency" });
/** A currency as people call it, with its code. */
export const currencyName = (code: string) => `${currencyNames.of(code)} (${code})`;

const shareFormat = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
/** A part of a whole, in round percent: never an amount, so a float does. */
export const share = (fraction: number) => shareFormat.format(fraction);

// A business date has no hour: read and written in UTC so that it stays the same day everywhere.
const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
const dayOf = utc({ day: "numeric", month: "long" });
const dayShort = utc({ day: "numeric", month: "short" });
const dayYear = utc({ day: "numeric", month: "long", year: "numeric" });
const weekday = utc({ weekday: "long", day: "numeric", month: "long" });
const monthOf = utc({ month: "long" });
const thisYear = new Date().getFullYear().toString();

export const day = (iso: string) =>
  (iso.startsWith(thisYear) ? dayOf : dayYear).format(new Date(iso.slice(0, 10)));
export const shortDay = (iso: string) => dayShort.format(new Date(iso.slice(0, 10)));
/** The name of a month given as "2026-11". */
export const monthName = (month: string) => monthOf.format(new Date(`${month}-01`));
export const instant = (iso: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** The heading of a day in a list: today and yesterday by name. */
export function dayHeading(iso: string, today: string | undefined): string {
  if (today && iso === today) return t("web.day.today");
  if (today && Date.parse(today) - Date.parse(iso) === 86_400_000) return t("web.day.yesterday");
  return iso.startsWith((today ?? thisYear).slice(0, 4))
    ? weekday.format(new Date(iso))
    : dayYear.format(new Date(iso));
}
