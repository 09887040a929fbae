// What happened last.
import { Link } from "@tanstack/react-router";
import type { Transaction } from "~/api/types";
import { t } from "~/language/t";
import { TransactionRow } from "~/money/transactions/TransactionRow";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";

export function Recent({ transactions, today }: { transactions: Transaction[]; today: string }) {
  return (
    <Section
      title={t("web.home.recent")}
      aside={
        <Link to="/money/transactions" className={surface.more}>
          {t("web.home.recent.all")}
        </Link>
      }
    >
      <ul className={surface.rows}>
        {transactions.map((transaction) => (
          <TransactionRow key={transaction.id} transaction={transaction} today={today} dated />
        ))}
      </ul>
    </Section>
  );
}
