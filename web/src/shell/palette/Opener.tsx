// The visible way into the palette, and its keys: ⌘K, Ctrl K, and "/" where the page has no search of its own.
import { IconSearch } from "@tabler/icons-react";
import { useEffect } from "react";
import { t } from "~/language/t";
import { ahead } from "../later";
import { openLayer } from "../layers";
import { beginEarly, hearEarly } from "./early";
import css from "./palette.module.css";

const load = () => import("./Palette");
/** After the page itself is there. */
const SOON = 4000;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
const ownSearch = () => document.querySelector("main input[type=search]") !== null;

function isCall(event: KeyboardEvent): boolean {
  if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey)
    return event.key.toLowerCase() === "k";
  const alone = !event.metaKey && !event.ctrlKey && !event.altKey;
  return alone && event.key === "/" && !typing(event.target) && !ownSearch();
}

export function Opener() {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isCall(event)) {
        beginEarly();
        openLayer("palette");
      } else if (!hearEarly(event)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", hear);
    const soon = setTimeout(() => ahead(load), SOON);
    return () => {
      document.removeEventListener("keydown", hear);
      clearTimeout(soon);
    };
  }, []);
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <button
      type="button"
      className={css.opener}
      aria-haspopup="dialog"
      aria-keyshortcuts="Meta+K Control+K /"
      onPointerEnter={() => ahead(load)}
      onClick={() => openLayer("palette")}
    >
      <IconSearch size={20} stroke={1.6} aria-hidden="true" />
      <span className={css.openerName}>{t("web.palette.open")}</span>
      <span className={css.keys} aria-hidden="true">
        {mac ? "⌘K" : "Ctrl K"}
      </span>
    </button>
  );
}
