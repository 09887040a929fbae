"""Notes, tags, parts and attachments on transactions, over HTTP with real PostgreSQL."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from florin.customer import service as customers
from florin.customer.transactions.rules.files import MOST_BYTES, MOST_FILES
from florin.kernel.work import Caller, work
from tests.customer.transactions.conftest import STATEMENT

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
PDF = b"%PDF-1.7\n" + b"paper" * 100
TABLES = (
    "florin.transaction_mark",
    "florin.tag",
    "florin.transaction_tag",
    "florin.transaction_part",
    "florin.attachment",
    "derived.mark",
)
NOWHERE = "00000000-0000-0000-0000-000000000000"


def refused(answer, status=422):
    """The fields that a refusal names."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["field"] for error in answer.json().get("errors") or []}


def count(pat, database, table):
    with work(database.app, Caller.customer(pat.id)) as unit:
        return unit.scalar(text(f"select count(*) from {table}"))


def fully_marked(pat):
    """One transaction with everything written on it; its id."""
    shop = pat.find("weekly shop")
    pat.write(shop, note="Birthday dinner for Émile", tags=["Family", "Party"])
    parts = [{"label": "Food", "amount": "-60.00"}, {"label": "Balloons", "amount": "-24.20"}]
    assert pat.http.put(f"/api/transactions/{shop}/parts", json={"parts": parts}).status_code == 200
    assert pat.attach(shop, "receipt.png", PNG).status_code == 201
    return shop


def test_what_is_written_stands_on_the_transaction_and_in_the_list(pat):
    shop = fully_marked(pat)
    detail = pat.detail(shop)
    assert detail["marks"] == {
        "note": "Birthday dinner for Émile",
        "tags": ["Family", "Party"],
        "parts": 2,
        "attachments": 1,
    }
    assert detail["parts"] == [
        {"label": "Food", "amount": {"amount": "-60.00", "currency": "USD"}},
        {"label": "Balloons", "amount": {"amount": "-24.20", "currency": "USD"}},
    ]
    (attached,) = detail["attachments"]
    assert (attached["name"], attached["type"], attached["size"]) == ("receipt.png", "image/png", len(PNG))
    shown = {t["id"]: t["marks"] for t in pat.transactions()}
    assert shown[shop] == detail["marks"]
    assert [marks for identifier, marks in shown.items() if identifier != shop] == [None] * 4


def test_what_is_left_out_stays_and_what_is_empty_goes(pat, database):
    shop = fully_marked(pat)
    assert pat.write(shop, note="")["marks"]["tags"] == ["Family", "Party"]
    assert pat.write(shop, tags=["Party"])["marks"] == {
        "note": None,
        "tags": ["Party"],
        "parts": 2,
        "attachments": 1,
    }
    pat.write(shop, tags=None)
    joined = pat.http.put(f"/api/transactions/{shop}/parts", json={"parts": []}).json()
    assert joined["parts"] == []
    (attached,) = joined["attachments"]
    assert pat.http.delete(f"/api/transactions/{shop}/attachments/{attached['id']}").status_code == 204
    assert pat.detail(shop)["marks"] is None
    assert [count(pat, database, table) for table in TABLES] == [0] * len(TABLES), "nothing typed is left"


@pytest.mark.parametrize(
    ("query", "found"),
    [("emile", 1), ("PARTY", 1), ("balloons", 1), ("receipt.png", 1), ("grocer dinner", 1), ("nowhere", 0)],
)
def test_search_finds_what_was_written(pat, query, found):
    fully_marked(pat)
    assert len(pat.transactions(q=query)) == found


