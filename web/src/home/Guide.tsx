// The guide's last step, above a home that has its first statement: look at what it says.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import { useGuide, useIsGuided } from "./guide";
import css from "./home.module.css";

export function Guide() {
  const guided = useIsGuided();
  const { progress, look, putAway } = useGuide();
  if (!guided || progress.looked || progress.away) return null;
  return (
    <section className={css.guide} aria-labelledby="guide">
      <p className={css.guideAt}>{t("web.guide.step", { n: 4, of: 4 })}</p>
      <h2 id="guide">{t("web.guide.look")}</h2>
      <p className={css.stepText}>{t("web.guide.look.now")}</p>
      <div className={surface.ways}>
        <Link to="/facts" className={surface.action} onClick={look}>
          {t("web.guide.look.facts")}
        </Link>
        <Link to="/suggestions" className={surface.more} onClick={look}>
          {t("web.guide.look.suggestions")}
        </Link>
        <Button variant="subtle" onClick={putAway}>
          {t("web.guide.away")}
        </Button>
      </div>
    </section>
  );
}
