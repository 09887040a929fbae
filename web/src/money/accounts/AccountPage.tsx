// One account: what is on it, how it came about, its transactions, its name and rate.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { asProblem } from "~/api/problem";
import { accountQuery } from "~/api/queries";
import type { Account } from "~/api/types";
import { Course } from "~/figures/Course";
import { Large } from "~/figures/Large";
import { isNegative, isZero, money, without } from "~/language/format";
import { t } from "~/language/t";
import { TransactionList } from "~/money/transactions/TransactionList";
import { Nowhere } from "~/shell/Nowhere";
import { useTitle } from "~/shell/title";
import { Bone, BoneRows } from "~/surface/Bones";
import { Section } from "~/surface/Section";
import surface from "~/surface/surface.module.css";
import { Trouble } from "~/surface/Trouble";
import { AccountDetails } from "./AccountDetails";
import { whichAccount } from "./AccountRow";
import css from "./accounts.module.css";
import { Limit } from "./Limit";
import { Unknown } from "./Unknown";

export function AccountPage() {
  const { account: id } = useParams({ from: "/frame/money/accounts/$account" });
  const { data: account, error, refetch } = useQuery(accountQuery(id));
  useTitle(account?.name ?? t("web.money.accounts"));
  // No account has this id, or what stands in the address is none (422).
  if (!account && error && [404, 422].includes(asProblem(error).status)) return <Nowhere />;
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
  return (
    <>
      <h1>{account.name}</h1>
      <p className={css.which}>{whichAccount(account)}</p>
      {account.balance_known ? (
        <>
          <p className={css.balanceLarge}>
            <Large value={account.balance} />
          </p>
          <Bound account={account} />
          <Limit account={account} />
          <Course
            course={account.course}
            currency={account.currency}
            label={t("web.account.course", { name: account.name })}
          />
        </>
      ) : (
        <Unknown account={account} />
      )}
    </>
  );
}

/** What of the balance is bound, and what comes; planned is negative where money leaves, positive where it arrives. */
function Bound({ account: { available, held, planned } }: { account: Account }) {
  const leaves = isNegative(planned);
  const slots = { planned: money(without(planned)) };
  const sentences = [
    (leaves || !isZero(held)) && t("web.account.available", { available: money(available) }),
    !isZero(held) && t("web.account.held", { held: money(held) }),
    leaves && t("web.account.planned", slots),
    !leaves && !isZero(planned) && t("web.account.coming", slots),
  ].filter(Boolean);
  if (sentences.length === 0) return null;
  return <p className={css.bound}>{sentences.join(" ")}</p>;
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
