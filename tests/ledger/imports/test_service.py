"""Imports over real PostgreSQL: never twice, never half, in any order, and back again."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from florin.customer.service import add_customer
from florin.kernel.errors import Conflict, NotFound, StatementUnreadable
from florin.kernel.money import Money
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.imports import service as imports
from florin.ledger.imports import sql
from tests.ledger.imports.files import START, Told, Window, written

MAX = 2**24
LIVE = text("""
select e.kind, p.booked, p.amount from posting p join entry e on e.id = p.entry_id join account a on a.id =
  p.account_id
 where a.kind <> 'external' and e.reverses is null and not exists (select from entry r where r.reverses =
   e.id)
""")


class Book:
    """One customer's ledger, for tests."""

    def __init__(self, database, env, customer=None):
        self.database, self.env = database, env
        self.customer = customer or add_customer(database.app, env, name="Ann", country="US", currency="USD")

    def open(self):
        return work(self.database.app, Caller.operator(self.customer))

    def bring(self, name, content, account=None):
        """Previews and imports a file; the import's row."""
        with self.open() as unit:
            around = imports.context_of(unit, self.env)
            identifier = imports.preview(unit, around, imports.Upload(name, content, account), max_bytes=MAX)
            imports.run(unit, around, identifier, max_bytes=MAX)
            (row,) = unit.all(sql.IMPORT, id=identifier)
            return row

    def undo(self, identifier):
        with self.open() as unit:
            imports.undo(unit, imports.context_of(unit, self.env), identifier)

    def state(self):
        """Unreversed entries, and the balance on every day that any test line can have."""
        with self.open() as unit:
            entries = Counter((r.kind, r.booked, r.amount) for r in unit.all(LIVE))
            days = [START + timedelta(days=n) for n in range(-3, 12)]
            balances = [
                sorted(m.minor for m in ledger.balances_on(unit, d).values() if m.minor) for d in days
            ]
            assert ledger.verify(unit).breaks == ()
        return entries, balances


@pytest.fixture
def book(database, env):
    return Book(database, env)


