// What the list comes to: how many, and by currency what came in and what went out, as Home counts it.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type TransactionFilter, transactionSumQuery } from "~/api/queries";
import type { Money } from "~/api/types";
import { isNegative, isZero, money, without } from "~/language/format";
import { t } from "~/language/t";
import { Bone } from "~/surface/Bones";
import css from "./filters.module.css";

export function Sum({ filter }: { filter: TransactionFilter }) {
  const { data, isPlaceholderData, isError } = useQuery({
    ...transactionSumQuery(filter),
    placeholderData: keepPreviousData,
  });
  if (data?.count === 0 || (isError && !data)) return null;
  if (!data) return <SumBone />;
  const aside = data.sums.reduce((n, each) => n + each.aside, 0);
  return (
    <p className={`figures ${css.sum}`} aria-live="polite" aria-busy={isPlaceholderData}>
      <span>
        {t("web.transactions.sum", { n: data.count })}
        {aside > 0 && `, ${t("web.transactions.sum.aside", { n: aside })}`}
      </span>
      {data.sums.map(({ in: came, out }) => (
        <span key={came.currency} className={css.sums}>
          {!isZero(came) && (
            <span className={css.in}>{t("web.transactions.sum.in", { amount: money(came) })}</span>
          )}
          {!isZero(out) && <Out out={out} />}
        </span>
      ))}
    </p>
  );
}

export const SumBone = () => (
  <p className={css.sum}>
    <Bone width="16rem" height={14} />
  </p>
);

/** What went out less what was returned; that may be more than went out. */
const Out = ({ out }: { out: Money }) =>
  isNegative(out) ? (
    <span className={css.in}>{t("web.transactions.sum.back", { amount: money(without(out)) })}</span>
  ) : (
    <span>{t("web.transactions.sum.out", { amount: money(out) })}</span>
  );
