// Receipts and papers: dropped anywhere while the transaction is open, chosen, or photographed.
import { Button } from "@mantine/core";
import { IconCamera, IconFileText, IconPaperclip } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { TransactionDetail } from "~/api/types";
import { t } from "~/language/t";
import { Trouble } from "~/surface/Trouble";
import css from "./marks.module.css";
import { type Sending, useDrop, useSending } from "./sending";
import { useDetach } from "./writing";

const TYPES = "image/png,image/jpeg,image/webp,application/pdf";
type Attachment = TransactionDetail["attachments"][number];

export function Attachments({ detail }: { detail: TransactionDetail }) {
  const { sending, send, retry, forget } = useSending(detail.id);
  const over = useDrop(send);
  return (
    <section aria-labelledby="attachments" data-takes-files>
      <h3 id="attachments" className={css.title}>
        {t("web.mark.attachments")}
      </h3>
      {detail.attachments.length > 0 && (
        <ul className={css.files}>
          {detail.attachments.map((attachment) => (
            <File key={attachment.id} of={detail.id} attachment={attachment} />
          ))}
        </ul>
      )}
      {sending.map((one) => (
        <Under key={one.key} one={one} retry={() => retry(one)} forget={() => forget(one)} />
      ))}
      <div className={css.dropPlace} data-over={over || undefined}>
        <p className={css.dropWords}>{t(over ? "web.mark.attach.drop.now" : "web.mark.attach.drop")}</p>
        <div className={css.ways}>
          <Pick accept={TYPES} label={t("web.mark.attach")} send={send} multiple>
            <IconPaperclip size={18} stroke={1.6} aria-hidden="true" />
          </Pick>
          <Pick accept="image/*" label={t("web.mark.attach.photo")} send={send} capture="environment">
            <IconCamera size={18} stroke={1.6} aria-hidden="true" />
          </Pick>
        </div>
        <p className={css.hint}>{t("web.mark.attach.formats")}</p>
      </div>
    </section>
  );
}

type Picking = {
  accept: string;
  label: string;
  send: (files: File[]) => void;
  multiple?: boolean;
  capture?: "environment";
  children: React.ReactNode;
};

function Pick({ accept, label, send, multiple = false, capture, children }: Picking) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        leftSection={children}
        className={capture ? css.camera : undefined}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        multiple={multiple}
        capture={capture}
        onChange={(event) => {
          send([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

/** A file on its way, or why it did not arrive: it is kept until it is sent again or put away. */
function Under({ one, retry, forget }: { one: Sending; retry: () => void; forget: () => void }) {
  const { name } = one.file;
  if (!one.error)
    return (
      <p role="status" className={css.hint}>
        {t("web.mark.attach.sending", { name })}
      </p>
    );
  return (
    <div className={css.failed}>
      <p className={css.fileName}>{name}</p>
      {one.error === "large" ? (
        <p className={css.wrong} role="alert">
          {t("web.mark.attach.large", { name })}
        </p>
      ) : (
        <Trouble error={one.error} again={retry} title={t("web.mark.attach.refused")} />
      )}
      <Button variant="subtle" onClick={forget}>
        {t("web.mark.attach.put-away")}
      </Button>
    </div>
  );
}

function File({ of, attachment }: { of: string; attachment: Attachment }) {
  const [asking, setAsking] = useState(false);
  const detach = useDetach(of);
  const { id, name, type } = attachment;
  const address = `/api/transactions/${of}/attachments/${id}`;
  return (
    <li className={css.file}>
      <a href={address} target="_blank" rel="noreferrer" className={css.open}>
        {type === "application/pdf" ? (
          <span className={css.thumb}>
            <IconFileText size={30} stroke={1.3} aria-hidden="true" />
          </span>
        ) : (
          <img className={css.thumb} src={address} alt="" loading="lazy" width={72} height={72} />
        )}
        <span className={css.fileName}>{name}</span>
      </a>
      {asking ? (
        <div className={css.sure}>
          <p>{t("web.mark.remove.ask", { name })}</p>
          <div className={css.ways}>
            <Button loading={detach.isPending} onClick={() => detach.mutate(id)}>
              {t("web.mark.remove")}
            </Button>
            <Button variant="subtle" onClick={() => setAsking(false)}>
              {t("web.mark.keep")}
            </Button>
          </div>
        </div>
      ) : (
        <Button variant="subtle" onClick={() => setAsking(true)}>
          {t("web.mark.remove")}
          <span className="unseen"> {name}</span>
        </Button>
      )}
      {detach.isError && <Trouble error={detach.error} />}
    </li>
  );
}
