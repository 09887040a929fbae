"""What counts as money in and as money out: the line above the list, Home and the facts agree."""

from datetime import date

import pytest

from florin.customer.facts import service as facts
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger

STATEMENT = b"""Date,Description,Counterparty,Type,Amount
2026-11-02,Salary November,Northwind Payroll,Salary,2400.00
2026-11-05,Power November,City Grid,Direct debit,-180.00
2026-11-05,Power November,City Grid,Direct debit returned,180.00
2026-11-09,Coat,Luna Wear,Card,-90.00
2026-11-12,Coat sent back,Luna Wear,Refund,60.00
"""
OPENED = date(2024, 1, 1)
# Source, target (None: somebody else), day of November, amount, kind, counterparty. No two amounts are alike,
# so that nothing is taken for a transfer by chance, but the payment that was returned.
MOVED = (
    (None, "current", 2, 2400_00, "salary", "Northwind Payroll"),
    ("current", None, 3, 84_00, "card", "Corner Grocer"),
    ("current", None, 5, 180_00, "direct_debit", "City Grid"),
    (None, "current", 5, 180_00, "refund", "City Grid"),
    ("current", "savings", 6, 500_00, "transfer", None),
    ("card", None, 9, 90_00, "card", "Luna Wear"),
    (None, "card", 12, 60_00, "card", "Luna Wear"),
    (None, "card", 14, 300_00, "transfer", "Payment, thank you"),
    ("loan", None, 15, 12_00, "interest", None),
    ("loan", None, 15, 700_00, "transfer", "Car House"),
    (None, "loan", 16, 200_00, "transfer", "Payment"),
)


def together(pat, **asked):
    """In, out and what is neither of the one currency that a filter finds."""
    answer = pat.http.get("/api/transactions/sum", params=asked).json()
    (found,) = answer["sums"]
    return found["in"]["amount"], found["out"]["amount"], found["aside"]


def month(pat):
    """What Home says of the month."""
    shown = pat.http.get("/api/home").json()["month"]
    assert shown["label"] == "2026-11"
    return shown["in"]["amount"], shown["out"]["amount"]


@pytest.fixture
def household(visit, database, env):
    """Someone with a current account, savings, a card and a loan; the accounts by their kind."""
    pat = visit()
    vault, now = env.vault(pat.id), env.clock.now()
    with work(database.app, Caller.operator(pat.id)) as unit:
        kinds = ("current", "savings", "card", "loan")
        opened = {"here": True, "currency": "USD", "opened": OPENED, "now": now}
        accounts = {k: ledger.open_account(unit, vault, kind=k, name=k.title(), **opened) for k in kinds}
        held = {None: ledger.external_account(unit, "USD", now), **accounts}
        entries = []
        for n, (source, target, day, amount, kind, counterparty) in enumerate(MOVED):
            legs = (ledger.Leg(held[source], -amount), ledger.Leg(held[target], amount))
            words = {"text": f"line {n}", "counterparty": counterparty, "kind": kind}
            booked, reference = date(2026, 11, day), f"{pat.id}:{n}"
            entries.append(ledger.Entry("sides", reference, booked, "transfer", legs, words=words))
        ledger.record(unit, entries, vault)
    pat.settle()
    return pat, accounts


def test_what_was_returned_counts_against_what_went_out(visit):
    pat = visit()
    pat.bring(STATEMENT)
    assert month(pat) == ("2400.00", "30.00")
    assert together(pat) == ("2400.00", "30.00", 0)
    shown = pat.http.get("/api/home").json()["recent"]
    assert [(row["amount"]["amount"], row["kind"]) for row in shown[1:4]] == [
        ("-90.00", "card"),
        ("180.00", "refund"),
        ("-180.00", "direct_debit"),
    ]


def test_more_may_come_back_than_went_out(visit):
    pat = visit()
    pat.bring(STATEMENT)
    assert together(pat, kind="refund") == ("0.00", "-240.00", 0)
    assert together(pat, direction="in") == ("2400.00", "-240.00", 0)


def test_the_line_above_the_list_home_and_the_facts_count_alike(household, database, env):
    pat, _ = household
    assert together(pat) == ("2400.00", "126.00", 5)
    assert together(pat, **{"from": "2026-11-01", "to": "2026-11-30"}) == ("2400.00", "126.00", 5)
    assert month(pat) == ("2400.00", "126.00")
    with work(database.app, Caller.customer(pat.id)) as unit:
        found = facts.snapshot(unit, env)
    assert found is not None
    books = found.books
    assert (sum(books.earned), sum(books.spent)) == (2400_00, 126_00)


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        ("current", ("2400.00", "584.00", 0)),
        ("savings", ("500.00", "0.00", 0)),
        ("card", ("300.00", "30.00", 0)),
        ("loan", ("200.00", "712.00", 0)),
    ],
)
def test_of_one_account_alone_all_that_comes_and_goes_counts(household, kind, counted):
    pat, accounts = household
    assert together(pat, account=str(accounts[kind])) == counted


def test_of_several_accounts_and_of_own_transfers(household):
    pat, accounts = household
    assert together(pat, account=[str(a) for a in accounts.values()]) == ("2400.00", "126.00", 5)
    assert together(pat, own="only") == ("500.00", "500.00", 0)
    assert together(pat, own="without") == ("2400.00", "126.00", 3)


def test_what_is_not_booked_yet_counts_where_it_is_asked_for(visit):
    pat = visit()
    pat.bring(STATEMENT.replace(b"Type,Amount", b"Type,Amount,Status").replace(b"60.00", b"60.00,pending"))
    assert together(pat) == ("2400.00", "90.00", 1)
    assert month(pat) == ("2400.00", "90.00")
    assert together(pat, status="pending") == ("0.00", "-60.00", 0)
