// Net worth at a glance: the number, how it changed, its course over a year; the whole is one tap away.
import { Link } from "@tanstack/react-router";
import type { Worth } from "~/api/types";
import { Large } from "~/figures/Large";
import { Spark } from "~/figures/Spark";
import { t } from "~/language/t";
import { changed, converted } from "~/money/worth/said";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./home.module.css";

export function NetWorth({ worth }: { worth: Worth }) {
  const notes = converted(worth);
  return (
    <Section
      title={t("web.home.worth")}
      aside={
        <Link to="/money/net-worth" className={surface.more}>
          {t("web.home.worth.all")}
          <span className="unseen"> {t("web.home.worth")}</span>
        </Link>
      }
    >
      <div className={css.worth}>
        {worth.total ? <Large value={worth.total.net} size="card" /> : <p>{t("web.worth.unknown")}</p>}
        <Spark course={worth.points.map((point) => ({ day: point.day, amount: point.net }))} />
        <p className={css.worthSays}>
          {changed(worth)}
          {notes.length > 0 && `. ${notes.join(" ")}`}
        </p>
      </div>
    </Section>
  );
}
