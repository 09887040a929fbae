"""An exported piece proves itself with nothing but the file, and no byte of it can be changed."""

import io
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from florin.kernel.audit.piece import export, verify_piece
from florin.kernel.audit.signing import canonical
from florin.kernel.audit.verification import at_one_instant
from florin.kernel.errors import NotFound
from florin.kernel.work import Caller, work
from florin.ports.signing.embedded import FileSigning


@pytest.fixture(scope="module")
def people(house):
    """Two customers whose records lie among each other's in many seals."""
    pair = [house.customer(), house.customer()]
    accounts = [house.account(each) for each in pair]
    for n in range(20):
        for each, account in zip(pair, accounts, strict=True):
            house.pay(each, account, 100 + n)
    house.seal(most=6)
    return pair


def exported(house, customer, signing=None):
    file = io.BytesIO()
    with work(at_one_instant(house.database.app), Caller.operator(customer)) as unit:
        export(unit, signing or house.env.signing, customer, file, house.env.clock.now())
    return file.getvalue()


@pytest.fixture(scope="module")
def piece(house, people):
    return exported(house, people[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pieces")


def checked(folder, content, key=None):
    file = folder / "piece.jsonl"
    file.write_bytes(content)
    return verify_piece(file, key)


def wrong(found):
    assert found.first_bad is not None
    return found.first_bad


def lines(piece):
    return piece.splitlines(keepends=True)


def kinds(piece):
    return [
        next(k for k in ("type", "text", "seal", "statement") if k in orjson.loads(line))
        for line in lines(piece)
    ]


def test_it_holds_all_records_of_one_customer_and_none_of_another(house, people, piece, folder):
    told = [orjson.loads(orjson.loads(line)["text"]) for line in lines(piece) if b'"text":' in line]
    with house.as_owner() as unit:
        own = {r.id for r in unit.all(text("select id from event_log where customer_id = :c"), c=people[0])}
    assert {each["id"] for each in told} == own
    assert {each["customer"] for each in told} == {str(people[0])}
    assert str(people[1]).encode() not in piece
    found = checked(folder, piece, house.env.signing.key_id)
    assert (found.records, found.first_bad) == (len(own), None)
    assert found.sealed_to is not None
    assert found.sealed_to.key == house.env.signing.key_id
    assert found.sealed_to.record == str(told[-1]["id"])
    money = [each["entry"]["postings"] for each in told if "entry" in each]
    assert len(money) == 20
    assert all(sum(leg[4] for leg in legs) == 0 for legs in money)


def test_it_is_small(house, people, piece):
    """A seal is told once, and of other people's records only hashes: some for each level of the tree."""
    assert kinds(piece).count("statement") == 1
    paths = [len(orjson.loads(line).get("path", ())) for line in lines(piece)]
    assert max(paths) <= house.one("select max(number) from audit_seal").bit_length()


@given(st.data())
def test_no_byte_can_be_changed(piece, folder, data):
    place = data.draw(st.integers(0, len(piece) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != piece[place]))
    assert checked(folder, piece[:place] + bytes([other]) + piece[place + 1 :]).first_bad is not None


@given(st.data())
def test_no_byte_can_be_taken_away_or_added(piece, folder, data):
    place = data.draw(st.integers(0, len(piece) - 1))
    assert checked(folder, piece[:place] + piece[place + 1 :]).first_bad is not None
    more = data.draw(st.binary(min_size=1, max_size=3))
    assert checked(folder, piece[:place] + more + piece[place:]).first_bad is not None


def test_a_changed_amount_is_named(piece, folder):
    told = lines(piece)
    place = [n for n, kind in enumerate(kinds(piece)) if kind == "text"][12]
    record = orjson.loads(orjson.loads(told[place])["text"])
    amount = record["entry"]["postings"][0][4]
    changed = told[place].replace(str(amount).encode(), str(amount + 1).encode())
    found = checked(folder, b"".join([*told[:place], changed, *told[place + 1 :]]))
    assert (wrong(found).why, wrong(found).record) == ("changed", str(record["id"]))
    assert found.records == 12


@pytest.mark.parametrize("change", ["drop", "repeat", "swap", "cut", "cut seal"])
def test_lines_left_out_repeated_or_moved_are_found(piece, folder, change):
    told, told_kinds = lines(piece), kinds(piece)
    at = next(n for n in range(9, len(told)) if told_kinds[n : n + 2] == ["text", "text"])
    seal = [n for n, kind in enumerate(told_kinds) if kind == "seal"][2]
    content = {
        "drop": told[:at] + told[at + 1 :],
        "repeat": told[: at + 1] + told[at:],
        "swap": [*told[:at], told[at + 1], told[at], *told[at + 2 :]],
        "cut": told[:-1],
        "cut seal": told[:seal] + told[seal + 1 :],
    }[change]
    assert checked(folder, b"".join(content)).first_bad is not None


def test_a_piece_by_another_key_is_told_from_ours_by_its_id(house, people, folder, tmp_path):
    """Whoever makes a chain of their own can sign it: the key's id, known from the bank, tells them apart."""
    found = checked(folder, exported(house, people[0], FileSigning(tmp_path)))
    assert wrong(found).why == "seal broken", "seals of ours, a statement of another's"
    ours = exported(house, people[0])
    assert wrong(checked(folder, ours, FileSigning(tmp_path).key_id)).why == "another key"


def test_a_record_of_another_customer_does_not_pass_for_ones_own(house, people, piece, folder):
    """Its proof holds, and the statement is signed anew by us: but it is not this customer's."""
    theirs = exported(house, people[1])
    mine = piece.replace(str(people[0]).encode(), str(people[1]).encode())
    assert checked(folder, mine).first_bad is not None
    head = lines(piece)[0]
    assert wrong(checked(folder, theirs.replace(lines(theirs)[0], head))).why == "changed"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}", b"[]\n", b"null\n", b"\xff\xfe", b'{"type":"florin-audit-piece/1"}\n', b"1\n2\n"],
)
def test_what_is_no_piece_is_said_to_be_unreadable(folder, content):
    assert wrong(checked(folder, content)).why in ("unreadable", "file changed")


