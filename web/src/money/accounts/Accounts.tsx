// All accounts, those at this bank and those elsewhere, and what they come to.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery, bankQuery } from "~/api/queries";
import type { Account, Accounts as All, Money } from "~/api/types";
import { Large } from "~/figures/Large";
import { isNegative, money, sum } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Bone, BoneRows } from "~/surface/Bones";
import { Figures } from "~/surface/Figures";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { AccountRow } from "./AccountRow";
import css from "./accounts.module.css";

export function Accounts() {
  useTitle(t("web.money.accounts"));
  const { data, error, refetch } = useQuery(accountsQuery);
  return (
    <>
      <h1 className="unseen">{t("web.money.accounts")}</h1>
      {error && !data && <Trouble error={error} again={() => refetch()} />}
      {!data && !error && <Bones />}
      {data && (data.items.length ? <Listed all={data} /> : <None />)}
    </>
  );
}

function Listed({ all }: { all: All }) {
  const { data: bank } = useQuery(bankQuery);
  const here = all.items.filter((account) => account.here);
  const elsewhere = all.items.filter((account) => !account.here);
  const [first, ...others] = all.net;
  return (
    <div className={css.page}>
      <div>
        {first && (
          <p className={css.total}>
            <span className={css.totalLabel}>{t("web.accounts.total")}</span>
            <Large value={first} />
          </p>
        )}
        {others.length > 0 && (
          <p className={css.also}>
            {t("web.home.also", { amounts: others.map((value) => money(value)).join(" · ") })}
          </p>
        )}
        <Group title={t("web.accounts.here", { bank: bank?.name ?? "" })} accounts={here} />
        <Group title={t("web.accounts.elsewhere")} accounts={elsewhere} />
      </div>
      {first && <OwnAndOwe accounts={all.items} currency={first.currency} />}
    </div>
  );
}

/** What the large number is made of, in the household's currency. */
function OwnAndOwe({ accounts, currency }: { accounts: Account[]; currency: string }) {
  const balances = accounts.map(({ balance }) => balance).filter((each) => each.currency === currency);
  const owed = balances.filter(isNegative);
  const total = (values: Money[]) => money({ amount: sum(values.map(({ amount }) => amount)), currency });
  if (owed.length === 0 || owed.length === balances.length) return null;
  const figures = [
    { label: t("web.accounts.own"), value: total(balances.filter((each) => !isNegative(each))) },
    { label: t("web.accounts.owe"), value: total(owed) },
  ];
  return (
    <aside className={css.made} aria-label={t("web.accounts.made")}>
      <h2>{t("web.accounts.made")}</h2>
      <Figures figures={figures} />
    </aside>
  );
}

function Group({ title, accounts }: { title: string; accounts: Account[] }) {
  if (accounts.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={surface.rows}>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </ul>
    </Section>
  );
}

function Bones() {
  return (
    <div className={css.page}>
      <div>
        <p className={css.total}>
          <span className={css.totalLabel}>{t("web.accounts.total")}</span>
          <Bone width="min(70%, 22rem)" height={64} />
        </p>
        <div className={surface.section}>
          <div className={surface.heading}>
            <Bone width="10rem" height={22} />
          </div>
          <BoneRows rows={5} />
        </div>
      </div>
    </div>
  );
}

function None() {
  return (
    <div className={css.none}>
      <h2>{t("web.accounts.none.title")}</h2>
      <p>{t("web.accounts.none.text")}</p>
      <Link to="/money/import" className={surface.action}>
        {t("web.accounts.none.action")}
      </Link>
    </div>
  );
}
