"""The HTTP API with real PostgreSQL: sessions, problems, imports, suggestions, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.demo.moving import Wish, move_in
from florin.simulation.sample import sample, sample_statement

ORIGIN = {"origin": "http://testserver"}
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def app(database, env):
    from florin.app.parts import PARTS
    from florin.app.worker import drain

    for _ in range(2):  # a second start adds nobody twice
        move_in(database.app, env, Wish(months=14), who=("maya", "jonas"))
    drain(database.worker, env, PARTS)
    return create_app(database, env)


@pytest.fixture
def client(app):
    with TestClient(app, headers=ORIGIN) as made:
        yield made


@pytest.fixture
def maya(client):
    assert client.post("/api/session", json={"persona": "maya"}).status_code == 201
    return client


@pytest.fixture
def you(client):
    client.post("/api/session", json={"persona": "you"})
    wishes = [{"purpose": p, "source": s} for p in ("picture", "suggestions") for s in ("here", "elsewhere")]
    client.post("/api/consents", json={"items": wishes}, headers={"idempotency-key": "you-first-step"})
    return client


@pytest.fixture
def acting(monkeypatch, drain):
    """Stands in for the workers' process: what is accepted is carried out while the request waits."""
    from florin.customer.suggestions import api

    monkeypatch.setattr(api.time, "sleep", lambda _: drain())


def accept(client, suggestion, key="key-00000001"):
    return client.post(f"/api/suggestions/{suggestion['id']}/accept", headers={"idempotency-key": key})


