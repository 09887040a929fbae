// What is due before the next pay: one sum of what the bills usually come to, and its band. Not a balance.
import type { Upcoming } from "~/api/types";
import { Large } from "~/figures/Large";
import { day, money } from "~/language/format";
import { t } from "~/language/t";
import css from "./coming.module.css";

type Props = { pay: NonNullable<Upcoming["before_pay"]>; size: "page" | "card" };

export function BeforePay({ pay, size }: Props) {
  const wide = pay.least.amount !== pay.most.amount;
  return (
    <div className={css.before} data-size={size}>
      <p className={css.label}>{t("web.coming.before", { n: pay.bills, day: day(pay.day) })}</p>
      {pay.bills > 0 && (
        <p>
          <Large value={pay.amount} size={size} />
        </p>
      )}
      {pay.bills > 0 && wide && (
        <p className={css.label}>
          {t("web.coming.band", { least: money(pay.least), most: money(pay.most) })}
        </p>
      )}
    </div>
  );
}
