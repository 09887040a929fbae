// A transaction in a list: with whom, on which account, how much, and whether it is booked yet.
import { IconArrowsSplit2, IconNote, IconPaperclip } from "@tabler/icons-react";
import type { Transaction } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { dayHeading, shortDay } from "~/language/format";
import { t } from "~/language/t";
import { OpenLink } from "~/surface/OpenLink";
import css from "./transactions.module.css";

type Props = {
  transaction: Transaction;
  today?: string;
  /** The day stands in the row, where no heading says it. */
  dated?: boolean;
  /** The account stands in the row, where it is not clear from the page. */
  named?: boolean;
};

const closeDay = (iso: string, today: string | undefined) => {
  const heading = dayHeading(iso, today);
  return today && heading.length < 12 ? heading : shortDay(iso);
};

export function TransactionRow({ transaction, today, dated = false, named = true }: Props) {
  const { status, own_transfer: own } = transaction;
  const notes = [
    status !== "booked" && t(`web.status.${status}`),
    own && t("web.transaction.own.short"),
    transaction.kind === "refund" && t("web.transaction.kind.refund"),
    named && transaction.account_name,
    !named && transaction.counterparty && transaction.text !== transaction.counterparty && transaction.text,
  ].filter(Boolean);
  return (
    <li>
      <OpenLink opens={`transaction:${transaction.id}`} className={css.row}>
        <span className={css.names}>
          <span className={css.who}>
            {transaction.counterparty ?? transaction.text}
            {transaction.marks && <Written marks={transaction.marks} />}
          </span>
          <span className={css.notes}>
            {dated && (
              <>
                <span className={css.onScreen}>{closeDay(transaction.booked, today)}</span>
                <span className={css.onPaper}>{shortDay(transaction.booked)}</span>
                {notes.length > 0 && " · "}
              </>
            )}
            {notes.join(" · ")}
            {transaction.marks && transaction.marks.tags.length > 0 && (
              <span className={css.tags}>
                {(dated || notes.length > 0) && " · "}
                {transaction.marks.tags.join(", ")}
              </span>
            )}
          </span>
        </span>
        <span className={css.amount} data-status={status}>
          {transaction.amount && (
            <Amount value={transaction.amount} signed quiet={status !== "booked" || own} />
          )}
        </span>
      </OpenLink>
    </li>
  );
}

/** A row of what something rests on, wherever that stands. */
export const datedRow = (transaction: Transaction) => <TransactionRow transaction={transaction} dated />;

/** What the customer wrote on it: a glance for those who see, words for those who listen. */
function Written({ marks }: { marks: NonNullable<Transaction["marks"]> }) {
  const said = [
    marks.note && { icon: IconNote, text: t("web.mark.note.has") },
    marks.parts > 0 && { icon: IconArrowsSplit2, text: t("web.mark.split.n", { n: marks.parts }) },
    marks.attachments > 0 && {
      icon: IconPaperclip,
      text: t("web.mark.attachments.n", { n: marks.attachments }),
    },
  ].filter((each) => each !== false && each !== null && each !== "");
  if (said.length === 0) return null;
  return (
    <span className={css.marks}>
      {said.map(({ icon: Icon, text }) => (
        <span key={text} title={text}>
          <Icon size={15} stroke={1.7} aria-hidden="true" />
          <span className="unseen">{`, ${text}`}</span>
        </span>
      ))}
    </span>
  );
}
