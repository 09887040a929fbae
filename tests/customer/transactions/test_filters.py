"""Lists, sums and exports of transactions by every filter, over HTTP with real PostgreSQL."""

import csv
import io
import json
from decimal import Decimal

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
EUROS = b"""Date,Description,Amount,Currency
2026-11-17,Hotel Lisboa,-210.00,EUR
2026-11-16,Refund Hotel,15.50,EUR
"""


@pytest.fixture
def busy(pat):
    """Five transactions in dollars and two in euro; the shop bears everything that can be written."""
    pat.bring(EUROS)
    shop = pat.find("weekly")
    pat.write(shop, note='=HYPERLINK("http://evil.example")', tags=["Food", "Party"])
    pat.http.put(
        f"/api/transactions/{shop}/parts",
        json={"parts": [{"label": "@Food", "amount": "-60"}, {"label": "Rest", "amount": "-24.20"}]},
    )
    pat.attach(shop, "a.png", PNG)
    pat.write(pat.find("rent"), tags=["Home"])
    return pat


def texts(found):
    return {transaction["text"] for transaction in found}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"from": "2026-11-19"}, 2),
        ({"to": "2026-10-02"}, 2),
        ({"from": "2026-10-02", "to": "2026-11-16"}, 2),
        ({"direction": "in"}, 2),
        ({"direction": "out"}, 5),
        ({"min": "84.20"}, 4),
        ({"max": "31.50"}, 2),
        ({"min": "31.50", "max": "46.00"}, 2),
        ({"status": "booked"}, 7),
        ({"status": "pending"}, 0),
        ({"currency": "EUR"}, 2),
        ({"currency": ["EUR", "USD"]}, 7),
        ({"currency": "JPY"}, 0),
        ({"tag": "food"}, 1),
        ({"tag": ["Home", "party"]}, 2),
        ({"tag": "nothing"}, 0),
        ({"has": "note"}, 1),
        ({"has": "attachment"}, 1),
        ({"has": "split"}, 1),
        ({"has": ["note", "attachment", "split"], "tag": "Food", "q": "corner"}, 1),
        ({"has": ["note"], "tag": "Home"}, 0),
        ({"own": "only"}, 0),
        ({"own": "without"}, 7),
        ({"counterparty": "Luna Cafe"}, 1),
        ({"counterparty": "Luna"}, 0),
        ({"kind": "fee"}, 0),
        ({"q": "hotel", "direction": "in"}, 1),
        ({"q": "%"}, 0),
        ({"q": "lisboa hotel"}, 1),
    ],
)
def test_list_sum_and_export_agree_on_every_filter(busy, asked, found):
    shown = busy.transactions(**asked)
    assert len(shown) == found
    together = busy.http.get("/api/transactions/sum", params=asked).json()
    assert together["count"] == found
    for each in together["sums"]:
        amounts = [
            Decimal(t["amount"]["amount"]) for t in shown if t["amount"]["currency"] == each["in"]["currency"]
        ]
        assert each["count"] == len(amounts)
        assert Decimal(each["in"]["amount"]) == sum(a for a in amounts if a > 0)
        assert Decimal(each["out"]["amount"]) == -sum(a for a in amounts if a < 0)
        assert each["aside"] == 0
    exported = busy.http.get("/api/transactions/export", params={**asked, "format": "json"}).json()
    assert [record["id"] for record in exported["items"]] == [t["id"] for t in shown]


def test_several_accounts_are_asked_for_at_once(busy):
    accounts = [account["id"] for account in busy.http.get("/api/accounts").json()["items"]]
    assert len(accounts) == 2
    each = [len(busy.transactions(account=account)) for account in accounts]
    assert sorted(each) == [2, 5]
    assert len(busy.transactions(account=accounts)) == 7


