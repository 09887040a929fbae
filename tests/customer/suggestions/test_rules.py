"""Suggestions: each kind on a case worked out by hand, and what must hold for any household."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florin.customer.facts.rules import AccountState, Movement, compute
from florin.customer.facts.rules.books import Books, open_books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.findings import safe_by_account
from florin.customer.facts.rules.repayments import ahead
from florin.customer.facts.rules.shapes import Kind
from florin.customer.suggestions.rules import MODEL, BankTerms, Proposal, model_hash, suggest, text_key
from florin.customer.suggestions.rules.amortise import Schedule, course, interest_saved
from florin.customer.suggestions.rules.debt import LEAST_FRACTION
from florin.customer.suggestions.rules.idle import yearly_effect
from florin.kernel.money import Money
from florin.language.composer import compose
from florin.language.factcheck import fact_check
from florin.language.slots import Payee, named

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
BANK = BankTerms(Decimal("0.035"))
_numbers = count(1)


def move(day: date | str, amount: int, account: str = "cur", **more: Any) -> Movement:
    booked = date.fromisoformat(day) if isinstance(day, str) else day
    given = {"entry": next(_numbers), "kind": None, "text": "", "counterparty": None, "opening": False} | more
    return Movement(account=account, booked=booked, amount=amount, **given)


def account(kind: Kind, movements: Iterable[Movement], id: str | None = None, **more: Any) -> AccountState:
    id = id or kind[:3]
    balance = sum(m.amount for m in movements if m.account == id)
    return replace(AccountState(id, kind, True, "EUR", balance, None, None, date(2020, 1, 1)), **more)


def proposals(
    accounts: list[AccountState], movements: list[Movement], bank: BankTerms = BANK, **more: Any
) -> tuple[Proposal, ...]:
    picture = compute(accounts, movements, today=TODAY, currency="EUR")
    return suggest(picture, accounts, movements, bank, today=TODAY, **more)


def saver(spare: int = 10_000_00) -> list[Movement]:
    """A year of 2,000 in on the 1st and 2,000 out on the 10th, on top of `spare`: the account never falls
    from the 23rd on, and 500.00 a week is spent."""
    lines = [move("2025-11-20", spare, opening=True)]
    for back in range(12):
        start = months_later(date(2026, 11, 1), -back)
        lines += [move(start, 2000_00), move(start + 9 * DAY, -2000_00)]
    return lines


def revolving(owed: int) -> list[Movement]:
    return [
        move("2026-08-01", -owed, "car", opening=True),
        move("2026-11-01", -10_00, "car", kind="interest"),
        move("2026-11-02", 10_00, "car"),
    ]


def entries(lines: Iterable[Movement]) -> dict[str, str]:
    """Whom each entry was with, by its id."""
    return {str(m.entry): m.counterparty or m.text or "-" for m in lines}


def told(proposal: Proposal, lines: Iterable[Movement] = ()) -> dict[str, str]:
    """The reasons in words, by their codes; accounts by their ids."""
    ids = {id: id for id in (*_KINDS, "oth")} | entries(lines)
    return {r.code: compose("en", f"reason.{r.code}", named(dict(r.slots), ids)) for r in proposal.reasons}


def explained(proposal: Proposal) -> bool:
    """Whether each bound of the effect's band is its value, nothing, or named by a reason."""
    bounds = [slot for r in proposal.reasons for name, slot in r.slots if name == "bound"]
    named_bounds = {bound.minor for bound in bounds if isinstance(bound, Money)}
    zero = {"band_reminder", "band_charged_anyway", "band_gap", "band_more"} & {
        r.code for r in proposal.reasons
    }
    return {proposal.effect.low, proposal.effect.high} <= (
        named_bounds | {proposal.effect.value} | ({0} if zero else set())
    )


# Idle cash


def test_idle_cash_goes_to_savings_for_the_difference_in_rates():
    lines = [*saver(), move("2026-01-01", 5_00, "sav", opening=True)]
    accounts = [account("current", lines, rate=Decimal("0.005")), account("savings", lines)]
    (proposal,) = proposals(accounts, lines)
    assert (proposal.kind, proposal.action) == ("move_idle_cash", "transfer")
    assert (proposal.from_account, proposal.to_account) == ("cur", "sav")
    assert proposal.amount == 9500_00  # 10,000 less 7 x 6,000 / 90, down to a hundred
    assert proposal.effect.value == 285_00  # 3.5 % less 0.5 %
    assert proposal.expires == TODAY + 14 * DAY
    assert set(proposal.evidence) <= {m.entry for m in lines}


def test_without_a_savings_account_one_is_opened():
    lines = saver()
    (proposal,) = proposals([account("current", lines)], lines)
    assert (proposal.to_account, proposal.variant) == (None, "open")
    assert text_key(proposal, "title") == "suggestion.move_idle_cash.open.title"


