// What has just been added, and where to look at it.
import { IconCheck, IconHourglass } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Import } from "~/api/types";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import css from "./imports.module.css";

export function Done({ imports }: { imports: Import[] }) {
  const n = imports.reduce((sum, each) => sum + each.added + each.pending, 0);
  const ready = imports.every((each) => each.state === "imported");
  const Icon = ready ? IconCheck : IconHourglass;
  return (
    <div className={css.done}>
      <p role="status" className={css.doneTitle} data-ready={ready}>
        <Icon size={24} stroke={1.8} aria-hidden="true" />
        {t(ready ? "web.import.done" : "web.import.adding", { n })}
      </p>
      <Link to="/" className={surface.action} data-ready={ready} disabled={!ready}>
        {t("web.import.done.home")}
      </Link>
    </div>
  );
}
