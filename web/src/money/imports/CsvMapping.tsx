// Which column of a CSV file is what: guessed by the server, corrected here, the preview below follows at once.
import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "~/api/client";
import { importQuery } from "~/api/queries";
import type { CsvProfile, CsvReading, Import } from "~/api/types";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import { CsvColumns } from "./CsvColumns";
import css from "./imports.module.css";

const CODE = /^[A-Z]{3}$/;

const readingOf = ({
  columns,
  date_format,
  decimal,
  sign,
  currency,
  header_row,
}: CsvProfile): CsvReading => ({
  columns: Object.fromEntries(columns.map(({ index, role }) => [String(index), role])),
  date_format,
  decimal: decimal as CsvReading["decimal"] & string,
  sign,
  currency: currency && CODE.test(currency) ? currency : null,
  header_row,
});

/** Whether a date, an amount and a text are among the columns: what a line needs. */
function isFound({ columns }: CsvProfile): boolean {
  const has = (...roles: string[]) => columns.some(({ role }) => role && roles.includes(role));
  return has("booked", "value") && has("amount", "credit", "debit") && has("text", "counterparty");
}

function useMapping(read: Import, profile: CsvProfile) {
  const client = useQueryClient();
  // What was chosen stands here even when the server cannot read the file that way.
  const [draft, setDraft] = useState(profile);
  const preview = useMutation({
    mutationFn: (chosen: CsvProfile) =>
      answer(
        api.POST("/api/imports/{identifier}/preview", {
          params: { path: { identifier: read.id } },
          body: { profile: readingOf(chosen) },
        }),
      ),
    onSuccess: (now) => client.setQueryData(importQuery(read.id).queryKey, now),
  });
  const later = useDebouncedCallback((next: CsvProfile) => preview.mutate(next), 350);
  const change = (next: CsvProfile) => {
    setDraft(next);
    later(next);
  };
  return { draft, change, preview };
}

export function CsvMapping({ read, profile }: { read: Import; profile: CsvProfile }) {
  const { draft, change, preview } = useMapping(read, profile);
  // Stands open where something is missing; what happens to it after that is up to who looks at it.
  const [open] = useState(!isFound(profile));
  return (
    <div className={css.mapping}>
      <p className={css.which}>{t(isFound(draft) ? "web.csv.found" : "web.csv.missing")}</p>
      <LeftOut profile={draft} />
      <details open={open} className={css.columnsFold}>
        <summary>{t("web.csv.title")}</summary>
        <p className={css.which}>{t("web.csv.lead")}</p>
        <CsvColumns profile={draft} onChange={change} />
        <CsvForm draft={draft} change={change} />
        {preview.isError && <Trouble error={preview.error} />}
        <p role="status" className={css.which}>
          {preview.isPending ? t("web.csv.busy") : preview.isSuccess ? t("web.csv.fresh") : ""}
        </p>
      </details>
    </div>
  );
}

/** Which columns bring nothing in, so that nobody misses one in silence. */
function LeftOut({ profile }: { profile: CsvProfile }) {
  const out = profile.columns.filter(({ role }) => !role);
  if (out.length === 0) return null;
  const names = out.map(({ name, index }) => name || t("web.csv.column", { n: index + 1 })).join(", ");
  return <p className={css.which}>{t("web.csv.left-out", { n: out.length, names })}</p>;
}

type FormProps = { draft: CsvProfile; change: (next: CsvProfile) => void };

function CsvForm({ draft, change }: FormProps) {
  return (
    <div className={css.mappingFields}>
      <NativeSelect
        label={t("web.csv.date-format")}
        value={draft.date_format}
        onChange={(event) => change({ ...draft, date_format: event.currentTarget.value as "ymd" })}
        data={(["mdy", "dmy", "ymd"] as const).map((value) => ({
          value,
          label: t(`web.csv.date-format.${value}`),
        }))}
      />
      <NativeSelect
        label={t("web.csv.decimal")}
        value={draft.decimal}
        onChange={(event) => change({ ...draft, decimal: event.currentTarget.value })}
        data={[
          { value: ".", label: t("web.csv.decimal.point") },
          { value: ",", label: t("web.csv.decimal.comma") },
        ]}
      />
      <NativeSelect
        label={t("web.csv.sign")}
        value={draft.sign}
        onChange={(event) => change({ ...draft, sign: event.currentTarget.value as "inverted" })}
        data={(["as_written", "inverted"] as const).map((value) => ({
          value,
          label: t(`web.csv.sign.${value}`),
        }))}
      />
      <TextInput
        label={t("web.csv.currency")}
        value={draft.currency ?? ""}
        maxLength={3}
        onChange={(event) => change({ ...draft, currency: event.currentTarget.value.toUpperCase() || null })}
      />
    </div>
  );
}
