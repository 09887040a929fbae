// One account: what is on it, how it came about, its transactions, its name and rate.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { accountQuery } from "~/api/queries";
import type { Account } from "~/api/types";
import { Course } from "~/figures/Course";
import { Large } from "~/figures/Large";
import { isZero, money } from "~/language/format";
import { t } from "~/language/t";
import { TransactionList } from "~/money/transactions/TransactionList";
import { useTitle } from "~/shell/title";
import { Bone, BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { AccountDetails } from "./AccountDetails";
import { whichAccount } from "./AccountRow";
import css from "./accounts.module.css";

export function AccountPage() {
  const { account: id } = useParams({ from: "/frame/money/accounts/$account" });
  const { data: account, error, refetch } = useQuery(accountQuery(id));
  useTitle(account?.name ?? t("web.money.accounts"));
  return (
    <>
      <Link to="/money" className={css.back}>
        {t("web.account.back")}
      </Link>
      {error && !account && <Trouble error={error} again={() => refetch()} />}
      {!account && !error && <Bones />}
      {account && (
        <div className={css.page} data-areas>
          <div className={css.top}>
            <Balance account={account} />
          </div>
          <AccountDetails key={id} account={account} />
          <div className={css.list}>
            <Section
              title={t("web.account.transactions")}
              aside={
                <Link to="/money/transactions" search={{ account: id }} className={surface.more}>
                  {t("web.account.search")}
                </Link>
              }
            >
              <TransactionList filter={{ account: id }} named={false} heading="h3" />
            </Section>
          </div>
        </div>
      )}
    </>
  );
}

function Balance({ account }: { account: Account }) {
  const bound = !isZero(account.held) || !isZero(account.planned);
  return (
    <>
      <h1>{account.name}</h1>
      <p className={css.which}>{whichAccount(account)}</p>
      <p className={css.balanceLarge}>
        <Large value={account.balance} />
      </p>
      {bound && (
        <p className={css.bound}>
          {t("web.account.available", { available: money(account.available) })}
          {!isZero(account.held) && ` ${t("web.account.held", { held: money(account.held) })}`}
          {!isZero(account.planned) && ` ${t("web.account.planned", { planned: money(account.planned) })}`}
        </p>
      )}
      <Course
        course={account.course}
        currency={account.currency}
        label={t("web.account.course", { name: account.name })}
      />
    </>
  );
}

function Bones() {
  return (
    <div className={css.page} aria-hidden="true">
      <div>
        <Bone width="14rem" height={38} />
        <p className={css.balanceLarge}>
          <Bone width="20rem" height={72} />
        </p>
        <Bone height={190} />
        <div className={surface.section}>
          <BoneRows rows={6} />
        </div>
      </div>
    </div>
  );
}
