// What came of a suggestion: what was booked or planned, and the way back.
import { Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconEyeOff, IconHourglass } from "@tabler/icons-react";
import type { Suggestion } from "~/api/types";
import { t } from "~/language/t";
import { OpenLink } from "~/surface/OpenLink";
import { Why } from "~/surface/Why";
import type { Act } from "./acting";
import { slotsOf, wayOf } from "./moved";
import type { Acting } from "./Offer";
import css from "./suggestions.module.css";

const SAYS = {
  accepting: { icon: IconHourglass, text: "web.suggestion.accepting" },
  undoing: { icon: IconHourglass, text: "web.suggestion.undoing" },
  accepted: { icon: IconCheck, text: "web.suggestion.accepted" },
  undone: { icon: IconArrowBackUp, text: "web.suggestion.undone" },
  dismissed: { icon: IconEyeOff, text: "web.suggestion.dismissed" },
  expired: { icon: IconHourglass, text: "web.suggestion.expired" },
  failed: { icon: IconArrowBackUp, text: "web.suggestion.failed" },
} as const;

const WAS = {
  posts: "web.suggestion.moved",
  plans: "web.suggestion.made-plan",
  opens: "web.suggestion.opened",
  "opens-plan": "web.suggestion.opened-plan",
} as const;

function whatWasDone({ action }: Suggestion): string {
  if (!action.amount) return t("web.suggestion.reminded");
  return t(WAS[wayOf(action)], slotsOf(action, action.amount));
}

type Props = { suggestion: Suggestion; acting: Acting; why: boolean };

export function Outcome({ suggestion, acting, why }: Props) {
  const { state, result } = suggestion;
  if (state === "open") return null;
  const { icon: Icon, text } = SAYS[state];
  const doing = (act: Act) => acting.isPending && acting.variables === act;
  const muted = acting.isSuccess && acting.variables === "mute";
  return (
    <>
      <p className={css.outcome} data-state={state}>
        <Icon size={20} stroke={1.8} aria-hidden="true" />
        <span>
          {muted ? t("web.suggestion.muted") : state === "accepted" ? whatWasDone(suggestion) : t(text)}
        </span>
      </p>
      {result?.error && <p className={css.sentence}>{result.error}</p>}
      {result && state === "accepted" && <Traces result={result} />}
      <div className={css.actions}>
        {(state === "accepted" || (state === "dismissed" && !muted)) && suggestion.undoable && (
          <Button loading={doing("undo")} disabled={acting.isPending} onClick={() => acting.mutate("undo")}>
            {t("web.suggestion.undo")}
          </Button>
        )}
        {state === "dismissed" && !muted && (
          <Button
            variant="subtle"
            loading={doing("mute")}
            disabled={acting.isPending}
            onClick={() => acting.mutate("mute")}
          >
            {t("web.suggestion.mute")}
          </Button>
        )}
        {why && <Why opens={`suggestion:${suggestion.id}`} of={suggestion.title} />}
      </div>
    </>
  );
}

function Traces({ result }: { result: NonNullable<Suggestion["result"]> }) {
  return (
    <ul className={css.traces}>
      {result.entries.map((id) => (
        <li key={id}>
          <OpenLink opens={`transaction:e${id}.1`}>{t("web.suggestion.entry", { id })}</OpenLink>
        </li>
      ))}
      {result.planned.map((id) => (
        <li key={id}>
          <OpenLink opens={`transaction:p${id}`}>{t("web.suggestion.planned")}</OpenLink>
        </li>
      ))}
    </ul>
  );
}
