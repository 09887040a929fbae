// What one writes on a transaction: a note, tags, what its parts were, receipts.
import type { TransactionDetail } from "~/api/types";
import { useMayWrite } from "~/api/whose";
import { money } from "~/language/format";
import { t } from "~/language/t";
import { Figures } from "~/surface/Figures";
import { Attachments } from "./Attachments";
import css from "./marks.module.css";
import { Note } from "./Note";
import { Split } from "./Split";
import { Tags } from "./Tags";

export function Marks({ detail }: { detail: TransactionDetail }) {
  const mayWrite = useMayWrite();
  if (!mayWrite) return <Read detail={detail} />;
  return (
    <div className={css.all}>
      <Note detail={detail} />
      <Tags detail={detail} />
      <Split detail={detail} />
      <Attachments detail={detail} />
    </div>
  );
}

/** What another has written, to read. */
function Read({ detail: { marks, parts, attachments } }: { detail: TransactionDetail }) {
  const written = [
    [t("web.mark.note"), marks?.note ?? ""],
    [t("web.mark.tags"), marks?.tags.join(", ") ?? ""],
    ...parts.map(({ label, amount }) => [label, money(amount)]),
    [t("web.mark.attachments"), attachments.map(({ name }) => name).join(", ")],
  ];
  return <Figures figures={written.flatMap(([label = "", value]) => (value ? [{ label, value }] : []))} />;
}
