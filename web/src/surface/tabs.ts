// A row of tabs that may be wider than the screen: the one that is shown comes into sight, and where more is, it says so.
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

/** Marks at which ends of the row more tabs are than one sees. */
function mark(row: HTMLElement): void {
  const after = row.scrollWidth - row.clientWidth - row.scrollLeft;
  row.dataset.more = [row.scrollLeft > 1 && "before", after > 1 && "after"].filter(Boolean).join(" ");
}

/** The ref of the row. */
export function useTabs() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is decides which tab is marked
  useEffect(() => {
    const shown = tabs.current?.querySelector("[data-status=active]");
    shown?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  useEffect(() => {
    const row = tabs.current;
    if (!row) return;
    const look = () => mark(row);
    // Its words come in another language or font, a tab comes or goes: each changes the width of a tab.
    const sizes = new ResizeObserver(look);
    for (const each of [row, ...row.children]) sizes.observe(each);
    row.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      row.removeEventListener("scroll", look);
    };
  }, []);
  return tabs;
}
