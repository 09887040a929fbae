// Gives the amount out to named parts; what is left to give out is said with every key.
import { Button, CloseButton, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { asProblem } from "~/api/problem";
import type { Money, TransactionDetail } from "~/api/types";
import { difference, isNegative, isZero, money, sum, without } from "~/language/format";
import { t } from "~/language/t";
import { amountOf } from "~/money/accounts/amount";
import { Trouble } from "~/surface/Trouble";
import css from "./marks.module.css";
import { useSplit } from "./writing";

/** `rest`: nobody has typed this amount; it follows what the others leave. */
type Row = { key: number; label: string; amount: string; rest?: boolean };
type Props = { detail: TransactionDetail; done: () => void };
const MOST = 20;
const DECIMAL = /^\d+(\.\d+)?$/;

const isAmount = (typed: string) => DECIMAL.test(amountOf(typed));
/** What is typed as a decimal without sign; nothing where it is none (yet). */
const reckoned = (typed: string) => (isAmount(typed) ? amountOf(typed) : "0");

export function SplitForm({ detail, done }: Props) {
  const whole: Money = detail.amount ?? { amount: "0", currency: "" };
  const sign = isNegative(whole) ? "-" : "";
  const next = useRef(2);
  const [rows, setRows] = useState<Row[]>(() => begun(detail, next));
  const split = useSplit(detail.id);
  const left = {
    ...whole,
    amount: difference(sum(rows.map((row) => reckoned(row.amount))), without(whole).amount),
  };
  const problem = split.isError ? asProblem(split.error) : null;
  const state = stateOf(rows, left);
  const put = (now: Row[]) => setRows(withRest(now, without(whole).amount));
  const change = (key: number, told: Partial<Row>) =>
    put(rows.map((row) => (row.key === key ? { ...row, ...told } : row)));
  const add = () => {
    next.current += 1;
    const fixed = rows.map((row) => ({ ...row, rest: false }));
    put([...fixed, { key: next.current, label: "", amount: "", rest: true }]);
  };
  const save = () => {
    // What is wrong stands at its field already; what is left out or too much is for the server to name.
    if (rows.some((row) => wrongAmount(row, without(whole)))) return;
    split.mutate(
      rows.map(({ label, amount }) => ({ label, amount: signed(amountOf(amount), sign) })),
      { onSuccess: done },
    );
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {rows.map((row, at) => (
        <div key={row.key} className={css.part}>
          <TextInput
            aria-label={t("web.mark.split.label", { n: at + 1 })}
            placeholder={t("web.mark.split.label", { n: at + 1 })}
            maxLength={80}
            autoComplete="off"
            value={row.label}
            error={problem?.of(`parts.${at}.label`)}
            onChange={(event) => change(row.key, { label: event.currentTarget.value })}
          />
          <TextInput
            className={css.partAmount}
            aria-label={t("web.mark.split.amount", { n: at + 1 })}
            inputMode="decimal"
            autoComplete="off"
            value={row.amount}
            error={wrongAmount(row, without(whole)) ?? problem?.of(`parts.${at}.amount`)}
            onChange={(event) => change(row.key, { amount: event.currentTarget.value, rest: false })}
          />
          <CloseButton
            className={css.drop}
            aria-label={t("web.mark.split.drop", { n: at + 1 })}
            disabled={rows.length <= 2}
            onClick={() => put(rows.filter(({ key }) => key !== row.key))}
          />
        </div>
      ))}
      <p role="status" className={`figures ${css.left}`} data-state={state}>
        {t(`web.mark.split.${state}`, { amount: money(without(left)) })}
      </p>
      {problem && <Refused problem={problem} />}
      <div className={css.ways}>
        <Button variant="filled" type="submit" loading={split.isPending}>
          {t("web.mark.split.save")}
        </Button>
        {rows.length < MOST && <Button onClick={add}>{t("web.mark.split.add")}</Button>}
        <Button variant="subtle" onClick={done}>
          {t("web.mark.split.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** How far it is: it adds up only where every part has an amount that can be read. */
function stateOf(rows: Row[], left: Money): "check" | "hint" | "exact" | "over" | "left" {
  if (rows.some(({ amount }) => amount.trim() && !isAmount(amount))) return "check";
  if (isNegative(left)) return "over";
  if (!isZero(left)) return "left";
  return rows.every(({ amount }) => amount.trim()) ? "exact" : "hint";
}

/** What is wrong with one amount by itself: no amount, or more than there is to give out. */
function wrongAmount({ amount }: Row, whole: Money): string | undefined {
  if (!amount.trim()) return undefined;
  if (!isAmount(amount)) return t("web.filter.no-amount");
  const over = isNegative({ ...whole, amount: difference(reckoned(amount), whole.amount) });
  return over ? t("web.mark.split.more", { whole: money(whole) }) : undefined;
}

/** What is not said at one of the fields already. */
function Refused({ problem }: { problem: ReturnType<typeof asProblem> }) {
  const whole = problem.of("parts");
  if (whole) return <p className={css.wrong}>{whole}</p>;
  return problem.errors.length === 0 ? <Trouble typed error={problem} /> : null;
}

/** The part that takes the rest is given what the others leave; nothing where they leave nothing. */
function withRest(rows: Row[], whole: string): Row[] {
  const others = sum(rows.filter((row) => !row.rest).map((row) => reckoned(row.amount)));
  const left = difference(others, whole);
  const amount = left.startsWith("-") || Number(left) === 0 ? "" : left;
  return rows.map((row) => (row.rest ? { ...row, amount } : row));
}

const signed = (amount: string, sign: string) => (amount.startsWith("-") ? amount : `${sign}${amount}`);

function begun({ parts, amount }: TransactionDetail, next: { current: number }): Row[] {
  if (parts.length === 0)
    return [
      { key: 1, label: "", amount: "" },
      { key: 2, label: "", amount: amount ? without(amount).amount : "", rest: true },
    ];
  next.current = parts.length;
  return parts.map((part, at) => ({ key: at + 1, label: part.label, amount: without(part.amount).amount }));
}
