// Giving consent and taking it back; each click is done once, however often it is sent.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api } from "~/api/client";
import { newKey } from "~/api/key";
import type { Source } from "./queries";

export type Wish = { purpose: string; source: Source["source"]; account?: string; until?: string };
/** What is given, and the consents whose place it takes for good. */
type Given = { items: Wish[]; instead?: string[] };

/** What is computed from what is allowed, and so is old now. */
const AFTER = ["consents", "data", "home", "facts", "suggestions", "upcoming"];

function useAfter() {
  const client = useQueryClient();
  return () => Promise.all(AFTER.map((name) => client.invalidateQueries({ queryKey: [name] })));
}

/** `done`: told at once; what asked may be gone when all is read anew. */
export function useGive(done: () => void) {
  const after = useAfter();
  const last = useRef({ of: "", key: "" });
  return useMutation({
    mutationFn: async ({ items, instead = [] }: Given) => {
      const of = JSON.stringify(items);
      if (last.current.of !== of) last.current = { of, key: newKey() };
      const params = { header: { "Idempotency-Key": last.current.key } };
      await answer(api.POST("/api/consents", { params, body: { items } }));
      await revokeEach(instead);
    },
    onSuccess: () => {
      last.current = { of: "", key: "" };
      done();
      return after();
    },
  });
}

async function revokeEach(ids: string[]): Promise<void> {
  for (const identifier of ids)
    await answer(api.DELETE("/api/consents/{identifier}", { params: { path: { identifier } } }));
}

export function useRevoke(done: () => void) {
  const after = useAfter();
  return useMutation({
    mutationFn: revokeEach,
    onSuccess: done,
    // Some may be taken back where one could not be.
    onSettled: after,
  });
}
