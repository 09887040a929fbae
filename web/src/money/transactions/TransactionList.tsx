// Transactions by day, more of them as one comes to the end.
import { Button } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { sessionQuery, type TransactionFilter, transactionSumQuery, transactionsQuery } from "~/api/queries";
import type { Transaction } from "~/api/types";
import { dayHeading, paperDay } from "~/language/format";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { TransactionRow } from "./TransactionRow";
import css from "./transactions.module.css";

type Props = { filter: TransactionFilter; named?: boolean; heading?: "h2" | "h3"; none?: React.ReactNode };

function byDay(transactions: Transaction[]): [string, Transaction[]][] {
  const days = new Map<string, Transaction[]>();
  for (const transaction of transactions) {
    const day = days.get(transaction.booked);
    if (day) day.push(transaction);
    else days.set(transaction.booked, [transaction]);
  }
  return [...days];
}

export function TransactionList({ filter, named = true, heading: Heading = "h2", none }: Props) {
  const { data: session } = useQuery(sessionQuery);
  const query = useInfiniteQuery({ ...transactionsQuery(filter), placeholderData: keepPreviousData });
  const transactions = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error && !query.data) return <Trouble error={query.error} again={() => query.refetch()} />;
  if (query.isPending) return <BoneRows rows={10} />;
  if (transactions.length === 0)
    return <>{none ?? <p className={css.none}>{t("web.transactions.none")}</p>}</>;
  return (
    <div aria-busy={query.isPlaceholderData} className={css.list}>
      {query.hasNextPage && <PaperPart filter={filter} n={transactions.length} />}
      {byDay(transactions).map(([day, items]) => (
        <section key={day} className={css.day} aria-labelledby={`day-${day}`}>
          <Heading id={`day-${day}`} className={css.dayName}>
            <span className={css.onScreen}>{dayHeading(day, session?.business_date)}</span>
            <span className={css.onPaper}>{paperDay(day)}</span>
          </Heading>
          <ul className={surface.rows}>
            {items.map((transaction) => (
              <TransactionRow key={transaction.id} transaction={transaction} named={named} />
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage && (
        <More
          more={query.fetchNextPage}
          busy={query.isFetchingNextPage}
          failed={query.isFetchNextPageError}
        />
      )}
    </div>
  );
}

/** Paper cannot go on by itself: it says how much of the list is on it. */
function PaperPart({ filter, n }: { filter: TransactionFilter; n: number }) {
  const { data } = useQuery(transactionSumQuery(filter));
  if (!data || data.count <= n) return null;
  return <p className={css.onPaper}>{t("web.transactions.print.part", { n, of: data.count })}</p>;
}

/** Loads on when it comes near; the button is there for keyboards and for a line that was lost. */
function More({ more, busy, failed }: { more: () => unknown; busy: boolean; failed: boolean }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || busy || failed) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && more(), {
      rootMargin: "600px",
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [more, busy, failed]);
  return (
    <div ref={end} className={css.more}>
      <Button loading={busy} onClick={() => more()}>
        {t("web.list.more")}
      </Button>
    </div>
  );
}
