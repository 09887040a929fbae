"""Accounts as they are shown: named, with what is available and how the balance went."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.kernel.api import money
from florin.kernel.errors import FieldError, InvalidInput, NotFound
from florin.kernel.money import amount_text
from florin.kernel.work import Work
from florin.language.composer import compose
from florin.market.rates import RateMissing
from florin.market.service import converted
from florin.ports.environment import Environment

COURSE_DAYS = 90

# An account elsewhere without anything on it (its only import was undone) is not shown.
_ACCOUNTS = text("""
select a.id, a.kind, a.here, a.currency, a.rate, a.rate_source, a.personal, coalesce(b.amount, 0) as balance,
       a.credit_limit,
       coalesce(h.held, 0)::bigint as held, coalesce(p.planned, 0)::bigint as planned, t.last_booked,
         t.transactions,
       c.deltas, v.holdings,
       a.here or exists (select from statement_anchor n left join statement_import i on i.id = n.import_id
                          where n.account_id = a.id and (n.import_id is null or i.state = 'imported'))
         as balance_known
  from account a
  left join balance b on b.account_id = a.id
  left join lateral (select sum(amount) as held from hold where account_id = a.id and state = 'authorised')
    h on true
  left join lateral (select sum(case when from_account = a.id then -amount else amount end) as planned
                       from planned_transfer where (from_account = a.id or to_account = a.id) and state =
                         'planned') p on true
  left join lateral (select max(booked) as last_booked, count(*) as transactions from derived.transaction
                      where account_id = a.id and not opening) t on true
  left join lateral (select jsonb_agg(jsonb_build_array(booked, s)) as deltas from
                       (select booked, sum(amount) as s from posting where account_id = a.id and booked >
                         :since
                         group by booked) d) c on true
  left join lateral (select sum(value) as holdings from holding x where x.account_id = a.id and x.import_id
    = (
                       select y.import_id from holding y join statement_import i on i.id = y.import_id and
                         i.state = 'imported'
                        where y.account_id = a.id order by y.as_of desc nulls last, i.created desc limit
                          1)) v on true
 where a.customer_id = :customer and a.kind not in ('external', 'internal') and a.closed is null
   and (cast(:account as uuid) is null or a.id = :account)
   and (a.here or coalesce(b.amount, 0) <> 0 or t.transactions > 0 or p.planned is not null
        or exists (select from statement_line l join statement_import i on i.id = l.import_id and i.state =
          'imported'
                    where l.account_id = a.id))
 order by a.here desc,
   array_position(array['current','cash','savings','card','loan','mortgage','investment'], a.kind),
          a.created
""")
_PERSONAL = text("""
select id, kind, personal from account where customer_id = :customer and kind not in ('external', 'internal')
""")
_ONE = text("""
select id, kind, here, personal from account
 where id = :id and kind not in ('external', 'internal') for update
""")
_CHANGE = text("""
update account set personal = :personal, kind = coalesce(:kind, kind),
       rate = case when :told then :rate else rate end,
       rate_source = case when :told then case when cast(:rate as numeric) is null then null else 'told'
         end else rate_source end
 where id = :id
""")


def accounts(work: Work, env: Environment, *, account: UUID | None = None) -> list[dict[str, Any]]:
    """The accounts of the work's customer in one statement, as the API shows them."""
    today = work.today(env.clock)
    since = today - timedelta(days=COURSE_DAYS)
    rows = work.all(_ACCOUNTS, customer=work.customer, since=since, account=account)
    vault = env.vault(work.customer)
    return [_account(row, vault.open_fields(row.personal), today, work.language) for row in rows]


def account(work: Work, env: Environment, identifier: UUID) -> dict[str, Any]:
    """One account as the API shows it; NotFound where it is not the caller's."""
    found = accounts(work, env, account=identifier)
    if not found:
        raise NotFound("there is no such account", reason="account")
    return found[0]


def account_names(work: Work, env: Environment) -> dict[str, str]:
    """What each account of the work's customer is called, by id."""
    vault = env.vault(work.customer)
    rows = work.all(_PERSONAL, customer=work.customer)
    return {
        str(row.id): account_name(row.kind, vault.open_fields(row.personal), work.language) for row in rows
    }


