// What the large number is made of, in the household's currency: by kind with its share, then owned and owed.
import type { Account, AccountKind, Money } from "~/api/types";
import { Amount } from "~/figures/Amount";
import { isNegative, isZero, money, share, sum } from "~/language/format";
import { t } from "~/language/t";
import { Figures } from "~/surface/Figures";
import css from "./accounts.module.css";

type Part = { kind: AccountKind; value: Money };

function byKind(accounts: Account[], currency: string): Part[] {
  const kinds = [...new Set(accounts.map(({ kind }) => kind))];
  return kinds
    .map((kind) => ({
      kind,
      value: total(
        accounts.filter((each) => each.kind === kind),
        currency,
      ),
    }))
    .sort((a, b) => Number(b.value.amount) - Number(a.value.amount));
}

const total = (accounts: Account[], currency: string): Money => ({
  amount: sum(accounts.map(({ balance }) => balance.amount)),
  currency,
});

export function MadeOf({ accounts, currency }: { accounts: Account[]; currency: string }) {
  const counted = accounts.filter(
    ({ balance, balance_known }) => balance_known && balance.currency === currency && !isZero(balance),
  );
  const owned = counted.filter(({ balance }) => !isNegative(balance));
  const owed = counted.filter(({ balance }) => isNegative(balance));
  if (counted.length < 2) return null;
  const own = total(owned, currency);
  const figures = [
    { label: t("web.accounts.own"), value: money(own) },
    { label: t("web.accounts.owe"), value: money(total(owed, currency)) },
  ];
  const gains = byKind(owned, currency);
  const debts = byKind(owed, currency);
  const summed = gains.length > 0 && debts.length > 0 && gains.length + debts.length > 2;
  return (
    <section aria-labelledby="made">
      <h2 id="made">{t("web.accounts.made")}</h2>
      <ul className={css.kinds}>
        {gains.map((part) => (
          <Kind key={part.kind} part={part} of={own} />
        ))}
        {debts.map((part) => (
          <Kind key={part.kind} part={part} />
        ))}
      </ul>
      {summed && <Figures figures={figures} />}
    </section>
  );
}

function Kind({ part: { kind, value }, of }: { part: Part; of?: Money }) {
  const fraction = of ? Number(value.amount) / Number(of.amount) : 0;
  return (
    <li className={css.kind}>
      <span>
        {t(`web.accounts.kind.${kind}`)}
        {of && (
          <span className={css.share}>
            <span aria-hidden="true">{share(fraction)}</span>
            <span className="unseen">{t("web.accounts.share", { share: share(fraction) })}</span>
          </span>
        )}
      </span>
      <Amount value={value} />
      {of && (
        <span className={css.shareBar} aria-hidden="true">
          <span style={{ width: `${fraction * 100}%` }} />
        </span>
      )}
    </li>
  );
}
