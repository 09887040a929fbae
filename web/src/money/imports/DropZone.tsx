// The place to drop or pick statements.
import { IconFileUpload } from "@tabler/icons-react";
import { useRef } from "react";
import { t } from "~/language/t";
import css from "./imports.module.css";
import { FORMATS, useRead, useReading } from "./reading";

export function DropZone({ large = false }: { large?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const { read } = useRead();
  const { busy, files } = useReading();
  return (
    <div className={css.drop} data-large={large || undefined}>
      <IconFileUpload size={30} stroke={1.3} aria-hidden="true" />
      <p className={css.dropTitle}>
        {busy ? t("web.import.reading", { n: files.length }) : t("web.import.drop.title")}
      </p>
      <button type="button" className={css.pick} disabled={busy} onClick={() => input.current?.click()}>
        {t("web.import.drop.pick")}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept={FORMATS}
        className="unseen"
        aria-label={t("web.import.drop.pick")}
        tabIndex={-1}
        onChange={(event) => {
          read([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <p className={css.dropNote}>{t("web.import.drop.formats")}</p>
    </div>
  );
}
