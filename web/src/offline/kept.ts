// Whether what the page shows was kept from before, and since when.
import { useSyncExternalStore } from "react";

let since: string | null = null;
let ever = false;
const listeners = new Set<() => void>();

/** Told with every answer: null where it came from the server just now. */
export function tellKept(value: string | null): void {
  ever ||= value !== null;
  if (since === value || (value && since && since < value)) return;
  since = value;
  for (const listener of listeners) listener();
}

/** Whether any answer on this page was kept from before. */
export const everKept = () => ever;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The time (ISO) of the oldest answer on the page that was kept, or null. */
export const useKeptSince = () =>
  useSyncExternalStore(
    subscribe,
    () => since,
    () => null,
  );
