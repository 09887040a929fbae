"""What hangs on a transaction that two accounts share: each side has its own, told and erased with it."""

from datetime import date

import pytest

from florin.app.leaving.export.out import to_folder
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from florin.ledger.service import Entry, Leg, NewAccount
from tests.app.leaving.conftest import PNG, administered, erased, found_in, marked, told
from tests.app.leaving.test_erase import files_with
from tests.app.world import OPEN

AMOUNT = 123_45


@pytest.fixture
def pair(person):
    """Two people of one household, of whom the first lets the second write."""
    one, mate = person(), person()
    token = one.http.post("/api/household/invitations").json()["token"]
    assert mate.http.post("/api/household/join", json={"token": token}).status_code == 201
    assert one.http.put("/api/household/sharing", json={"shares": "write"}).status_code == 200
    return one, mate


@pytest.fixture
def moved(database, env, drain):
    """Moves money from an account to another, whosever they are."""

    def move(payer, source, target, *others):
        with work(database.app, Caller.operator(payer.id, *(one.id for one in others))) as unit:
            legs = (Leg(source, -AMOUNT), Leg(target, AMOUNT))
            words = {"text": marked(payer.mark, "shared")}
            entry = Entry("core", f"{source}:{target}", date(2026, 11, 22), "transfer", legs, words=words)
            ledger.record_all(unit, [(payer.id, entry)], env.vault)
        drain()

    return move


def attach(http, line, name, of=None):
    file = (f"{name}.png", PNG + name.encode())
    headers = {OPEN: str(of.id)} if of else {}
    answer = http.post(f"/api/transactions/{line}/attachments", files={"file": file}, headers=headers)
    assert answer.status_code == 201, answer.text


def side(one, amount, http=None):
    """The id of the transaction of this amount on somebody's side."""
    headers = {OPEN: str(one.id)} if http else {}
    items = (http or one.http).get("/api/transactions", headers=headers).json()["items"]
    (found,) = (t["id"] for t in items if t["amount"]["amount"] == amount and t["status"] == "booked")
    return found


def taken(database, env, one, folder):
    """What hangs on a person's transactions in their export, by name: its content."""
    to_folder(database.app, env, Caller.operator(one.id), folder)
    rows = told(folder / "attachments.json")
    assert len(rows) == len(list((folder / "attachments").iterdir()))
    return {row["name"].removesuffix(".png"): (folder / row["file_path"]).read_bytes() for row in rows}


def test_each_of_two_customers_has_their_own_side(pair, moved, database, env, staff, drain, tmp_path):
    one, mate = pair
    moved(one, one.here, mate.here, mate)
    names = [marked(one.mark, "receipt"), marked(one.mark, "frommate"), marked(mate.mark, "receipt")]
    attach(one.http, side(one, "-123.45"), names[0])
    attach(mate.http, side(one, "-123.45", mate.http), names[1], of=one)
    attach(mate.http, side(mate, "123.45"), names[2])
    before = {who.mark: taken(database, env, who, tmp_path / f"{n}") for n, who in enumerate((one, mate), 1)}
    assert set(before[one.mark]) == {marked(one.mark, "attached"), names[0], names[1]}
    assert set(before[mate.mark]) == {marked(mate.mark, "attached"), names[2]}
    assert all(content.endswith(name.encode()) for name, content in before[one.mark].items() if name in names)

    erased(database, env, mate.id, staff)

    assert found_in(administered(env), mate.mark) == {}
    assert files_with(env.settings.home, mate.mark) == []
    drain()
    assert taken(database, env, one, tmp_path / "3") == before[one.mark], "the other side stays whole"
    page = one.http.get(f"/api/transactions/{side(one, '-123.45')}").json()
    assert [each["name"] for each in page["attachments"]] == [f"{name}.png" for name in names[:2]]
    for each, name in zip(page["attachments"], names, strict=False):
        file = one.http.get(f"/api/transactions/{page['id']}/attachments/{each['id']}")
        assert file.content == PNG + name.encode()
    assert page["text"] == marked(one.mark, "shared")

    erased(database, env, one.id, staff)
    assert found_in(administered(env), one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []
    with work(database.app, Caller.operator()) as unit:
        assert ledger.verify(unit).breaks == ()


def test_who_pays_leaves_and_who_was_paid_keeps_their_side(pair, moved, database, env, staff, tmp_path):
    one, mate = pair
    moved(one, one.here, mate.here, mate)
    name = marked(mate.mark, "receipt")
    attach(one.http, side(one, "-123.45"), marked(one.mark, "receipt"))
    attach(mate.http, side(mate, "123.45"), name)
    erased(database, env, one.id, staff)
    assert found_in(administered(env), one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []
    assert taken(database, env, mate, tmp_path / "out")[name] == PNG + name.encode()


def test_both_sides_of_ones_own_transfer_are_taken_along_and_erased(
    person, moved, database, env, staff, drain, tmp_path
):
    one, savings = person(), new_id()
    with work(database.app, Caller.operator(one.id)) as unit:
        new = NewAccount(savings, one.id, "savings", True, "USD", date(2020, 1, 1), marked(one.mark, "saved"))
        ledger.open_accounts(unit, [new], env.vault, env.clock.now())
    moved(one, one.here, savings)
    names = [marked(one.mark, "out"), marked(one.mark, "in")]
    for amount, name in zip(("-123.45", "123.45"), names, strict=True):
        attach(one.http, side(one, amount), name)
    assert {*names} < set(taken(database, env, one, tmp_path / "out"))
    erased(database, env, one.id, staff)
    assert found_in(administered(env), one.mark) == {}
    assert files_with(env.settings.home, one.mark) == []
