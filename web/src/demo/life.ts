// The people of the demo bank and the day they live in: asked for, paused, led on to another day.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { bankQuery, sessionQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { tellTrouble } from "~/shell/note";

type Schemas = components["schemas"];
export type Person = Schemas["DemoPersonOut"];
export type Life = Schemas["LifeOut"];
type Demo = Schemas["DemoOut"];
export const JUMPS = ["tomorrow", "payday", "month"] as const;
type Jump = (typeof JUMPS)[number];

/** The live line tells of every day that begins; it is asked for by itself only in case a word was missed. */
function pause({ life, people }: Demo): number | false {
  if (people.some(({ ready }) => !ready) || (life.until && life.until > life.day)) return 1500;
  if (!life.live || life.paused) return false;
  return Math.max(30_000, life.seconds * 2000);
}

export const demoQuery = queryOptions({
  queryKey: ["demo"],
  queryFn: () => answer(api.GET("/api/demo")),
  refetchInterval: (query) => (query.state.data ? pause(query.state.data) : 3000),
  staleTime: 1000,
});

/** Whether this bank is a demo; known from the last visit until the server has said so. */
export function useIsDemo(): boolean {
  const { data: bank } = useQuery(bankQuery);
  return bank?.demo ?? document.documentElement.dataset.demo !== undefined;
}

/** The people and their day; nothing where the bank is no demo. */
export function useDemo(): Demo | undefined {
  return useQuery({ ...demoQuery, enabled: useIsDemo() }).data;
}

/** Who is here, if it is one of the demo's people. */
export function useMe(): Person | undefined {
  const { data: session } = useQuery(sessionQuery);
  return useDemo()?.people.find(({ id }) => id === session?.customer.persona);
}

/** Pause, go on, and on to another day. Whatever follows from it, the pages hear by the live line. */
export function useLife() {
  const client = useQueryClient();
  const onSuccess = () =>
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "bank" });
  const turn = useMutation({
    mutationFn: (change: { paused?: boolean; seconds?: number }) =>
      answer(api.PATCH("/api/demo/life", { body: change })),
    onSuccess,
    onError: tellTrouble,
  });
  const jump = useMutation({
    mutationFn: (to: Jump) => answer(api.POST("/api/demo/jump", { body: { to } })),
    onSuccess,
    onError: tellTrouble,
  });
  return { turn, jump };
}
