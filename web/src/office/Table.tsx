// A table of the office, and how it goes on: columns that a phone has no room for stand under the name there.
import { Button } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "~/language/t";
import { BoneRows } from "~/surface/Bones";
import { Trouble } from "~/surface/Trouble";
import css from "./office.module.css";

export type Column = {
  label: string;
  /** Only where there is room. */
  wide?: boolean;
  number?: boolean;
  sorted?: "ascending" | "descending" | undefined;
};

export function Table({ name, columns, children }: { name: string; columns: Column[]; children: ReactNode }) {
  return (
    <table className={css.table}>
      <caption className="unseen">{name}</caption>
      <thead>
        <tr>
          {columns.map(({ label, wide, number, sorted }) => (
            <th key={label} scope="col" className={place({ wide, number })} aria-sort={sorted}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export const place = ({ wide, number }: { wide?: boolean | undefined; number?: boolean | undefined }) =>
  [wide && css.wide, number && css.number].filter(Boolean).join(" ") || undefined;

type Page = { items: unknown[] };
type PagesProps = {
  query: UseInfiniteQueryResult<{ pages: Page[] }>;
  none: string;
  children: ReactNode;
};

/** What comes before, instead of and after the rows of a list. */
export function Pages({ query, none, children }: PagesProps) {
  if (query.error && !query.data) return <Trouble error={query.error} again={() => query.refetch()} />;
  if (!query.data) return <BoneRows rows={12} height={56} />;
  if (query.data.pages.every(({ items }) => items.length === 0))
    return (
      <p role="status" className={css.none}>
        {none}
      </p>
    );
  return (
    <div aria-busy={query.isPlaceholderData} className={css.list}>
      {children}
      {query.isFetchNextPageError && <Trouble error={query.error} />}
      {query.hasNextPage && (
        <div className={css.more}>
          <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t("web.list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
