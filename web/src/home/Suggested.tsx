// What we suggest: at most three, each with its effect and one tap; one acted on stays in place with its result.
import { Link } from "@tanstack/react-router";
import type { Suggestion } from "~/api/types";
import { t } from "~/language/t";
import { useKept } from "~/suggestions/kept";
import { SuggestionCard } from "~/suggestions/SuggestionCard";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./home.module.css";

export function Suggested({ suggestions }: { suggestions: Suggestion[] }) {
  const [shown, keep] = useKept(suggestions);
  return (
    <Section
      title={t("web.home.suggested")}
      aside={
        <Link to="/suggestions" className={surface.more}>
          {t("web.home.suggested.all")}
        </Link>
      }
    >
      {shown.length === 0 && <p className={css.calm}>{t("web.home.suggested.none")}</p>}
      <ul className={css.cards}>
        {shown.map((suggestion, at) => (
          <li key={suggestion.id}>
            <SuggestionCard suggestion={suggestion} onChange={keep} loud={at === 0} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
