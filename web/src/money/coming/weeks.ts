// What comes, by week: from Monday to Sunday, as calendars of banks count.
import type { Money, UpcomingItem } from "~/api/types";
import { sum, without } from "~/language/format";

const DAY = 86_400_000;
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The Monday of the week of a day. */
export function monday(day: string): string {
  const time = Date.parse(day);
  return iso(time - ((new Date(time).getUTCDay() + 6) % 7) * DAY);
}

export const later = (day: string, days: number) => iso(Date.parse(day) + days * DAY);

export type Week = { monday: string; sunday: string; items: UpcomingItem[] };

/** The weeks in which something comes; what is late stands in the week of today. */
export function weeks(items: UpcomingItem[], today: string): Week[] {
  const found = new Map<string, UpcomingItem[]>();
  for (const item of items) {
    const start = monday(item.day < today ? today : item.day);
    found.set(start, [...(found.get(start) ?? []), item]);
  }
  return [...found].map(([start, of]) => ({ monday: start, sunday: later(start, 6), items: of }));
}

/** The usual amounts of bills, or of income, added up; null where they are of several currencies. */
export function summed(items: UpcomingItem[], kind: "bill" | "income"): Money | null {
  const amounts = items.filter((item) => item.kind === kind).map(({ amount }) => without(amount));
  const [first] = amounts;
  if (!first || amounts.some(({ currency }) => currency !== first.currency)) return null;
  return { amount: sum(amounts.map(({ amount }) => amount)), currency: first.currency };
}
