// The door's other pages, by which one comes in: in one frame, with the bank's name and the languages.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useLanguage } from "~/language/reader";
import { t } from "~/language/t";
import surface from "~/surface/surface.module.css";
import { DoorTop } from "./DoorTop";
import css from "./session.module.css";

export function Doorway({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useLanguage();
  return (
    <main className={css.door} id="main">
      <DoorTop>
        <Link to="/sign-in" className={surface.more}>
          {t("web.own.to-door")}
        </Link>
      </DoorTop>
      <div className={css.narrow}>
        <h1>{title}</h1>
        <p className={css.lead}>{lead}</p>
        {children}
      </div>
    </main>
  );
}
