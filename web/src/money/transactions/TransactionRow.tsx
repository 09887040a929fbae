// A transaction in a list: with whom, on which account, how much, and whether it is booked yet.
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
    dated && closeDay(transaction.booked, today),
    status !== "booked" && t(`web.status.${status}`),
    own && t("web.transaction.own.short"),
    named && transaction.account_name,
    !named && transaction.counterparty && transaction.text !== transaction.counterparty && transaction.text,
  ].filter(Boolean);
  return (
    <li>
      <OpenLink opens={`transaction:${transaction.id}`} className={css.row}>
        <span className={css.names}>
          <span className={css.who}>{transaction.counterparty ?? transaction.text}</span>
          <span className={css.notes}>{notes.join(" · ")}</span>
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
