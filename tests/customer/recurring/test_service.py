"""What comes over real PostgreSQL: found in the transactions, kept up by events, traced to its evidence."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from florin.customer import service as customers
from florin.customer.recurring import service as recurring
from florin.customer.recurring.views import coming_json, series_json
from florin.kernel.errors import NotFound
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from florin.simulation.sample import sample, sample_statement

TODAY = date(2026, 11, 23)
SERIES = text("select * from derived.recurring where customer_id = :c order by id")


@pytest.fixture
def bring(database, env, customer, drain):
    """Imports the sample statement and lets everything follow; its import."""

    def imported():
        content, name, _ = sample_statement(TODAY)
        with work(database.app, Caller.operator(customer)) as unit:
            context = imports.context_of(unit, env)
            identifier = imports.bring(unit, context, imports.Upload(name, content), max_bytes=2**24)
        drain()
        return identifier

    return imported


def shown(unit, env, days=recurring.DAYS):
    found = recurring.coming(unit, env, currency="USD", days=days)
    return coming_json(found, {})


def test_the_bills_and_pay_of_a_statement_are_found_and_nothing_else(env, customer, for_customer, bring):
    bring()
    with for_customer(customer) as unit:
        found = {(r.name, r.cadence, r.direction) for r in unit.all(SERIES, c=customer)}
        assert found == {
            ("NORTHWIND LOGISTICS PAYROLL", "semi_monthly", "in"),
            ("PARKVIEW APARTMENTS RENT", "monthly", "out"),
            ("METRO ELECTRIC UTILITY", "monthly", "out"),
            ("BRIGHTLINE INTERNET", "monthly", "out"),
            ("BLUEBIRD MOBILE PHONE", "monthly", "out"),
            ("HARBOR AUTO INSURANCE", "monthly", "out"),
            ("STREAMLY VIDEO SUBSCRIPTION", "monthly", "out"),
            ("TUNEBOX MUSIC SUBSCRIPTION", "monthly", "out"),
            ("CITY GYM MEMBERSHIP", "monthly", "out"),
            ("MONTHLY MAINTENANCE FEE", "monthly", "out"),
        }


def test_what_comes_before_the_next_pay_is_the_sum_of_its_items_each_with_its_evidence(
    env, customer, for_customer, bring
):
    bring()
    with for_customer(customer) as unit:
        found = shown(unit, env)
        pay = found["before_pay"]
        assert (pay["name"], pay["day"]) == ("NORTHWIND LOGISTICS PAYROLL", "2026-11-30")
        bills = [i for i in found["items"] if i["kind"] == "bill" and i["day"] < pay["day"]]
        assert [i["name"] for i in bills] == ["BLUEBIRD MOBILE PHONE"]
        assert pay["bills"] == len(bills)
        assert Decimal(pay["amount"]["amount"]) == -sum(Decimal(i["amount"]["amount"]) for i in bills)
        made = sample(TODAY)
        booked = {line.name for account in made.accounts for line in account.lines}
        for item in found["items"]:
            one = series_json(unit, env, UUID(item["id"]))
            assert item["name"] in booked
            assert len(one["evidence"]) == item["evidence_count"] >= 3
            assert item["day"] in one["next"]
            assert item["name"] in one["sentence"]


def test_a_price_rise_is_said(env, customer, for_customer, bring):
    bring()
    with for_customer(customer) as unit:
        (streamly,) = [r for r in unit.all(SERIES, c=customer) if r.name.startswith("STREAMLY")]
        assert (streamly.typical, streamly.was) == (17_99, 15_49)
        assert "before, it was $15.49" in series_json(unit, env, streamly.id)["sentence"]


def test_it_follows_an_undo_and_is_the_same_when_derived_from_nothing(
    database, env, customer, for_customer, drain, bring
):
    identifier = bring()
    with for_customer(customer) as unit:
        before = [tuple(row) for row in unit.all(SERIES, c=customer)]
    assert before
    with work(database.worker, Caller.worker("test", customer)) as unit:
        assert recurring.refresh(unit, env) is False, "what is the same is not written again"
        unit.run(text("delete from derived.recurring where customer_id = :c"), c=customer)
        customers.rebuild(unit, env)
        assert [tuple(row) for row in unit.all(SERIES, c=customer)] == before
        imports.undo(unit, imports.context_of(unit, env), identifier)
    drain()
    with for_customer(customer) as unit:
        assert unit.all(SERIES, c=customer) == []
        assert shown(unit, env)["items"] == []
        with pytest.raises(NotFound):
            series_json(unit, env, uuid4())


def test_another_customer_sees_none_of_it(database, env, customer, for_customer, bring):
    bring()
    stranger = customers.add_customer(database.app, env, name="Bo", country="US", currency="USD")
    with for_customer(stranger) as unit:
        assert unit.all(text("select * from derived.recurring")) == []
    with for_customer(customer) as unit:
        assert unit.all(SERIES, c=customer) != []


def an_account(unit, env, kind, name):
    vault = env.vault(unit.customer)
    return ledger.open_account(
        unit, vault, kind=kind, here=True, currency="USD", opened=date(2023, 1, 1), now=env.clock.now(),
        name=name, number=None, bank=None, rate=None,
    )  # fmt: skip


def test_a_repayment_of_an_own_loan_is_a_bill_and_saving_is_not(database, env, customer, for_customer, drain):
    with work(database.app, Caller.operator(customer)) as unit:
        current, loan, savings = (an_account(unit, env, k, k.title()) for k in ("current", "loan", "savings"))
        outside = ledger.external_account(unit, "USD", env.clock.now())
        entries = [entry("in", date(2024, 1, 1), outside, current, 90_000_00, "START")]
        for month in range(30):
            day = date(2024 + (month + 4) // 12, (month + 4) % 12 + 1, 6)
            entries.append(entry(f"l{month}", day, current, loan, 410_00, "LOAN PAYMENT"))
            entries.append(entry(f"s{month}", day, current, savings, 200_00, "TO SAVINGS"))
        ledger.record(unit, entries, env.vault(customer))
    drain()
    with for_customer(customer) as unit:
        (found,) = unit.all(SERIES, c=customer)
        assert series_json(unit, env, found.id)["name"] == "Loan"
        assert (found.account_id, found.direction, found.typical, found.count) == (current, "out", 410_00, 30)


def entry(reference, day, source, target, amount, words):
    legs = (ledger.Leg(source, -amount), ledger.Leg(target, amount))
    return ledger.Entry("test", f"{reference}:{source}", day, "transfer", legs, words={"text": words})


def test_a_planned_transfer_stands_among_what_comes(database, env, customer, for_customer, bring):
    bring()
    with work(database.app, Caller.operator(customer)) as unit:
        source = unit.scalar(text("select account_id from derived.recurring limit 1"))
        unit.run(
            text("""insert into planned_transfer
                   (id, customer_id, from_account, amount, currency, state, planned, expires)
                   values (:id, :c, :a, 5000, 'USD', 'planned', :day, :until)"""),
            id=uuid4(), c=customer, a=source, day=TODAY, until=TODAY + timedelta(days=10),
        )  # fmt: skip
        (planned,) = [item for item in shown(unit, env)["items"] if item["kind"] == "planned"]
        assert planned["amount"] == {"amount": "-50.00", "currency": "USD"}
        assert planned["opens"] == f"transaction:p{planned['id']}"
        unit.connection.rollback()


def test_looking_at_what_is_new_finds_what_looking_at_all_finds(database, env, customer, for_customer, drain):
    with work(database.app, Caller.operator(customer)) as unit:
        current = an_account(unit, env, "current", "Current")
        outside = ledger.external_account(unit, "USD", env.clock.now())
    for month in range(1, 11):
        day = date(2026, month, 6)
        entries = [entry(f"pay{month}", day, outside, current, 3_000_00, "WORK")]
        entries.append(entry(f"gym{month}", day, current, outside, 39_00 if month < 7 else 42_00, "GYM"))
        with work(database.app, Caller.operator(customer)) as unit:
            ledger.record(unit, entries, env.vault(customer))
        drain()
        with work(database.worker, Caller.worker("test", customer)) as unit:
            assert recurring.refresh(unit, env) is False
    with for_customer(customer) as unit:
        assert {(r.name, r.typical, r.was, r.count) for r in unit.all(SERIES, c=customer)} == {
            ("WORK", 3_000_00, None, 10),
            ("GYM", 42_00, 39_00, 10),
        }


def test_a_bill_sent_back_and_asked_for_again_is_one_and_what_is_still_owed_is_said(
    database, env, customer, for_customer, drain
):
    """As it comes in over days: each return and each retry finds the bill that it belongs to."""
    with work(database.app, Caller.operator(customer)) as unit:
        current = an_account(unit, env, "current", "Current")
        outside = ledger.external_account(unit, "USD", env.clock.now())

    def brought(reference, day, source, target, kind):
        words = {"text": f"{kind} {reference}", "counterparty": "City Grid", "kind": kind}
        legs = (ledger.Leg(source, -80_00), ledger.Leg(target, 80_00))
        one = ledger.Entry("returns", f"{reference}:{source}", day, "transfer", legs, words=words)
        with work(database.app, Caller.operator(customer)) as unit:
            ledger.record(unit, [one], env.vault(customer))
        drain()

    for month in range(1, 12):
        day = date(2026, month, 16)
        brought(f"bill{month}", day, current, outside, "direct_debit")
        if month in (4, 7, 11):
            brought(f"back{month}", day + timedelta(days=1), outside, current, "refund")
        if month in (4, 7):
            brought(f"again{month}", day + timedelta(days=12), current, outside, "direct_debit")
    with for_customer(customer) as unit:
        (found,) = unit.all(SERIES, c=customer)
        assert (found.cadence, found.count, found.expected) == ("monthly", 10, 10)
        assert (list(found.past), found.returned) == ([80_00] * 10, date(2026, 11, 16))
        item = shown(unit, env)["items"][0]
        assert (item["day"], item["late"], item["returned"]) == ("2026-11-16", True, "2026-11-16")
        said = series_json(unit, env, found.id)["sentence"]
        assert "sent back" in said
        assert "has not come" not in said
    with work(database.worker, Caller.worker("test", customer)) as unit:
        assert recurring.refresh(unit, env) is False, "piece by piece as from all at once"


def test_what_a_card_pays_before_the_next_pay_is_listed_and_told_apart(
    database, env, customer, for_customer, drain
):
    with work(database.app, Caller.operator(customer)) as unit:
        current, card = (an_account(unit, env, kind, kind.title()) for kind in ("current", "card"))
        outside = ledger.external_account(unit, "USD", env.clock.now())
        entries = []
        for month in range(1, 12):
            of = (("PAY", 2, outside, current, 2000_00), ("RENT", 1, current, outside, 900_00))
            for name, after, source, target, amount in (*of, ("TV", 1, card, outside, 12_00)):
                day = date(2026, month, 1) + timedelta(days=after)
                entries.append(entry(f"{name}{month}", day, source, target, amount, name))
        ledger.record(unit, entries, env.vault(customer))
    drain()
    with for_customer(customer) as unit:
        found = shown(unit, env)
    pay = found["before_pay"]
    bills = [i for i in found["items"] if i["kind"] == "bill" and i["day"] < pay["day"]]
    assert sorted((i["name"], i["apart"]) for i in bills) == [("RENT", False), ("TV", True)]
    assert (pay["bills"], pay["amount"]["amount"]) == (1, "900.00")
    (apart,) = pay["apart"]
    assert (apart["why"], apart["bills"], apart["amount"]["amount"]) == ("card", 1, "12.00")
    assert pay["bills"] + apart["bills"] == len(bills), "count and list are of the same bills"
