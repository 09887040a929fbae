// A statement that was read and not yet looked at: said quietly, with the way there.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { importsQuery } from "~/api/queries";
import { useWhose } from "~/api/whose";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import css from "./home.module.css";

/** How many previews wait to be added or discarded. */
export function useWaiting(): number {
  const { data } = useQuery({ ...importsQuery, enabled: !useWhose() });
  return data?.items.filter(({ state }) => state === "preview").length ?? 0;
}

export function Waiting() {
  const n = useWaiting();
  if (n === 0) return null;
  return (
    <p className={css.waiting}>
      <span>{t("web.home.waiting", { n })}</span>
      <Link to="/money/import" className={surface.more}>
        {t("web.home.waiting.look", { n })}
      </Link>
    </p>
  );
}
