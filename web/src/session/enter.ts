// Stepping in as somebody, at the door or from any page: the page stays, whose it is changes.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { answer, api, forgetEarly } from "~/api/client";
import { sessionQuery } from "~/api/queries";

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

export function useEnter(then: (path: string) => string = samePlace, onError?: (error: unknown) => void) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (persona: string) => answer(api.POST("/api/session", { body: { persona } })),
    ...(onError && { onError }),
    onSuccess: async (session) => {
      forgetEarly();
      const theirs = ({ queryKey: [name] }: { queryKey: readonly unknown[] }) =>
        name !== "bank" && name !== "demo" && name !== "session";
      // A question of before, refused only now, would lead back to the door.
      await client.cancelQueries({ predicate: ({ queryKey: [name] }) => name !== "bank" && name !== "demo" });
      client.removeQueries({ type: "inactive", predicate: theirs });
      client.setQueryData(sessionQuery.queryKey, session);
      localStorage.setItem("florin.signed-in", "yes");
      await router.navigate({ href: then(router.state.location.pathname) });
      times += 1;
      for (const listener of listeners) listener();
      await client.resetQueries({ predicate: theirs });
    },
  });
}
