// The filter of the transaction list, as the address holds it.
import type { TransactionFilter } from "~/api/queries";
import { has } from "~/language/t";
import { amountOf } from "~/money/accounts/amount";

const NAMES = [
  "q",
  "account",
  "from",
  "to",
  "direction",
  "min",
  "max",
  "kind",
  "status",
  "tag",
  "has",
  "own",
  "currency",
  "counterparty",
  "import",
] as const;
export type FilterName = (typeof NAMES)[number];

export const MOST_SEARCHED = 100;
const MOST_AT_ONCE = 20;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;

const isId = (text: string) => UUID.test(text);
const isDay = (text: string) => {
  const read = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  // 31 February is taken for a day of March: what is read must be what was written.
  return (
    read !== null && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text) && text > "0001"
  );
};
const isAmount = (text: string) => AMOUNT.test(text);
const isWord = (text: string) => text.length <= 80;
const oneOf =
  (...words: string[]) =>
  (text: string) =>
    words.includes(text);

/** For each name whether one value of it can be understood. */
const READABLE: Record<FilterName, (text: string) => boolean> = {
  q: () => true,
  account: isId,
  from: isDay,
  to: isDay,
  direction: oneOf("in", "out"),
  min: isAmount,
  max: isAmount,
  kind: (text) => has(`web.transaction.kind.${text}`),
  status: oneOf("booked", "pending", "planned", "refused"),
  tag: isWord,
  has: oneOf("note", "attachment", "split"),
  own: oneOf("only", "without"),
  currency: (text) => /^[A-Z]{3}$/.test(text),
  counterparty: (text) => text.length <= 300,
  import: isId,
};
const SEVERAL: FilterName[] = ["account", "kind", "tag", "has", "currency"];

function readable(name: FilterName, text: string): string {
  if (name === "q") return text.slice(0, MOST_SEARCHED);
  if (!SEVERAL.includes(name)) return READABLE[name](text) ? text : "";
  const understood = text.split(",").filter((each) => each && READABLE[name](each));
  return [...new Set(understood)].slice(0, MOST_AT_ONCE).join(",");
}

/** What the address says under the names that we know, as it is written there. */
export function addressed(search: Record<string, unknown>): TransactionFilter {
  const written = NAMES.flatMap((name) => {
    const value = search[name];
    const text = typeof value === "object" || value === undefined ? "" : String(value);
    return text ? [[name, text]] : [];
  });
  return Object.fromEntries(written) as TransactionFilter;
}

/** Only what is filled and understood: everything else in the address is left out. */
export function readFilter(written: TransactionFilter): TransactionFilter {
  const filter: TransactionFilter = {};
  for (const name of NAMES) {
    const text = readable(name, written[name] ?? "");
    if (text) filter[name] = text;
  }
  return filter;
}

type Held = { id: string; currency: string };

/** Without accounts and currencies that the customer does not have. */
export function existing(filter: TransactionFilter, accounts: readonly Held[]): TransactionFilter {
  const kept = (name: FilterName, there: string[]) => {
    const values = valuesOf(filter, name).filter((value) => there.includes(value));
    return values.length ? values.join(",") : undefined;
  };
  return {
    ...filter,
    account: kept(
      "account",
      accounts.map(({ id }) => id),
    ),
    currency: kept(
      "currency",
      accounts.map(({ currency }) => currency),
    ),
  };
}

/** What the address names and the filter does not have: each name with its value. */
export function leftOut(written: TransactionFilter, filter: TransactionFilter): [FilterName, string][] {
  return NAMES.filter((name) => name !== "q").flatMap((name) => {
    const kept = SEVERAL.includes(name) ? valuesOf(filter, name) : [filter[name]];
    const named = SEVERAL.includes(name) ? valuesOf(written, name) : [written[name]];
    const lost = new Set(named.filter((value) => value && !kept.includes(value)));
    return kept.length < MOST_AT_ONCE
      ? [...lost].map((value): [FilterName, string] => [name, value ?? ""])
      : [];
  });
}

/** An amount without sign as people type it ("1,234.50", "50,"), as the address holds it; nothing where it is none. */
export function readAmount(typed: string): string | undefined {
  const amount = amountOf(typed.trim().replace(/[.,]$/, ""));
  return isAmount(amount) ? amount : undefined;
}

/** Ends that lie before their beginnings; a list is not asked for with them. */
export const endsTooEarly = ({ from, to }: TransactionFilter) => Boolean(from && to && to < from);
export const endsTooLow = ({ min, max }: TransactionFilter) =>
  Boolean(min && max && Number(max) < Number(min));
export const contradicts = (filter: TransactionFilter) => endsTooEarly(filter) || endsTooLow(filter);

/** The filter without the ends that contradict their beginnings. */
export const withoutContradiction = (filter: TransactionFilter): TransactionFilter => ({
  ...filter,
  ...(endsTooEarly(filter) ? { to: undefined } : {}),
  ...(endsTooLow(filter) ? { max: undefined } : {}),
});

export const valuesOf = (filter: TransactionFilter, name: FilterName) =>
  filter[name] ? (filter[name]?.split(",") ?? []) : [];

/** With one more of several values, or one less where it was there. */
export function toggled(filter: TransactionFilter, name: FilterName, value: string): TransactionFilter {
  const now = valuesOf(filter, name);
  const next = now.includes(value) ? now.filter((each) => each !== value) : [...now, value];
  return { ...filter, [name]: next.length ? next.join(",") : undefined };
}

/** How many filters stand, the search itself left out; a stretch of time counts once. */
export function countFilters(filter: TransactionFilter): number {
  const standing = NAMES.filter((name) => name !== "q" && filter[name]);
  return standing.length - (filter.from && filter.to ? 1 : 0);
}

// Stretches of time, by the customer's own business day ------------------------------------------------------------

export const PERIODS = ["month", "last-month", "days-90", "year"] as const;
type Period = (typeof PERIODS)[number];

const iso = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** First and last day of a stretch of time that ends today, or with the last month. */
export function periodOf(period: Period, today: string): { from: string; to: string } {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  if (period === "month") return { from: iso(year, month - 1, 1), to: today };
  if (period === "last-month") return { from: iso(year, month - 2, 1), to: iso(year, month - 1, 0) };
  if (period === "year") return { from: iso(year, 0, 1), to: today };
  return { from: iso(year, month - 1, day - 89), to: today };
}

/** The stretch of time that a filter asks for, if it is one of ours. */
export const periodIn = ({ from, to }: TransactionFilter, today: string | undefined) =>
  today && from && to
    ? PERIODS.find((period) => {
        const { from: first, to: last } = periodOf(period, today);
        return first === from && last === to;
      })
    : undefined;
