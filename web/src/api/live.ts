// Hears from the server what has changed, asks anew for that, and knows whether the line is up.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { everKept } from "~/offline/kept";
import { forgetEarly } from "./client";

/** For each event the names (first part of the query key) of what it makes old. */
const MAKES_OLD: Record<string, string[]> = {
  life: ["demo", "session"],
  picture: ["demo", "home", "accounts", "facts", "suggestions", "upcoming", "worth", "consents", "data"],
  ledger: ["home", "accounts", "transactions", "facts", "upcoming", "worth"],
  suggestions: ["home", "suggestions"],
  consents: ["consents", "data", "home"],
  imports: ["imports"],
  session: ["session", "identity"],
};

let up = true;
const listeners = new Set<() => void>();

function setUp(value: boolean) {
  if (up === value) return;
  up = value;
  for (const listener of listeners) listener();
}

const PAUSE_MS = 4000;
/** Once the line was down, some answer may never have come. */
let everLost = false;

/** Nothing changed since before this page asked its first question, and all was answered by the server itself. */
function allIsTrue(greeting: string): boolean {
  const { quiet = 0 } = JSON.parse(greeting) as { quiet?: number };
  // By the clock on the wall, which goes on while the device sleeps.
  return !everLost && !everKept() && quiet * 1000 > Date.now() - performance.timeOrigin;
}

/** Listens until the returned function is called. */
export function listen(client: QueryClient): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const hello = (greeting?: MessageEvent<string>) => {
    setUp(true);
    if (greeting && allIsTrue(greeting.data)) return;
    // What changed between the page's first questions and this greeting was told to nobody: ask anew.
    // An answer still on its way may be from before; it would not be asked for again by itself.
    forgetEarly();
    void client.cancelQueries().then(() => client.invalidateQueries());
  };
  const lost = () => {
    everLost = true;
    setUp(false);
    // The browser tries again by itself, except where it was answered with an error.
    if (source.readyState === EventSource.CLOSED) again = setTimeout(begin, PAUSE_MS);
  };
  const begin = () => {
    source = new EventSource("/api/live");
    source.addEventListener("hello", hello);
    source.addEventListener("error", lost);
    for (const [event, names] of Object.entries(MAKES_OLD)) {
      source.addEventListener(event, () => {
        for (const name of names) void client.invalidateQueries({ queryKey: [name] });
      });
    }
  };
  // A stream may stay open for a while after the network is gone: the browser knows sooner.
  const offline = () => {
    everLost = true;
    setUp(false);
  };
  const online = () => source.readyState === EventSource.OPEN && hello();
  window.addEventListener("offline", offline);
  window.addEventListener("online", online);
  begin();
  return () => {
    window.removeEventListener("offline", offline);
    window.removeEventListener("online", online);
    clearTimeout(again);
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
