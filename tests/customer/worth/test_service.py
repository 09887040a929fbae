"""Net worth over real PostgreSQL: what the postings say on any day, whatever came later."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from florin.customer import service as customers
from florin.customer.facts import service as facts
from florin.customer.home import fact_detail_json, facts_json, home
from florin.customer.worth import service
from florin.customer.worth.rules import month_ends
from florin.customer.worth.views import net_worth_json
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.views import account_names
from florin.market.rates import Rate
from florin.market.service import save_rates

TODAY = date(2026, 11, 23)
SLOW = text("""
select a.currency, coalesce(sum(p.amount) filter (where p.booked <= :day), 0)::bigint as amount
  from account a left join posting p on p.account_id = a.id
 where a.customer_id = :c and a.kind not in ('external', 'internal') group by a.currency
""")


@pytest.fixture
def household(database, env, customer, drain):
    """Two years in dollars, a loan, and an account in yen since March."""
    vault, now = env.vault(customer), env.clock.now()
    with work(database.app, Caller.operator(customer)) as unit:
        opened = {"here": True, "opened": date(2024, 1, 1), "now": now}
        current = ledger.open_account(unit, vault, kind="current", currency="USD", name="Everyday", **opened)
        loan = ledger.open_account(unit, vault, kind="loan", currency="USD", name="Car", **opened)
        yen = ledger.open_account(unit, vault, kind="savings", currency="JPY", name="Tokyo", **opened)
        out = {c: ledger.external_account(unit, c, now) for c in ("USD", "JPY")}
        entries = [
            entry("opening", date(2024, 11, 30), out["USD"], current, 5_000_00, kind="opening"),
            entry("debt", date(2024, 11, 30), loan, out["USD"], 9_000_00, kind="opening"),
            entry("yen", date(2026, 3, 14), out["JPY"], yen, 300_000, kind="opening"),
        ]
        for n in range(23):
            day = date(2025 + n // 12, n % 12 + 1, 15)
            entries.append(entry(f"pay{n}", day, out["USD"], current, 1_000_00 + n))
            entries.append(entry(f"loan{n}", day + timedelta(days=2), current, loan, 200_00))
        ledger.record(unit, entries, vault)
    drain()
    return customer


def entry(reference, day, source, target, amount, kind="transfer"):
    legs = (ledger.Leg(source, -amount), ledger.Leg(target, amount))
    return ledger.Entry("worth", f"{reference}:{source}", day, kind, legs, words={"text": reference})


def found(unit, env, months=36, currency="USD"):
    return service.net_worth(unit, env, currency=currency, days=month_ends(TODAY, months))


def test_every_point_is_the_sum_of_all_postings_until_then(env, household, for_customer):
    with for_customer(household) as unit:
        worth = found(unit, env)
        assert worth.days[0] == date(2024, 11, 30), "nothing is shown of the time before anything is known"
        for at, day in enumerate(worth.days):
            told = {row.currency: row.amount for row in unit.all(SLOW, c=household, day=day)}
            assert {c: points[at].net for c, points in worth.by_currency.items()} == told
        newest = worth.by_currency["USD"][-1]
        assert newest.debts == -9_000_00 + 23 * 200_00
        assert newest.assets == newest.net - newest.debts


def test_an_account_that_came_later_is_no_gain(env, household, for_customer):
    with for_customer(household) as unit:
        shown = net_worth_json(found(unit, env))
        assert [p["complete"] for p in shown["points"]] == [p["day"] >= "2026-03-14" for p in shown["points"]]
        assert shown["change"]["since"] == "2026-03-31"
        (tokyo,) = [a for a in shown["accounts"] if a["name"] == "Tokyo"]
        assert tokyo["since"] == "2026-03-14"


def test_a_sum_over_currencies_says_the_rate_and_its_day(env, household, for_customer):
    with for_customer(household) as unit:
        # Another test of this process may have read newer ones.
        unit.run(text("delete from rate where day > '2026-10-30'"))
        shown = net_worth_json(found(unit, env))
        (rate,) = shown["rates"]
        assert rate == {"currency": "JPY", "day": "2026-10-30", "per_unit": "0.00635929", "stale": True}
        assert Decimal(rate["per_unit"]) == round(Decimal("1.1172") / Decimal("175.68"), 8)
        by_code = {c["currency"]: c for c in shown["currencies"]}
        assert by_code["JPY"]["net"] == {"amount": "300000", "currency": "JPY"}
        yen = Decimal(by_code["JPY"]["converted"]["amount"])
        assert yen == round(300_000 * Decimal("1.1172") / Decimal("175.68"), 2)
        assert Decimal(shown["total"]["net"]["amount"]) == yen + Decimal(by_code["USD"]["net"]["amount"])
        fresh = TODAY - timedelta(days=2)
        save_rates(
            unit.connection, [Rate(fresh, "USD", Decimal("1.12")), Rate(fresh, "JPY", Decimal(175))], "test"
        )
        assert not net_worth_json(found(unit, env))["rates"][0]["stale"]
        unit.connection.rollback()


def test_a_currency_without_a_rate_is_left_out_and_named(env, household, for_customer):
    with for_customer(household) as unit:
        unit.run(text("delete from rate where currency = 'JPY'"))
        shown = net_worth_json(found(unit, env))
        assert shown["left_out"] == ["JPY"]
        assert shown["total"]["net"] == shown["currencies"][0]["net"]
        assert shown["currencies"][1]["converted"] is None
        unit.connection.rollback()


def test_one_currency_needs_no_rate_and_nothing_is_nothing(database, env, for_customer):
    stranger = customers.add_customer(database.app, env, name="Bo", country="US", currency="USD")
    with for_customer(stranger) as unit:
        shown = net_worth_json(found(unit, env))
        assert shown["accounts"] == shown["currencies"] == shown["rates"] == []
        assert shown["total"]["net"] == {"amount": "0.00", "currency": "USD"}
        assert shown["change"] is None


def test_holdings_count_from_the_day_of_their_statement(env, household, for_customer):
    with for_customer(household) as unit:
        account = unit.scalar(
            text("select id from account where kind = 'current' and customer_id = :c"), c=household
        )
        before = found(unit, env).by_currency["USD"]
        for as_of, value in ((date(2026, 2, 10), 700_00), (date(2026, 6, 10), 900_00)):
            unit.run(
                text("""with i as (insert into statement_import (id, customer_id, state, personal, created)
                               values (:i, :c, 'imported', '', :as_of) returning id)
                        insert into holding (import_id, account_id, customer_id, line, as_of, security, units,
                                             value, currency)
                        select id, :a, :c, 1, :as_of, 'FUND', 1, :value, 'USD' from i"""),
                i=uuid4(), c=household, a=account, as_of=as_of, value=value,
            )  # fmt: skip
        after = found(unit, env).by_currency["USD"]
        gained = {b.day: b.net - a.net for a, b in zip(before, after, strict=True)}
        assert (gained[date(2026, 1, 31)], gained[date(2026, 2, 28)], gained[TODAY]) == (0, 700_00, 900_00)
        unit.connection.rollback()


def as_fact(unit, env) -> dict:
    """The net worth as the facts tell it."""
    names = account_names(unit, env)
    return next(each for each in facts_json(unit, env, names) if each["name"] == "net_worth")


def test_net_worth_is_one_number_wherever_it_is_told(env, household, for_customer):
    with for_customer(household) as unit:
        facts.refresh(unit, env)
        shown = home(unit, env)
        assert shown["worth"]["left_out"] == []
        assert shown["converted"] == shown["worth"]["total"]["net"] == as_fact(unit, env)["value"]
        detail = fact_detail_json(unit, env, "net_worth", 0)
        figures = [(each["label"], each["value"]) for each in detail["figures"]]
        assert [value for label, value in figures if label == "Balance"][-1].startswith("¥")
        told = dict(figures)
        assert told["Exchange rate for"] == "¥1,000"
        (rate,) = shown["worth"]["rates"]
        assert date.fromisoformat(rate["day"]).strftime("%B %-d, %Y") == told["Rate of"]
        assert "not counted" not in detail["sentence"]
        before = as_fact(unit, env)["value"]
        save_rates(
            unit.connection, [Rate(TODAY, "USD", Decimal("1.5")), Rate(TODAY, "JPY", Decimal(100))], "test"
        )
        assert before != as_fact(unit, env)["value"] == home(unit, env)["worth"]["total"]["net"]
        unit.run(text("delete from rate where currency = 'JPY'"))
        fact, shown = as_fact(unit, env), home(unit, env)
        assert fact["value"] == shown["worth"]["total"]["net"] == shown["converted"]
        assert shown["worth"]["left_out"] == ["JPY"]
        assert fact["sentence"].endswith(
            "One account in another currency is not counted: no exchange rate is known."
        )
        facts.refresh(unit, env)
        assert as_fact(unit, env)["sentence"] == fact["sentence"]
        unit.connection.rollback()


def test_where_nothing_can_be_converted_nothing_is_known(env, household, for_customer):
    with for_customer(household) as unit:
        unit.run(
            text("update customer set currency = 'GBP', currency_told = true where id = :c"), c=household
        )
        unit.run(text("delete from rate where currency = 'GBP'"))
        facts.refresh(unit, env)
        assert home(unit, env)["worth"]["total"] is None
        assert "No exchange rate is known" in as_fact(unit, env)["sentence"]
        unit.connection.rollback()
