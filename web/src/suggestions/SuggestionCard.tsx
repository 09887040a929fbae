// One suggestion: its effect, its reason, what a tap will do; afterwards what came of it.
import type { Suggestion } from "~/api/types";
import { useWhose } from "~/api/whose";
import { Large } from "~/figures/Large";
import { money } from "~/language/format";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import { Why } from "~/surface/Why";
import { useActing } from "./acting";
import { Offer } from "./Offer";
import { Outcome } from "./Outcome";
import css from "./suggestions.module.css";

type Props = {
  suggestion: Suggestion;
  onChange: (suggestion: Suggestion) => void;
  why?: boolean;
  /** Whether it is what one would do first: of several, one. */
  loud?: boolean;
};

export function SuggestionCard({ suggestion, onChange, why = true, loud = true }: Props) {
  const acting = useActing(suggestion, onChange);
  const open = suggestion.state === "open";
  const whose = useWhose();
  return (
    <article
      className={css.card}
      data-state={suggestion.state}
      data-loud={loud}
      aria-labelledby={`title-${suggestion.id}`}
    >
      {open && <Effect effect={suggestion.effect} />}
      <h3 id={`title-${suggestion.id}`}>{suggestion.title}</h3>
      {open && <p className={css.sentence}>{suggestion.sentence}</p>}
      {acting.isError && <Trouble error={acting.error} />}
      <div aria-live="polite">
        {whose ? (
          why && <Why opens={`suggestion:${suggestion.id}`} of={suggestion.title} />
        ) : open ? (
          <Offer suggestion={suggestion} acting={acting} why={why} loud={loud} />
        ) : (
          <Outcome suggestion={suggestion} acting={acting} why={why} />
        )}
      </div>
    </article>
  );
}

/** The figure is a promise where it is likely; where it may well be less than half, it is said as the ceiling. */
function Effect({ effect }: { effect: Suggestion["effect"] }) {
  const same = effect.low.amount === effect.high.amount;
  const period = t(effect.period === "year" ? "web.suggestion.year" : "web.suggestion.once");
  const atMost = Number(effect.low.amount) < Number(effect.value.amount) / 2;
  return (
    <p className={css.effect} data-at-most={atMost}>
      {atMost && <span className={css.upTo}>{t("web.suggestion.up-to")}</span>}
      <Large value={effect.value} size="card" signed={!atMost} />
      <span className={css.period}>
        {period}
        {!same && (
          <span className={css.band}>
            {t("web.suggestion.band", { low: money(effect.low), high: money(effect.high) })}
          </span>
        )}
      </span>
    </p>
  );
}
