// What comes: what is due before the next pay, and the next few lines of it.
import { Link } from "@tanstack/react-router";
import type { Upcoming } from "~/api/types";
import { t } from "~/language/t";
import { BeforePay } from "~/money/coming/BeforePay";
import { ComingRow, keyOf } from "~/money/coming/ComingRow";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./home.module.css";

export function Comes({ comes }: { comes: Upcoming }) {
  // What may not be looked for is not said to be missing.
  if (comes.missing && comes.items.length === 0) return null;
  return (
    <Section
      title={t("web.home.comes")}
      aside={
        <Link to="/money/coming" className={surface.more}>
          {t("web.home.comes.all")}
          <span className="unseen"> {t("web.home.comes")}</span>
        </Link>
      }
    >
      {comes.before_pay && <BeforePay pay={comes.before_pay} size="card" />}
      {comes.items.length === 0 && <p className={css.calm}>{t("web.home.comes.none")}</p>}
      <ul className={surface.rows}>
        {comes.items.map((item) => (
          <ComingRow key={keyOf(item)} item={item} brief />
        ))}
      </ul>
      {comes.more > 0 && (
        <p className={css.calm}>
          <Link to="/money/coming" className={surface.more}>
            {t("web.home.comes.more", { n: comes.more })}
          </Link>
        </p>
      )}
    </Section>
  );
}
