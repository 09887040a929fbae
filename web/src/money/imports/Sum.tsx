// The sum of a statement, as one would write it on paper: what was there, what came, what went, what must be left.
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ImportStatement, Money } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { difference, money, sum, without } from "~/language/format";
import { t } from "~/language/t";
import css from "./imports.module.css";

const opposite = (amount: string) => (amount.startsWith("-") ? amount.slice(1) : `-${amount}`);

/** What the lines come to: in - out. */
const movedBy = ({ credits, debits }: ImportStatement) =>
  sum([without(credits).amount, opposite(without(debits).amount)]);

/** What the file's own closing balance lacks: closing - (opening + moved). */
function missing(statement: ImportStatement): Money | null {
  const { opening, closing } = statement;
  if (!opening || !closing) return null;
  const expected = sum([opening.amount, movedBy(statement)]);
  return { amount: difference(expected, closing.amount), currency: closing.currency };
}

/** Where a file tells only what is left, what was there before follows from it. */
function before(statement: ImportStatement): Money | null {
  const { closing } = statement;
  if (!closing) return null;
  return { amount: difference(movedBy(statement), closing.amount), currency: closing.currency };
}

function verdict(statement: ImportStatement): string {
  const { balanced, closing } = statement;
  if (balanced) return t("web.sum.right");
  if (balanced === null) return t(closing ? "web.sum.worked-out" : "web.sum.unknown");
  const short = missing(statement);
  return t("web.sum.wrong", { missing: short ? money(short, true) : "" });
}

const ICONS = { true: IconCheck, false: IconAlertTriangle, null: null };

export function Sum({ statement }: { statement: ImportStatement }) {
  const { opening, closing, credits, debits, balanced } = statement;
  const start = opening ?? before(statement);
  const Icon = ICONS[`${balanced}`];
  return (
    <div className={css.sum} data-balanced={String(balanced)}>
      <dl>
        {start && <Line label={t(opening ? "web.sum.opening" : "web.sum.before")} value={start} />}
        <Line label={t("web.sum.in")} value={without(credits)} sign="+" />
        <Line label={t("web.sum.out")} value={without(debits)} sign="−" />
        {closing && <Line label={t("web.sum.closing")} value={closing} total />}
      </dl>
      <p className={css.verdict}>
        {Icon && <Icon size={20} stroke={1.9} aria-hidden="true" />}
        <span>{verdict(statement)}</span>
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
