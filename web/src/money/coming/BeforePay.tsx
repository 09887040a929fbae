// What is due before the next pay: one sum of what the bills usually come to, and its band. Not a balance.
import type { Money, Upcoming } from "~/api/types";
import { Large } from "~/figures/Large";
import { day, money } from "~/language/format";
import { t } from "~/language/t";
import css from "./coming.module.css";

type Props = { pay: NonNullable<Upcoming["before_pay"]>; size: "page" | "card" };

const varies = ({ least, most }: { least: Money; most: Money }) => least.amount !== most.amount;

export function BeforePay({ pay, size }: Props) {
  const wide = varies(pay);
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
      {pay.apart.map((part) => (
        <p key={part.why + part.amount.currency} className={css.label}>
          {t(`web.coming.apart.${part.why}${varies(part) ? ".about" : ""}`, {
            n: part.bills,
            amount: money(part.amount),
          })}
        </p>
      ))}
    </div>
  );
}
