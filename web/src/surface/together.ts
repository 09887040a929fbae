// Parts of a page that are asked for one by one and shown together, so that none pushes another away.
import { useRef } from "react";

/** Whether each of them has once been answered, or could not be; from then on each stands for itself. */
export function useTogether(...asked: { isPending: boolean; isEnabled?: boolean }[]): boolean {
  const ever = useRef(false);
  ever.current ||= asked.every(({ isPending, isEnabled }) => !isPending || isEnabled === false);
  return ever.current;
}
