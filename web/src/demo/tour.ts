// Whether the tour is shown: once, on the first Home of one of the demo's people, and when asked for.
import { useSyncExternalStore } from "react";

const KEY = "florin.tour";
let asked = false;
let over = false;
const listeners = new Set<() => void>();

function tell() {
  for (const listener of listeners) listener();
}

const seen = () => localStorage.getItem(KEY) !== null;

export function askForTour(): void {
  asked = true;
  over = false;
  tell();
}

/** Over, and never again by itself: also for who leaves it at its first step. */
export function endTour(): void {
  localStorage.setItem(KEY, "seen");
  asked = false;
  over = true;
  tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTourIsDue = () =>
  useSyncExternalStore(
    subscribe,
    () => asked || (!over && !seen()),
    () => false,
  );