def test_one_name_is_one_tag_and_is_counted(pat):
    shop, lunch, rent = (pat.find(words) for words in ("weekly", "lunch", "rent"))
    pat.write(shop, tags=["Work", "Food"])
    pat.write(lunch, tags=["FOOD"])
    assert pat.detail(lunch)["marks"]["tags"] == ["Food"], "as it was first written"
    tags = pat.http.get("/api/tags").json()["items"]
    assert tags == [{"name": "Food", "count": 2}, {"name": "Work", "count": 1}]
    pat.write(rent, tags=["Home"])
    pat.write(rent, tags=[])
    assert "Home" not in {tag["name"] for tag in pat.http.get("/api/tags").json()["items"]}


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ({"note": "x" * 2001}, {"note"}),
        ({"note": 3}, {"note"}),
        ({"tags": ["ok", ""]}, {"tags.1"}),
        ({"tags": ["a,b"]}, {"tags.0"}),
        ({"tags": [f"t{n}" for n in range(21)]}, {"tags"}),
        ({"tags": "food"}, {"tags"}),
        ({"colour": "red"}, {"colour"}),
        ({"note": "good", "tags": ["x" * 41]}, {"tags.0"}),
    ],
)
def test_bad_words_name_their_field_and_change_nothing(pat, written, fields):
    shop = pat.find("weekly")
    pat.write(shop, note="Stays", tags=["Stays"])
    assert refused(pat.http.patch(f"/api/transactions/{shop}", json=written)) == fields
    marks = pat.detail(shop)["marks"]
    assert (marks["note"], marks["tags"]) == ("Stays", ["Stays"])


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ([("All", "-84.20")], {"parts"}),
        ([("A", "-84.19"), ("B", "-0.02")], {"parts"}),
        ([("A", "-100"), ("B", "15.80")], {"parts.1.amount"}),
        ([("A", "-84.195"), ("B", "-0.005")], {"parts.0.amount", "parts.1.amount"}),
        ([("", "-84"), ("B", "-0.20")], {"parts.0.label"}),
        ([("A", "lots"), ("B", "-0.20")], {"parts.0.amount"}),
        ([("A", "NaN"), ("B", "-0.20")], {"parts.0.amount"}),
        ([("A", None), ("B", "-0.20")], {"parts.0.amount"}),
    ],
)
def test_bad_parts_name_their_field_and_change_nothing(pat, parts, fields):
    shop = fully_marked(pat)
    body = {"parts": [{"label": label, "amount": amount} for label, amount in parts]}
    assert refused(pat.http.put(f"/api/transactions/{shop}/parts", json=body)) == fields
    assert [part["label"] for part in pat.detail(shop)["parts"]] == ["Food", "Balloons"]


