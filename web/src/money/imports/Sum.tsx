// The sum of a statement, as one would write it on paper: what was there, what came, what went, what must be left.
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ImportStatement, Money } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { difference, money, without } from "~/language/format";
import { t } from "~/language/t";
import css from "./imports.module.css";

const negated = (value: Money): Money =>
  value.amount.startsWith("-") ? without(value) : { ...value, amount: `-${value.amount}` };

/** What the file's own closing balance lacks: closing - (opening + in - out). */
function missing({ opening, closing, credits, debits }: ImportStatement): Money | null {
  if (!opening || !closing) return null;
  const came = difference(negated(credits).amount, opening.amount);
  const left = difference(without(debits).amount, came);
  return { amount: difference(left, closing.amount), currency: closing.currency };
}

export function Sum({ statement }: { statement: ImportStatement }) {
  const { opening, closing, credits, debits, balanced } = statement;
  const short = balanced === false ? missing(statement) : null;
  return (
    <div className={css.sum} data-balanced={String(balanced)}>
      <dl>
        {opening && <Line label={t("web.sum.opening")} value={opening} />}
        <Line label={t("web.sum.in")} value={without(credits)} sign="+" />
        <Line label={t("web.sum.out")} value={without(debits)} sign="−" />
        {closing && <Line label={t("web.sum.closing")} value={closing} total />}
      </dl>
      <p className={css.verdict}>
        {balanced ? (
          <IconCheck size={20} stroke={2} aria-hidden="true" />
        ) : (
          balanced === false && <IconAlertTriangle size={20} stroke={1.8} aria-hidden="true" />
        )}
        <span>
          {balanced === true && t("web.sum.right")}
          {balanced === false && t("web.sum.wrong", { missing: short ? money(short, true) : "" })}
          {balanced === null && t("web.sum.unknown")}
        </span>
      </p>
    </div>
  );
}

function Line({
  label,
  value,
  sign,
  total = false,
}: {
  label: string;
  value: Money;
  sign?: string;
  total?: boolean;
}) {
  return (
    <div data-total={total || undefined}>
      <dt>{label}</dt>
      <dd>
        {sign && <span className={css.sign}>{sign}</span>}
        <Amount value={value} />
      </dd>
    </div>
  );
}
