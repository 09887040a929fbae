// "Why?": the same everywhere; what it belongs to is said to those who do not see where it stands.
import { t } from "~/language/t";
import { OpenLink, type Opens } from "./OpenLink";
import css from "./surface.module.css";

export function Why({ opens, of }: { opens: Opens; of: string }) {
  return (
    <OpenLink opens={opens} className={css.why}>
      {t("web.why")}
      <span className="unseen">{` ${of}`}</span>
    </OpenLink>
  );
}
