// What a tap will do, said before it: between which accounts, how much, now or planned, and whether it can be undone.
import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Suggestion } from "~/api/types";
import { t } from "~/language/t";
import { Why } from "~/surface/Why";
import type { Act } from "./acting";
import { slotsOf, wayOf } from "./moved";
import css from "./suggestions.module.css";

export type Acting = UseMutationResult<Suggestion, Error, Act>;
type Props = { suggestion: Suggestion; acting: Acting; why: boolean; loud: boolean };

const WILL = {
  posts: "web.suggestion.posts",
  plans: "web.suggestion.plans",
  opens: "web.suggestion.opens",
  "opens-plan": "web.suggestion.opens-plan",
} as const;

function whatHappens({ action, undoable }: Suggestion): string {
  const end = undoable ? t("web.suggestion.undoable") : t("web.suggestion.final");
  if (!action.amount) return `${t("web.suggestion.reminds")} ${end}`;
  return `${t(WILL[wayOf(action)], slotsOf(action, action.amount))} ${end}`;
}

/** One that only reminds, or comes after another, asks quietly. */
export function Offer({ suggestion, acting, why, loud }: Props) {
  const [asking, setAsking] = useState(false);
  const busy = acting.isPending;
  const doing = (act: Act) => busy && acting.variables === act;
  const accept = () => (suggestion.undoable || asking ? acting.mutate("accept") : setAsking(true));
  return (
    <>
      <p className={css.happens}>{whatHappens(suggestion)}</p>
      <div className={css.actions}>
        <Button
          variant={asking || (loud && suggestion.action.amount) ? "filled" : "default"}
          className={css.accept}
          loading={doing("accept")}
          disabled={busy && !doing("accept")}
          onClick={accept}
        >
          {asking ? t("web.suggestion.sure") : suggestion.action.label}
        </Button>
        <Button
          variant="subtle"
          className={css.quiet}
          disabled={busy && !doing("dismiss")}
          loading={doing("dismiss")}
          onClick={() => acting.mutate("dismiss")}
        >
          {t("web.suggestion.not-now")}
        </Button>
        {why && <Why opens={`suggestion:${suggestion.id}`} of={suggestion.title} />}
      </div>
    </>
  );
}
