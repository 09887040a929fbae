// How far the guide has come, as this browser keeps it for each customer.
import type { Session } from "~/api/types";

export type Progress = { later?: boolean; counted?: boolean; looked?: boolean; away?: boolean };

const PREFIX = "florin.guide.";

export const keptFor = (session: Session | undefined) => PREFIX + (session?.customer.id ?? "");

export function progressIn(kept: string): Progress {
  try {
    return JSON.parse(kept) as Progress;
  } catch {
    return {};
  }
}

/** Whether the guide stands above a home; until the program knows the demo's people, who brings their own is "you". */
export function guideWaits(session: Session): boolean {
  const demo = document.documentElement.dataset.demo !== undefined;
  if (demo && session.customer.persona !== "you") return false;
  const { looked, away } = progressIn(localStorage.getItem(keptFor(session)) ?? "{}");
  return !looked && !away;
}
