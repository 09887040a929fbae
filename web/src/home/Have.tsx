// The one large number: what you have, and how it came about lately.
import type { Home } from "~/api/types";
import { Course } from "~/figures/Course";
import { Large } from "~/figures/Large";
import { money } from "~/language/format";
import { t } from "~/language/t";
import css from "./home.module.css";

export function Have({ home }: { home: Home }) {
  const [first, ...others] = home.net;
  if (!first) return null;
  return (
    <section aria-labelledby="have">
      <h1 id="have" className={css.have}>
        <span className={css.haveLabel}>{t("web.home.have")}</span>
        <Large value={first} />
      </h1>
      {others.length > 0 && (
        <p className={css.also}>
          {t("web.home.also", { amounts: others.map((value) => money(value)).join(" · ") })}
          {home.converted && ` ${t("web.home.together", { amount: money(home.converted) })}`}
        </p>
      )}
      <Course course={home.course} currency={first.currency} label={t("web.home.course")} />
    </section>
  );
}
