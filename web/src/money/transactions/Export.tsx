// The list as a file: which form, and where it went or why it could not.
import { Button } from "@mantine/core";
import { IconBraces, IconDownload, IconTable } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "~/api/problem";
import { askedFor, type TransactionFilter, transactionSumQuery } from "~/api/queries";
import { inTheirName } from "~/api/whose";
import { language } from "~/language/reader";
import { t } from "~/language/t";
import { Sheet } from "~/surface/Sheet";
import { Trouble } from "~/surface/Trouble";
import css from "./filters.module.css";

const FORMATS = [
  { format: "csv", icon: IconTable },
  { format: "json", icon: IconBraces },
] as const;
type Format = (typeof FORMATS)[number]["format"];

/** Asks for the file, hands it to the browser to keep, and says its name. */
export async function saved(filter: TransactionFilter, format: Format): Promise<string> {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(askedFor(filter)))
    for (const each of [value ?? []].flat()) query.append(name, String(each));
  const headers = { "accept-language": language(), ...inTheirName("/api/transactions/export") };
  const response = await fetch(`/api/transactions/export?${query}`, { headers }).catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  const told = response.headers.get("content-disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(told)?.[1] ?? `transactions.${format}`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return name;
}

export function Export({ filter }: { filter: TransactionFilter }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className={css.export} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <IconDownload size={18} stroke={1.6} aria-hidden="true" />
        <span className={css.exportWord}>{t("web.export.button")}</span>
      </Button>
      <Sheet title={t("web.export.title")} opened={open} onClose={() => setOpen(false)} short>
        <Choice filter={filter} />
      </Sheet>
    </>
  );
}

function Choice({ filter }: { filter: TransactionFilter }) {
  const { data } = useQuery(transactionSumQuery(filter));
  const save = useMutation({ mutationFn: (format: Format) => saved(filter, format) });
  return (
    <>
      <p className={css.lead}>{data && t("web.export.lead", { n: data.count })}</p>
      <div className={css.formats}>
        {FORMATS.map(({ format, icon: Icon }) => (
          <button
            key={format}
            type="button"
            className={css.format}
            disabled={save.isPending || data?.count === 0}
            onClick={() => save.mutate(format)}
          >
            <Icon size={26} stroke={1.4} aria-hidden="true" />
            <span>
              <span className={css.formatName}>{t(`web.export.${format}`)}</span>
              <span className={css.formatHint}>{t(`web.export.${format}.hint`)}</span>
            </span>
          </button>
        ))}
      </div>
      <p role="status" className={css.lead}>
        {save.data && t("web.export.done", { name: save.data })}
      </p>
      {save.isError && <Trouble error={save.error} />}
    </>
  );
}
