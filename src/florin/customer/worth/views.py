"""Net worth as it is shown."""

from decimal import Decimal
from typing import Any

from florin.customer.worth.rules import Worth, base_of, per_unit
from florin.customer.worth.service import Account, NetWorth
from florin.kernel.api import money
from florin.kernel.money import amount_text
from florin.market.rates import Rate, convert

DIGITS = 6  # significant digits of a shown rate, as the ECB gives


def summary_json(found: NetWorth) -> dict[str, Any]:
    """The newest sum, how it changed and its course, in the household's currency; what Home shows."""
    points = [point for point in found.together if point is not None]
    newest = found.together[-1]
    base = base_of(points)
    change = None
    if newest is not None and base is not None:
        change = {"since": base.day.isoformat(), "amount": money(newest.net - base.net, found.currency)}
    return {
        "currency": found.currency,
        "day": found.today.isoformat(),
        "total": None if newest is None else _total(newest, found.currency),
        "change": change,
        "points": [_point(point, found.currency) for point in points],
        "rates": [_rate(rate, found) for code, rate in sorted(found.rates.items()) if code != found.currency],
        "left_out": list(found.left_out),
        "without": list(found.unstated),
    }


def net_worth_json(found: NetWorth) -> dict[str, Any]:
    """Everything: the sums together, each currency by itself, and each account in the newest sum."""
    return {
        **summary_json(found),
        "currencies": [_currency(code, points, found) for code, points in found.by_currency.items()],
        "accounts": [_account(account, found) for account in found.accounts],
    }


def _total(point: Worth, currency: str) -> dict[str, Any]:
    return {part: money(getattr(point, part), currency) for part in ("net", "assets", "debts")}


def _point(point: Worth, currency: str) -> dict[str, Any]:
    amounts = {part: amount_text(getattr(point, part), currency) for part in ("net", "assets", "debts")}
    return {"day": point.day.isoformat(), **amounts, "complete": point.complete}


def _currency(code: str, points: list[Worth], found: NetWorth) -> dict[str, Any]:
    return {
        "currency": code,
        **_total(points[-1], code),
        "converted": _converted(points[-1].net, code, found),
        "points": [_point(point, code) for point in points],
    }


def _account(account: Account, found: NetWorth) -> dict[str, Any]:
    held = account.held
    return {
        "id": held.account,
        "name": account.name,
        "kind": account.kind,
        "here": account.here,
        "value": money(held.values[-1], held.currency),
        "converted": _converted(held.values[-1], held.currency, found),
        "since": None if held.unknown_before is None else held.unknown_before.isoformat(),
    }


def _converted(minor: int, code: str, found: NetWorth) -> dict[str, str] | None:
    """An amount at today's rates in the household's currency; None where there is no rate."""
    if code == found.currency:
        return money(minor, code)
    if code in found.left_out:
        return None
    source, target = found.rates[code].per_euro, found.rates[found.currency].per_euro
    return money(convert(minor, code, found.currency, source, target), found.currency)


def _rate(rate: Rate, found: NetWorth) -> dict[str, Any]:
    """One unit of a currency in the household's, and the older day of the two fixings that it comes from."""
    home = found.rates.get(found.currency)
    if home is None:
        return {"currency": rate.currency, "day": rate.day.isoformat(), "per_unit": None, "stale": True}
    exact = per_unit(found.rates, rate.currency, found.currency)
    older = min((r for r in (rate, home) if r.currency != "EUR"), key=lambda r: r.day, default=rate)
    shown = Decimal(f"{Decimal(exact.numerator) / Decimal(exact.denominator):.{DIGITS}g}")
    return {
        "currency": rate.currency,
        "day": older.day.isoformat(),
        "per_unit": f"{shown:f}",
        "stale": found.is_stale(older),
    }
