// Whose money is looked at: one's own, or that of another of the household. In this page's memory alone.
import { useSyncExternalStore } from "react";

export type Whose = { id: string; name: string; right: "read" | "write" };

let whose: Whose | null = null;
const listeners = new Set<() => void>();

/** What is one's own whoever is looked at: it is never asked for in another's name. */
const OWN = /^\/api\/(bank|session|demo|live|household|identity|consents|data|export|leave|office)(\/|$|\?)/;

export function lookAt(next: Whose | null): void {
  whose = next;
  for (const listener of listeners) listener();
}

export const lookedAt = () => whose;

/** The header that names whom a request is about; none where it is about oneself. */
export const inTheirName = (path: string): Record<string, string> =>
  whose && !OWN.test(path) ? { "florin-customer": whose.id } : {};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Another of the household whose money is shown, or null for one's own. */
export const useWhose = () =>
  useSyncExternalStore(
    subscribe,
    () => whose,
    () => null,
  );

/** Whether notes may be written and things sorted here. */
export const useMayWrite = () => useWhose()?.right !== "read";
