// All transactions: search as you type, filters, and the list.
import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { accountsQuery, type TransactionFilter } from "~/api/queries";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { BoneRows } from "~/surface/Bones";
import { Sheet } from "~/surface/Sheet";
import surface from "~/surface/surface.module.css";
import { Chips } from "./Chips";
import { Export } from "./Export";
import { Filters } from "./Filters";
import { contradicts, countFilters, existing, leftOut, readFilter, withoutContradiction } from "./filter";
import { LeftOut } from "./LeftOut";
import { SearchField } from "./SearchField";
import { Sum, SumBone } from "./Sum";
import { TransactionList } from "./TransactionList";
import css from "./transactions.module.css";

export function Transactions() {
  useTitle(t("web.money.transactions"));
  const { filter, lost, ready } = useAddress();
  const navigate = useNavigate();
  const [sheet, setSheet] = useState(false);
  const set = (next: TransactionFilter) =>
    void navigate({ to: "/money/transactions", search: next, replace: true, resetScroll: false });
  const count = countFilters(filter);
  const asked = useUnderstood(filter);
  return (
    <div className={css.page}>
      <div>
        <h1 className="unseen">{t("web.money.transactions")}</h1>
        <div className={css.find}>
          <SearchField value={filter.q ?? ""} onChange={(q) => set({ ...filter, q: q || undefined })} />
          <Button className={css.filterButton} aria-haspopup="dialog" onClick={() => setSheet(true)}>
            <IconAdjustmentsHorizontal size={18} stroke={1.6} aria-hidden="true" />
            <span className="unseen">{t("web.filter.title")}</span>
            {count > 0 && <span className={css.filterCount}>{count}</span>}
          </Button>
          <Export filter={asked} />
        </div>
        <Chips filter={filter} onChange={set} />
        <LeftOut values={lost} forget={() => set(filter)} />
        {ready ? (
          <>
            <Sum filter={asked} />
            <TransactionList
              filter={asked}
              none={<None filtered={count > 0 || Boolean(filter.q)} clear={() => set({})} />}
            />
          </>
        ) : (
          <>
            <SumBone />
            <BoneRows rows={10} />
          </>
        )}
      </div>
      <aside className={css.beside} aria-label={t("web.filter.title")}>
        <h2>{t("web.filter.title")}</h2>
        <Filters filter={filter} onChange={set} />
      </aside>
      <Sheet title={t("web.filter.title")} opened={sheet} onClose={() => setSheet(false)}>
        <Filters filter={filter} onChange={set} />
        <Button variant="filled" fullWidth mt={24} onClick={() => setSheet(false)}>
          {t("web.filter.show")}
        </Button>
      </Sheet>
    </div>
  );
}

/** The filter that the address means, and what of it there is not; whether an account named there exists is known
 * only once the accounts are. */
function useAddress() {
  const written = useSearch({ from: "/frame/money/transactions" });
  const { data, isError } = useQuery(accountsQuery);
  const read = readFilter(written);
  const filter = data ? existing(read, data.items) : read;
  const ready = Boolean(data) || isError || !(read.account || read.currency);
  return { filter, ready, lost: ready ? leftOut(written, filter) : [] };
}

/** What the list is asked for: while an end lies before its beginning, what was asked for until then. */
function useUnderstood(filter: TransactionFilter): TransactionFilter {
  const last = useRef<TransactionFilter>(undefined);
  if (contradicts(filter)) return last.current ?? withoutContradiction(filter);
  last.current = filter;
  return filter;
}

function None({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  return (
    <div className={css.none} role="status">
      <p>{t(filtered ? "web.transactions.none-found" : "web.transactions.none")}</p>
      {filtered ? (
        <Button onClick={clear}>{t("web.filter.clear")}</Button>
      ) : (
        <Link to="/money/import" className={surface.action}>
          {t("web.accounts.none.action")}
        </Link>
      )}
    </div>
  );
}
