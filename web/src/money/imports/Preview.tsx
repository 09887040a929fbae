// What was found in a file, before anything is taken in.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "~/api/client";
import { importQuery, importsQuery } from "~/api/queries";
import type { Import } from "~/api/types";
import { has, t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import { CsvMapping } from "./CsvMapping";
import css from "./imports.module.css";
import { Statement } from "./Statement";

const formatName = (format: string) => {
  const key = `web.format.${format}`;
  return has(key) ? t(key) : format.toUpperCase();
};

/** New lines; something else that is new (holdings, an account without lines); nothing new; or nothing at all.
 * A CSV that was just told to be read as it cannot be (in a currency that is none) has failed, until told otherwise. */
function whatItBrings({ state, added, pending, duplicates, statements }: Import) {
  if (state === "failed") return "failed";
  if (added + pending > 0) return "lines";
  if (statements.some(({ positions, is_new_account: fresh, closing }) => positions > 0 || (fresh && closing)))
    return "other";
  return duplicates > 0 ? "old" : "none";
}

const DISCARD = {
  failed: "web.import.remove",
  lines: "web.import.discard",
  other: "web.import.discard",
  old: "web.import.confirm.none",
  none: "web.import.discard",
} as const;

type Props = { listed: Import; onConfirmed: (id: string) => void };

export function Preview({ listed, onConfirmed }: Props) {
  const client = useQueryClient();
  // The list tells the sums; lines and columns come with the import itself.
  const { data: read = listed } = useQuery(importQuery(listed.id));
  const refresh = (...names: string[]) => {
    for (const name of names) void client.invalidateQueries({ queryKey: [name] });
  };
  const at = { params: { path: { identifier: read.id } } };
  const confirm = useMutation({
    mutationFn: () => answer(api.POST("/api/imports/{identifier}/confirm", at)),
    onSuccess: (now) => {
      onConfirmed(now.id);
      client.setQueryData(
        importsQuery.queryKey,
        (all) => all && { items: all.items.map((each) => (each.id === now.id ? now : each)) },
      );
      refresh("imports", "home", "accounts", "transactions", "facts", "suggestions");
    },
  });
  const discard = useMutation({
    mutationFn: () => answer(api.DELETE("/api/imports/{identifier}", at)),
    onSuccess: () => {
      client.setQueryData(
        importsQuery.queryKey,
        (all) => all && { items: all.items.filter((each) => each.id !== listed.id) },
      );
      client.removeQueries({ queryKey: importQuery(listed.id).queryKey });
    },
  });
  const brings = whatItBrings(read);
  return (
    <article className={css.preview} aria-labelledby={`file-${read.id}`}>
      <h2 id={`file-${read.id}`} className={css.file}>
        {read.file}
      </h2>
      <p className={css.format}>{read.format ? formatName(read.format) : t("web.import.unreadable")}</p>
      {read.error && <p className={css.failed}>{read.error}</p>}
      {read.warnings.map((warning) => (
        <p key={warning} className={css.warning}>
          {warning}
        </p>
      ))}
      {read.profile && <CsvMapping read={read} profile={read.profile} />}
      {read.statements.map((statement, at) => (
        <Statement key={statement.account ?? at} statement={statement} />
      ))}
      {(confirm.error ?? discard.error) && <Trouble error={confirm.error ?? discard.error} />}
      <div className={css.actions} data-stays={brings === "lines"}>
        {(brings === "lines" || brings === "other") && (
          <Button
            variant="filled"
            loading={confirm.isPending}
            disabled={discard.isPending}
            onClick={() => confirm.mutate()}
          >
            {brings === "lines"
              ? t("web.import.confirm", { n: read.added + read.pending })
              : t("web.import.confirm.other")}
          </Button>
        )}
        <Button loading={discard.isPending} disabled={confirm.isPending} onClick={() => discard.mutate()}>
          {t(DISCARD[brings])}
        </Button>
      </div>
    </article>
  );
}
