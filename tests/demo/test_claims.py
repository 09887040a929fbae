"""Claims can fail: a life that is changed in what is said of it is denied, and by the claim that says it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from florin.demo import casting
from florin.demo.casting import attempts
from florin.demo.claims import CLAIMS, Past, denied
from florin.demo.course import first_month
from florin.demo.moving import MONTHS, SEED
from florin.demo.people import PEOPLE, region_of
from florin.demo.tables import State
from florin.simulation.life import lifetimes
from florin.simulation.shapes import Line

DAY = date(2026, 11, 23)
Change = Callable[[Past], Past]


@pytest.fixture(scope="module")
def past_of(env):
    """The past of one of the people as it was chosen for the default seed."""
    known: dict[str, Past] = {}
    state = State(SEED, MONTHS, DAY, DAY, None, 20.0, False, env.clock.now())

    def found(identifier: str) -> Past:
        if identifier not in known:
            person = next(each for each in PEOPLE if each.id == identifier)
            chosen = next(each for each in attempts(env, state, person) if not each.missed)
            (lived,) = lifetimes((chosen.cast,), first_month(state), MONTHS + 1)
            truths = {truth.reference: truth for truth in lived.truths}
            known[identifier] = past(env, chosen.accounts, chosen.lines, truths)
        return known[identifier]

    return found


def past(env, accounts, lines, truths) -> Past:
    return Past(DAY, accounts, lines, truths, lambda: casting.seen(env, accounts, lines, DAY))


def without(*categories: str, since: date = date.min, until: date = date.max, event: str = "") -> Change:
    """The past without lines of these categories, or that the event brought."""

    def changed(of: Past) -> Past:
        def kept(line: Line) -> bool:
            truth = of.truths[line.reference]
            gone = truth.category in categories or (bool(event) and truth.event == event)
            return not (gone and since <= line.booked <= until)

        return replace(of, lines=tuple(line for line in of.lines if kept(line)))

    return changed


def richer(account: str, minor: int, on: date | None = None) -> Change:
    """The past with so much more on an account, from its opening or from a day on."""

    def changed(of: Past) -> Past:
        if on is None:
            own = tuple(
                replace(each, opening=each.opening + minor) if each.key == account else each
                for each in of.accounts
            )
            return replace(of, accounts=own)
        model = of.lines[-1]
        more = replace(
            model, account=account, amount=minor, booked=on, reference="more", twin=None, kind="transfer"
        )
        truth = replace(of.truths[model.reference], reference="more", category="income.other", event=None)
        lines = tuple(sorted((*of.lines, more), key=lambda line: line.booked))
        return replace(of, lines=lines, truths={**of.truths, "more": truth})

    return changed


def alike(category: str) -> Change:
    """The past in which all lines of the category are of one amount, and from one party."""

    def changed(of: Past) -> Past:
        lines = [
            replace(x, amount=50_000, counterparty="One")
            if of.truths[x.reference].category == category
            else x
            for x in of.lines
        ]
        return replace(of, lines=tuple(lines))

    return changed


def lost(account: str) -> Change:
    """The past without the account."""
    return lambda of: replace(of, accounts=tuple(each for each in of.accounts if each.key != account))


MONTH = timedelta(days=31)
CASES: dict[str, tuple[str, Change]] = {
    "monthly": ("lena", without("home.rent", until=date(2024, 3, 31))),
    "never": ("walter", lambda of: renamed(of, "utilities.mobile", "fees.returned")),
    "accounts": ("jonas", lost("foreign")),
    "owes": ("maya", richer("card", 5_000_00, date(2025, 6, 1))),
    "grew": ("claire", richer("current", -40_000_00, date(2026, 10, 1))),
    "holds": ("walter", richer("current", -60_000_00)),
    "kept_when_left": ("nina", without("money.own_transfer")),
    "still_lies": ("tom", richer("current", -200_000_00, DAY)),
    "sunk_by_repair": ("jonas", without(event="car_breakdown")),
    "uneven": ("aisha", alike("income.gig")),
    "one_employer": ("diego", lambda of: renamed(of, "income.unemployment", "income.salary")),
    "falls": ("diego", richer("savings", 20_000_00, date(2026, 10, 20))),
    "shrank": ("sofia", without("income.salary", until=date(2026, 6, 30))),
    "lower_since": ("hannah", alike("income.salary")),
    "short_before_pay": ("lena", richer("current", 10_000_00)),
    "each_pay": ("kofi", without("money.remittance", since=date(2026, 5, 1), until=date(2026, 6, 15))),
    "on_sick_pay": ("grace", lambda of: well(of)),
    "avoidable_fees": ("ben", richer("savings", -80_000_00)),
    "interest_beats": ("omar", without("fees.interest")),
    "borrows_when_late": ("priya", lambda of: upside_down(of, "card")),
    "carried": ("victor", without("business.sales")),
    "beyond_worst": ("victor", richer("current", -50_000_00, date(2025, 1, 1))),
    "dearest": ("martin", richer("card", 50_000_00)),
    "clears": ("maya", richer("card", -90_000_00)),
}


def renamed(of: Past, category: str, to: str) -> Past:
    truths = {r: replace(t, category=to) if t.category == category else t for r, t in of.truths.items()}
    return replace(of, truths=truths)


def well(of: Past) -> Past:
    truths = {r: replace(t, event=None) for r, t in of.truths.items()}
    return replace(of, truths=truths)


def upside_down(of: Past, account: str) -> Past:
    lines = tuple(replace(x, amount=-x.amount) if x.account == account else x for x in of.lines)
    return replace(of, lines=lines)


def looked_at_again(env, of: Past) -> Past:
    """The past with what the rules make of it as it now is."""
    return past(env, of.accounts, of.lines, of.truths)


def test_every_claim_is_made_of_someone_and_has_a_case():
    assert set(CASES) == set(CLAIMS) == {claim["claim"] for person in PEOPLE for claim in person.lives}
    assert region_of("US") == "US"


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_life_that_is_not_as_told_is_denied(env, past_of, name):
    identifier, change = CASES[name]
    person = next(each for each in PEOPLE if each.id == identifier)
    claims = [claim for claim in person.lives if claim["claim"] == name]
    assert claims
    true = past_of(identifier)
    assert [denied(true, claim) for claim in person.lives] == [None] * len(person.lives)
    changed = looked_at_again(env, change(true))
    why = [denied(changed, claim) for claim in claims]
    assert any(why), name
    assert all(told.startswith(name) for told in why if told)