def test_a_kind_and_own_transfers_are_found(pat, database, env, drain):
    """Kinds come from the statement, own transfers from what the accounts say of each other."""
    from florin.kernel.work import Caller, work
    from florin.ledger import service as ledger

    with work(database.app, Caller.operator(pat.id)) as unit:
        opened = {"kind": "current", "here": True, "currency": "USD", "now": env.clock.now()}
        first, second = (
            ledger.open_account(
                unit, env.vault(pat.id), name=name, opened=env.clock.business_date(), **opened
            )
            for name in ("Here", "There")
        )
        legs = (ledger.Leg(first, -500), ledger.Leg(second, 500))
        day = env.clock.business_date()
        ledger.record(unit, [ledger.Entry("test", f"own {first}", day, "transfer", legs)])
    drain()
    assert {t["own_transfer"] for t in pat.transactions(own="only")} == {True}
    assert len(pat.transactions(own="only")) == 2
    assert len(pat.transactions(own="without")) == 5
    assert len(pat.transactions(kind=["transfer", "fee"])) == 2
    assert pat.transactions(own="without", kind="transfer") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-02-30", "from"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("min=5&max=4", "max"),
        ("min=-1", "min"),
        ("max=0.001", "max"),
        ("min=NaN", "min"),
        ("direction=up", "direction"),
        ("status=lost", "status"),
        ("currency=XYZ", "currency.0"),
        ("account=1", "account.0"),
        ("has=colour", "has.0"),
        ("own=maybe", "own"),
        ("tag=", "tag.0"),
        ("colour=red", "colour"),
        (f"q={'x' * 101}", "q"),
        ("import=1", "import"),
    ],
)
def test_a_bad_filter_names_its_field(visit, query, field):
    http = visit().http
    for path in ("", "/sum", "/export"):
        answer = http.get(f"/api/transactions{path}?{query}")
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field], path


def test_a_bad_format_names_its_field(pat):
    answer = pat.http.get("/api/transactions/export?format=xlsx")
    assert [error["field"] for error in answer.json()["errors"]] == ["format"]


def test_a_spreadsheet_opens_the_export_and_runs_nothing(busy):
    answer = busy.http.get("/api/transactions/export?format=csv&currency=USD")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    named = 'attachment; filename="transactions-2026-11-23.csv"'
    assert answer.headers["content-disposition"] == named
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["booked"] for row in rows] == [
        "2026-11-20",
        "2026-11-19",
        "2026-11-18",
        "2026-10-02",
        "2026-09-30",
    ]
    shop, *_, train = rows
    assert shop["amount"] == "-84.20"
    assert shop["counterparty"] == "Corner Grocer"
    assert shop["note"] == '\'=HYPERLINK("http://evil.example")'
    assert shop["tags"] == "Food, Party"
    assert shop["parts"] == "'@Food -60.00; Rest -24.20"
    assert (shop["attachments"], shop["own_transfer"], shop["status"]) == ("1", "no", "booked")
    assert (train["note"], train["tags"], train["attachments"]) == ("", "", "0")
    for row in rows:
        for name, value in row.items():
            assert name == "amount" or not value.startswith(("=", "+", "-", "@", "\t")), (name, value)


def test_a_program_reads_the_export(busy):
    answer = busy.http.get("/api/transactions/export?format=json&tag=food")
    assert answer.headers["content-type"] == "application/json"
    (shop,) = json.loads(answer.content)["items"]
    assert shop["parts"] == [{"label": "@Food", "amount": "-60.00"}, {"label": "Rest", "amount": "-24.20"}]
    assert (shop["amount"], shop["currency"], shop["tags"]) == ("-84.20", "USD", ["Food", "Party"])
    assert shop["note"].startswith("=HYPERLINK"), "only a spreadsheet needs the apostrophe"


def test_an_export_of_nothing_is_a_heading_alone(pat):
    empty = pat.http.get("/api/transactions/export?q=nowhere").content.decode("utf-8-sig")
    assert len(empty.splitlines()) == 1
    assert pat.http.get("/api/transactions/export?q=nowhere&format=json").json() == {"items": []}


def test_pages_of_a_filtered_list_follow_each_other(busy):
    first = busy.http.get("/api/transactions", params={"direction": "out", "limit": 3}).json()
    after = busy.http.get(
        "/api/transactions", params={"direction": "out", "limit": 3, "cursor": first["next"]}
    ).json()
    assert after["next"] is None
    assert len({t["id"] for t in first["items"] + after["items"]}) == 5
    assert texts(first["items"]) | texts(after["items"]) == texts(busy.transactions(direction="out"))
