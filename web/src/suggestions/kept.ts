// Keeps a suggestion that was acted on in its place, with its result and undo, though the server lists it no more.
import { useCallback, useState } from "react";
import type { Suggestion } from "~/api/types";

type Kept = { at: number; suggestion: Suggestion };

export function useKept(open: Suggestion[]): [Suggestion[], (suggestion: Suggestion) => void] {
  const [kept, setKept] = useState<Kept[]>([]);
  const shown = open.filter((each) => !kept.some((one) => one.suggestion.id === each.id));
  for (const { at, suggestion } of [...kept].sort((a, b) => a.at - b.at)) shown.splice(at, 0, suggestion);
  const keep = useCallback(
    (suggestion: Suggestion) =>
      setKept((now) => {
        const had = now.find((one) => one.suggestion.id === suggestion.id);
        const at =
          had?.at ??
          Math.max(
            shown.findIndex((each) => each.id === suggestion.id),
            0,
          );
        return [...now.filter((one) => one !== had), { at, suggestion }];
      }),
    [shown],
  );
  return [shown, keep];
}
