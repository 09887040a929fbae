// How far the guide through one's own first steps has come: kept in this browser for each customer.
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { sessionQuery } from "~/api/queries";
import { useIsDemo, useMe } from "~/demo/life";
import { keptFor, type Progress, progressIn } from "./guided";

const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether who is here brings their own money, and so may want a guide. */
export function useIsGuided(): boolean {
  const demo = useIsDemo();
  const me = useMe();
  const { data: session } = useQuery(sessionQuery);
  return demo ? (me?.own ?? session?.customer.persona === "you") : session !== undefined;
}

export function useGuide() {
  const { data: session } = useQuery(sessionQuery);
  const key = keptFor(session);
  const kept = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key) ?? "{}",
    () => "{}",
  );
  const progress = progressIn(kept);
  const set = (change: Progress) => {
    localStorage.setItem(key, JSON.stringify({ ...progress, ...change }));
    for (const listener of listeners) listener();
  };
  return {
    progress,
    decideLater: () => set({ later: true }),
    count: (counted: boolean) => set({ counted }),
    look: () => set({ looked: true }),
    putAway: () => set({ away: true }),
    again: () => set({ later: false, counted: false, looked: false, away: false }),
  };
}
