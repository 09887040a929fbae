// For which accounts one allows something: all of a source, later ones too, or only those that one chooses.
import type { Account } from "~/api/types";
import { t } from "~/language/t";
import { whichAccount } from "~/money/accounts/AccountRow";
import css from "./own.module.css";
import type { Source } from "./queries";

/** All accounts of a source (null), or the ids of single ones. */
export type Scope = readonly string[] | null;

/** What the consents in force are for. */
export function scopeOf({ consents }: Source): Scope {
  const single = consents.flatMap(({ account }) => account ?? []);
  return single.length === 0 || single.length < consents.length ? null : single;
}

type Props = {
  source: Source["source"];
  accounts: Account[];
  scope: Scope;
  choose: (scope: Scope) => void;
  error: string | undefined;
};

export function ScopeChoice({ source, accounts, scope, choose, error }: Props) {
  const has = (id: string) => scope?.includes(id) ?? false;
  const turn = (id: string) =>
    choose(has(id) ? (scope ?? []).filter((each) => each !== id) : [...(scope ?? []), id]);
  return (
    <fieldset className={css.scope}>
      <legend>{t("web.own.scope.title")}</legend>
      <label className={css.choice}>
        <input type="radio" name="scope" checked={scope === null} onChange={() => choose(null)} />
        {t(`web.own.scope.all.${source}`)}
      </label>
      <label className={css.choice}>
        <input type="radio" name="scope" checked={scope !== null} onChange={() => choose([])} />
        {t("web.own.scope.some")}
      </label>
      {scope !== null && (
        <ul className={css.scopeAccounts}>
          {accounts.map((account) => (
            <li key={account.id}>
              <label className={css.choice}>
                <input type="checkbox" checked={has(account.id)} onChange={() => turn(account.id)} />
                <span>
                  {account.name}
                  <span className={css.rowAbout}> {whichAccount(account)}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {scope !== null && <p className={css.small}>{t("web.own.scope.price")}</p>}
      {error && (
        <p role="alert" className={css.scopeWrong}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
