// Accept, undo, put away: what one can do with a suggestion.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answer, api } from "~/api/client";
import { newKey } from "~/api/key";
import { suggestionQuery } from "~/api/queries";
import type { Suggestion } from "~/api/types";

const isUnderWay = ({ state }: Suggestion) => state === "accepting" || state === "undoing";

export type Act = "accept" | "undo" | "dismiss" | "mute";

function send(id: string, act: Act, key: string): Promise<Suggestion> {
  const path = { identifier: id };
  if (act === "accept" || act === "undo") {
    const params = { path, header: { "Idempotency-Key": key } };
    return answer(api.POST(`/api/suggestions/{identifier}/${act}`, { params }));
  }
  const body = { mute: act === "mute" };
  return answer(api.POST("/api/suggestions/{identifier}/dismiss", { params: { path }, body }));
}

export function useActing(suggestion: Suggestion, onChange: (suggestion: Suggestion) => void) {
  const client = useQueryClient();
  const key = useRef({ act: "", key: "" });
  const acting = useMutation({
    mutationFn: (act: Act) => {
      if (key.current.act !== act) key.current = { act, key: newKey() };
      return send(suggestion.id, act, key.current.key);
    },
    onSuccess: (now) => {
      key.current = { act: "", key: "" };
      onChange(now);
      for (const name of ["home", "suggestions", "accounts", "transactions"])
        void client.invalidateQueries({ queryKey: [name] });
    },
  });
  useFollowing(suggestion, onChange);
  return acting;
}

/** While the bank is still at it, asks how far it is. */
function useFollowing(suggestion: Suggestion, onChange: (suggestion: Suggestion) => void) {
  const following = useQuery({
    ...suggestionQuery(suggestion.id),
    enabled: isUnderWay(suggestion),
    refetchInterval: 1200,
  });
  const now = following.data;
  useEffect(() => {
    if (isUnderWay(suggestion) && now && !isUnderWay(now)) onChange(now);
  }, [now, suggestion, onChange]);
}
