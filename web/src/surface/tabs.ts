// A row of tabs that may be wider than the screen: the one that is shown comes into sight.
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

/** The ref of the row. */
export function useTabs() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is decides which tab is marked
  useEffect(() => {
    const shown = tabs.current?.querySelector("[data-status=active]");
    shown?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return tabs;
}
