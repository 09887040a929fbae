"""The owner of the server changes something, past triggers and row security: it is found, and first named."""

import pytest
from sqlalchemy import text

from florin.kernel.audit.seals import Place, hash_of, header_of
from florin.kernel.audit.signing import Head
from florin.kernel.audit.verification import verify

OF_ENTRY = "where body ->> 'entry' = :entry::text"


@pytest.fixture(scope="module")
def trail(house):
    """A customer's trail: some thirty records in seals of seven; the entries in it by id."""
    customer = house.customer()
    account = house.account(customer)
    entries = [house.pay(customer, account, 100 + n) for n in range(25)]
    assert house.seal() >= 25
    found = house.verify()
    assert (found.first_bad, found.records) == (None, house.one("select count(*) from event_log"))
    return entries


def record_of(house, entry):
    """The record that tells of an entry, and the number of its seal."""
    record = house.one("select id from event_log where body ->> 'entry' = :e", e=str(entry))
    seal = house.one("select number from audit_seal where :id = any(ids)", id=record)
    return str(record), str(seal)


def bad(found):
    return None if found.first_bad is None else found.first_bad.json()


def changed(record, seal, why="changed"):
    return {"record": record, "why": why, "seal": seal, "entry": None}


@pytest.mark.parametrize(
    "statement",
    [
        "update posting set amount = -amount where entry_id = :entry",
        "update posting set amount = amount + 1 where entry_id = :entry and line = 1",
        "update posting set booked = booked + 1 where entry_id = :entry",
        "update posting set account_id = gen_random_uuid() where entry_id = :entry and line = 2",
        "update posting set currency = 'EUR' where entry_id = :entry and line = 2",
        "delete from posting where entry_id = :entry and line = 2",
        "insert into posting select entry_id, 3::smallint, account_id, customer_id, booked, 1, currency"
        " from posting where entry_id = :entry and line = 1",
        "update entry set booked = booked - 1 where id = :entry",
        "update entry set kind = 'fee' where id = :entry",
        "update entry set reverses = 1 where id = :entry",
        """update entry set body = '{"x": 1}' where id = :entry""",
        "delete from entry where id = :entry",
        f"update event_log set actor = 'system' {OF_ENTRY}",
        f"update event_log set name = 'SomethingElse' {OF_ENTRY}",
        f"update event_log set created = created + interval '1 microsecond' {OF_ENTRY}",
        f"update event_log set customer_id = null {OF_ENTRY}",
        """update event_log set body = body || '{"kind": "gift"}' """ + OF_ENTRY,
    ],
)
@pytest.mark.parametrize("place", [0, 13])
def test_a_changed_record_or_the_money_it_tells_of_is_named(house, trail, statement, place):
    entry = trail[place]
    record, seal = record_of(house, entry)
    found = house.tampered(statement.replace(":entry::text", "cast(:entry as text)"), entry=entry)
    assert bad(found) == changed(record, seal)
    assert str(found.sealed_to.seal if found.sealed_to else 0) == str(int(seal) - 1)
    assert found.records == (int(seal) - 1) * 7


def test_a_deleted_record_is_named(house, trail):
    record, seal = record_of(house, trail[9])
    assert bad(house.tampered("delete from event_log where id = :id", id=int(record))) == changed(
        record, seal, "missing"
    )


def test_all_records_of_a_seal_deleted_is_found(house, trail):
    first = house.one("select ids[1] from audit_seal where number = 2")
    found = house.tampered(
        "delete from event_log where id in (select unnest(ids) from audit_seal where number = 2)"
    )
    assert bad(found) == changed(str(first), "2", "missing")


def test_an_inserted_record_is_named(house, trail):
    record, _ = record_of(house, trail[9])
    found = house.tampered(
        "insert into event_log (id, tx, name, customer_id, body) overriding system value"
        " select 1000000, tx, 'AccountOpened', customer_id, body from event_log where id = :id",
        id=int(record),
    )
    assert bad(found) == changed("1000000", None, "inserted")


def test_two_records_that_changed_places_are_found_by_the_first(house, trail):
    one, seal = record_of(house, trail[4])
    other, _ = record_of(house, trail[20])
    found = house.tampered(
        "update event_log a set body = b.body from event_log b"
        " where (a.id, b.id) in ((:one, :other), (:other, :one))",
        one=int(one),
        other=int(other),
    )
    assert bad(found) == changed(one, seal)


