"""The tour: one statement line on its way from a file to a suggestion, its acceptance, and back."""

from datetime import date
from uuid import UUID

from florin.customer.facts.service import stored
from florin.customer.suggestions import service as suggestions
from florin.customer.transactions import service as transactions
from florin.kernel.money import Money
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from florin.simulation.sample import sample, sample_statement

MAX = 2**26


def test_one_transaction(database, env, customer, for_customer, drain):
    # A file is looked at first: nothing moves, the customer sees what would.
    told = sample(date(2026, 11, 23))
    content, name, _ = sample_statement(date(2026, 11, 23))
    with for_customer(customer) as work:
        around = imports.context_of(work, env)
        identifier = imports.preview(work, around, imports.Upload(name, content), max_bytes=MAX)
        assert ledger.balances_on(work, date(2026, 11, 23)) == {}
        imports.confirm(work, around.vault, identifier)

    # The workers import it: one transaction with its journal entries and their events.
    drain()
    with for_customer(customer) as work:
        balances = ledger.balances_on(work, date(2026, 11, 23))
        assert sorted(m.minor for m in balances.values()) == sorted(
            account.closing for account in told.accounts
        )

    # From the events follow the lines as they are read, and the facts, each with the entries it rests on.
    with for_customer(customer) as work:
        found, _ = transactions.listed(work, transactions.Filter(query="garage"), cursor=None)
        (repair,) = [row for row in found if row.amount == -785_00]
        facts = stored(work, env)
        assert facts["liquid"].value == told.accounts[0].closing
        assert repair.entry_id not in facts["fees"].evidence
        assert facts["fees"].evidence

    # From the facts, suggestions; the one to move idle cash is taken, and the ledger notes the transfer.
    with for_customer(customer) as work:
        wanted = next(s for s in suggestions.listed(work, env) if s.kind == "move_idle_cash")
        current = UUID(wanted.proposal["from"])
        free_before = ledger.available(work, current)
        suggestions.accept(work, env, wanted.id, "tap-0001")
    drain()
    with for_customer(customer) as work:
        taken = suggestions.one(work, wanted.id)
        assert taken.state == "accepted"
        assert len(taken.result["planned"]) == 1
        assert ledger.available(work, current) == free_before - Money(wanted.proposal["amount"], "USD")
        suggestions.ask_undo(work, env, wanted.id, "tap-0002")

    # And back: the suggestion, then the whole import.
    drain()
    with for_customer(customer) as work:
        assert suggestions.one(work, wanted.id).state == "undone"
        assert len(ledger.balances_on(work, date(2026, 11, 23))) == 3, "its account is closed, not lost"
        assert ledger.available(work, current) == free_before
        imports.ask_undo(work, identifier)
    drain()
    with for_customer(customer) as work:
        assert all(money.minor == 0 for money in ledger.balances_on(work, date(2026, 11, 23)).values())
        assert ledger.verify(work).breaks == ()
