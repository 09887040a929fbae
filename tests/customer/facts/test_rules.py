"""The picture: each definition on a case worked out by hand, and what must hold for any household."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from statistics import median
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.customer.facts.rules import (
    FACTS,
    AccountState,
    Movement,
    Picture,
    compute,
    left_out,
    sentence,
    value_slot,
)
from florin.customer.facts.rules.books import open_books
from florin.customer.facts.rules.calendar import months_later
from florin.customer.facts.rules.fees import fee_type
from florin.customer.facts.rules.findings import round_ratio, safe_by_account, usual
from florin.customer.facts.rules.idle import rounded_down, rounded_up
from florin.customer.facts.rules.shapes import Kind
from florin.kernel.money import Money
from florin.language.composer import compose
from florin.language.factcheck import fact_check
from florin.language.slots import Account, Days, Name, named
from florin.market.rates import Rate

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
_numbers = count(1)


def move(
    day: date | str,
    amount: int,
    account: str = "cur",
    *,
    kind: str | None = None,
    text: str = "",
    payee: str | None = None,
    entry: int | None = None,
    opening: bool = False,
) -> Movement:
    booked = date.fromisoformat(day) if isinstance(day, str) else day
    return Movement(entry or next(_numbers), account, booked, amount, kind, text, payee, opening)


def account(kind: Kind, movements: Iterable[Movement], id: str | None = None, **more: Any) -> AccountState:
    id = id or kind[:3]
    balance = sum(m.amount for m in movements if m.account == id)
    made = AccountState(id, kind, True, "EUR", balance, None, None, date(2020, 1, 1))
    return replace(made, **more)


def picture(accounts: Iterable[AccountState], movements: Iterable[Movement], today: date = TODAY) -> Picture:
    return compute(accounts, movements, today=today, currency="EUR")


def figures(facts: Picture, name: str) -> dict[str, object]:
    return dict(facts[name].figures)


def year_of_habits() -> list[Movement]:
    """Twelve months from 20 November 2025: 3,000 in on the 1st, 1,200 out on the 3rd, 100 each tenth day."""
    lines = [move("2025-11-20", 500_00, opening=True)]
    for back in range(12):
        start = months_later(date(2026, 11, 1), -back)
        lines += [move(start, 3000_00), move(start + 2 * DAY, -1200_00)]
        lines += [move(start + days * DAY, -500_00) for days in (9, 19) if start + days * DAY <= TODAY]
    return lines


# Income and spending


def test_one_month_with_a_bonus_does_not_change_what_is_usual():
    lines = [*year_of_habits(), move("2026-09-15", 4000_00), move("2026-11-15", 999_00)]
    facts = picture([account("current", lines)], lines)
    assert facts["income"].value == 3000_00  # of 3000, 7000 and 3000; November is not complete
    assert facts["spending"].value == 2200_00
    assert facts["monthly_net"].value == 800_00
    assert facts["income"].figures == (
        ("month", date(2026, 8, 1)),
        ("month_total", Money(3000_00, "EUR")),
        ("month", date(2026, 9, 1)),
        ("month_total", Money(7000_00, "EUR")),
        ("month", date(2026, 10, 1)),
        ("month_total", Money(3000_00, "EUR")),
        ("month_above", date(2026, 9, 1)),
        ("months", 3),
    )
    assert "month_above" not in figures(facts, "spending")
    assert len(facts["income"].evidence) == 4
    key, slots = sentence(facts["income"])
    assert "usual month" in compose("en", key, slots)


@given(st.lists(st.tuples(st.integers(0, 5000_00), st.integers(0, 5000_00)), min_size=3, max_size=3))
def test_what_is_left_over_is_income_less_spending_as_they_are_said(months: list[tuple[int, int]]):
    lines = [move("2026-07-31", 1_00, opening=True), move(TODAY, -1)]
    for at, (came, went) in enumerate(months):
        start = date(2026, 8 + at, 1)
        lines += [move(start, came, kind="salary"), move(start + 9 * DAY, -went, kind="card")]
    facts = picture([account("current", lines)], lines)
    income, spending, left = (facts[name] for name in ("income", "spending", "monthly_net"))
    assert (int(income.value or 0) - int(spending.value or 0)) == left.value
    assert set(left.evidence) == {*income.evidence, *spending.evidence}
    said = {code: slot for code, slot in left.figures if isinstance(slot, Money)}
    assert (said["income"].minor, said["spending"].minor) == (income.value, spending.value)
    whole = [round(Decimal(int(f.value or 0)) / 100) for f in (income, spending)]
    assert sentence(left)[1]["value"] == Money((whole[0] - whole[1]) * 100, "EUR")


def test_two_months_give_their_mean_and_one_itself():
    lines = [m for m in year_of_habits() if m.booked >= date(2026, 9, 1)]
    lines.append(move("2026-10-15", 300_00))
    assert picture([account("current", lines)], lines)["income"].value == 3150_00
    lines = [m for m in lines if m.booked >= date(2026, 10, 1)]
    assert picture([account("current", lines)], lines)["income"].value == 3300_00


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5))
def test_usual_is_the_median(amounts: list[int]):
    exact = Decimal(median(map(Decimal, amounts)))
    assert usual(amounts) == int(exact.quantize(Decimal(1), "ROUND_HALF_EVEN"))


def test_evidence_is_newest_first_and_each_entry_once():
    lines = year_of_habits()
    evidence = picture([account("current", lines)], lines)["spending"].evidence
    booked = {m.entry: m.booked for m in lines}
    assert [booked[e] for e in evidence] == sorted((booked[e] for e in evidence), reverse=True)
    assert len(set(evidence)) == len(evidence)


def test_less_than_a_complete_month_is_said_not_guessed():
    lines = [move("2026-10-02", 100_00, opening=True), move("2026-10-05", 50_00), move("2026-11-22", 50_00)]
    fact = picture([account("current", lines)], lines)["income"]
    assert (fact.known, fact.value, fact.missing) == (False, None, "months")


def test_a_month_that_the_statement_does_not_reach_is_not_counted_as_empty():
    lines = [m for m in year_of_habits() if m.booked <= date(2026, 9, 11)]
    facts = picture([account("current", lines, here=False)], lines)
    assert figures(facts, "income")["month"] == date(2026, 8, 1)
    assert facts["income"].value == 3000_00


def test_no_movements_at_all():
    facts = picture([], [])
    assert {f.missing for f in facts.values()} >= {"accounts", "months", "current_account", "movements"}
    assert not any(fact.known for fact in facts.values())


def test_an_own_transfer_in_one_entry_is_neither_income_nor_spending():
    lines = year_of_habits()
    saved = [move("2026-10-05", -400_00, entry=9001), move("2026-10-05", 400_00, "sav", entry=9001)]
    before = picture([account("current", lines)], lines)
    after = picture([account("current", [*lines, *saved]), account("savings", saved)], [*lines, *saved])
    assert after["spending"].value == before["spending"].value
    assert after["income"].value == before["income"].value


def test_a_fee_inside_a_transfer_entry_is_spending():
    lines = [move("2026-10-01", 900_00, opening=True)]
    lines += [move("2026-10-05", -101_00, entry=1), move("2026-10-05", 100_00, "sav", entry=1)]
    lines += [move("2026-11-20", -1_00)]
    facts = picture([account("current", lines), account("savings", lines)], lines)
    assert facts["spending"].value == 1_00


def test_a_transfer_in_two_entries_some_days_apart_is_found():
    lines = [move("2026-10-01", 900_00, opening=True), move("2026-10-05", -70_00)]
    lines += [move("2026-10-08", 70_00, "sav"), move("2026-10-20", -70_00), move("2026-10-24", 70_00, "sav")]
    lines += [move("2026-11-20", -1_00)]
    facts = picture([account("current", lines), account("savings", lines)], lines)
    assert (facts["spending"].value, facts["income"].value) == (70_00, 70_00)  # four days apart are strangers


def test_money_that_comes_back_to_the_same_account_is_no_transfer():
    lines = [move("2026-10-01", 900_00, opening=True), move("2026-10-05", -70_00), move("2026-10-05", 70_00)]
    lines += [move("2026-11-20", -1_00)]
    facts = picture([account("current", lines)], lines)
    assert (facts["spending"].value, facts["income"].value) == (70_00, 70_00)


def test_an_own_exchange_of_currencies_is_no_spending():
    lines = [move("2026-10-01", 900_00, opening=True), move("2026-11-20", -1_00)]
    lines += [move("2026-10-05", -100_00, entry=1), move("2026-10-05", 110_00, "usd", entry=1)]
    dollars = account("savings", lines, "usd", currency="USD")
    facts = picture([account("current", lines), dollars], lines)
    assert facts["spending"].value == 0
    assert figures(facts, "spending")["accounts_left_out"] == 1
    without = {name: said for name, fact in facts.items() if (said := left_out(fact))}  # not in each
    assert compose("en", *without.pop("liquid")) == (
        "One account in another currency is counted in none of these sentences but the one on net worth, "
        "where the exchange rate is known."
    )
    assert compose("en", *without.pop("net_worth")) == (
        "One account in another currency is not counted: no exchange rate is known."
    )
    assert without == {}
    rates = {code: Rate(TODAY, code, Decimal(per)) for code, per in (("EUR", 1), ("USD", "1.1"))}
    every = [account("current", lines), dollars]
    known = compute(every, lines, today=TODAY, currency="EUR", rates=rates)
    assert known["net_worth"].value == 900_00 - 1_00 - 100_00 + 100_00
    assert [name for name, fact in known.items() if left_out(fact)] == ["liquid"]
    assert "accounts_left_out" not in figures(known, "net_worth")
    assert figures(known, "net_worth")["rate_day"] == TODAY
    assert left_out(picture([account("current", lines)], lines)["liquid"]) is None


def test_card_purchases_refunds_and_payments():
    lines = [move("2026-10-01", 900_00, opening=True), move("2026-10-01", -10_00, "car", opening=True)]
    lines += [move("2026-10-05", -80_00, "car", payee="Shop"), move("2026-10-09", 30_00, "car", payee="Shop")]
    lines += [move("2026-10-20", -60_00), move("2026-10-21", 60_00, "car", payee="Payment, thank you")]
    lines += [move("2026-10-22", 40_00, "car", payee="Payment, thank you"), move("2026-11-20", -1_00)]
    both = picture([account("current", lines), account("card", lines)], lines)
    assert (both["spending"].value, both["income"].value) == (50_00, 0)
    current = [m for m in lines if m.account == "cur"]
    assert picture([account("current", current)], current)["spending"].value == 60_00


def test_a_loan_costs_its_interest_not_its_instalments():
    lines = [move("2026-10-01", -9000_00, "loa", opening=True), move("2026-10-01", 900_00, opening=True)]
    lines += [move("2026-10-15", -200_00), move("2026-10-15", 200_00, "loa")]
    lines += [move("2026-10-31", -30_00, "loa", kind="interest"), move("2026-11-20", -1_00)]
    facts = picture([account("current", lines), account("loan", lines)], lines)
    assert (facts["spending"].value, facts["income"].value) == (30_00, 0)


# Balances


def test_overdrafts_lowest_balance_and_liquid():
    lines = [
        move("2026-09-01", 100_00, opening=True),
        move("2026-10-10", -150_00),
        move("2026-10-13", 100_00),
    ]
    lines += [move("2026-11-01", -60_00), move("2026-11-02", 90_00), move("2026-11-20", 10_00, "sav")]
    facts = picture([account("current", lines), account("savings", lines)], lines)
    assert facts["overdrafts"].value == 4  # 10, 11, 12 October and 1 November
    assert figures(facts, "overdrafts")["spells"] == 2
    assert facts["lowest_balance"].value == -50_00
    assert figures(facts, "lowest_balance")["day"] == date(2026, 10, 10)
    assert facts["liquid"].value == 90_00
    assert (facts["liquid"].evidence, facts["net_worth"].evidence) == ((), ())
    assert facts["liquid"].figures == (
        ("account", Account("cur")),
        ("balance", Money(80_00, "EUR")),
        ("account", Account("sav")),
        ("balance", Money(10_00, "EUR")),
    )
    for name in ("overdrafts", "lowest_balance"):
        key, slots = sentence(facts[name])
        shown = named(slots, {"cur": "Everyday"})
        assert compose("en", key, shown).startswith("In the last 84 days")


def test_buffer_days_and_net_worth():
    lines = [move(TODAY - 100 * DAY, 1900_00, opening=True)]
    lines += [move(TODAY - back * DAY, -10_00) for back in range(90)]
    lines += [move(TODAY - 50 * DAY, -700_00, "loa", opening=True)]
    facts = picture([account("current", lines), account("loan", lines)], lines)
    assert facts["buffer_days"].value == 100
    assert facts["net_worth"].value == 300_00
    short = picture([account("current", lines[:1])], lines[:1], today=TODAY - 80 * DAY)
    assert short["buffer_days"].missing == "days"


def test_the_dearest_debt_is_the_one_with_the_highest_rate():
    lines = [
        move("2026-10-01", -500_00, "car", opening=True),
        move("2026-10-01", -9000_00, "loa", opening=True),
    ]
    card, loan = account("card", lines), account("loan", lines, rate=Decimal("0.05"))
    assert picture([card, loan], lines)["dearest_debt"].value == 9000_00
    dear = replace(card, rate=Decimal("0.2"))
    assert picture([dear, loan], lines)["dearest_debt"].value == 500_00
    assert picture([card], lines)["dearest_debt"].missing == "rate"
    assert picture([account("current", [])], [])["dearest_debt"].value == 0


def test_a_rate_is_estimated_from_two_charges_and_what_was_owed_between_them():
    lines = [move("2026-08-01", -1000_00, "car", opening=True)]
    first = move("2026-09-01", -20_00, "car", kind="interest")
    second = move("2026-10-01", -17_00, "car", kind="interest")  # 30 days on 1,020.00: 0.20278
    known = picture([account("card", [*lines, first, second])], [*lines, first, second])["dearest_debt"]
    assert dict(known.figures)["rate_estimated"] == Decimal("0.2028")
    assert picture([account("card", [*lines, first])], [*lines, first])["dearest_debt"].missing == "rate"


# Fees


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("OVERDRAFT FEE 11/03", "overdraft"),
        ("Überziehungsgebühr Oktober", "overdraft"),
        ("KONTOFUEHRUNGSENTGELT 3. QUARTAL", "maintenance"),
        ("Frais de tenue de compte", "maintenance"),
        ("COMMISSION D\u2019INTERVENTION", "overdraft"),
        ("Comisión por descubierto", "overdraft"),
        ("Canone mensile conto", "maintenance"),
        ("Kosten Betaalpakket", "maintenance"),
        ("OPŁATA ZA PROWADZENIE RACHUNKU", "maintenance"),
        ("prowizja za przewalutowanie", "foreign"),
        ("NON-NETWORK ATM WITHDRAWAL", "atm"),
        ("Mahngebühr", "late_payment"),
        ("RETURNED ITEM FEE", "returned"),
        ("Overdraft interest, unarranged overdraft", None),
        ("Unarranged overdraft interest", None),
        ("Sollzinsen Überziehungsentgelt", None),
        ("SCHOOL FEES OAKWOOD", None),
        ("COFFEE SHOP", None),
        ("", None),
    ],
)
def test_fees_are_known_by_their_words(text: str, type: str | None):
    assert fee_type(move(TODAY, -5_00, text=text)) == type
    assert fee_type(move(TODAY, -5_00, text="x", payee=text)) == type


def test_the_files_own_code_makes_a_fee_and_interest_is_none():
    assert fee_type(move(TODAY, -5_00, kind="fee", text="SOMETHING")) == "other"
    assert fee_type(move(TODAY, -5_00, kind="fee", text="ATM FEE")) == "atm"
    assert fee_type(move(TODAY, -5_00, kind="interest", text="ATM FEE")) is None


def test_fees_of_twelve_months_less_those_given_back():
    lines = [move("2025-10-01", 900_00, opening=True), move("2025-11-01", -7_00, kind="fee")]
    lines += [
        move("2026-03-01", -12_00, text="MAINTENANCE FEE"),
        move("2026-03-09", 12_00, text="MAINTENANCE FEE"),
    ]
    lines += [move("2026-05-01", -35_00, text="OVERDRAFT FEE"), move("2026-05-02", -3_00, kind="interest")]
    facts = picture([account("current", lines)], lines)
    assert facts["fees"].value == 35_00
    assert figures(facts, "fees") == {
        "since": date(2025, 11, 24),
        "fees_overdraft": Money(35_00, "EUR"),
    }


def test_fees_are_said_since_the_first_known_day():
    lines = [move("2026-07-04", 900_00, opening=True), move("2026-08-01", -7_00, kind="fee")]
    key, slots = sentence(picture([account("current", lines)], lines)["fees"])
    assert compose("en", key, slots) == "Since July 4, 2026, banks charged you €7.00 in fees."


# Idle cash


def test_safe_cash_worked_out_by_hand():
    """Each cycle from the 23rd: nothing until the 1st (+3,000), then 1,200 and twice 500: it never falls."""
    lines = year_of_habits()
    books = open_books([account("current", lines)], lines, today=TODAY, currency="EUR")
    cash = safe_by_account(books)["cur"]
    assert (cash.worst_fall, cash.cycles) == (0, 12)
    assert cash.lowest == 500_00 + 11 * 800_00  # 31 October, before November's pay
    assert cash.cushion == 513_34  # 7 x 6,600.00 / 90, rounded up: 3 x 2,200.00 went out in 90 days
    assert cash.amount == 9300_00
    early = picture([account("current", lines)], lines, today=date(2026, 1, 31))
    assert early["idle_cash"].missing == "cycles"


def test_just_after_pay_day_the_coming_rent_is_held_back():
    lines = [m for m in year_of_habits() if m.booked <= date(2026, 11, 2)]
    books = open_books([account("current", lines)], lines, today=date(2026, 11, 2), currency="EUR")
    cash = safe_by_account(books)["cur"]
    assert cash.worst_fall == 2200_00
    assert cash.amount <= cash.lowest


def test_the_evidence_of_a_fall_is_every_movement_from_its_start_to_its_lowest_day():
    lines = [m for m in year_of_habits() if m.booked <= date(2026, 11, 2)]
    lines += [move("2026-06-05", 50_00), move("2026-06-21", -30_00), move("2026-06-25", 10_00)]
    books = open_books([account("current", lines)], lines, today=date(2026, 11, 2), currency="EUR")
    cash = safe_by_account(books)["cur"]
    assert (cash.worst_from, cash.worst_to) == (date(2026, 10, 2), date(2026, 10, 20))
    picked = [books.movements[at] for at in cash.positions]
    assert sorted(m.amount for m in picked) == [-1200_00, -500_00, -500_00]
    wet = [*lines, move("2026-06-10", -100_00)]  # 1,200 + 500 + 100 - 50 + 500 + 30
    books = open_books([account("current", wet)], wet, today=date(2026, 11, 2), currency="EUR")
    cash = safe_by_account(books)["cur"]
    assert (cash.worst_fall, cash.worst_from, cash.worst_to) == (2280_00, date(2026, 6, 2), date(2026, 6, 21))
    assert sum(books.movements[at].amount for at in cash.positions) == -2280_00
    assert cash.worst_from_balance - cash.worst_to_balance == 2280_00


def test_own_moves_to_and_from_savings_are_taken_out_of_the_past():
    lines = year_of_habits()
    saved = [move("2026-05-25", -700_00, entry=9001), move("2026-05-25", 700_00, "sav", entry=9001)]
    back = [move("2026-08-25", 700_00), move("2026-08-26", -700_00, "sav")]
    every = [*lines, *saved, *back]
    books = open_books(
        [account("current", every), account("savings", every)], every, today=TODAY, currency="EUR"
    )
    assert safe_by_account(books)["cur"].worst_fall == 0
    to_others = [*lines, replace(saved[0], entry=9002)]
    books = open_books([account("current", to_others)], to_others, today=TODAY, currency="EUR")
    assert safe_by_account(books)["cur"].worst_fall == 700_00


def test_money_that_came_in_this_month_is_not_idle_yet():
    lines = [*year_of_habits(), move("2026-11-20", 50_000_00)]
    books = open_books([account("current", lines)], lines, today=TODAY, currency="EUR")
    assert safe_by_account(books)["cur"].amount == rounded_down(9300_00, "EUR")


def test_what_is_held_or_planned_away_is_not_idle():
    lines = year_of_habits()
    free = picture([account("current", lines)], lines)["idle_cash"].value
    held = picture([account("current", lines, held=1000_00)], lines)["idle_cash"].value
    assert free is not None
    assert held == free - 1000_00


def test_an_old_balance_elsewhere_is_unknown():
    lines = [m for m in year_of_habits() if m.booked < TODAY - 40 * DAY]
    assert picture([account("current", lines, here=False)], lines)["idle_cash"].missing == "cycles"


@pytest.mark.parametrize(
    ("amount", "down", "up"),
    [(99_99, 95_00, 100_00), (100_00, 100_00, 100_00), (499_99, 490_00, 500_00), (1999_00, 1950_00, 2000_00)],
)
def test_friendly_steps(amount: int, down: int, up: int):
    assert (rounded_down(amount, "EUR"), rounded_up(amount, "EUR")) == (down, up)
    assert rounded_down(-amount, "EUR") == 0


def test_a_yen_is_no_unit_that_people_round_to():
    assert rounded_down(49_999, "JPY") == 49_000


@given(st.integers(-(10**12), 10**12), st.integers(1, 400))
def test_round_ratio_is_half_even(total: int, count: int):
    assert round_ratio(total, count) == int((Decimal(total) / count).quantize(Decimal(1), "ROUND_HALF_EVEN"))


# What holds for any household

_KINDS: tuple[Kind, ...] = ("current", "savings", "card", "loan")
_IDS = {"current": "cur", "savings": "sav", "card": "car", "loan": "loa"}
_movements = st.lists(
    st.builds(
        move,
        st.integers(0, 400).map(lambda back: TODAY - back * DAY),
        st.integers(-3000, 3000).filter(bool).map(lambda units: units * 50),
        st.sampled_from(sorted(_IDS.values())),
        kind=st.sampled_from([None, None, "fee", "interest", "refund", "card"]),
        text=st.sampled_from(["", "ATM FEE", "Late fee", "Groceries"]),
        payee=st.sampled_from([None, "Shop", "Landlord"]),
        entry=st.integers(1, 60),
    ),
    max_size=60,
)


def catalogue_has(key: str) -> bool:
    return bool(compose("en", key, {}))


def _accounts(lines: list[Movement]) -> list[AccountState]:
    return [account(kind, lines) for kind in _KINDS]


def _values(facts: Picture) -> dict[str, tuple[object, tuple[int, ...]]]:
    return {name: (fact.value, fact.evidence) for name, fact in facts.items()}


@given(_movements, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(lines, random):
    accounts = _accounts(lines)
    shuffled = random.sample(lines, len(lines))
    assert picture(accounts[::-1], shuffled) == picture(accounts, lines) == picture(accounts, iter(lines))


@given(_movements)
def test_closing_balances_are_the_running_sums(lines):
    own = [m for m in lines if m.account == "cur"]
    state = account("current", own)
    days = open_books([state], own, today=TODAY, currency="EUR").closing(state, TODAY - 50 * DAY, TODAY)
    assert [day for day, _ in days] == [TODAY - back * DAY for back in range(len(days))][::-1]
    assert all(balance == sum(m.amount for m in own if m.booked <= day) for day, balance in days)


@given(_movements)
def test_the_evidence_of_a_fall_sums_to_it(lines):
    books = open_books(_accounts(lines), lines, today=TODAY, currency="EUR")
    for cash in safe_by_account(books).values():
        change = sum(books.movements[at].amount for at in cash.positions)
        assert change == cash.worst_to_balance - cash.worst_from_balance
        assert cash.worst_fall == max(0, -change)
        assert all(cash.worst_from < books.movements[at].booked <= cash.worst_to for at in cash.positions)


@given(_movements, st.integers(1, 10**6), st.integers(0, 400))
def test_another_currency_changes_nothing(lines, amount, back):
    foreign = move(TODAY - back * DAY, amount, "usd", entry=77)
    dollars = account("current", [foreign], "usd", currency="USD")
    with_it = picture([*_accounts(lines), dollars], [*lines, foreign])
    assert _values(with_it) == _values(picture(_accounts(lines), lines))


@given(_movements, st.integers(1, 10**6), st.integers(0, 400), st.sampled_from([(77, 77), (77, 78)]))
def test_an_own_transfer_pair_changes_neither_income_nor_spending(lines, amount, back, entries):
    lines = [m for m in lines if m.account in ("cur", "sav")]
    day = TODAY - back * DAY
    if lines:  # the pair must not make a month complete that was not
        day = max(day, min(m.booked for m in lines))
    pair = [move(day, -amount, "cur", entry=entries[0]), move(day, amount, "sav", entry=entries[1])]
    before, after = picture(_accounts(lines), lines), picture(_accounts([*lines, *pair]), [*lines, *pair])
    if lines:
        for name in ("income", "spending", "monthly_net"):
            assert after[name].value == before[name].value


@given(_movements)
def test_every_fact_is_said_with_what_it_needs_or_what_is_missing(lines):
    for fact in picture(_accounts(lines), lines).values():
        assert fact.known == (fact.value is not None) == (fact.missing is None)
        assert set(fact.evidence) <= {m.entry for m in lines}
        key, slots = sentence(fact)
        assert key.startswith(f"fact.{fact.name}.")
        shown = named(slots, dict.fromkeys(_IDS.values(), "Everyday"))
        fact_check(compose("en", key, shown), shown)
        assert fact.missing is None or catalogue_has(f"missing.{fact.missing}")
        assert all(catalogue_has(f"figure.{code}") for code, _ in fact.figures)


def test_values_become_typed_slots():
    lines = year_of_habits()
    facts = picture([account("current", lines)], lines)
    assert value_slot(facts["income"]) == Money(3000_00, "EUR")
    assert value_slot(facts["overdrafts"]) == Days(0)
    with pytest.raises(ValueError, match="income"):
        value_slot(picture([], [])["income"])
    assert named({"a": Name("b")}, {}) == {"a": Name("b")}


def test_the_table_names_each_fact_once():
    names = [definition.name for definition in FACTS]
    assert len(set(names)) == len(names) == 11
    assert all(definition.version >= 1 and definition.definition.endswith(".") for definition in FACTS)


def test_ten_thousand_movements_are_computed_well_under_a_fifth_of_a_second():
    lines = [move(TODAY - 400 * DAY, 5000_00, opening=True)]
    for at in range(10_000):
        day = TODAY - (at % 400) * DAY
        lines.append(
            move(day, -(at % 50) * 100 - 100, ("cur", "car")[at % 2], text=f"SHOP {at}", payee=f"S{at % 99}")
        )
    accounts = [account("current", lines), account("card", lines)]
    taken = []
    for _ in range(3):
        start = process_time()
        picture(accounts, lines)
        taken.append(process_time() - start)
    assert min(taken) < 0.2


def said(fact: Any, language: str = "en") -> str:
    key, slots = sentence(fact)
    names = {code: Name(slot.id) if isinstance(slot, Account) else slot for code, slot in slots.items()}
    return compose(language, key, names)


def year(spent: int, start: int = 0) -> list[Movement]:
    """A year of 1,000.00 in on the 1st and `spent` out on the 10th, from `start` on."""
    lines = [move("2025-11-20", start, opening=True)] if start else []
    for back in range(12):
        first = months_later(date(2026, 11, 1), -back)
        lines += [move(first, 1000_00), move(first + 9 * DAY, -spent)]
    return lines


def test_why_no_money_lies_idle_is_said_as_it_is():
    none = year(1000_00, 50_00)
    below = picture([account("current", none, balance=-30_00), account("savings", [])], none)["idle_cash"]
    assert (
        said(below)
        == "There is nothing to spare: your current accounts are €30.00 below zero, taken together."
    )
    saved = [account("current", none), account("savings", none, balance=700_00)]
    told = said(picture(saved, none)["idle_cash"])
    assert told.startswith("There is nothing to spare on your current accounts")
    assert "€700.00 of your savings" in told
    spent = said(picture([account("current", none)], none)["idle_cash"])
    assert "savings" not in spent
    assert "nothing to spare" in spent
    only = picture([account("savings", [], balance=700_00)], [])["idle_cash"]
    assert (only.known, only.value) == (True, 0)
    assert said(only).startswith("You have no current account here")
    assert said(only, "de").startswith("Sie haben hier kein Girokonto")
    assert picture([account("loan", [], balance=-1)], [])["idle_cash"].missing == "current_account"


def test_never_below_zero_is_said_so_and_no_money_for_a_day_too():
    lines = year(900_00, 500_00)
    facts = picture([account("current", lines)], lines)
    assert facts["overdrafts"].value == 0
    assert said(facts["overdrafts"]) == (
        "In the last 90 days, your current accounts were never below zero at the end of a day."
    )
    gone = picture([account("current", lines, balance=0)], lines)["buffer_days"]
    assert said(gone) == "Without income, your money would not last a day."


def test_what_is_left_over_names_the_months_that_it_is_of():
    lines = year(900_00)
    told = said(picture([account("current", lines)], lines)["monthly_net"])
    assert told == "In a usual month of the last 3, about €100 was left over."
    short = [m for m in lines if m.booked >= date(2026, 10, 1)]
    told = said(picture([account("current", short)], short)["monthly_net"])
    assert told == "In the last complete month, about €100 was left over."
    assert said(picture([account("current", lines)], lines)["monthly_net"], "de") == (
        "In einem üblichen der letzten 3 Monate blieben etwa 100\u00a0€ übrig."
    )


def test_a_card_paid_in_full_is_no_dearest_debt_beside_another_one():
    lines = [move("2026-01-01", -9000_00, "loa", opening=True), *year(700_00, 500_00)]
    for back in range(6):
        start, entry = months_later(date(2026, 11, 20), -back), next(_numbers)
        lines += [move(start - 15 * DAY, -200_00, "car", payee="Shop")]
        lines += [move(start, -200_00, entry=entry), move(start, 200_00, "car", entry=entry)]
    lines += [move(TODAY, -70_00, "car", payee="Shop")]
    card, loan = account("card", lines, rate=Decimal("0.2")), account("loan", lines, rate=Decimal("0.05"))
    current = account("current", lines)
    fact = picture([current, card, loan], lines)["dearest_debt"]
    assert fact.value == 9000_00
    assert ("paid_in_full", Account("car")) in fact.figures
    alone = picture([current, card], lines)["dearest_debt"]
    assert said(alone) == "You owe €70.00 on car and pay it in full each month: it costs you no interest."
    unpaid = [m for m in lines if m.account != "car" or m.amount < 0]
    owing = account("card", unpaid, rate=Decimal("0.2"))
    assert picture([current, owing, loan], unpaid)["dearest_debt"].value == -owing.balance
