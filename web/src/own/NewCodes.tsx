// Ten codes, told this once: to copy, to save, to print; then one says that they are kept.
import { Button } from "@mantine/core";
import { IconCopy, IconDownload, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { bankQuery } from "~/api/queries";
import { t } from "~/language/t";
import css from "./own.module.css";

/** Hands a text to the browser as a file. */
export function saveAs(name: string, content: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

type Props = { codes: string[]; done: () => void; then?: string };

export function NewCodes({ codes, done, then }: Props) {
  const { data: bank } = useQuery(bankQuery);
  const [said, setSaid] = useState("");
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  const title = t("web.own.codes.of", { bank: bank?.name ?? "Florin" });
  const whole = `${title}\n\n${codes.join("\n")}\n\n${t("web.own.codes.each-once")}\n`;
  const copy = () =>
    navigator.clipboard.writeText(whole).then(
      () => setSaid(t("web.own.copied")),
      () => setSaid(t("web.own.copied.not")),
    );
  const save = () => {
    saveAs(t("web.own.codes.file"), whole, "text/plain");
    setSaid(t("web.own.codes.saved"));
  };
  return (
    <section ref={place} className={css.codes} tabIndex={-1} aria-label={t("web.own.codes.new")}>
      <p className={css.codesTitle}>{t("web.own.codes.new")}</p>
      <p>{t("web.own.codes.keep")}</p>
      <ol className={css.codeList}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={css.ways}>
        <Button leftSection={<IconCopy size={18} stroke={1.6} aria-hidden="true" />} onClick={copy}>
          {t("web.own.copy")}
        </Button>
        <Button leftSection={<IconDownload size={18} stroke={1.6} aria-hidden="true" />} onClick={save}>
          {t("web.own.codes.save")}
        </Button>
        <Button
          leftSection={<IconPrinter size={18} stroke={1.6} aria-hidden="true" />}
          onClick={() => print()}
        >
          {t("web.own.codes.print")}
        </Button>
      </div>
      <p role="status" className={css.said}>
        {said}
      </p>
      <Button variant="filled" onClick={done}>
        {then ?? t("web.own.codes.kept")}
      </Button>
    </section>
  );
}
