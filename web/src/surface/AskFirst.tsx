// Where something would stand that nobody has allowed yet: one honest sentence, and the way to decide.
import { Link } from "@tanstack/react-router";
import { useWhose } from "~/api/whose";
import { t } from "~/language/t";
import css from "./surface.module.css";

/** `what` cannot be shown; of another's money only they decide. */
export function AskFirst({ what }: { what: "picture" | "suggestions" }) {
  const whose = useWhose();
  if (whose) return <p className={css.askFirst}>{t("web.ask-first.theirs", { name: whose.name })}</p>;
  return (
    <div className={css.askFirst}>
      <p>{t(`web.ask-first.${what}`)}</p>
      <Link to="/you/data" className={css.action}>
        {t("web.ask-first.decide")}
      </Link>
    </div>
  );
}
