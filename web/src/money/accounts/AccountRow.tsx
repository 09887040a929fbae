// An account in a list: whose, what kind, its recent course, what is on it.
import { Link } from "@tanstack/react-router";
import type { Account } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { Spark } from "~/figures/Spark";
import { t } from "~/language/t";
import css from "./accounts.module.css";

/** Bank, kind and number, without what the name says already; some files know their bank only by a code. */
export function whichAccount({ here, bank, kind, number, name }: Account): string {
  const kindName = t(`web.account.kind.${kind}`);
  const told = [!here && bank && !/^\d+$/.test(bank) && bank, kindName, number];
  return told.filter((part) => part && !name.includes(part)).join(" · ") || kindName;
}

export function AccountRow({ account }: { account: Account }) {
  return (
    <li>
      <Link to="/money/accounts/$account" params={{ account: account.id }} className={css.row}>
        <span className={css.names}>
          <span className={css.name}>{account.name}</span>
          <span className={css.which}>{whichAccount(account)}</span>
        </span>
        <Spark course={account.course} />
        <span className={css.balance}>
          <Amount value={account.balance} />
        </span>
      </Link>
    </li>
  );
}
