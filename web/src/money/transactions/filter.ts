// The filter of the transaction list, as the address holds it.
import type { TransactionFilter } from "~/api/queries";

const NAMES = ["q", "account", "from", "to", "direction", "status", "min", "max", "import"] as const;

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

/** How many filters stand, the search itself left out. */
export const countFilters = (filter: TransactionFilter) =>
  NAMES.filter((name) => name !== "q" && filter[name]).length;