def test_savings_go_where_they_earn_most_even_elsewhere():
    lines = [*saver(), move("2026-01-01", 5_00, "out", opening=True)]
    elsewhere = account("savings", lines, "out", here=False, rate=Decimal("0.04"))
    (proposal,) = proposals([account("current", lines), elsewhere], lines)
    assert proposal.to_account == "out"
    (proposal,) = proposals([account("current", lines), replace(elsewhere, rate=None)], lines)
    assert proposal.to_account is None


def test_who_lives_off_their_money_does_not_hear_that_it_is_idle():
    """2,000 a month goes out: 6,000 left last three months without an income, 32,000 more than a year."""
    for spare, kinds in ((14_000_00, ["close_gap"]), (40_000_00, ["move_idle_cash"])):
        paid = [m for m in saver(spare) if m.opening or m.amount < 0 or m.booked < date(2026, 8, 1)]
        lines = [m for m in paid if m.opening or m.booked >= date(2026, 8, 1)]
        made = proposals([account("current", lines)], lines)
        assert [p.kind for p in made] == kinds, spare


def test_no_rate_no_gain_no_suggestion():
    lines = saver()
    assert proposals([account("current", lines)], lines, BankTerms(None)) == ()
    well_paid = account("current", lines, rate=Decimal("0.035"))
    assert proposals([well_paid], lines) == ()
    lines = saver(600_00)
    assert proposals([account("current", lines)], lines) == ()  # under 5 a year


def test_the_band_of_idle_cash():
    effect = yearly_effect(1200_00, 1500_00, 600_00, Decimal("0.04"))
    assert (effect.low, effect.value, effect.high) == (6_00, 48_00, 60_00)  # 1,200 and 600, of twelve months
    assert yearly_effect(1200_00, 1200_00, 0, Decimal("0.04")).low == 48_00


# Debts


def test_a_debt_dearer_than_savings_is_served_first_and_savings_get_the_rest():
    lines = [*saver(), *revolving(1234_56)]
    card = account("card", lines, rate=Decimal("0.2"))
    made = {p.kind: p for p in proposals([account("current", lines), card], lines)}
    assert (made["pay_dearest_debt"].amount, made["pay_dearest_debt"].variant) == (1234_56, "all")
    assert made["move_idle_cash"].amount == 8200_00  # 9,500.00 - 1,234.56, down to a hundred
    said = told(made["move_idle_cash"])
    assert said["spared"].endswith("cur can spare €9,500.00, rounded down.")
    assert said["left_after"] == (
        "€1,234.56 of that is for car, which comes first. What is left after it is €8,200.00, rounded down."
    )
    assert "left_after" not in told(made["pay_dearest_debt"])


def test_a_debt_cheaper_than_savings_is_left_alone():
    lines = [*saver(), *revolving(1234_56)]
    card = account("card", lines, rate=Decimal("0.03"))
    assert [p.kind for p in proposals([account("current", lines), card], lines)] == ["move_idle_cash"]


def test_the_dearer_of_two_debts_first():
    lines = [*saver(), *revolving(4000_00), move("2026-01-01", -9000_00, "loa", opening=True)]
    accounts = [
        account("current", lines),
        account("card", lines, rate=Decimal("0.2")),
        account("loan", lines, rate=Decimal("0.06")),
    ]
    made = {p.to_account: p for p in proposals(accounts, lines)}
    assert made["car"].amount == 4000_00
    assert made["loa"].amount == 5500_00
    assert "early_repayment" in {reason.code for reason in made["loa"].reasons}


def test_a_card_paid_in_full_each_month_costs_nothing():
    lines = saver()
    for back in range(6):
        start = months_later(date(2026, 11, 1), -back)
        lines += [move(start, 300_00), move(start + 4 * DAY, -300_00, "car", counterparty="Shop")]
        lines += [move(start + 20 * DAY, -300_00), move(start + 20 * DAY, 300_00, "car")]
    lines = [*lines, move("2026-11-22", -300_00, "car", counterparty="Shop")]
    card = account("card", lines, rate=Decimal("0.2"))
    assert card.balance == -300_00
    assert {p.kind for p in proposals([account("current", lines), card], lines)} == {"move_idle_cash"}


def test_a_refused_debt_leaves_its_money_where_it_is():
    lines = [*saver(), *revolving(1234_56)]
    accounts = [account("current", lines), account("card", lines, rate=Decimal("0.2"))]
    kept = proposals(accounts, lines, unwelcome={"pay_dearest_debt"})
    assert [p.amount for p in kept] == [8200_00]


