// What stands above a printed page: whose bank, whose money, of which day; and opens what is folded, for paper.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { sessionQuery } from "~/api/queries";
import { dayOfLife } from "~/language/format";
import { t } from "~/language/t";
import { nameOf } from "~/session/name";
import { BankName } from "./BankName";
import css from "./frame.module.css";

function unfold() {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const each of folded) each.open = true;
  const fold = () => {
    for (const each of folded) each.open = false;
  };
  window.addEventListener("afterprint", fold, { once: true });
}

export function PrintHead() {
  const { data: session } = useQuery(sessionQuery);
  useEffect(() => {
    window.addEventListener("beforeprint", unfold);
    return () => window.removeEventListener("beforeprint", unfold);
  }, []);
  return (
    <div className={css.printHead} aria-hidden="true">
      <span className={css.printBank}>
        <BankName />
      </span>
      {session && (
        <span>{t("web.print.of", { name: nameOf(session), day: dayOfLife(session.business_date) })}</span>
      )}
    </div>
  );
}
