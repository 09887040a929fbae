// An account in a list: whose, what kind, its recent course, what is on it.
import { Link } from "@tanstack/react-router";
import type { Account } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { Spark } from "~/figures/Spark";
import { money } from "~/language/format";
import { t } from "~/language/t";
import css from "./accounts.module.css";

/** Bank, kind and number, without what the name says already; some files know their bank only by a code. */
export function whichAccount({ here, bank, kind, number, name }: Account): string {
  const kindName = t(`web.account.kind.${kind}`);
  const told = [!here && bank && !/^\d+$/.test(bank) && bank, kindName, number];
  return told.filter((part) => part && !name.includes(part)).join(" · ") || kindName;
}

/** In a list, where there is no room for how much of it is used. */
function inList(account: Account): string {
  const { limit } = account;
  return [whichAccount(account), limit && t("web.account.limit", { limit: money(limit) })]
    .filter(Boolean)
    .join(" · ");
}

export function AccountRow({ account }: { account: Account }) {
  return (
    <li>
      <Link to="/money/accounts/$account" params={{ account: account.id }} className={css.row}>
        <span className={css.names}>
          <span className={css.name}>{account.name}</span>
          <span className={css.which}>{inList(account)}</span>
        </span>
        {account.balance_known && <Spark course={account.course} />}
        <span className={css.balance}>
          {account.balance_known ? <Amount value={account.balance} /> : <NotKnown here={account.here} />}
        </span>
      </Link>
    </li>
  );
}

function NotKnown({ here }: { here: boolean }) {
  return (
    <span className={css.unknown}>
      {t("web.account.unknown")}
      {!here && <span className={css.tellUs}>{t("web.account.unknown.tell")}</span>}
    </span>
  );
}

/** Under a sum: which accounts are not in it, for nobody told what they hold. */
export function Without({ accounts }: { accounts: Account[] }) {
  const names = accounts.filter((account) => !account.balance_known).map(({ name }) => name);
  if (names.length === 0) return null;
  return (
    <p className={css.also}>{t("web.accounts.without", { names: names.join(", "), n: names.length })}</p>
  );
}
