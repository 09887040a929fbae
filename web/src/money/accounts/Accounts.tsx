// All accounts, those at this bank and those elsewhere, and what they come to.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accountsQuery, bankQuery } from "~/api/queries";
import type { Account, Accounts as All } from "~/api/types";
import { useWhose } from "~/api/whose";
import { Large } from "~/figures/Large";
import { money } from "~/language/format";
import { t } from "~/language/t";
import { useTitle } from "~/shell/title";
import { Bone, BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { AccountRow, Without } from "./AccountRow";
import css from "./accounts.module.css";
import { Latest } from "./Latest";
import { MadeOf } from "./MadeOf";

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
        {first && all.items.some((account) => account.balance_known) && (
          <p className={css.total}>
            <span className={css.totalLabel}>
              {t(others.length > 0 ? "web.accounts.net.currencies" : "web.worth.net")}
            </span>
            <Large value={first} />
          </p>
        )}
        {others.length > 0 && (
          <p className={css.also}>
            {t("web.home.also", { amounts: others.map((value) => money(value)).join(" · ") })}
          </p>
        )}
        <Without accounts={all.items} />
        <Group title={t("web.accounts.here", { bank: bank?.name ?? "" })} accounts={here} />
        <Group title={t("web.accounts.elsewhere")} accounts={elsewhere} />
      </div>
      <div className={css.besides}>
        {first && <MadeOf accounts={all.items} currency={first.currency} />}
        <Latest />
      </div>
    </div>
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
          <span className={css.totalLabel}>{t("web.worth.net")}</span>
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
      {!useWhose() && (
        <Link to="/money/import" className={surface.action}>
          {t("web.accounts.none.action")}
        </Link>
      )}
    </div>
  );
}