def revolved(owed: int = 2400_00) -> list[Movement]:
    """A card with 40.00 of interest a month, of which 60.00 is paid with what comes in for it."""
    lines = [move("2025-11-20", -owed, "car", opening=True)]
    for back in range(12):
        start, entry = months_later(date(2026, 11, 8), -back), next(_numbers)
        lines += [
            move(start - 7 * DAY, 60_00),
            move(start - DAY, -40_00, "car", kind="interest"),
            move(start, -60_00, entry=entry),
            move(start, 60_00, "car", entry=entry),
        ]
    return lines


@pytest.mark.parametrize("days", [0, 1, 20, 45])
def test_a_card_that_was_cleared_on_advice_is_no_drop_that_money_is_kept_for(days: int):
    """On the day of the advice 9,000 or so can be spared; the card takes its part of it, once."""
    lines = [*saver(), *revolved()]
    accounts = [account("current", lines), account("card", lines, rate=Decimal("0.2"))]
    advice = {p.kind: p for p in proposals(accounts, lines)}
    paid, entry = advice["pay_dearest_debt"].amount or 0, next(_numbers)
    assert paid == -accounts[1].balance
    day = TODAY - days * DAY
    cleared = [*lines, move(day, -paid, entry=entry), move(day, paid, "car", entry=entry)]
    before = open_books(accounts, lines, today=TODAY, currency="EUR")
    accounts = [account("current", cleared), account("card", cleared, rate=Decimal("0.2"))]
    after = open_books(accounts, cleared, today=TODAY, currency="EUR")
    worst = [safe_by_account(books)["cur"].worst_fall for books in (before, after)]
    assert worst[0] == worst[1]
    assert [p.amount for p in proposals(accounts, cleared) if p.kind == "move_idle_cash"] == [
        advice["move_idle_cash"].amount
    ]
    undone = [replace(m, entry=next(_numbers), amount=-m.amount) for m in cleared if m.entry == entry]
    again = [*cleared, *(replace(m, entry=undone[0].entry) for m in undone)]
    books = open_books(
        [account("current", again), account("card", again)], again, today=TODAY, currency="EUR"
    )
    assert safe_by_account(books)["cur"].worst_fall == worst[0]


def test_a_card_paid_in_full_keeps_back_what_its_dearest_month_asked_for():
    """Whoever pays for what was bought needs the money again, however much more it was than usual."""
    lines = saver()
    for back in range(11):
        start, entry = months_later(date(2026, 11, 20), -back), next(_numbers)
        bought = 2500_00 if back == 4 else 300_00
        lines += [move(start - 15 * DAY, -bought, "car", counterparty="Shop")]
        lines += [move(start, -bought, entry=entry), move(start, bought, "car", entry=entry)]
    books = open_books(
        [account("current", lines), account("card", lines)], lines, today=TODAY, currency="EUR"
    )
    assert not ahead(books)
    assert safe_by_account(books)["cur"].worst_fall >= 2500_00


def test_what_one_account_gives_first_is_listed_first():
    """Clearing the card saves less than the rest earns; but the rest is what the card leaves."""
    lines = [*saver(40_000_00), *revolving(1234_56)]
    accounts = [account("current", lines), account("card", lines, rate=Decimal("0.2"))]
    made = proposals(accounts, lines)
    assert [p.kind for p in made[:2]] == ["pay_dearest_debt", "move_idle_cash"]
    assert made[0].effect.value < made[1].effect.value


def test_a_dearer_card_that_is_paid_in_full_is_passed_over_in_words():
    lines = [*saver(), move("2026-01-01", -9000_00, "loa", opening=True)]
    for back in range(6):
        start, entry = months_later(date(2026, 11, 20), -back), next(_numbers)
        lines += [move(start - 15 * DAY, -300_00, "car", counterparty="Shop")]
        lines += [move(start, -300_00, entry=entry), move(start, 300_00, "car", entry=entry)]
    lines += [move(TODAY, -80_00, "car", counterparty="Shop")]
    accounts = [
        account("current", lines),
        account("card", lines, rate=Decimal("0.2")),
        account("loan", lines, rate=Decimal("0.06")),
    ]
    (loan,) = (p for p in proposals(accounts, lines) if p.kind == "pay_dearest_debt")
    assert loan.to_account == "loa"
    assert told(loan)["paid_in_full"] == (
        "car has a higher rate, 20% a year, but you pay it in full each month: it costs you no interest, so "
        "that it does not come first."
    )
    assert picture_value(accounts, lines, "dearest_debt") == 9000_00


def picture_value(accounts: list[AccountState], lines: list[Movement], fact: str) -> int | Decimal | None:
    return compute(accounts, lines, today=TODAY, currency="EUR")[fact].value


