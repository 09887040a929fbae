// The filter of the transaction list, as the address holds it.
import type { TransactionFilter } from "~/api/queries";

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

/** Only what is known and filled: everything else in the address is left out. */
export function readFilter(search: Record<string, unknown>): TransactionFilter {
  const filter: Record<string, string> = {};
  for (const name of NAMES) {
    const value = search[name];
    if (typeof value === "string" && value) filter[name] = value;
    else if (typeof value === "number") filter[name] = String(value);
  }
  return filter as TransactionFilter;
}

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
export type Period = (typeof PERIODS)[number];

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