told_lines = st.lists(
    st.builds(
        Told,
        day=st.integers(0, 8),
        cents=st.sampled_from([-500, -500, -1250, 2000, 3]),
        text=st.sampled_from(["COFFEE", "RENT", "SHOP"]),
        fitid=st.just(""),
    ),
    min_size=1,
    max_size=10,
).map(
    lambda lines: [
        Told(t.day, t.cents, t.text, f"F{n}") for n, t in enumerate(sorted(lines, key=lambda t: t.day))
    ]
)
windows = st.lists(
    st.tuples(st.sampled_from(["ofx", "mt940"]), st.integers(0, 8), st.integers(0, 8)).map(
        lambda w: Window(w[0], min(w[1:]), max(w[1:]))
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(lines=told_lines, shown=windows, data=st.data())
def test_any_order_of_overlapping_files_gives_the_same_ledger(database, env, lines, shown, data):
    one, other = Book(database, env), Book(database, env)
    for window in shown:
        one.bring(*written(lines, window))
    for window in data.draw(st.permutations(shown)):
        other.bring(*written(lines, window))
    assert one.state() == other.state()


@settings(max_examples=20)
@given(lines=told_lines, shown=windows)
def test_every_real_line_is_there_once(database, env, lines, shown):
    book = Book(database, env)
    for window in shown:
        book.bring(*written(lines, window))
    covered = [t for t in lines if any(w.first <= t.day <= w.last for w in shown)]
    entries, _ = book.state()
    movements = Counter({(day, cents): n for (kind, day, cents), n in entries.items() if kind == "statement"})
    assert movements == Counter((t.booked, t.cents) for t in covered)


@settings(max_examples=20)
@given(lines=told_lines, shown=windows, data=st.data())
def test_import_then_undo_leaves_every_balance_as_it_was(database, env, lines, shown, data):
    book = Book(database, env)
    for window in shown[1:]:
        book.bring(*written(lines, window))
    before = book.state()
    last = book.bring(*written(lines, shown[0]))
    book.undo(last.id)
    assert book.state() == before
    again = book.bring(*written(lines, shown[0]))
    book.undo(again.id)
    assert book.state() == before


@settings(max_examples=15)
@given(lines=told_lines, window=windows.map(lambda w: w[0]))
def test_importing_twice_equals_once(database, env, lines, window):
    book = Book(database, env)
    first = book.bring(*written(lines, window))
    once = book.state()
    second = book.bring(*written(lines, window))
    assert book.state() == once
    assert (second.added, second.duplicates) == (0, first.added)
    book.undo(first.id)
    assert book.state() == once, "the second import still holds every line"


def test_undo_reverses_only_lines_that_no_other_import_holds(book):
    lines = [Told(0, -100, "A", "1"), Told(1, -200, "B", "2"), Told(2, -300, "C", "3")]
    first = book.bring(*written(lines, Window("ofx", 0, 1)))
    book.bring(*written(lines, Window("ofx", 1, 2)))
    book.undo(first.id)
    entries, _ = book.state()
    assert sorted(cents for (kind, _, cents) in entries if kind == "statement") == [-300, -200]


def test_equal_lines_of_one_day_are_kept_apart(book):
    twice = [Told(0, -350, "COFFEE", "1"), Told(0, -350, "COFFEE", "2")]
    row = book.bring(*written(twice, Window("qif", 0, 0)))
    assert (row.added, row.duplicates) == (2, 0)
    row = book.bring(*written(twice, Window("qif", 0, 0)))
    assert (row.added, row.duplicates) == (0, 2)


def test_the_balance_is_what_the_bank_states(book):
    lines = [Told(0, -500, "A", "1"), Told(3, 2000, "B", "2")]
    book.bring(*written(lines, Window("ofx", 0, 5), opening=77_00))
    with book.open() as unit:
        (money,) = ledger.balances_on(unit, START + timedelta(days=5)).values()
        (before,) = ledger.balances_on(unit, START - timedelta(days=1)).values()
    assert (before.minor, money.minor) == (77_00, 92_00)


def test_an_earlier_file_moves_the_opening_entry(book):
    lines = [Told(1, -500, "A", "1"), Told(4, -700, "B", "2")]
    book.bring(*written(lines, Window("mt940", 3, 5)))
    book.bring(*written(lines, Window("mt940", 0, 2)))
    entries, _ = book.state()
    assert [key for key in entries if key[0] == "opening"] == [("opening", START - timedelta(days=1), 100_00)]


CAMT = """<?xml version="1.0"?><Document
xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-03-05T00:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><CreDtTm>2026-03-05T00:00:00</CreDtTm>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
NTRY = """<Ntry><Amt
Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts><BookgDt><Dt>2026-03-0{day}</Dt></BookgDt>
<AcctSvcrRef>{ref}</AcctSvcrRef><BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd><AddtlNtryInf>line
{ref}</AddtlNtryInf></Ntry>"""


def ntry(ref, amount, status="BOOK", side="DBIT", day=3):
    return NTRY.format(ref=ref, amount=amount, status=status, side=side, day=day)


def test_an_amount_finer_than_the_currency_is_kept_but_not_posted(book):
    content = CAMT.format(entries=ntry("a", "10.00") + ntry("b", "0.12345")).encode()
    row = book.bring("x.xml", content)
    assert (row.state, row.added) == ("imported", 1)
    with book.open() as unit:
        vault = book.env.vault(book.customer)
        summary = vault.open_fields(row.summary)
        (refused,) = summary["statements"][0]["refused"]
        (kept,) = unit.all(text("select personal, amount from statement_line where status = 'refused'"))
    assert "entry 2" in refused["where"]
    assert "0.12345" in refused["reason"]
    assert kept.amount is None
    assert Decimal(vault.open_fields(kept.personal)["amount"]) == Decimal("-0.12345")


def test_pending_lines_are_kept_apart_and_go_with_the_next_import(book):
    row = book.bring("x.xml", CAMT.format(entries=ntry("a", "10.00", "PDNG") + ntry("b", "5.00")).encode())
    assert (row.added, row.pending) == (1, 1)
    entries, _ = book.state()
    assert sum(entries.values()) == 1
    row = book.bring("y.xml", CAMT.format(entries=ntry("a", "10.00") + ntry("b", "5.00")).encode())
    assert (row.added, row.duplicates, row.pending) == (1, 1, 0)


def test_a_file_that_is_no_statement_changes_nothing(book):
    row = book.bring("note.txt", b"Dear Sir or Madam, please find the invoice attached.")
    assert row.state == "failed"
    assert row.summary is None
    assert book.state() == (Counter(), [[]] * 15)


def test_parse_refuses_what_is_too_large_or_unreadable():
    with pytest.raises(StatementUnreadable, match=r"x\.bin"):
        imports.parse(imports.Upload("x.bin", b"\x00\x01"), max_bytes=MAX)


def test_a_preview_posts_nothing_and_can_be_discarded_but_an_import_cannot(book):
    name, content = written([Told(0, -100, "A", "1")], Window("ofx", 0, 0))
    with book.open() as unit:
        identifier = imports.preview(
            unit, imports.context_of(unit, book.env), imports.Upload(name, content), max_bytes=MAX
        )
        row = unit.first(sql.IMPORT, id=identifier)
        assert (row.state, row.added) == ("preview", 1)
        assert unit.all(LIVE) == []
        imports.discard(unit, identifier)
        with pytest.raises(NotFound):
            imports.confirm(unit, book.env.vault(book.customer), identifier)
    done = book.bring(name, content)
    with book.open() as unit, pytest.raises(Conflict):
        imports.discard(unit, done.id)


def test_what_a_person_can_be_known_by_is_not_in_the_database_in_clear(book, database):
    book.bring(*written([Told(0, -100, "MARKED PAYEE", "MARKEDID")], Window("ofx", 0, 0)))
    with book.open() as unit:
        readable = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'florin' and c.relkind = 'r' and has_table_privilege(c.oid, 'select')"""
        tables = unit.all(text(readable))
        assert len(tables) > 20
        for (table,) in tables:
            rows = str(unit.all(text(f'select to_jsonb(t) from "{table}" t')))
            assert "MARKED" not in rows, table
            assert b"MARKED".hex() not in rows, table
            assert "123456789" not in rows, table


def test_a_planned_transfer_is_met_by_the_line_that_makes_it(book):
    lines = [Told(0, -100, "A", "1"), Told(3, -2000, "TO SAVINGS", "2")]
    book.bring(*written(lines, Window("ofx", 0, 1)))
    with book.open() as unit:
        (account,) = ledger.balances_on(unit, date(2026, 3, 3))
        planned = ledger.plan_transfer(
            unit,
            account,
            None,
            Money(2000, "USD"),
            identifier=book.customer,
            day=START + timedelta(days=1),
        )
    second = book.bring(*written(lines, Window("ofx", 0, 4)))
    with book.open() as unit:
        row = unit.first(text("select state, entry_id from planned_transfer where id = :id"), id=planned)
        assert row.state == "matched"
    book.undo(second.id)
    with book.open() as unit:
        row = unit.first(text("select state, entry_id from planned_transfer where id = :id"), id=planned)
        assert (row.state, row.entry_id) == ("planned", None)
