// A file may be dropped anywhere on the page: it is read, shown, and taken in only when confirmed.
import { useEffect, useRef, useState } from "react";
import { t } from "~/language/t";
import { useRead } from "~/money/imports/reading";
import css from "./drop.module.css";

/** Where something open over the page takes files itself, they are its own. */
const bringsFiles = (event: DragEvent) =>
  (event.dataTransfer?.types.includes("Files") ?? false) && !document.querySelector("[data-takes-files]");

export function DropAnywhere() {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const { read } = useRead();
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      depth.current -= 1;
      if (depth.current <= 0) setOver(false);
    };
    const stay = (event: DragEvent) => bringsFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      read([...(event.dataTransfer?.files ?? [])]);
    };
    const on = { dragenter: enter, dragleave: leave, dragover: stay, drop } as const;
    for (const [name, does] of Object.entries(on)) window.addEventListener(name, does as EventListener);
    return () => {
      for (const [name, does] of Object.entries(on)) window.removeEventListener(name, does as EventListener);
    };
  }, [read]);
  if (!over) return null;
  return (
    <div className={css.over}>
      <p>{t("web.import.drop.now")}</p>
    </div>
  );
}