def test_a_statement_that_says_something_else_is_refused_though_it_is_signed(house, piece, folder):
    told = lines(piece)
    for name, value in (
        ("records", 1),
        ("seals", 1),
        ("root", "00" * 32),
        ("lines", "00" * 32),
        ("customer", "x"),
    ):
        statement = orjson.loads(orjson.loads(told[-1])["statement"]) | {name: value}
        text_ = canonical(statement)
        end = canonical({"statement": text_.decode(), "signature": house.env.signing.sign(text_).hex()})
        assert checked(folder, b"".join(told[:-1]) + end + b"\n").first_bad is not None, name


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("update audit_seal set signature = sha512(signature)", "seal broken"),
        ("update posting set amount = 2 * amount", "changed"),
    ],
)
def test_a_piece_of_a_trail_that_was_tampered_with_does_not_hold(house, people, folder, statement, why):
    """Though the bank itself wrote and signed it."""
    file = io.BytesIO()
    with house.as_owner() as unit:
        unit.run(text("select set_config('florin.customers', :c, true)"), c=f"{{{people[0]}}}")
        assert unit.run(text(statement))
        export(unit, house.env.signing, people[0], file, house.env.clock.now())
    assert wrong(checked(folder, file.getvalue())).why == why


def test_a_signature_has_one_form(piece, folder):
    end = orjson.loads(lines(piece)[-1])
    other = canonical(end | {"signature": end["signature"].upper()}) + b"\n"
    assert wrong(checked(folder, b"".join([*lines(piece)[:-1], other]))).why == "file changed"


def test_before_the_first_seal_there_is_nothing_to_export(home, env, tmp_path):
    from tests.kernel.audit.house import audited

    with audited(home, env, "test_unsealed", tmp_path) as fresh, pytest.raises(NotFound, match="nothing"):
        exported(fresh, fresh.customer())


def test_the_lines_are_json(piece):
    assert all(json.loads(line) for line in lines(piece))
