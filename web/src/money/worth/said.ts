// What the page says about net worth in sentences.
import type { Worth, WorthPoint } from "~/api/types";
import { day, isZero, mediumDay, money, without } from "~/language/format";
import { t } from "~/language/t";

/** How it changed since the oldest day on which every account was known. */
export function changed({ change }: Worth): string {
  if (!change) return t("web.worth.new");
  const slots = { change: money(without(change.amount)), since: day(change.since) };
  if (isZero(change.amount)) return t("web.worth.same", slots);
  return t(change.amount.amount.startsWith("-") ? "web.worth.down" : "web.worth.up", slots);
}

export function made({ total }: Worth): string {
  if (!total) return t("web.worth.unknown");
  const slots = { assets: money(total.assets), debts: money(without(total.debts)) };
  return isZero(total.debts) ? t("web.worth.made.only", slots) : t("web.worth.made", slots);
}

export function on(point: WorthPoint, currency: string): string {
  const shown = (amount: string) => money({ amount, currency });
  const debts = money(without({ amount: point.debts, currency }));
  return t("web.worth.on", {
    day: day(point.day),
    net: shown(point.net),
    assets: shown(point.assets),
    debts,
  });
}

/** The day of the rates that the sum was reckoned with: the oldest of them. */
const ratesDay = ({ rates }: Worth) => rates.map((rate) => rate.day).sort()[0];

/** What the sum was converted by, and what could not be. */
export function converted(worth: Worth): string[] {
  const dated = ratesDay(worth);
  const { left_out: names } = worth;
  return [
    ...(dated ? [t("web.worth.rates.at", { day: mediumDay(dated) })] : []),
    ...(names.length > 0 ? [t("web.worth.left-out", { names: names.join(", "), n: names.length })] : []),
  ];
}
