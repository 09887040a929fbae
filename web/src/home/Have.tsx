// The one large number: what you have at hand, and how it came about lately.
import type { Home } from "~/api/types";
import { Course } from "~/figures/Course";
import { Large } from "~/figures/Large";
import { money } from "~/language/format";
import { t } from "~/language/t";
import { Without } from "~/money/accounts/AccountRow";
import css from "./home.module.css";

export function Have({ home }: { home: Home }) {
  const [first, ...others] = home.at_hand;
  if (!first) return null;
  const known = home.accounts.some((account) => account.balance_known);
  return (
    <section aria-labelledby="have">
      <h1 id="have" className={css.have}>
        <span className={css.haveLabel}>{t("web.home.at-hand")}</span>
        {known ? <Large value={first} /> : t("web.account.unknown")}
      </h1>
      {others.length > 0 && (
        <p className={css.also}>
          {t("web.home.also", { amounts: others.map((value) => money(value)).join(" · ") })}
        </p>
      )}
      <Without accounts={home.accounts} />
      {home.course.length > 0 && (
        <Course course={home.course} currency={first.currency} label={t("web.home.course")} />
      )}
    </section>
  );
}