def test_a_card_that_nothing_can_clear_gets_a_little_more_each_month():
    """200 is left over a month, so 100 goes to it: 12 months of the card at 60 and at 160 a month."""
    lines = [m for m in saver(150_00) if m.opening]
    for back in range(12):
        start = months_later(date(2026, 11, 1), -back)
        lines += [move(start, 2300_00), move(start + 9 * DAY, -2000_00)]
    card = revolved(3000_00)
    lines += [m for m in card if m.account == "car"]
    drained = move(TODAY, 120_00 - sum(m.amount for m in lines if m.account == "cur"))
    lines += [drained]
    accounts = [
        account("current", lines),
        replace(account("card", lines, rate=Decimal("0.2")), limit=3000_00),
    ]
    (more,) = (p for p in proposals(accounts, lines) if p.kind == "pay_dearest_debt")
    assert (more.action, more.variant, more.amount, more.to_account) == ("remind", "more", None, "car")
    extra = dict(more.slots)["extra"]
    assert isinstance(extra, Money)
    usual = course(-accounts[1].balance, Decimal("0.2"), Schedule(60_00, 25_00, LEAST_FRACTION), TODAY)
    faster = Schedule(usual.payments[0] + extra.minor, 25_00, LEAST_FRACTION)
    saved = usual.interest - course(-accounts[1].balance, Decimal("0.2"), faster, TODAY).interest
    assert more.effect.value == saved > 0
    assert told(more)["near_limit"] == "€2,760.00 of the €3,000.00 that you may owe on it is used."
    spent = [replace(m, amount=-2400_00) if m.amount == -2000_00 else m for m in lines]
    assert not [p for p in proposals(accounts, spent) if p.variant == "more"]  # nothing is left over


def test_whoever_spends_more_than_comes_in_hears_how_long_it_lasts_and_where_it_goes():
    """2,000 comes and 2,500 goes; 4,000 is there: eight months, 240 days."""
    lines = [move("2025-11-20", 1000_00, opening=True)]
    for back in range(12):
        start = months_later(date(2026, 11, 1), -back)
        lines += [
            move(start, 2000_00),
            move(start + 4 * DAY, -1500_00, counterparty="Landlord"),
            move(start + 9 * DAY, -900_00, counterparty="Shop"),
            move(start + 12 * DAY, -100_00, kind="cash"),
        ]
    accounts = [account("current", lines, balance=4000_00)]
    (gap,) = (p for p in proposals(accounts, lines) if p.kind == "close_gap")
    assert (
        compose("en", text_key(gap, "title"), named(dict(gap.slots), {})) == "Close the gap of €500 a month"
    )
    assert "the €4,000.00 at hand will last about 240 days" in compose(
        "en", text_key(gap, "sentence"), named(dict(gap.slots), {})
    )
    assert (gap.effect.low, gap.effect.value, gap.effect.high) == (0, 4000_00, 6000_00)
    said = told(gap, lines)
    assert said["gap_first"] == "Most went to Landlord in these months: €4,500.00, in 3 payments."
    assert said["gap_second"] == "Then to Shop: €2,700.00, in 3 payments."
    assert "gap_third" not in said
    landlord = {m.entry for m in lines if m.counterparty == "Landlord" and m.booked.month in (8, 9, 10)}
    assert landlord < set(gap.evidence)
    spent = proposals([account("current", lines, balance=-10_00)], lines)
    assert "spent" in {p.variant for p in spent}
    rich = proposals([account("current", lines, balance=40_000_00)], lines)
    assert not [p for p in rich if p.kind == "close_gap"]


def test_interest_of_a_loan_worked_out_by_hand():
    """1,000.00 at 7.3 % is 0.20 a day: 6.00 for 30 days, 6.20 for 31; the level payment ends the debt."""
    made = course(1000_00, Decimal("0.073"), Schedule(506_00, 0, Decimal(0)), date(2026, 11, 1))
    assert made.payments[:3] == (506_00, 503_00 + 10, 0)  # 6.00, then 31 days on 500.00: 3.10
    assert made.interest == 9_10


@given(
    st.integers(1, 50_000_00),
    st.integers(0, 10**6),
    st.decimals("0.001", "0.5", places=4),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.sampled_from([Schedule(0, 25_00, LEAST_FRACTION), Schedule(300_00, 0, Decimal(0))]),
)
def test_interest_saved_is_the_difference_of_two_walks_day_by_day(owed, share, rate, start, schedule):
    amount = owed * share // 10**6
    expected = _walk(owed, rate, start, schedule) - _walk(owed - amount, rate, start, schedule)
    assert interest_saved(owed, amount, rate, schedule, start) == expected


