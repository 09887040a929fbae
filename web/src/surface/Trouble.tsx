// What went wrong, in place: what it is, what to do, and a way to try again.
import { Button } from "@mantine/core";
import { asProblem } from "~/api/problem";
import { t } from "~/language/t";
import css from "./surface.module.css";

type Props = { error: unknown; again?: () => void };

export function Trouble({ error, again }: Props) {
  const problem = asProblem(error);
  const away = problem.status === 0;
  return (
    <div className={css.trouble} role="alert">
      <p className={css.troubleTitle}>
        {away ? t("web.trouble.away.title") : problem.title || t("web.trouble.title")}
      </p>
      <p>{away ? t("web.trouble.away.detail") : problem.detail || t("web.trouble.detail")}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((each) => (
            <li key={each.field + each.message}>{each.message}</li>
          ))}
        </ul>
      )}
      {again && (
        <Button onClick={again} mt={12}>
          {t("web.trouble.again")}
        </Button>
      )}
    </div>
  );
}
