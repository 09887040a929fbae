// This month so far: what came in and what went out, and the two held against each other.
import type { Home, Money } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { monthName } from "~/language/format";
import { t } from "~/language/t";
import css from "./home.module.css";

export function Month({ month }: { month: NonNullable<Home["month"]> }) {
  const most = Math.max(Number(month.in.amount), Number(month.out.amount), 1);
  return (
    <section className={css.month} aria-labelledby="month">
      <h2 id="month" className={css.monthTitle}>
        {t("web.home.month", { month: monthName(month.label) })}
      </h2>
      <Side label={t("web.home.in")} value={month.in} most={most} tone={css.barIn} />
      <Side label={t("web.home.out")} value={month.out} most={most} tone={css.barOut} />
    </section>
  );
}

type SideProps = { label: string; value: Money; most: number; tone: string | undefined };

function Side({ label, value, most, tone }: SideProps) {
  return (
    <div className={css.monthSide}>
      <span className={css.monthLabel}>{label}</span>
      <span className={css.monthValue}>
        <Amount value={value} />
      </span>
      <span className={css.bar} aria-hidden="true">
        <span className={tone} style={{ width: `${(Math.max(Number(value.amount), 0) / most) * 100}%` }} />
      </span>
    </div>
  );
}