def _walk(owed: int, rate: Decimal, start: date, schedule: Schedule) -> int:
    """Independent of the rules: simple interest accrued each day, added and paid on each month's day."""
    total, accrued, day, month = 0, Fraction(0), start, 1
    while month <= 12:
        accrued += Fraction(owed) * Fraction(rate) / 365
        day += DAY
        if day == months_later(start, month):
            exact = Decimal(accrued.numerator) / Decimal(accrued.denominator)
            added = int(exact.quantize(Decimal(1), "ROUND_HALF_EVEN"))
            least = added + int((Decimal(owed) * schedule.fraction).quantize(Decimal(1), "ROUND_HALF_EVEN"))
            total += added
            owed = max(0, owed + added - max(schedule.level, schedule.floor, least))
            accrued, month = Fraction(0), month + 1
    return total


# Fees


def overdrawn(before: int = 200_00) -> list[Movement]:
    """Each month: 1,000 in on the 1st, 400 out on the 5th and 700 on the 26th, which does not suffice."""
    lines = [move("2025-11-20", before, opening=True), move("2025-11-20", 5000_00, "sav", opening=True)]
    for back in range(11):
        start = months_later(date(2026, 10, 1), -back)
        lines += [move(start, 1000_00), move(start + 4 * DAY, -400_00), move(start + 25 * DAY, -700_00)]
        lines += [move(start + 26 * DAY, -20_00, text="OVERDRAFT FEE"), move(start + 27 * DAY, 120_00)]
    return [*lines, move("2026-11-01", 1000_00), move("2026-11-05", -400_00)]


def test_savings_keep_an_account_above_zero_where_it_fell_below_before():
    lines = overdrawn()
    (top_up,) = proposals([account("current", lines, balance=650_00), account("savings", lines)], lines)
    assert (top_up.kind, top_up.action, top_up.variant) == ("avoid_fee", "transfer", "top_up")
    assert (top_up.from_account, top_up.to_account) == ("sav", "cur")
    assert top_up.amount == 70_00  # the deepest fall was 720.00; 650.00 is there
    assert top_up.effect.low == 20_00
    assert top_up.effect.value <= top_up.effect.high == 11 * 20_00


def test_no_top_up_where_the_balance_suffices_or_nobody_had_the_money():
    lines = overdrawn()
    rich = [account("current", lines, balance=5000_00), account("savings", lines)]
    assert not [p for p in proposals(rich, lines) if p.variant == "top_up"]
    poor = [m for m in lines if m.account == "cur"]
    assert not [p for p in proposals([account("current", poor, balance=650_00)], poor) if p.amount]


def always_short(bill: int, kind: str | None = "direct_debit") -> list[Movement]:
    """Each month 2,000 in on the 1st, 1,500 out on the 3rd, `bill` on the 24th, spending on the 12th that
    leaves the account 300 below zero at the end, and three fees for it."""
    lines: list[Movement] = [move("2025-12-31", -300_00, opening=True)]
    for back in range(10, -1, -1):
        start = months_later(date(2026, 11, 1), -back)
        left = 2000_00 - 1500_00 - bill - 60_00
        lines += [
            move(start, 2000_00, counterparty="Mill"),
            move(start + 2 * DAY, -1500_00, counterparty="Landlord", kind="direct_debit"),
            move(start + 11 * DAY, -left, counterparty=f"Shop {back}", kind="card"),
            *(move(start + (21 + n) * DAY, -20_00, text="OVERDRAFT FEE", kind="fee") for n in range(3)),
            move(start + 23 * DAY, -bill, counterparty="Grid", kind=kind),
        ]
    return [m for m in lines if m.booked <= TODAY]


def test_who_is_short_before_each_pay_hears_what_it_costs_and_which_bill_could_come_later():
    lines = [*always_short(200_00), move("2026-06-07", -25_00, text="MAINTENANCE FEE")]
    made = proposals([account("current", lines)], lines)
    assert [p.variant for p in made] == ["bill", "ask"]  # the small fee last
    short = made[0]
    fees = [m for m in lines if m.text == "OVERDRAFT FEE"]
    assert (short.action, short.amount, short.kind) == ("remind", None, "avoid_fee")
    assert (short.effect.low, short.effect.value) == (0, -sum(m.amount for m in fees))
    grid = [m for m in lines if m.counterparty == "Grid"]
    assert {m.entry for m in fees} < set(short.evidence)
    slots = dict(short.slots)
    assert slots["bill"] == Payee(str(grid[-1].entry))
    said = compose("en", text_key(short, "sentence"), named(slots, {"cur": "Checking", **entries(lines)}))
    assert "too low a balance on Checking cost you €640.00 in fees" in said
    assert "it is usually lowest 8 days before pay, with Grid just before that" in said
    assert told(short, lines)["bill_before_pay"] == (
        "Grid is the largest bill that usually comes just before that: €200.00 last, on October 24, 2026."
    )
    assert told(short, lines)["runs_short"] == (
        "In 6 of the last 6 times from one pay to the next, the balance fell below zero: usually lowest 8 "
        "days before pay, by €325.00."
    )


