"""The picture over real PostgreSQL: kept up by events, traced to postings, derived again from nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from florin.customer import service as customers
from florin.customer.facts.service import stored
from florin.customer.suggestions import service as suggestions
from florin.customer.suggestions.views import Names, detail_json
from florin.kernel.errors import InvalidInput
from florin.kernel.work import Caller, work
from florin.ledger import views as ledger_views
from florin.ledger.imports import service as imports
from florin.market.rates import Rate
from florin.market.service import save_rates
from florin.simulation.sample import sample_statement
from tests.ledger.imports.files import Told, Window, written

TODAY = date(2026, 11, 23)
DERIVED = text("""
select entry_id, line, account_id, status, booked, amount, kind, own_transfer, counterparty, text, search
  from derived.transaction order by entry_id, line
""")


@pytest.fixture
def bring(database, env, customer, drain):
    """Imports a statement and lets everything follow."""

    def imported(name, content):
        with work(database.app, Caller.operator(customer)) as unit:
            context = imports.context_of(unit, env)
            identifier = imports.bring(unit, context, imports.Upload(name, content), max_bytes=2**24)
        drain()
        return identifier

    return imported


def facts_of(env, for_customer, customer):
    with for_customer(customer) as unit:
        return {name: tuple(row) for name, row in stored(unit, env).items()}, unit.all(DERIVED)


def test_the_picture_is_the_same_when_derived_from_nothing(
    database, env, customer, for_customer, drain, bring
):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    before = facts_of(env, for_customer, customer)
    assert len(before[0]) >= 10
    with work(database.worker, Caller.worker("test", customer)) as unit:
        unit.run(text("delete from derived.fact where customer_id = :c"), c=customer)
        customers.rebuild(unit, env)
    drain()
    assert facts_of(env, for_customer, customer) == before


def test_facts_follow_an_import_and_its_undo(database, env, customer, for_customer, drain, bring):
    content, name, _ = sample_statement(TODAY)
    identifier = bring(name, content)
    with for_customer(customer) as unit:
        assert stored(unit, env)["net_worth"].value != 0
        imports.undo(unit, imports.context_of(unit, env), identifier)
    drain()
    with for_customer(customer) as unit:
        facts = stored(unit, env)
        assert facts["fees"].evidence == []
        assert facts["net_worth"].value in (0, None)
        assert suggestions.listed(unit, env) == []


def test_every_figure_of_a_suggestion_is_in_words_and_its_evidence_exists(env, customer, for_customer, bring):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    with for_customer(customer) as unit:
        names = Names.of(unit, env)
        rows = suggestions.listed(unit, env)
        assert {row.kind for row in rows} >= {"move_idle_cash", "pay_dearest_debt"}
        for row in rows:
            shown = detail_json(row, names)
            assert shown["reasons"]
            assert all(r["text"] for r in shown["reasons"])
            assert all(f["label"] and f["value"] for f in shown["figures"])
            known = unit.scalar(
                text("select count(*) from derived.transaction where entry_id = any(:e)"), e=row.evidence
            )
            assert known >= len(row.evidence) > 0


def test_an_old_statement_gives_a_picture_of_its_last_day(env, customer, for_customer, bring):
    lines = [Told(n, -100 * (n + 1), "SHOP", str(n)) for n in range(9)]  # March, read in November
    bring(*written(lines, Window("ofx", 0, 9)))
    with for_customer(customer) as unit:
        assert {row.as_of for row in stored(unit, env).values()} == {date(2026, 3, 10)}


def test_currencies_are_added_only_at_known_rates(database, env, customer, for_customer, bring):
    lines = [Told(0, -100, "A", "1")]
    bring(*written(lines, Window("ofx", 0, 1)))
    name, content = written(lines, Window("ofx", 0, 1))
    bring(name, content.replace(b"CURDEF>USD", b"CURDEF>EUR"))
    with for_customer(customer) as unit:
        shown = ledger_views.accounts(unit, env)
        sums = ledger_views.net(shown, "USD")
        assert dict(sums) == {"USD": 99_00, "EUR": 99_00}
        day = TODAY + timedelta(days=2000)
        assert ledger_views.converted_net(unit, sums, "USD", day) is None, (
            "a missing rate is never taken as 1"
        )
        save_rates(unit.connection, [Rate(day, "USD", Decimal("1.10"))], "test")
        assert ledger_views.converted_net(unit, sums, "USD", day) == {"amount": "207.90", "currency": "USD"}
        unit.connection.rollback()


def test_refused_advice_is_not_repeated_and_taken_advice_rests(env, customer, for_customer, drain, bring):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    with for_customer(customer) as unit:
        refused, taken, *_ = suggestions.listed(unit, env)
        suggestions.dismiss(unit, env, refused.id, mute=False)
        suggestions.accept(unit, env, taken.id, "key-00000001")
    drain()
    with for_customer(customer) as unit:
        suggestions.refresh(unit, env)
        keys = {row.key for row in suggestions.listed(unit, env)}
        assert refused.key not in keys
        assert taken.key not in keys


def test_the_words_that_a_client_puts_into_its_keys_are_stored_nowhere(env, customer, for_customer, bring):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    with for_customer(customer) as unit:
        taken, *_ = suggestions.listed(unit, env)
        suggestions.accept(unit, env, taken.id, "Quetzal-pays-Anna")
        suggestions.accept(unit, env, taken.id, "Quetzal-pays-Anna")  # the same again changes nothing
        with pytest.raises(InvalidInput, match="200 characters"):
            suggestions.accept(unit, env, taken.id, "x" * 201)
        stored = unit.scalar(text("select s::text from suggestion s where id = :id"), id=taken.id)
    assert "accepting" in stored
    for mark in ("Quetzal", b"Quetzal".hex()):
        assert mark not in stored


def test_what_an_older_version_stored_never_breaks_a_page(env, customer, for_customer, drain, bring):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    with for_customer(customer) as unit:
        taken, *_ = suggestions.listed(unit, env)
        suggestions.dismiss(unit, env, taken.id, mute=False)
        unit.run(text("update derived.fact set version = 0, figures = '[]' where name = 'fees'"))
        unit.run(
            text(
                "update suggestion set model_hash = 'older', proposal = jsonb_set(proposal, '{slots}', '{}')"
            )
        )
    with for_customer(customer) as unit:
        assert "fees" not in stored(unit, env)
        assert suggestions.listed(unit, env) == []
        (old,) = suggestions.listed(unit, env, done=True)
        assert detail_json(old, Names.of(unit, env))["title"] == "An earlier suggestion"
        suggestions.refresh(unit, env)
        assert suggestions.listed(unit, env), "today's rules have looked again"


@pytest.fixture
def day_later(database, customer, env):
    """Lets the customer's own business day be so many days later than the others'."""

    def lived(days: int) -> None:
        with work(database.app, Caller.operator(customer)) as unit:
            unit.run(
                text("update customer set business_day = :day where id = :c"),
                c=customer,
                day=TODAY + timedelta(days=days),
            )

    return lived


def by_kind(env, for_customer, customer, *, done=False):
    with for_customer(customer) as unit:
        names = Names.of(unit, env)
        return {row.kind: detail_json(row, names) for row in suggestions.listed(unit, env, done=done)}


def test_an_offer_that_expired_says_so_and_comes_again_while_the_need_is_there(
    env, customer, for_customer, bring, day_later
):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    first = by_kind(env, for_customer, customer)["move_idle_cash"]
    day_later(15)
    fresh = by_kind(env, for_customer, customer)["move_idle_cash"]
    assert fresh["id"] != first["id"]
    assert date.fromisoformat(fresh["expires"]) >= TODAY + timedelta(days=15)
    old = by_kind(env, for_customer, customer, done=True)["move_idle_cash"]
    assert (old["id"], old["state"]) == (first["id"], "expired")
    assert "expired" in old["result"]["error"]


def test_a_reminder_comes_again_when_it_has_rested_and_still_holds(
    env, customer, for_customer, drain, bring, day_later
):
    content, name, _ = sample_statement(TODAY)
    bring(name, content)
    with for_customer(customer) as unit:
        taken = next(row for row in suggestions.listed(unit, env) if row.proposal["action"] == "remind")
        suggestions.accept(unit, env, taken.id, "key-00000002")
    drain()
    for days, there in ((29, False), (30, True)):
        day_later(days)
        with for_customer(customer) as unit:
            suggestions.refresh(unit, env)
            assert (taken.key in {row.key for row in suggestions.listed(unit, env)}) is there, days
    with for_customer(customer) as unit:
        names = Names.of(unit, env)
        done = [detail_json(row, names) for row in suggestions.listed(unit, env, done=True)]
    (old,) = [each for each in done if each["id"] == str(taken.id)]
    assert (old["state"], old["undoable"]) == ("accepted", True)


def test_an_offer_whose_need_is_gone_says_that_it_was_withdrawn(env, customer, for_customer, drain, bring):
    content, name, _ = sample_statement(TODAY)
    identifier = bring(name, content)
    with for_customer(customer) as unit:
        imports.undo(unit, imports.context_of(unit, env), identifier)
    drain()
    gone = by_kind(env, for_customer, customer, done=True)
    assert gone
    assert {each["state"] for each in gone.values()} == {"expired"}
    assert all("withdrawn" in each["result"]["error"] for each in gone.values())
