// How much of a card's limit is used, said and drawn.
import type { Account } from "~/api/types";
import { difference, isNegative, money, without } from "~/language/format";
import { t } from "~/language/t";
import css from "./accounts.module.css";

export function Limit({ account: { balance, limit } }: { account: Account }) {
  if (!limit) return null;
  const used = { ...limit, amount: isNegative(balance) ? without(balance).amount : "0" };
  const left = { ...limit, amount: difference(used.amount, limit.amount) };
  const slots = { used: money(used), limit: money(limit), left: money(without(left)) };
  const over = isNegative(left);
  return (
    <div className={css.limit} data-over={over || undefined}>
      <p>{t(over ? "web.account.limit.over" : "web.account.limit.used", slots)}</p>
      <span className={css.shareBar} aria-hidden="true">
        <span style={{ width: `${Math.min(1, Number(used.amount) / Number(limit.amount)) * 100}%` }} />
      </span>
    </div>
  );
}