def test_a_usual_gap_that_is_a_small_part_of_a_pay_can_be_set_aside():
    lines = always_short(200_00, kind="card")  # bought, not billed
    (short,) = proposals([account("current", lines)], lines)
    assert (short.variant, dict(short.slots)["depth"]) == ("aside", Money(300_00, "EUR"))
    deeper = [replace(m, amount=-600_00) if m.opening else m for m in lines]
    (short,) = proposals([account("current", deeper)], deeper)
    assert short.variant == "agree"
    assert "runs_short" in told(short)


def test_own_savings_go_before_every_other_advice_against_an_overdraft():
    lines = [*always_short(200_00), move("2026-11-20", 900_00, "sav", opening=True)]
    accounts = [account("current", lines), account("savings", lines)]
    (short,) = proposals(accounts, lines)
    assert (short.variant, short.action, short.from_account, short.to_account) == (
        "from_savings",
        "transfer",
        "sav",
        "cur",
    )
    assert (short.amount, short.effect.value) == (300_00, 640_00)
    assert told(short)["kept_in_savings"].startswith("€600.00 stays in sav, more than the €")
    less = [replace(m, amount=500_00) if m.account == "sav" else m for m in lines]
    (short,) = proposals([account("current", less), account("savings", less)], less)
    assert short.variant == "bill"  # 150.00 would not be a week's spending


def test_fees_that_ended_months_ago_and_accounts_without_pay_are_told_apart():
    lines = always_short(200_00)
    over = [m for m in lines if m.text != "OVERDRAFT FEE" or m.booked < date(2026, 8, 1)]
    assert proposals([account("current", over)], over) == ()
    unpaid = [m for m in lines if m.amount < 0]
    (short,) = (p for p in proposals([account("current", unpaid)], unpaid) if p.kind == "avoid_fee")
    assert short.variant == "agree"
    assert "runs_short" not in told(short)


def test_what_savings_must_cover_is_not_sent_to_savings():
    lines = [*overdrawn(), move("2025-11-20", 600_00, "two", opening=True), move("2026-11-20", 1_00, "two")]
    short = account("current", lines, balance=-100_00)  # 820.00 are needed: more than the other one can spare
    accounts = [short, account("current", lines, "two"), account("savings", lines)]
    bank = BankTerms(Decimal("0.3"))
    (top_up,) = proposals(accounts, lines, bank)
    assert (top_up.from_account, top_up.amount) == ("sav", 850_00)
    enough = [replace(a, balance=a.balance + 100_000) if a.id == "two" else a for a in accounts]
    lines = [replace(m, amount=1600_00) if m.opening and m.account == "two" else m for m in lines]
    assert "two" in {p.from_account for p in proposals(enough, lines, bank) if p.variant == "top_up"}


def test_a_fee_on_an_account_that_never_fell_below_zero_proves_nothing():
    lines = overdrawn(3000_00)  # always above zero, whatever the bank charged for
    spent = move(TODAY, 100_00 - sum(m.amount for m in lines if m.account == "cur"))
    accounts = [account("current", [*lines, spent]), account("savings", lines)]
    assert accounts[0].balance == 100_00
    assert not any(p.variant == "top_up" for p in proposals(accounts, [*lines, spent]))


def test_an_account_is_not_filled_from_itself():
    bank = BankTerms(Decimal("0"), maintenance_free_balance=2500_00)
    lines = [*saver(2000_00), move("2026-05-07", -29_00, text="MAINTENANCE FEE")]
    (proposal,) = proposals([account("current", lines)], lines, bank)
    assert proposal.variant == "ask"


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("ATM FEE", "atm"),
        ("FOREIGN TRANSACTION FEE", "foreign"),
        ("LATE FEE", "late"),
        ("ACCOUNT FEE", "ask"),
    ],
)
def test_fees_that_only_the_customer_can_avoid_become_reminders(text: str, variant: str):
    lines = [*saver(100_00), *(move(f"2026-0{month}-07", -9_00, text=text) for month in (5, 6, 7))]
    (proposal,) = proposals([account("current", lines)], lines)
    assert (proposal.action, proposal.variant, proposal.amount) == ("remind", variant, None)
    assert (proposal.effect.low, proposal.effect.value) == (0, 27_00)
    small = [replace(m, amount=-8_00) if m.text else m for m in lines]
    assert proposals([account("current", small)], small) == ()  # 24 a year are not worth a mere word


