// All suggestions: the open ones, and what became of the others.
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { suggestionsQuery } from "~/api/queries";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { AskFirst } from "~/surface/AskFirst";
import { Bone } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { useKept } from "./kept";
import { SuggestionCard } from "./SuggestionCard";
import css from "./suggestions.module.css";

export function Suggestions() {
  useTitle(t("web.suggestions.title"));
  const { state = "open" } = useSearch({ from: "/frame/suggestions" });
  return (
    <div className={surface.column}>
      <h1>{t("web.suggestions.title")}</h1>
      <nav className={surface.tabs} aria-label={t("web.suggestions.title")}>
        <Link to="/suggestions" search={{}} className={surface.tab} activeOptions={{ exact: true }}>
          {t("web.suggestions.open")}
        </Link>
        <Link to="/suggestions" search={{ state: "done" }} className={surface.tab}>
          {t("web.suggestions.done")}
        </Link>
      </nav>
      <h2 className="unseen">{t(state === "open" ? "web.suggestions.open" : "web.suggestions.done")}</h2>
      <List key={state} state={state} />
    </div>
  );
}

function List({ state }: { state: "open" | "done" }) {
  const { data, error, refetch } = useQuery(suggestionsQuery(state));
  const [shown, keep] = useKept(data?.items ?? []);
  if (error && !data) return <Trouble error={error} again={() => refetch()} />;
  if (!data) return <Bone height={280} />;
  if (shown.length === 0 && data.missing) return <AskFirst what="suggestions" />;
  if (shown.length === 0)
    return (
      <p className={css.none}>{t(state === "open" ? "web.suggestions.none" : "web.suggestions.none-done")}</p>
    );
  return (
    <ul className={css.list}>
      {shown.map((suggestion, at) => (
        <li key={suggestion.id}>
          <SuggestionCard suggestion={suggestion} onChange={keep} loud={at === 0} />
        </li>
      ))}
    </ul>
  );
}
