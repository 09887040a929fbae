"""Keeps exchange rates, finds those that hold on a day, and converts by them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, text

from florin.market.rates import Rate, RateMissing, convert, parse_rates

MAX_AGE = timedelta(days=7)  # longer than any run of days without a fixing (four, at Easter)
LAST_KNOWN = timedelta(days=366)  # how old a rate may be that is shown with its day; older is not known
HISTORY = "eurofxref.csv"  # in market/history

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
# The newest rate of each currency on or before each day, where it is not too old.
_LAST_KNOWN = text("""
select w.day as wanted, c.currency, r.day, r.per_euro
  from unnest(cast(:days as date[])) as w(day)
 cross join unnest(cast(:currencies as bpchar[])) as c(currency)
 cross join lateral (select day, per_euro from rate
                      where rate.currency = c.currency and rate.day between w.day - :age and w.day
                      order by rate.day desc limit 1) r
""")
_STANDS = text("select count(*) from rate where currency = 'USD' and day in (:first, :last)")
_HISTORY = text("""
insert into rate (currency, day, per_euro, source)
select currency, day, per_euro, :source
  from unnest(cast(:currencies as text[]), cast(:days as date[]), cast(:values as numeric[]))
       as file (currency, day, per_euro)
on conflict (currency, day) do nothing
""")


def save_rates(connection: Connection, rates: Iterable[Rate], source: str) -> int:
    """Saves all rates, replacing those that were corrected; how many were new or changed.

    `source` names who published them, such as the file's name.
    """
    return connection.execute(_SAVE, _columns(list(rates), source)).rowcount


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


def last_known_rates(
    connection: Connection, currencies: Collection[str], days: Sequence[date]
) -> dict[date, dict[str, Rate]]:
    """For each of `days` the newest rate of each currency on or before it, in one statement.

    For what is shown with the day of its rate: a rate may be up to LAST_KNOWN old, and its own `day` must be
    said. A currency without such a rate is left out, never taken to be 1; one euro is one euro.
    """
    found: dict[date, dict[str, Rate]] = {day: {} for day in days}
    if wanted := sorted(set(currencies) - {"EUR"}):
        values = {"days": list(days), "currencies": wanted, "age": LAST_KNOWN.days}
        for row in connection.execute(_LAST_KNOWN, values):
            found[row.wanted][row.currency] = Rate(row.day, row.currency, row.per_euro)
    if "EUR" in currencies:
        for day in days:
            found[day]["EUR"] = Rate(day, "EUR", Decimal(1))
    return found


def load_history(connection: Connection) -> int:
    """Reads the rates that ship with Florin into a database that has not seen them; how many were new.

    A rate that stands already stays: an operator may have read a corrected file.
    """
    content = files("florin.market.history").joinpath(HISTORY).read_bytes()
    first, last = _span(content)
    if connection.execute(_STANDS, {"first": first, "last": last}).scalar_one() == 2:
        return 0
    return connection.execute(_HISTORY, _columns(parse_rates(content), HISTORY)).rowcount


def _columns(rates: Sequence[Rate], source: str) -> dict[str, Any]:
    return {
        "currencies": [rate.currency for rate in rates],
        "days": [rate.day for rate in rates],
        "values": [rate.per_euro for rate in rates],
        "source": source,
    }


def _span(content: bytes) -> tuple[date, date]:
    """First and last day of a history, whose newest day stands on its second line."""
    lines = content.rstrip().split(b"\n")
    first, last = (date.fromisoformat(line.split(b",", 1)[0].decode()) for line in (lines[-1], lines[1]))
    return first, last


def converted(connection: Connection, amount: int, source: str, target: str, day: date) -> int:
    """`amount` minor units of `source` in minor units of `target` at the rates of `day`.

    Raises:
        RateMissing: as `rates_on`; never for the same currency.
    """
    if source == target:
        return amount
    rates = rates_on(connection, (source, target), day)
    return convert(amount, source, target, rates[source].per_euro, rates[target].per_euro)