def test_an_attachment_comes_back_as_it_was_and_cannot_act(pat, database):
    shop = fully_marked(pat)
    assert pat.attach(shop, "página <1>.html", PDF).status_code == 201
    picture, paper = pat.detail(shop)["attachments"]
    shown = pat.http.get(f"/api/transactions/{shop}/attachments/{picture['id']}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert shown.headers["content-disposition"].startswith("inline")
    saved = pat.http.get(f"/api/transactions/{shop}/attachments/{paper['id']}")
    assert (saved.content, saved.headers["content-type"]) == (PDF, "application/pdf")
    named = "attachment; filename*=UTF-8''p%C3%A1gina%20%3C1%3E.html.pdf"
    assert saved.headers["content-disposition"] == named
    for answer in (shown, saved):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"]
    with work(database.app, Caller.customer(pat.id)) as unit:
        kept = b"".join(bytes(c) for (c,) in unit.all(text("select content from attachment")))
        typed = b"".join(bytes(p) for (p,) in unit.all(text("select personal from attachment")))
    assert b"picture" not in kept
    assert b"receipt" not in typed


def test_bad_files_are_refused_and_nothing_is_kept(pat, database):
    shop = pat.find("weekly")
    assert refused(pat.attach(shop, "receipt.png", b"<html>hello</html>")) == {"file"}
    assert refused(pat.attach(shop, "empty.png", b"")) == {"file"}
    assert refused(pat.attach(shop, "large.png", PNG + b"\0" * MOST_BYTES)) == {"file"}
    assert refused(pat.http.post(f"/api/transactions/{shop}/attachments")) == {"file"}
    assert count(pat, database, "attachment") == count(pat, database, "transaction_mark") == 0
    for n in range(MOST_FILES):
        assert pat.attach(shop, f"{n}.png", PNG).status_code == 201
    assert refused(pat.attach(shop, "one-more.png", PNG)) == {"file"}
    assert len(pat.detail(shop)["attachments"]) == MOST_FILES


def test_what_is_not_there_is_said_so(pat):
    shop = pat.find("weekly")
    for method, path in (
        ("patch", "/api/transactions/e1.1"),
        ("patch", "/api/transactions/nonsense"),
        ("get", f"/api/transactions/{shop}/attachments/{NOWHERE}"),
        ("delete", f"/api/transactions/{shop}/attachments/{NOWHERE}"),
    ):
        options = {"json": {"note": "x"}} if method == "patch" else {}
        assert refused(getattr(pat.http, method)(path, **options), 404) == set(), path
    assert pat.detail(shop)["marks"] is None


def test_only_what_is_booked_can_be_written_on(pat):
    pat.bring(b"Date,Description,Amount,Status\n2026-11-22,Hotel,-300.00,pending\n")
    (hotel,) = pat.transactions(status="pending")
    assert hotel["id"].startswith("l")
    assert pat.detail(hotel["id"])["markable"] is False
    assert refused(pat.http.patch(f"/api/transactions/{hotel['id']}", json={"note": "x"}), 409) == set()


# Where it stays ------------------------------------------------------------


def everything(pat, identifier):
    detail = pat.detail(identifier)
    return {name: detail[name] for name in ("marks", "parts", "attachments")}


def test_a_rebuild_makes_the_same_again(pat, database, env):
    shop = fully_marked(pat)
    before = everything(pat, shop)
    with work(database.app, Caller.operator(pat.id)) as unit:
        unit.run(text("delete from derived.mark"))
        customers.rebuild(unit, env)
    assert everything(pat, shop) == before
    assert pat.find("balloons") == shop


def test_a_line_that_comes_again_has_what_was_written_on_it(pat):
    shop = fully_marked(pat)
    before = everything(pat, shop)
    (came,) = pat.http.get("/api/imports").json()["items"]
    pat.http.post(f"/api/imports/{came['id']}/undo")
    pat.settle()
    assert pat.transactions() == []
    assert pat.http.get("/api/tags").json()["items"] == [
        {"name": "Family", "count": 0},
        {"name": "Party", "count": 0},
    ]
    pat.bring(STATEMENT)
    again = pat.find("balloons")
    assert again != shop, "the entry is another"
    assert everything(pat, again) == before
    file = before["attachments"][0]["id"]
    assert pat.http.get(f"/api/transactions/{again}/attachments/{file}").content == PNG


def test_other_pages_hear_of_it_by_ids_alone(pat, database):
    shop = fully_marked(pat)
    entry, line = shop.removeprefix("e").split(".")
    with database.worker.connect() as connection:
        bodies = connection.execute(
            text("select body from event_log where name = 'TransactionMarked' and customer_id = :c"),
            {"c": pat.id},
        ).all()
    assert [body for (body,) in bodies] == [{"entry": int(entry), "line": int(line)}] * 3


# Whose it is ------------------------------------------------------------


def test_one_customer_sees_and_changes_nothing_of_another(visit, pat, database):
    shop = fully_marked(pat)
    (file,) = pat.detail(shop)["attachments"]
    other = visit()
    address = f"/api/transactions/{shop}"
    attached = f"{address}/attachments/{file['id']}"
    assert other.http.patch(address, json={"note": "x"}).status_code == 404
    assert other.http.put(f"{address}/parts", json={"parts": []}).status_code == 404
    assert other.attach(shop, "a.png", PNG).status_code == 404
    assert other.http.get(attached).status_code == 404
    assert other.http.delete(attached).status_code == 404
    assert other.http.get("/api/tags").json()["items"] == []
    assert len(pat.detail(shop)["attachments"]) == 1
    for engine in (database.app, database.worker):
        for table in TABLES:
            with work(engine, Caller.customer(pat.id)) as unit:
                assert unit.scalar(text(f"select count(*) from {table}")) > 0, table
            with work(engine, Caller.customer(other.id)) as unit:
                assert unit.scalar(text(f"select count(*) from {table}")) == 0, table
            with engine.connect() as connection:
                assert connection.execute(text(f"select count(*) from {table}")).scalar() == 0, table


def test_nothing_is_hung_on_what_belongs_to_another(visit, pat, database):
    fully_marked(pat)
    pat.write(pat.find("rent"), tags=["Home"])
    other = visit()
    with work(database.app, Caller.customer(pat.id)) as unit:
        mark = unit.scalar(text("select mark_id from attachment"))
        tag = unit.scalar(text("select tag_id from transaction_tag where mark_id <> :mark"), mark=mark)
    forged = {
        "transaction_part": "(mark_id, n, customer_id, amount, personal) values (:mark, 9, :me, 1, 'x')",
        "transaction_tag": "(mark_id, tag_id, customer_id, n) values (:mark, :tag, :me, 9)",
        "attachment": "(id, mark_id, customer_id, size, personal, content, created)"
        " values (gen_random_uuid(), :mark, :me, 1, 'x', 'x', '2026-01-01')",
    }
    for table, values in forged.items():
        for me, problem in ((other.id, "foreign key"), (pat.id, "row-level security")):
            with (
                pytest.raises(DBAPIError, match=problem),
                work(database.app, Caller.customer(other.id)) as unit,
            ):
                unit.run(text(f"insert into {table} {values}"), mark=mark, tag=tag, me=me)


def test_clear_text_stands_only_where_it_is_derived(pat, database):
    fully_marked(pat)
    kept = b""
    with work(database.app, Caller.customer(pat.id)) as unit:
        for statement in (
            "select note from transaction_mark",
            "select personal from tag",
            "select name_mac from tag",
            "select personal from transaction_part",
        ):
            kept += b"".join(bytes(value) for (value,) in unit.all(text(statement)))
    assert kept
    for word in (b"Birthday", b"Family", b"Party", b"Balloons"):
        assert word not in kept


def test_the_clock_of_a_change_is_the_walls(pat, database):
    fully_marked(pat)
    with work(database.app, Caller.customer(pat.id)) as unit:
        assert unit.scalar(text("select changed from transaction_mark")).date() == date(2026, 11, 23)