def test_a_fee_for_one_account_where_another_takes_none():
    lines = [*saver(100_00), move("2026-05-07", -29_00, text="MAINTENANCE FEE")]
    lines += [move("2026-05-07", 10_00, "oth", opening=True)]
    (proposal,) = proposals([account("current", lines), account("current", lines, "oth")], lines)
    assert proposal.variant == "other_account"
    assert told(proposal)["other_account_free"] == "oth took no such fee since May 7, 2026."
    short = [replace(m, booked=TODAY - 89 * DAY) if m.account == "oth" else m for m in lines]
    (proposal,) = proposals([account("current", short), account("current", short, "oth")], short)
    assert proposal.variant == "ask"  # too little is known of the other one
    (proposal,) = proposals([account("current", lines), account("current", lines, "oth", here=False)], lines)
    assert proposal.variant == "ask"  # one old line elsewhere says nothing


def test_fees_are_said_since_the_accounts_first_known_day():
    lines = [m for m in saver(100_00) if m.booked >= date(2026, 8, 1)]
    lines += [move(f"2026-0{month}-07", -14_00, text="ATM FEE") for month in (8, 9)]
    (proposal,) = proposals([account("current", lines)], lines)
    assert proposal.effect.value == 28_00
    assert compose(
        "en", text_key(proposal, "sentence"), named(dict(proposal.slots), {"cur": "cur"})
    ).startswith("Since August 1, 2026, taking out cash cost you €28.00 in fees.")
    assert compose("en", text_key(proposal, "action"), dict(proposal.slots)) == "Remind me in 30 days"


def test_a_told_rate_needs_no_charges_and_the_evidence_is_the_fall():
    lines = [*saver(), *revolving(1234_56), move("2026-09-25", -90_00)]
    accounts = [account("current", lines), account("card", lines, rate=Decimal("0.2"))]
    amounts = {m.entry: m.amount for m in lines}
    for p in proposals(accounts, lines):
        assert sum(amounts[e] for e in p.evidence) == -90_00
        assert dict(p.figures)["worst_to"] == date(2026, 9, 25)


def test_a_balance_that_waives_the_fee_is_filled_and_not_drawn_below():
    bank = BankTerms(Decimal("0.01"), maintenance_free_balance=1000_00)
    fees = [move(f"2026-{month:02}-07", -6_00, text="MAINTENANCE FEE") for month in range(1, 11)]
    lines = [*saver(560_00), *fees, move("2026-01-01", 5000_00, "sav", opening=True)]
    (proposal,) = proposals([account("current", lines), account("savings", lines)], lines, bank)
    assert (proposal.variant, proposal.amount, proposal.to_account) == ("balance", 500_00, "cur")
    assert proposal.effect.value == 55_00  # 60.00 of fees less 1 % of 500.00
    lines = [*saver(3000_00), move("2026-01-01", 5000_00, "sav", opening=True)]
    (proposal,) = proposals([account("current", lines), account("savings", lines)], lines, bank)
    assert proposal.amount == 2000_00


# What holds for any household

_KINDS: dict[str, Kind] = {"cur": "current", "two": "current", "sav": "savings", "car": "card", "loa": "loan"}
_irregular = st.lists(
    st.builds(
        move,
        st.integers(0, 380).map(lambda back: TODAY - back * DAY),
        st.integers(-400, 400).filter(bool).map(lambda units: units * 250),
        st.sampled_from(["cur", "cur", "two", "sav", "car", "loa"]),
        kind=st.sampled_from([None, None, None, "interest", "fee"]),
        text=st.sampled_from(["", "", "ATM FEE", "OVERDRAFT FEE", "MAINTENANCE FEE"]),
        entry=st.integers(1, 200),
    ),
    max_size=40,
)
_openings = st.fixed_dictionaries(
    {
        "cur": st.integers(0, 40_000_00),
        "two": st.integers(-100_00, 20_000_00),
        "sav": st.integers(0, 20_000_00),
        "car": st.integers(-5_000_00, 0),
        "loa": st.integers(-50_000_00, 0),
    }
)
_rates = st.one_of(st.none(), st.decimals("0", "0.3", places=3))
_banks = st.builds(BankTerms, _rates, st.one_of(st.none(), st.integers(0, 5_000_00)))


@st.composite
def households(draw: st.DrawFn) -> tuple[list[AccountState], list[Movement], BankTerms]:
    openings = draw(_openings)
    habits = draw(st.sampled_from([[], saver(1_00), overdrawn(50_00)]))
    if habits and draw(st.booleans()):
        openings |= {"cur": 0, "two": 0}
    lines = [
        move(TODAY - 400 * DAY, amount, id, opening=True, entry=1000 + at)
        for at, (id, amount) in enumerate(openings.items())
        if amount
    ]
    lines += draw(_irregular)
    lines += [replace(m, entry=2000 + at) for at, m in enumerate(habits)]  # no entry of the irregular ones
    accounts = [
        account(kind, lines, id, rate=draw(_rates), here=draw(st.booleans())) for id, kind in _KINDS.items()
    ]
    return accounts, lines, draw(_banks)


