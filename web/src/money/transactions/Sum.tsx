// What the list comes to: how many, and by currency what came in and went out.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type TransactionFilter, transactionSumQuery } from "~/api/queries";
import { isZero, money } from "~/language/format";
import { t } from "~/language/t";
import { Bone } from "~/surface/Bones";
import css from "./filters.module.css";

export function Sum({ filter }: { filter: TransactionFilter }) {
  const { data, isPlaceholderData, isError } = useQuery({
    ...transactionSumQuery(filter),
    placeholderData: keepPreviousData,
  });
  if (isError && !data) return null;
  if (data?.count === 0) return null;
  return (
    <p className={`figures ${css.sum}`} aria-live="polite" aria-busy={isPlaceholderData}>
      {data ? (
        <>
          <span>{t("web.transactions.sum", { n: data.count })}</span>
          {data.sums.map(({ in: came, out }) => (
            <span key={came.currency} className={css.sums}>
              {!isZero(came) && (
                <span className={css.in}>{t("web.transactions.sum.in", { amount: money(came) })}</span>
              )}
              {!isZero(out) && <span>{t("web.transactions.sum.out", { amount: money(out) })}</span>}
            </span>
          ))}
        </>
      ) : (
        <Bone width="16rem" height={14} />
      )}
    </p>
  );
}
