// Which column of a CSV file is what: guessed by the server, corrected here, the preview below follows at once.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "~/api/client";
import { importsQuery } from "~/api/queries";
import type { CsvProfile, Import } from "~/api/types";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import { CsvColumns } from "./CsvColumns";
import css from "./imports.module.css";

const withoutSamples = ({ roles: _, columns, ...profile }: CsvProfile) => ({
  ...profile,
  columns: columns.map(({ sample: _sample, ...column }) => column),
});

function useMapping(read: Import, profile: CsvProfile) {
  const client = useQueryClient();
  // What was chosen stands here even when the server cannot read the file that way.
  const [draft, setDraft] = useState(profile);
  const preview = useMutation({
    mutationFn: ({ profile: chosen, save }: { profile: CsvProfile; save?: string }) =>
      post<Import>(`/api/imports/${read.id}/preview`, {
        profile: withoutSamples(chosen),
        ...(save ? { save_as: save } : {}),
      }),
    onSuccess: (now) =>
      client.setQueryData(importsQuery.queryKey, (all) =>
        all && { items: all.items.map((each) => (each.id === now.id ? now : each)) },
      ),
  });
  const later = useDebouncedCallback((next: CsvProfile) => preview.mutate({ profile: next }), 350);
  const change = (next: CsvProfile) => {
    setDraft(next);
    later(next);
  };
  return { draft, change, preview };
}

export function CsvMapping({ read, profile }: { read: Import; profile: CsvProfile }) {
  const { draft, change, preview } = useMapping(read, profile);
  const [name, setName] = useState(profile.name ?? "");
  return (
    <section className={css.mapping} aria-label={t("web.csv.title")}>
      <h3>{t("web.csv.title")}</h3>
      <p className={css.which}>{t("web.csv.lead")}</p>
      <CsvColumns profile={draft} onChange={change} />
      <div className={css.mappingFields}>
        <TextInput
          label={t("web.csv.date-format")}
          value={draft.date_format}
          onChange={(event) => change({ ...draft, date_format: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("web.csv.decimal")}
          value={draft.decimal}
          onChange={(event) => change({ ...draft, decimal: event.currentTarget.value as "." | "," })}
          data={[
            { value: ".", label: t("web.csv.decimal.point") },
            { value: ",", label: t("web.csv.decimal.comma") },
          ]}
        />
        <TextInput
          label={t("web.csv.currency")}
          value={draft.currency ?? ""}
          maxLength={3}
          onChange={(event) => change({ ...draft, currency: event.currentTarget.value.toUpperCase() || null })}
        />
      </div>
      {preview.isError && <Trouble error={preview.error} />}
      <form
        className={css.saveAs}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) preview.mutate({ profile: draft, save: name.trim() });
        }}
      >
        <TextInput label={t("web.csv.save.label")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" loading={preview.isPending && Boolean(preview.variables.save)} disabled={!name.trim()}>
          {t("web.csv.save")}
        </Button>
      </form>
      <p role="status" className={css.which}>
        {preview.isPending ? t("web.csv.busy") : preview.isSuccess ? t(preview.variables.save ? "web.csv.saved" : "web.csv.fresh") : ""}
      </p>
    </section>
  );
}
