// Money, rates and dates as the reader writes them. Amounts stay decimal strings: nothing here is a float.
import type { Money } from "~/api/types";
import { byLocale, locale } from "./reader";
import { t } from "./t";

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string): Intl.NumberFormat {
  const key = `${locale()} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(), {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    });
    formats.set(key, format);
  }
  return format;
}

// Intl reads decimal strings exactly; its type only says so from ES2023 on.
const exact = (amount: string) => amount as unknown as number;

type MoneyParts = { sign: "" | "+" | "−"; whole: string; minor: string; after: string };

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

const percent = (maximumFractionDigits: number) =>
  byLocale((of) => new Intl.NumberFormat(of, { style: "percent", maximumFractionDigits }));
/** What parts whole from fraction, as the reader writes it. */
export const decimalSign = byLocale(
  (of) => new Intl.NumberFormat(of).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".",
);

const rateFormat = percent(2);
export const rate = (fraction: string) => rateFormat().format(exact(fraction));

const currencyNames = byLocale((of) => new Intl.DisplayNames(of, { type: "currency" }));
/** A currency as people call it, with its code. */
export const currencyName = (code: string) => `${currencyNames().of(code)} (${code})`;
const knownCurrencies = byLocale((of) => new Intl.DisplayNames(of, { type: "currency", fallback: "none" }));
/** Whether three letters name a currency. */
export const isCurrency = (code: string) => knownCurrencies().of(code) !== undefined;

const shareFormat = percent(0);
/** A part of a whole, in round percent: never an amount, so a float does. */
export const share = (fraction: number) => shareFormat().format(fraction);

const compactFormats = new Map<string, Intl.NumberFormat>();
/** A round amount for the axis of a drawing, never for a figure: "$12K". Grouped like every other amount. */
export function compactMoney(value: number, currency: string): string {
  const key = `${locale()} ${currency}`;
  let format = compactFormats.get(key);
  if (!format) {
    const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
    format = new Intl.NumberFormat(locale(), {
      ...style,
      notation: "compact",
      maximumFractionDigits: 1,
      useGrouping: "always",
    });
    compactFormats.set(key, format);
  }
  return format.format(value);
}

// A business date has no hour: read and written in UTC so that it stays the same day everywhere.
const utc = (options: Intl.DateTimeFormatOptions) =>
  byLocale((of) => new Intl.DateTimeFormat(of, { timeZone: "UTC", ...options }));
const dayOf = utc({ day: "numeric", month: "long" });
const dayShort = utc({ day: "numeric", month: "short" });
const dayYear = utc({ day: "numeric", month: "long", year: "numeric" });
const dayMedium = utc({ day: "numeric", month: "short", year: "numeric" });
const monthAndYearShort = utc({ month: "short", year: "2-digit" });
const monthYear = utc({ month: "long", year: "numeric" });
const weekday = utc({ weekday: "long", day: "numeric", month: "long" });
const monthOf = utc({ month: "long" });
const dayFull = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const dayBrief = utc({ weekday: "short", day: "numeric", month: "short", year: "numeric" });

const yearOfWall = () => new Date().getFullYear().toString();
let year = yearOfWall();
const inYear = (iso: string) => iso.startsWith(year);

/** Tells which day the reader lives in: a date is said without its year in that year alone. Without one, the wall's. */
export function livesOn(today?: string): void {
  year = today?.slice(0, 4) ?? yearOfWall();
}

export const day = (iso: string) => (inYear(iso) ? dayOf : dayYear)().format(new Date(iso.slice(0, 10)));
/** A day in few letters, broken before its year alone: "27. Nov." */
export function shortDay(iso: string): string {
  const said = (inYear(iso) ? dayShort : dayMedium)().format(new Date(iso.slice(0, 10)));
  const whole = said.replaceAll(" ", "\u00a0");
  return inYear(iso) ? whole : whole.replace(/\u00a0(?=\d{4}$)/, " ");
}
/** From one day to another, saying the month once where it is one. */
export const dayRange = (from: string, to: string) =>
  (inYear(from) && inYear(to) ? dayShort : dayMedium)().formatRange(new Date(from), new Date(to));
/** A day with its year, as short as that goes. */
export const mediumDay = (iso: string) => dayMedium().format(new Date(iso.slice(0, 10)));
/** The month of a day, for an axis. */
export const monthShort = (iso: string) => monthAndYearShort().format(new Date(iso.slice(0, 10)));
/** A day with all that belongs to it: "Tuesday 24 November 2026", or short. */
export const dayOfLife = (iso: string, short = false) =>
  (short ? dayBrief : dayFull)().format(new Date(iso.slice(0, 10)));
/** The month of a day with its year: "March 2024". */
export const monthAndYear = (iso: string) => monthYear().format(new Date(iso.slice(0, 10)));
/** The name of a month given as "2026-11". */
export const monthName = (month: string) =>
  (inYear(month) ? monthOf : monthYear)().format(new Date(`${month}-01`));
const dayAndTime = byLocale((of) => new Intl.DateTimeFormat(of, { dateStyle: "medium", timeStyle: "short" }));
export const instant = (iso: string) => dayAndTime().format(new Date(iso));

/** A day as paper says it, which is read on another one. */
export const paperDay = (iso: string) => dayYear().format(new Date(iso));

/** The heading of a day in a list: today and yesterday by name. */
export function dayHeading(iso: string, today: string | undefined): string {
  if (today && iso === today) return t("web.day.today");
  if (today && Date.parse(today) - Date.parse(iso) === 86_400_000) return t("web.day.yesterday");
  return iso.startsWith((today ?? year).slice(0, 4))
    ? weekday().format(new Date(iso))
    : dayYear().format(new Date(iso));
}
