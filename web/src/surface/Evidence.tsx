// What something rests on: how much of it there is, a page of it after the other.
import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import type { Transaction } from "~/api/types";
import { t } from "~/language/t";
import css from "./surface.module.css";

type Page = { evidence: Transaction[]; evidence_count: number; evidence_next: string | null };
export type Paged<Detail extends Page = Page> = UseInfiniteQueryResult<InfiniteData<Detail>>;
type Props = { of: Paged; row: (transaction: Transaction) => ReactNode; className?: string | undefined };

export function Evidence({ of: query, row, className }: Props) {
  const pages = query.data?.pages ?? [];
  const evidence = pages.flatMap((page) => page.evidence);
  if (evidence.length === 0) return null;
  const n = pages[0]?.evidence_count ?? 0;
  // Where the next page begins is how many are shown.
  const next = pages.at(-1)?.evidence_next;
  return (
    <>
      <h3 className={className}>
        {next ? t("web.why.evidence.some", { shown: Number(next), n }) : t("web.why.evidence", { n })}
      </h3>
      <ul className={css.rows}>
        {evidence.map((transaction) => (
          <Fragment key={transaction.id}>{row(transaction)}</Fragment>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button mt={16} loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t("web.list.more")}
        </Button>
      )}
    </>
  );
}
