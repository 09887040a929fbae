// Files that could not be read: each says once why, and goes when it is put away.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { importQuery, importsQuery } from "~/api/queries";
import type { Import } from "~/api/types";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import css from "./imports.module.css";

export function Unread({ imports }: { imports: Import[] }) {
  return (
    <Section title={t("web.import.unread")}>
      <ul className={surface.rows}>
        {imports.map((each) => (
          <File key={each.id} unread={each} />
        ))}
      </ul>
    </Section>
  );
}

function File({ unread: { id, file, error } }: { unread: Import }) {
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () =>
      answer(api.DELETE("/api/imports/{identifier}", { params: { path: { identifier: id } } })),
    onSuccess: () => {
      client.setQueryData(
        importsQuery.queryKey,
        (all) => all && { items: all.items.filter((each) => each.id !== id) },
      );
      client.removeQueries({ queryKey: importQuery(id).queryKey });
    },
  });
  return (
    <li className={css.past}>
      <div className={css.pastWords}>
        <p className={css.pastFile}>{file}</p>
        <p className={css.unread}>{t("web.import.unreadable")}</p>
        {error && <p className={css.which}>{error}</p>}
        {dismiss.isError && <Trouble error={dismiss.error} />}
      </div>
      <div className={css.pastActions}>
        <Button variant="subtle" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {t("web.import.remove")}
          <span className="unseen"> {file}</span>
        </Button>
      </div>
    </li>
  );
}
