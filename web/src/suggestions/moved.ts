// Between which accounts a suggestion moves money, and how: booked or planned, to one that is there or is opened for it.
import type { Money, Suggestion } from "~/api/types";
import { money } from "~/language/format";
import { t } from "~/language/t";

type Action = Suggestion["action"];

/** What names no target is moved to a savings account that accepting opens. */
export function wayOf({ here, to }: Action): "posts" | "plans" | "opens" | "opens-plan" {
  if (to === null) return here ? "opens" : "opens-plan";
  return here ? "posts" : "plans";
}

export function slotsOf(action: Action, amount: Money): { amount: string; from: string; to: string } {
  const unnamed = t("web.suggestion.account");
  return { amount: money(amount), from: action.from_name ?? unnamed, to: action.to_name ?? unnamed };
}
