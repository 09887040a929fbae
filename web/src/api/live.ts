// Hears from the server what has changed, asks anew for that, and knows whether the line is up.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

/** For each event the names (first part of the query key) of what it makes old. */
const MAKES_OLD: Record<string, string[]> = {
  picture: ["home", "accounts", "facts", "suggestions"],
  ledger: ["home", "accounts", "transactions", "facts"],
  suggestions: ["home", "suggestions"],
  imports: ["imports"],
};

let up = true;
const listeners = new Set<() => void>();

function setUp(value: boolean) {
  if (up === value) return;
  up = value;
  for (const listener of listeners) listener();
}

/** Listens until the returned function is called. */
export function listen(client: QueryClient): () => void {
  const source = new EventSource("/api/live");
  let greeted = false;
  source.addEventListener("hello", () => {
    setUp(true);
    // The first greeting comes with data just loaded; after a break anything may have changed.
    if (greeted) void client.invalidateQueries();
    greeted = true;
  });
  for (const [event, names] of Object.entries(MAKES_OLD)) {
    source.addEventListener(event, () => {
      for (const name of names) void client.invalidateQueries({ queryKey: [name] });
    });
  }
  source.onerror = () => setUp(false);
  return () => {
    source.close();
    setUp(true);
  };
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLineIsUp = () =>
  useSyncExternalStore(
    subscribe,
    () => up,
    () => true,
  );
