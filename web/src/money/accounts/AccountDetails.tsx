// What can be told about an account: its name, its kind, and the interest it pays or costs.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { asProblem } from "~/api/problem";
import type { Account, AccountKind } from "~/api/types";
import { useMayWrite } from "~/api/whose";
import { day, rate } from "~/language/format";
import { t } from "~/language/t";
import { Figures } from "~/surface/Figures";
import { Trouble } from "~/surface/Trouble";
import css from "./accounts.module.css";
import { amountOf } from "./amount";
import { useChange } from "./change";
import { fractionOf, percentOf } from "./percent";

const KINDS: AccountKind[] = [
  "current",
  "savings",
  "card",
  "loan",
  "mortgage",
  "investment",
  "cash",
  "unknown",
];

const AMOUNT = /^-?\d+(\.\d+)?$/;
/** A yearly fraction from nothing to the whole. */
const RATE = /^(0(\.\d+)?|1(\.0+)?)$/;

/** Every field that cannot be read, so that all are marked at once. */
const wrongIn = ({ rate: told, balance }: { rate?: string | null; balance?: string }) => ({
  rate: told && !RATE.test(told) ? t("web.account.rate.no") : undefined,
  balance: balance && !AMOUNT.test(balance) ? t("web.filter.no-amount") : undefined,
});

/** Where a rate would tell most and none is known: the field for it stands open. */
const wantsRate = ({ here, rate: known, kind }: Account) =>
  !here && !known && ["card", "loan", "mortgage"].includes(kind);

export function AccountDetails({ account }: { account: Account }) {
  const mayWrite = useMayWrite();
  const known = [
    { label: t("web.account.kind"), value: t(`web.account.kind.${account.kind}`) },
    { label: t("web.account.count"), value: t("web.account.count.n", { n: account.transactions }) },
    ...(account.last_booked ? [{ label: t("web.account.last"), value: day(account.last_booked) }] : []),
    ...(account.rate && account.rate_source
      ? [{ label: t(`web.account.rate.${account.rate_source}`), value: rate(account.rate) }]
      : []),
  ];
  return (
    <aside className={css.details} aria-label={t("web.account.details")}>
      <h2>{t("web.account.details")}</h2>
      <Figures figures={known} />
      {mayWrite && (
        <details className={css.edit} open={wantsRate(account)}>
          <summary>
            {t(
              account.here
                ? "web.account.edit.name"
                : wantsRate(account)
                  ? "web.account.edit.rate"
                  : "web.account.edit",
            )}
          </summary>
          <Edit account={account} />
        </details>
      )}
    </aside>
  );
}

function Edit({ account }: { account: Account }) {
  const [name, setName] = useState(account.name);
  const [kind, setKind] = useState(account.kind);
  const [percent, setPercent] = useState(percentOf(account.rate));
  const [holds, setHolds] = useState("");
  const save = useChange(account.id);
  const told = {
    name: name.trim(),
    ...(account.here ? {} : { kind, rate: fractionOf(percent) }),
    ...(holds.trim() ? { balance: amountOf(holds) } : {}),
  };
  const problem = save.isError ? asProblem(save.error) : null;
  const [checked, setChecked] = useState(false);
  const wrong = wrongIn(told);
  const of = (field: "rate" | "balance") => (checked && wrong[field]) || problem?.of(field);
  const fields = ["name", "kind", "rate", "balance"];
  const elsewhere = problem && !problem.errors.some((error) => fields.includes(error.field));
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (wrong.rate || wrong.balance) return;
        save.mutate(told, { onSuccess: () => setHolds("") });
      }}
    >
      <TextInput
        label={t("web.account.name")}
        value={name}
        placeholder={t("web.account.name.none", { kind: t(`web.account.kind.${kind}`) })}
        maxLength={80}
        error={problem?.of("name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!account.here && (
        <>
          <NativeSelect
            label={t("web.account.kind")}
            value={kind}
            error={problem?.of("kind")}
            onChange={(event) => setKind(event.currentTarget.value as AccountKind)}
            data={KINDS.map((value) => ({ value, label: t(`web.account.kind.${value}`) }))}
          />
          <TextInput
            label={t("web.account.rate")}
            description={t("web.account.rate.hint")}
            inputMode="decimal"
            value={percent}
            error={of("rate")}
            rightSection={<span aria-hidden="true">%</span>}
            onChange={(event) => setPercent(event.currentTarget.value)}
          />
          {account.balance_known && (
            <TextInput
              label={t("web.account.balance")}
              description={t("web.account.balance.hint")}
              autoComplete="off"
              value={holds}
              error={of("balance")}
              rightSection={<span aria-hidden="true">{account.currency}</span>}
              rightSectionWidth={60}
              onChange={(event) => setHolds(event.currentTarget.value)}
            />
          )}
        </>
      )}
      {elsewhere && <Trouble typed error={problem} />}
      <div className={css.save}>
        <Button type="submit" loading={save.isPending}>
          {t("web.account.save")}
        </Button>
        <span role="status">{save.isSuccess && t("web.account.saved")}</span>
      </div>
    </form>
  );
}
