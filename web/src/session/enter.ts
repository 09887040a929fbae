// Stepping in as somebody, at the door or from any page: the page stays, whose it is changes.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { answer, api, forgetEarly } from "~/api/client";
import { sessionQuery } from "~/api/queries";
import type { Session } from "~/api/types";
import { lookAt } from "~/api/whose";

let times = 0;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Grows with every change of person: what is keyed by it starts anew and keeps nothing of the one before. */
export const useTimesEntered = () =>
  useSyncExternalStore(
    subscribe,
    () => times,
    () => 0,
  );

/** The page for another person: the same, but not what belongs to one of them alone. */
export const samePlace = (path: string) => (path.startsWith("/money/accounts/") ? "/money" : path);

type Arrival = {
  /** From now on, questions are about whoever it is then. */
  begin: (client: QueryClient) => void;
  /** The page to be on, for the one that one is on. */
  to: (path: string) => string;
};

/** Goes over to another person's money: nothing that was asked for the one before is shown to, or kept for, the next. */
export function useArrive() {
  const client = useQueryClient();
  const router = useRouter();
  return async ({ begin, to }: Arrival) => {
    forgetEarly();
    const theirs = ({ queryKey: [name] }: { queryKey: readonly unknown[] }) =>
      name !== "bank" && name !== "demo" && name !== "session";
    // A question of before, refused only now, would lead back to the door.
    await client.cancelQueries({ predicate: ({ queryKey: [name] }) => name !== "bank" && name !== "demo" });
    client.removeQueries({ type: "inactive", predicate: theirs });
    begin(client);
    await router.navigate({ href: to(router.state.location.pathname) });
    times += 1;
    for (const listener of listeners) listener();
    await client.resetQueries({ predicate: theirs });
  };
}

/** Who has come in: their own money, whoever was looked at before. */
export const begun = (session: Session) => (client: QueryClient) => {
  lookAt(null);
  client.setQueryData(sessionQuery.queryKey, session);
  localStorage.setItem("florin.signed-in", "yes");
};

/** Under this key one steps in: until it is done, a question of before may be refused, which then means nothing. */
export const ENTER = ["enter"] as const;

export function useEnter(then: (path: string) => string = samePlace, onError?: (error: unknown) => void) {
  const arrive = useArrive();
  return useMutation({
    mutationKey: ENTER,
    mutationFn: (persona: string) => answer(api.POST("/api/session", { body: { persona } })),
    ...(onError && { onError }),
    onSuccess: (session) => arrive({ begin: begun(session), to: then }),
  });
}
