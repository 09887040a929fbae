"""Keeps exchange rates, finds those that hold on a day, and converts by them."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, text

from florin.market.rates import Rate, RateMissing, convert

MAX_AGE = timedelta(days=7)  # longer than any run of days without a fixing (four, at Easter)

# One statement for a whole file; a rate that stands already and is the same is not written again.
_SAVE = text("""
insert into rate (currency, day, per_euro, source)
select distinct on (currency, day) currency, day, per_euro, :source
  from unnest(cast(:currencies as text[]), cast(:days as date[]), cast(:values as numeric[]))
       as file (currency, day, per_euro)
 order by currency, day
on conflict (currency, day) do update set per_euro = excluded.per_euro, source = excluded.source
 where rate.per_euro <> excluded.per_euro
""")
_NEWEST = text("""
select distinct on (currency) currency, day, per_euro from rate
 where currency = any(cast(:currencies as bpchar[])) and day between :oldest and :day
 order by currency, day desc
""")


def save_rates(connection: Connection, rates: Iterable[Rate], source: str) -> int:
    """Saves all rates, replacing those that were corrected; how many were new or changed.

    `source` names who published them, such as the file's name.
    """
    rates = list(rates)
    values = {
        "currencies": [rate.currency for rate in rates],
        "days": [rate.day for rate in rates],
        "values": [rate.per_euro for rate in rates],
        "source": source,
    }
    return connection.execute(_SAVE, values).rowcount


def rates_on(connection: Connection, currencies: Collection[str], day: date) -> dict[str, Rate]:
    """The newest rate of each currency on or before `day`, at most seven days old; one euro is one euro.

    Raises:
        RateMissing: a currency has no such rate; the message names all of them.
    """
    wanted = {"currencies": sorted(set(currencies) - {"EUR"}), "oldest": day - MAX_AGE, "day": day}
    found = {
        row.currency: Rate(row.day, row.currency, row.per_euro) for row in connection.execute(_NEWEST, wanted)
    }
    if "EUR" in currencies:
        found["EUR"] = Rate(day, "EUR", Decimal(1))
    if missing := sorted(set(currencies) - set(found)):
        raise RateMissing(f"no exchange rate of {', '.join(missing)} on {day} or in the seven days before")
    return found


def converted(connection: Connection, amount: int, source: str, target: str, day: date) -> int:
    """`amount` minor units of `source` in minor units of `target` at the rates of `day`.

    Raises:
        RateMissing: as `rates_on`; never for the same currency.
    """
    if source == target:
        return amount
    rates = rates_on(connection, (source, target), day)
    return convert(amount, source, target, rates[source].per_euro, rates[target].per_euro)
