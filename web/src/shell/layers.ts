// What lies over any page without an address of its own: the palette, the people, what can be set.
import { useSyncExternalStore } from "react";

export type Layer = "palette" | "people" | "you";

let layer: Layer | null = null;
const listeners = new Set<() => void>();

/** Opens one and closes the other; null closes. */
export function openLayer(next: Layer | null): void {
  layer = next;
  for (const listener of listeners) listener();
}

export const closeLayer = () => openLayer(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLayer = () =>
  useSyncExternalStore(
    subscribe,
    () => layer,
    () => null,
  );