def test_without_a_session_everything_but_the_bank_is_closed(client):
    assert client.get("/api/bank").json()["personas"][0] == {
        "id": "you",
        "name": "You",
        "own": True,
    }
    for path in ("home", "accounts", "transactions", "facts", "suggestions", "imports", "session", "live"):
        answer = client.get(f"/api/{path}")
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in"), path
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_session_cookie_cannot_be_read_by_scripts_or_sent_from_elsewhere(client):
    answer = client.post("/api/session", json={"persona": "maya"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/api/session").json()["customer"]["name"] == "Maya Torres"
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/session").status_code == 401


def test_a_session_ends_on_the_server_too(client):
    client.post("/api/session", json={"persona": "maya"})
    (cookie,) = [c.value for c in client.cookies.jar]
    client.delete("/api/session")
    assert client.get("/api/home", headers={"cookie": f"florin_session={cookie}"}).status_code == 401


def test_personas_sign_in_only_in_demo_mode(database, env):
    from dataclasses import replace

    real = replace(env, settings=env.settings.model_copy(update={"demo": False}))
    with TestClient(create_app(database, real), headers=ORIGIN) as client:
        assert client.post("/api/session", json={"persona": "maya"}).status_code == 404
        assert client.get("/api/bank").json()["personas"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ""},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_change_that_another_site_could_cause_is_refused(app, headers):
    with TestClient(app) as client:
        answer = client.post(
            "/api/session", json={"persona": "maya"}, headers={k: v for k, v in headers.items() if v}
        )
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")


def test_home_shows_what_there_is_and_what_is_suggested(maya):
    home = maya.get("/api/home").json()
    assert not home["empty"]
    own = maya.get("/api/accounts").json()["items"]
    assert Decimal(home["net"][0]["amount"]) == sum(Decimal(a["balance"]["amount"]) for a in own)
    assert 1 <= len(home["suggestions"]) <= 3
    assert {fact["name"] for fact in home["facts"]} >= {
        "income",
        "spending",
        "buffer_days",
        "fees",
        "net_worth",
    }
    assert home["course"][-1]["amount"] == home["at_hand"][0]["amount"] == home["liquid"]["amount"]
    assert home["worth"]["total"]["net"] == home["net"][0]
    assert set(home["comes"]["before_pay"]) >= {"bills"}
    assert all("minor" not in account for account in home["accounts"])


def test_a_fact_is_traced_to_its_transactions(maya):
    fees = maya.get("/api/facts/fees").json()
    found = fees["evidence"]
    assert found
    assert -sum(Decimal(t["amount"]["amount"]) for t in found) == Decimal(fees["value"]["amount"])
    one = maya.get(f"/api/transactions/{found[0]['id']}").json()
    legs = [Decimal(leg["amount"]["amount"]) for leg in one["entry"]["legs"]]
    assert sum(legs) == 0
    assert maya.get("/api/facts/nonsense").status_code == 404


def test_what_a_suggestion_rests_on_is_counted_whole_and_paged(maya):
    shown = maya.get("/api/suggestions").json()["items"]
    paths = [f"/api/suggestions/{each['id']}" for each in shown]
    path = max(paths, key=lambda each: maya.get(each).json()["evidence_count"])
    pages = [maya.get(path).json()]
    while (following := pages[-1]["evidence_next"]) is not None:
        pages.append(maya.get(path, params={"cursor": following}).json())
    count, rows = pages[0]["evidence_count"], [row for page in pages for row in page["evidence"]]
    entries = [row["id"].partition(".")[0] for row in rows]
    assert count > 2
    assert len(pages) == -(-count // 50)
    assert len(set(entries)) == count
    rest = maya.get(path, params={"cursor": count - 1}).json()["evidence"]
    assert len({row["id"].partition(".")[0] for row in rest}) == 1
    assert {row["id"] for row in rest} <= {row["id"] for row in pages[-1]["evidence"]}
    assert maya.get(path, params={"cursor": count}).json()["evidence"] == []


@pytest.mark.parametrize(
    "path", ["transactions?q=%00", "transactions?counterparty=a%00b", "transactions?tag=%00"]
)
def test_a_character_that_no_text_can_hold_is_refused_and_not_logged(maya, path, capfd):
    answer = maya.get(f"/api/{path}")
    assert answer.status_code in (200, 422), answer.text
    told = "".join(capfd.readouterr())
    assert "Traceback" not in told
    assert "patterns" not in told


def test_a_suggestion_is_accepted_once_moves_money_and_is_undone(maya, acting):
    before = {a["id"]: a["balance"]["amount"] for a in maya.get("/api/accounts").json()["items"]}
    wanted = next(s for s in maya.get("/api/suggestions").json()["items"] if s["kind"] == "move_idle_cash")
    detail = maya.get(f"/api/suggestions/{wanted['id']}").json()
    assert detail["reasons"]
    assert detail["evidence"]
    assert len(detail["model"]["hash"]) == 64
    taken = accept(maya, wanted).json()
    assert taken["state"] == "accepted"
    assert len(taken["result"]["entries"]) == 1
    booked = maya.get(f"/api/transactions/e{taken['result']['entries'][0]}.1").json()
    assert len(booked["entry"]["legs"]) == 2
    moved = {a["id"]: Decimal(a["balance"]["amount"]) for a in maya.get("/api/accounts").json()["items"]}
    amount = Decimal(wanted["action"]["amount"]["amount"])
    assert moved[wanted["action"]["to"]] - Decimal(before[wanted["action"]["to"]]) == amount
    assert accept(maya, wanted).json()["result"] == taken["result"], "the same key again changes nothing"
    assert accept(maya, wanted, "key-00000002").status_code == 409
    undone = maya.post(f"/api/suggestions/{wanted['id']}/undo", headers={"idempotency-key": "key-00000003"})
    assert undone.json()["state"] == "undone"
    after = {a["id"]: a["balance"]["amount"] for a in maya.get("/api/accounts").json()["items"]}
    assert after == before


def test_a_suggestion_is_dismissed_as_easily(maya, drain):
    wanted = maya.get("/api/suggestions").json()["items"][-1]
    assert (
        maya.post(f"/api/suggestions/{wanted['id']}/dismiss", json={"mute": True}).json()["state"]
        == "dismissed"
    )
    drain()
    assert wanted["kind"] not in {s["kind"] for s in maya.get("/api/suggestions").json()["items"]}
    assert wanted["id"] in {s["id"] for s in maya.get("/api/suggestions?state=done").json()["items"]}


def test_an_idempotency_key_is_asked_for(maya):
    answer = maya.post("/api/suggestions/01a20000-0000-7000-8000-000000000000/accept")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].lower() == "idempotency-key"


def test_a_statement_is_previewed_imported_and_undone(you, drain):
    content, name, kind = sample_statement(TODAY)
    (shown,) = you.post("/api/imports", files={"file": (name, content, kind)}).json()["items"]
    assert (shown["state"], shown["format"]) == ("preview", "ofx")
    assert shown["added"] == sum(len(a.lines) for a in sample(TODAY).accounts)
    assert you.get("/api/accounts").json()["items"] == [], "a preview leaves nothing behind"
    assert you.post(f"/api/imports/{shown['id']}/confirm").status_code == 202
    drain()
    assert you.get(f"/api/imports/{shown['id']}").json()["state"] == "imported"
    home = you.get("/api/home").json()
    assert len(home["accounts"]) == 2
    assert home["suggestions"]
    (again,) = you.post("/api/imports", files={"file": (name, content, kind)}).json()["items"]
    assert (again["added"], again["duplicates"]) == (0, shown["added"])
    assert you.delete(f"/api/imports/{again['id']}").status_code == 204
    found = you.get("/api/transactions", params={"q": "grocer", "direction": "out", "limit": 10}).json()
    assert len(found["items"]) == 10
    page = you.get("/api/transactions", params={"q": "grocer", "limit": 10, "cursor": found["next"]}).json()
    assert not {t["id"] for t in page["items"]} & {t["id"] for t in found["items"]}
    detail = you.get(f"/api/transactions/{found['items'][0]['id']}").json()
    assert detail["original"].startswith("<STMTTRN>")
    assert detail["import"]["file"] == name
    you.post(f"/api/imports/{shown['id']}/undo")
    drain()
    assert you.get("/api/accounts").json()["items"] == []
    assert you.get("/api/transactions").json()["items"] == []


def test_a_file_that_is_no_statement_says_so_and_changes_nothing(you):
    (shown,) = you.post(
        "/api/imports", files={"file": ("cv.pdf", b"%PDF-1.7 hello", "application/pdf")}
    ).json()["items"]
    assert shown["state"] == "failed"
    assert shown["error"]
    assert you.get("/api/accounts").json()["items"] == []


def test_a_body_larger_than_any_statement_is_refused_before_it_is_read(app, database, env):
    from dataclasses import replace

    small = replace(env, settings=env.settings.model_copy(update={"statement_max_bytes": 1000}))
    with TestClient(create_app(database, small), headers=ORIGIN) as client:
        client.post("/api/session", json={"persona": "you"})
        content = b"x" * 2_000_000
        answer = client.post("/api/imports", files={"file": ("big.ofx", content)})
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/statement-too-large")
        chunked = client.post(
            "/api/imports",
            content=iter([content]),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        assert chunked.status_code == 413
        (shown,) = client.post("/api/imports", files={"file": ("big.ofx", b"x" * 2000)}).json()["items"]
        assert shown["state"] == "failed"


def test_a_csv_can_be_read_another_way(you, drain):
    csv = b"Date,Text,Amount\n01/02/2026,Coffee,3.50\n02/03/2026,Rent,900.00\n"
    (shown,) = you.post("/api/imports", files={"file": ("bank.csv", csv, "text/csv")}).json()["items"]
    assert shown["profile"]["date_format"] in ("dmy", "mdy")
    assert [c["name"] for c in shown["profile"]["columns"]] == ["Date", "Text", "Amount"]
    turned = {"date_format": "dmy", "sign": "inverted"}
    again = you.post(f"/api/imports/{shown['id']}/preview", json={"profile": turned}).json()
    assert again["profile"]["date_format"] == "dmy"
    lines = again["statements"][0]["lines"]
    assert {(line["booked"], line["amount"]) for line in lines} == {
        ("2026-02-01", "-3.50"),
        ("2026-03-02", "-900.00"),
    }
    broken = you.post(f"/api/imports/{shown['id']}/preview", json={"profile": {"columns": {"0": "nonsense"}}})
    assert (broken.status_code, broken.json()["errors"][0]["field"]) == (422, "profile")
    assert you.get(f"/api/imports/{shown['id']}").json()["profile"]["date_format"] == "dmy"
    you.post(f"/api/imports/{shown['id']}/confirm")
    drain()
    more = b"Date,Text,Amount\n05/04/2026,Tea,2.00\n"
    (known,) = you.post("/api/imports", files={"file": ("bank-2.csv", more, "text/csv")}).json()["items"]
    assert known["statements"][0]["lines"][0]["booked"] == "2026-04-05", "the correction is remembered"
    assert known["statements"][0]["lines"][0]["amount"] == "-2.00"
    assert known["statements"][0]["is_new_account"] is False
    you.delete(f"/api/imports/{known['id']}")
    you.post(f"/api/imports/{shown['id']}/undo")
    drain()


def test_one_customer_sees_nothing_of_another(app, drain):
    with TestClient(app, headers=ORIGIN) as maya, TestClient(app, headers=ORIGIN) as jonas:
        maya.post("/api/session", json={"persona": "maya"})
        jonas.post("/api/session", json={"persona": "jonas"})
        account = maya.get("/api/accounts").json()["items"][0]["id"]
        transaction = maya.get("/api/transactions").json()["items"][0]["id"]
        suggestion = maya.get("/api/suggestions").json()["items"][0]["id"]
        assert jonas.get(f"/api/accounts/{account}").status_code == 404
        assert jonas.get(f"/api/transactions/{transaction}").status_code == 404
        assert jonas.get("/api/transactions", params={"account": account}).json()["items"] == []
        assert jonas.get(f"/api/suggestions/{suggestion}").status_code == 404
        assert accept(jonas, {"id": suggestion}).status_code == 404
        assert jonas.patch(f"/api/accounts/{account}", json={"name": "Mine"}).status_code == 404


def test_an_account_elsewhere_can_be_named_and_told_its_rate(you, acting, drain):
    content, name, kind = sample_statement(TODAY)
    (shown,) = you.post("/api/imports", files={"file": (name, content, kind)}).json()["items"]
    you.post(f"/api/imports/{shown['id']}/confirm")
    drain()
    card = next(a for a in you.get("/api/accounts").json()["items"] if a["kind"] == "card")
    changed = you.patch(f"/api/accounts/{card['id']}", json={"name": "My card", "rate": "0.1999"}).json()
    assert (changed["name"], changed["rate"], changed["rate_source"]) == ("My card", "0.1999", "told")
    drain()
    debt = next(s for s in you.get("/api/suggestions").json()["items"] if s["kind"] == "pay_dearest_debt")
    assert "My card" in debt["title"]
    assert "19.99%" in debt["sentence"]
    assert not debt["action"]["here"]
    (planned,) = accept(you, debt, "key-00000009").json()["result"]["planned"]
    assert you.get(f"/api/transactions/p{planned}").json()["status"] == "planned"
    assert you.get("/api/transactions/pnonsense").status_code == 404
    you.post(f"/api/imports/{shown['id']}/undo")
    drain()


DOLLARS = b"Date,Description,Amount,Balance\n2026-11-02,Pay,100.00,100.00\n"
QIF = b"!Type:Bank\nD11/02/2026\nT-20.00\nPSHOP\n^\nD11/03/2026\nT-30.00\nPSHOP\n^\n"


def brought(client, drain, name, content):
    """Uploads and confirms a file; the import's id."""
    (shown,) = client.post("/api/imports", files={"file": (name, content)}).json()["items"]
    client.post(f"/api/imports/{shown['id']}/confirm")
    drain()
    return shown["id"]


def test_a_balance_that_no_one_stated_is_not_invented_but_can_be_told(you, drain):
    identifier = brought(you, drain, "a.qif", QIF)
    (account,) = you.get("/api/accounts").json()["items"]
    assert account["balance_known"] is False
    home = you.get("/api/home").json()
    assert home["net"] == [{"amount": "0.00", "currency": "USD"}]
    facts = {fact["name"]: fact for fact in home["facts"]}
    assert not facts["net_worth"]["known"]
    assert "Tell us" in facts["net_worth"]["sentence"]
    assert facts["fees"]["known"]
    wrong = you.patch(f"/api/accounts/{account['id']}", json={"balance": "1.234"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "balance")
    told = you.patch(f"/api/accounts/{account['id']}", json={"balance": "500.00"}).json()
    assert (told["balance"]["amount"], told["balance_known"]) == ("500.00", True)
    drain()
    assert you.get("/api/facts/net_worth").json()["value"]["amount"] == "500.00"
    you.post(f"/api/imports/{identifier}/undo")
    drain()


def test_you_count_in_the_currency_of_your_first_statement_until_you_choose(you, drain):
    content, _, _ = sample_statement(TODAY)
    identifier = brought(you, drain, "euro.ofx", content.replace(b"<CURDEF>USD", b"<CURDEF>EUR"))
    assert you.get("/api/session").json()["customer"]["currency"] == "EUR"
    assert you.get("/api/home").json()["suggestions"]
    assert you.patch("/api/session", json={"currency": "XYZ"}).json()["errors"][0]["field"] == "currency"
    assert you.patch("/api/session", json={"currency": "USD"}).json()["customer"]["currency"] == "USD"
    dollars = brought(you, drain, "dollars.csv", DOLLARS)
    told = {f["name"]: f["sentence"] for f in you.get("/api/facts").json()["items"]}
    without = [name for name in told if "counted in none of these sentences" in told[name]]
    assert without == ["liquid"], "once, for all of them"
    for each in (identifier, dollars):
        you.post(f"/api/imports/{each}/undo")
    drain()


def test_the_same_file_is_looked_at_once(you):
    first, second = (
        you.post("/api/imports", files={"file": ("a.qif", QIF)}).json()["items"][0] for _ in "ab"
    )
    assert first["id"] == second["id"]
    you.delete(f"/api/imports/{first['id']}")


def test_what_stays_after_an_undo_is_said(you, drain):
    first = brought(you, drain, "a.qif", QIF)
    second = brought(you, drain, "b.qif", QIF + b"D11/04/2026\nT-1.00\nPSHOP\n^\n")
    you.post(f"/api/imports/{first}/undo")
    drain()
    assert you.get(f"/api/imports/{first}").json()["kept"] == 2
    you.post(f"/api/imports/{second}/undo")
    drain()


def test_what_was_put_away_can_be_opened_again(maya, drain):
    wanted = maya.get("/api/suggestions").json()["items"][-1]
    away = maya.post(f"/api/suggestions/{wanted['id']}/dismiss", json={"mute": True}).json()
    assert away["undoable"]
    back = maya.post(
        f"/api/suggestions/{wanted['id']}/undo", headers={"idempotency-key": "key-00000077"}
    ).json()
    assert back["state"] == "open"
    drain()
    assert wanted["id"] in {s["id"] for s in maya.get("/api/suggestions").json()["items"]}


def test_a_new_day_is_told_to_everyone_once(app, maya, database, env, drain):
    from dataclasses import replace
    from datetime import timedelta

    from florin.app.worker import expire
    from florin.kernel.clock import fixed_clock

    drain()
    tomorrow = replace(env, clock=fixed_clock(env.clock.now() + timedelta(days=1)))
    for _ in range(2):
        expire(database.worker, tomorrow)
    with database.worker.connect() as connection:
        told = connection.exec_driver_sql(
            "select count(*), count(distinct customer_id) from event_log where name = 'DayBegan'"
            " and body ->> 'day' = '2026-11-24'"
        ).one()
    assert told[0] == told[1] >= 1, "the demo's people have days of their own"
    drain()


def test_terms_of_an_account_here_are_the_banks(maya):
    here = maya.get("/api/accounts").json()["items"][0]
    answer = maya.patch(f"/api/accounts/{here['id']}", json={"rate": "0.01"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "rate")


@pytest.mark.parametrize(
    "query", ["limit=0", "from=yesterday", "min=abc", "cursor=x", "account=1", "direction=up"]
)
def test_malformed_queries_name_the_field(maya, query):
    answer = maya.get(f"/api/transactions?{query}")
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-input"


def test_unknown_paths_under_api_are_problems_never_the_page(client):
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_health_and_readiness(client):
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json()["parked"]["customer"] == 0


def test_answers_carry_the_headers_that_keep_a_page_safe(maya):
    headers = maya.get("/api/home").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