@settings(max_examples=300, deadline=None)
@given(households())
def test_never_more_than_is_safe_and_never_below_zero_in_an_observed_cycle(household):
    accounts, lines, bank = household
    books = open_books(accounts, lines, today=TODAY, currency="EUR")
    safe, balances = safe_by_account(books), {a.id: a.balance for a in accounts}
    taken: dict[str, int] = defaultdict(int)
    for proposal in proposals(accounts, lines, bank):
        if proposal.amount is not None and proposal.from_account is not None:
            taken[proposal.from_account] += proposal.amount
            assert proposal.amount > 0
    for id, amount in taken.items():
        if _KINDS[id] == "savings":
            assert amount <= balances[id]
            continue
        assert amount <= safe[id].amount
        for path in _paths(books, lines, id):
            assert balances[id] - amount + min(path) >= 0


def _paths(books: Books, lines: list[Movement], id: str) -> Iterable[list[int]]:
    """Each observed cycle's course from today's day of the month, without own moves to and from savings:
    found here by brute force, for amounts that a savings account shows the other side of; and without what
    paid a debt down ahead of time."""
    own = sorted((m for m in lines if m.account == id), key=lambda m: m.booked)
    extra = {(books.movements[at].entry, id) for at in ahead(books)}
    saved = [m for m in lines if m.account == "sav"]
    for back in range(1, 13):
        start = months_later(TODAY, -back)
        if own and own[0].booked <= start:
            within = [
                m
                for m in own
                if start < m.booked <= start + 31 * DAY
                and not _could_be_saved(m, saved)
                and (m.entry, m.account) not in extra
            ]
            days = sorted({m.booked for m in within})
            yield [0, *(sum(m.amount for m in within if m.booked <= day) for day in days)]


def _could_be_saved(line: Movement, saved: list[Movement]) -> bool:
    return any(
        line.entry == s.entry or (line.amount == -s.amount and abs(line.booked - s.booked) <= 3 * DAY)
        for s in saved
    )


@settings(max_examples=300, deadline=None)
@given(households())
def test_what_every_proposal_holds(household):
    accounts, lines, bank = household
    made = proposals(accounts, lines, bank)
    assert len(made) <= 3
    assert _worth(made) == sorted(_worth(made), reverse=True)
    assert len({p.key for p in made}) == len(made)
    into = {p.to_account for p in made if p.amount}
    for p in made:
        assert p.effect.low <= p.effect.value <= p.effect.high
        assert p.effect.value >= 5_00
        assert p.expires > TODAY
        assert set(p.evidence) <= {m.entry for m in lines}
        assert p.action == "remind" or p.from_account not in into  # nothing goes in and out of one account
        if p.kind == "pay_dearest_debt" and p.variant != "more":
            owed = next(-a.balance for a in accounts if a.id == p.to_account)
            assert p.amount is not None
            assert 0 < p.amount <= owed
        assert explained(p)
        _say(p, lines)


def _worth(made: tuple[Proposal, ...]) -> list[int]:
    """What each is worth, at least as much as those that take from the same account after it."""
    takes = [p.from_account if p.amount else None for p in made]
    return [
        max(
            p.effect.value
            for n, p in enumerate(made)
            if n == at or (n > at and takes[at] and takes[n] == takes[at])
        )
        for at in range(len(made))
    ]


def _say(proposal: Proposal, lines: list[Movement]) -> None:
    names = {id: "Everyday" for id in _KINDS} | entries(lines)
    slots = named(dict(proposal.slots), names)
    for part in ("title", "sentence", "action"):
        fact_check(compose("en", text_key(proposal, part), slots), slots)
    for reason in proposal.reasons:
        shown = named(dict(reason.slots), names)
        fact_check(compose("en", f"reason.{reason.code}", shown), shown)
    for code, _ in proposal.figures:
        assert compose("en", f"figure.{code}", {})


@settings(deadline=None)
@given(households(), st.randoms(use_true_random=False))
def test_neither_order_nor_another_currency_changes_anything(household, random):
    accounts, lines, bank = household
    made = proposals(accounts, lines, bank)
    assert proposals(accounts[::-1], random.sample(lines, len(lines)), bank) == made
    foreign = move(TODAY - 40 * DAY, 900_00, "usd", entry=999)
    dollars = account("current", [foreign], "usd", currency="USD")
    assert proposals([*accounts, dollars], [*lines, foreign], bank) == made


def test_the_model_card():
    assert (MODEL.name, MODEL.version) == ("florin-rules", "4")
    assert re.fullmatch("[0-9a-f]{64}", model_hash())
    assert model_hash() == model_hash()
