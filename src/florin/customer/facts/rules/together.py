"""Balances of several currencies as one sum, at the newest known rates, which are told with their days."""

from collections.abc import Mapping, Sequence

from florin.customer.facts.rules.shapes import Figures, Finding
from florin.kernel.money import Money, scale_of
from florin.language.slots import Account, Slot
from florin.market.rates import Rate, convert

Held = Sequence[tuple[str, Money]]  # account id and what it holds, in its own currency
_SHOWN = 1000  # units of the other currency that a rate is told for: enough digits, and money like all else


def together(held: Held, rates: Mapping[str, Rate], currency: str) -> Finding:
    """The sum in `currency`, minor units, with each balance and each rate; accounts in a currency without a
    rate are not in it, and counted as "accounts_left_out". Each account is converted by itself.

    Missing "accounts" where there is none, "exchange_rate" where none could be counted.
    """
    if not held:
        return Finding(missing="accounts")
    counted = [(id, money, _in(money, rates, currency)) for id, money in held]
    known = [minor for _, _, minor in counted if minor is not None]
    lacking = len(counted) - len(known)
    figures: list[tuple[str, Slot]] = []
    for id, money, minor in counted:
        figures += [("account", Account(id)), ("balance", money)]
        if money.currency != currency and minor is not None:
            figures.append(("converted", Money(minor, currency)))
    for code in sorted({money.currency for _, money, minor in counted if minor is not None} - {currency}):
        figures += _rate(code, rates, currency)
    if lacking:
        figures.append(("accounts_left_out", lacking))
    if not known:
        return Finding(missing="exchange_rate", figures=tuple(figures))
    return Finding(sum(known), (), tuple(figures))


def held_in(figures: Figures) -> Held:
    """What `together` was given, read from its figures."""
    ids = [slot.id for code, slot in figures if code == "account" and isinstance(slot, Account)]
    balances = [slot for code, slot in figures if code == "balance" and isinstance(slot, Money)]
    return list(zip(ids, balances, strict=True))


def _in(money: Money, rates: Mapping[str, Rate], currency: str) -> int | None:
    if money.currency == currency:
        return money.minor
    if not {money.currency, currency} <= rates.keys():
        return None
    source, target = rates[money.currency].per_euro, rates[currency].per_euro
    return convert(money.minor, money.currency, currency, source, target)


def _rate(code: str, rates: Mapping[str, Rate], currency: str) -> Figures:
    """What so many units of another currency come to, and the older day of the two fixings behind it."""
    told = Money(_SHOWN * 10 ** scale_of(code), code)
    days = [rates[each].day for each in (code, currency) if each != "EUR"]
    return (
        ("rate_for", told),
        ("rate_comes_to", Money(_in(told, rates, currency) or 0, currency)),
        ("rate_day", min(days)),
    )
