// What the sum is made of: each account, under what is owned or what is owed, and the way to it.
import { Link } from "@tanstack/react-router";
import type { AccountWorth, NetWorth } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { isNegative, isZero, money } from "~/language/format";
import { t } from "~/language/t";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import css from "./worth.module.css";

export function Parts({ worth }: { worth: NetWorth }) {
  const owed = worth.accounts.filter(({ value }) => isNegative(value));
  const owned = worth.accounts.filter(({ value }) => !isNegative(value));
  const total = worth.total;
  return (
    <>
      {owned.length > 0 && (
        <Section
          title={t("web.worth.own")}
          aside={total && <span className={css.sum}>{money(total.assets)}</span>}
        >
          <Accounts accounts={owned} currency={worth.currency} />
        </Section>
      )}
      {owed.length > 0 && (
        <Section
          title={t("web.worth.owe")}
          aside={total && <span className={css.sum}>{money(total.debts)}</span>}
        >
          <Accounts accounts={owed} currency={worth.currency} />
        </Section>
      )}
    </>
  );
}

function Accounts({ accounts, currency }: { accounts: AccountWorth[]; currency: string }) {
  return (
    <ul className={surface.rows}>
      {accounts.map((account) => (
        <li key={account.id}>
          <Link to="/money/accounts/$account" params={{ account: account.id }} className={css.account}>
            <span className={css.names}>
              <span className={css.name}>{account.name}</span>
              <span className={css.kind}>{t(`web.account.kind.${account.kind}`)}</span>
            </span>
            <span className={css.value}>
              <Amount value={account.value} />
              {account.converted && account.value.currency !== currency && !isZero(account.value) && (
                <span className={css.kind}>{money(account.converted)}</span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
