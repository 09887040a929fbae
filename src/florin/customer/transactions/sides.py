"""Whether a transaction counts as money in, as money out or as neither, as the facts reckon it, in SQL."""

from florin.customer.facts.rules.books import MONEY_KINDS

_ACCOUNTS = "select a.id from account a where a.customer_id = :customer and a.kind in ({})"
_MONEY = _ACCOUNTS.format(", ".join(f"'{kind}'" for kind in sorted(MONEY_KINDS)))
_CARDS = _ACCOUNTS.format("'card'")
_PAID = f"""select p.account_id, p.counterparty from derived.transaction p
            where p.customer_id = :customer and p.status = 'booked' and p.amount < 0
              and p.counterparty is not null and p.account_id in ({_CARDS})"""

# Of derived.transaction `t` of :customer, for the customer as a whole: 'in', 'out' (what came back among it,
# as negative spending), or null where it only moves the customer's own money. The same as `_earned` and
# `_spent` of facts/rules/books.py, save that fees on loans and investments are known by their kind alone.
SIDE = f"""case
           when t.opening or t.own_transfer then null
           when t.account_id in ({_MONEY})
             then case when t.amount > 0 and t.kind is distinct from 'refund' then 'in' else 'out' end
           when t.account_id in ({_CARDS})
             then case when t.amount < 0 or t.kind = 'refund' or (t.account_id, t.counterparty) in ({_PAID})
                  then 'out' end
           when t.amount < 0 and t.kind in ('interest', 'fee') then 'out' end"""

# The same seen from one account alone, or among own transfers: there moving one's own money counts too.
SIDE_ALONE = f"""coalesce({SIDE},
           case when not t.opening then case when t.amount < 0 then 'out' else 'in' end end)"""