def account_name(kind: str, personal: Mapping[str, Any], language: str) -> str:
    """The name that the customer gave, or its kind with its bank and last digits."""
    if given := personal.get("name"):
        return given
    parts = [compose(language, f"account.{kind}", {}), personal.get("bank"), masked(personal.get("number"))]
    return " ".join(p for p in parts[:2] if p) if not parts[2] else f"{parts[0]} {parts[2]}"


def masked(number: str | None) -> str | None:
    """The last four characters of an account number."""
    compact = "".join(c for c in number or "" if c.isalnum())
    return f"•• {compact[-4:]}" if compact else None


def change_account(
    work: Work, env: Environment, identifier: UUID, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Renames an account, says its kind or its rate; the last two only for accounts elsewhere."""
    row = work.first(_ONE, id=identifier)
    if row is None:
        raise NotFound("there is no such account", reason="account")
    if row.here and {"kind", "rate"} & set(changes):
        raise InvalidInput(
            "kind and rate of an account here are the bank's",
            fields=[FieldError("rate", "is set by the bank", "bank-sets")],
        )
    vault = env.vault(work.customer)
    personal = vault.open_fields(row.personal)
    if "name" in changes:
        personal["name"] = changes["name"].strip()
    work.run(
        _CHANGE,
        id=identifier,
        personal=vault.seal_fields(personal),
        kind=changes.get("kind"),
        told="rate" in changes,
        rate=changes.get("rate"),
    )
    work.emit("AccountChanged", work.customer, {"account": str(identifier)})
    return account(work, env, identifier)


def net(shown: Sequence[Mapping[str, Any]], currency: str) -> list[tuple[str, int]]:
    """Sum of the known balances by currency in minor units, the household's first."""
    known = [each for each in shown if each["balance_known"]]
    sums: dict[str, int] = {currency: 0} if any(a["currency"] == currency for a in known) or not known else {}
    for each in known:
        sums[each["currency"]] = sums.get(each["currency"], 0) + each["minor"]
    return list(sums.items())


def converted_net(
    work: Work, sums: Sequence[tuple[str, int]], currency: str, day: date
) -> dict[str, str] | None:
    """All sums in one currency at the rates of the day; None where one is missing (never taken as 1)."""
    try:
        return money(
            sum(converted(work.connection, minor, source, currency, day) for source, minor in sums), currency
        )
    except RateMissing:
        return None


def _account(row: Any, personal: Mapping[str, Any], today: date, language: str) -> dict[str, Any]:
    minor = int(row.balance) + int(row.holdings or 0)
    planned = int(row.planned)
    course = [
        {"day": day.isoformat(), "amount": amount_text(amount, row.currency)}
        for day, amount in _course(row, today)
    ]
    return {
        "id": str(row.id),
        "name": account_name(row.kind, personal, language),
        "kind": row.kind,
        "here": row.here,
        "bank": personal.get("bank"),
        "number": masked(personal.get("number")),
        "currency": row.currency,
        "minor": minor,
        "balance": money(minor, row.currency),
        "balance_known": row.balance_known,
        "available": money(int(row.balance) - row.held + min(planned, 0), row.currency),
        "held": money(int(row.held), row.currency),
        "planned": money(planned, row.currency),
        "rate": None if row.rate is None else str(row.rate),
        "rate_source": row.rate_source,
        "limit": None if row.credit_limit is None else money(int(row.credit_limit), row.currency),
        "last_booked": None if row.last_booked is None else row.last_booked.isoformat(),
        "transactions": row.transactions,
        "course": course,
    }


def _course(row: Any, today: date) -> list[tuple[date, int]]:
    """End-of-day balances of the last days, oldest first, walked back from today's balance."""
    deltas = {date.fromisoformat(day): int(amount) for day, amount in row.deltas or ()}
    balance = int(row.balance)
    days: list[tuple[date, int]] = []
    balance -= sum(amount for day, amount in deltas.items() if day > today)
    for back in range(COURSE_DAYS + 1):
        day = today - timedelta(days=back)
        days.append((day, balance))
        balance -= deltas.get(day, 0)
    return days[::-1]
