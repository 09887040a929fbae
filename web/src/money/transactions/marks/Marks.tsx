// What one writes on a transaction: a note, tags, what its parts were, receipts.
import type { TransactionDetail } from "~/api/types";
import { Attachments } from "./Attachments";
import css from "./marks.module.css";
import { Note } from "./Note";
import { Split } from "./Split";
import { Tags } from "./Tags";

export function Marks({ detail }: { detail: TransactionDetail }) {
  return (
    <div className={css.all}>
      <Note detail={detail} />
      <Tags detail={detail} />
      <Split detail={detail} />
      <Attachments detail={detail} />
    </div>
  );
}