def test_money_from_nowhere_is_found_though_the_books_balance(house, trail):
    found = house.tampered(
        "insert into entry (id, booked, kind, body) values (999, '2026-11-23', 'gift', '{}')",
        "insert into posting select 999, line, account_id, customer_id, booked, amount, currency"
        " from posting where entry_id = :entry",
        entry=trail[0],
    )
    assert bad(found) == {"record": None, "why": "not recorded", "seal": None, "entry": "999"}


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_seal set header = replace(header, '7,', '8,') where number = 3",
        "update audit_seal set signature = sha512(signature) where number = 3",
        "update audit_seal set hash = set_byte(hash, 5, get_byte(hash, 5) # 1) where number = 3",
        "update audit_seal set leaves = set_byte(leaves, 40, get_byte(leaves, 40) # 1) where number = 3",
        "update audit_seal set ids[2] = ids[3], ids[3] = ids[2] where number = 3",
        "update audit_seal set key_id = 'another' where number = 3",
        "update audit_seal set header = header || ' ' where number = 3",
        "update audit_seal set header = 'x' where number = 3",
    ],
)
def test_an_altered_seal_is_found(house, trail, statement):
    assert bad(house.tampered(statement)) == changed(None, "3", "seal broken")


def test_a_seal_that_was_made_anew_without_the_key_is_found(house, trail):
    """Everything is put right but the signature: record, leaf, root, header and hash."""
    entry = trail[15]
    _, seal = record_of(house, entry)
    with house.as_owner() as unit:
        unit.run(text("update posting set amount = 2 * amount where entry_id = :e"), e=entry)
        row = unit.first(text("select * from audit_seal where number = :n"), n=int(seal))
        before = unit.first(text("select hash from audit_seal where number = :n"), n=int(seal) - 1)
        live = unit.first(text("select * from audit_leaves(:ids)"), ids=row.ids)
        place = Place(int(seal) - 1, before.hash.hex(), 7 * (int(seal) - 1))
        header = header_of(place, row.ids, bytes(live.leaves), row.key_id, house.env.clock.now()).text()
        unit.run(
            text("update audit_seal set header = :h, hash = :x, leaves = :l where number = :n"),
            h=header,
            x=bytes.fromhex(hash_of(header)),
            l=bytes(live.leaves),
            n=int(seal),
        )
        assert bad(verify(unit, house.env.signing)) == changed(None, seal, "seal broken")


def test_a_signed_seal_of_some_other_chain_is_found(house, trail):
    """As one who has a copy of the key's signature over the same records, made after another seal."""
    with house.as_owner() as unit:
        row = unit.first(text("select * from audit_seal where number = 3"))
        place = Place(2, "11" * 32, 14)
        header = header_of(place, row.ids, bytes(row.leaves), row.key_id, house.env.clock.now()).text()
        unit.run(
            text("update audit_seal set header = :h, hash = :x, signature = :s where number = 3"),
            h=header,
            x=bytes.fromhex(hash_of(header)),
            s=house.env.signing.sign(header.encode()),
        )
        assert bad(verify(unit, house.env.signing)) == changed(None, "3", "seal broken")


def test_a_seal_taken_out_is_found(house, trail):
    assert bad(house.tampered("delete from audit_seal where number = 2")) == changed(
        None, "2", "seal missing"
    )


def test_a_tail_cut_off_is_found_by_the_head_outside(house, trail):
    last = house.one("select max(number) from audit_seal")
    found = house.tampered(
        "delete from event_log where id in (select unnest(ids) from audit_seal where number = :n)",
        "delete from audit_seal where number = :n",
        n=last,
    )
    assert bad(found) == changed(None, str(last), "tail cut")


def test_the_whole_trail_thrown_away_is_found(house, trail):
    found = house.tampered("delete from audit_seal", "delete from event_log", "delete from event_cursor")
    assert bad(found) == changed(None, "1", "tail cut")


def test_a_chain_beside_its_head_is_found(house, trail, monkeypatch):
    kept = house.env.signing.head()
    other = Head(kept.number, "00" * 32)
    monkeypatch.setattr(type(house.env.signing), "head", lambda _: other)
    assert bad(house.verify()) == changed(None, str(kept.number), "another chain")
    monkeypatch.setattr(type(house.env.signing), "head", lambda _: None)
    assert bad(house.verify()) == changed(None, str(kept.number), "head missing")


def test_after_all_this_nothing_is_left_and_the_trail_holds(house, trail):
    assert house.verify().first_bad is None
