// Who is here; a tap opens what can be set and the way out.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { sessionQuery } from "~/api/queries";
import { t } from "~/language/t";
import css from "./session.module.css";

const load = () => import("./YouSheet");
const YouSheet = lazy(load);

export function You() {
  const [opened, setOpened] = useState(false);
  const [ever, setEver] = useState(false);
  const { data: session } = useQuery(sessionQuery);
  const name = session?.customer.name ?? "";
  const open = () => {
    setEver(true);
    setOpened(true);
  };
  return (
    <>
      <button
        type="button"
        className={css.you}
        aria-haspopup="dialog"
        onPointerEnter={() => load()}
        onClick={open}
      >
        <span className={css.initial} aria-hidden="true">
          {name.slice(0, 1)}
        </span>
        <span className={css.youName}>{name || t("web.you.title")}</span>
      </button>
      <Suspense>{ever && <YouSheet opened={opened} onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
