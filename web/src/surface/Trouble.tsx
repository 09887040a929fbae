// What went wrong, in place: what it is, what to do, and a way to try again where that can help.
import { Button } from "@mantine/core";
import { asProblem, canHelpAgain } from "~/api/problem";
import { t } from "~/language/t";
import css from "./surface.module.css";

/** `typed`: something was typed here, and is kept. `title`: what could not be done, where the server refused it. */
type Props = { error: unknown; again?: () => void; typed?: boolean; title?: string };

export function Trouble({ error, again, typed = false, title }: Props) {
  const problem = asProblem(error);
  const away = problem.status === 0;
  // A passkey that was not shown: nothing was done, and the note has said so.
  if (problem.type === "passkey/not-done") return null;
  return (
    <div className={css.trouble} role="alert">
      <p className={css.troubleTitle}>
        {away ? t("web.trouble.away.title") : title || problem.title || t("web.trouble.title")}
      </p>
      <p>
        {away ? t("web.trouble.away.detail") : problem.detail || t("web.trouble.detail")}
        {typed && (away || !problem.detail) && ` ${t("web.trouble.kept")}`}
      </p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((each) => (
            <li key={each.field + each.message}>{each.message}</li>
          ))}
        </ul>
      )}
      {again && canHelpAgain(problem) && (
        <Button onClick={again} mt={12}>
          {t("web.trouble.again")}
        </Button>
      )}
    </div>
  );
}
