"""What signing in leaves in the database: no address, name, device, code, token or cookie as it is."""

from sqlalchemy import create_engine, text

from florin.kernel.postgres import ADMIN, start_server
from tests.identity.authenticator import Authenticator
from tests.identity.conftest import SITE, Door

TABLES = text("""
select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('florin', 'derived', 'jobs')
""")
ADDRESS, NAME = "203.0.113.99", "Quetzal Kv7 key"
AGENT = "Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537 OPR/120"


def test_nothing_that_a_person_is_known_by_or_that_opens_a_door_is_stored_as_it_is(
    customer, invite, browser, database, home
):
    token = invite(customer)
    door, device = Door(browser(address=ADDRESS, **{"user-agent": AGENT})), Authenticator(origin=SITE)
    assert door.register(device, invitation=token, name=NAME).status_code == 201
    first = door.client.cookies["__Host-florin_session"]
    assert door.sign_in(device).status_code == 201
    assert door.step_up(device, "recovery-codes").status_code == 204
    codes = door.client.post("/api/identity/recovery-codes").json()["codes"]
    assert door.post("recovery", code="WRONG-WRONG-WRONG-WRONG").status_code == 403
    challenge = door.options("sign-in")["challenge"]
    (mine,) = door.client.get("/api/identity/sessions").json()["items"]
    assert mine["device"] == "Opera on Windows"

    marks = [
        ADDRESS,
        NAME,
        "Opera on Windows",
        "Quetzal Kv7",
        token,
        first,
        challenge,
        codes[0],
        codes[0].replace("-", ""),
    ]
    marks.append(door.client.cookies["__Host-florin_session"])
    told = [*marks, *(mark.encode().hex() for mark in marks)]
    owner = create_engine(start_server(home).url(ADMIN, "florin"))
    with owner.connect() as connection:
        tables = list(connection.execute(TABLES).scalars())
        for table in tables:
            for row in connection.execute(text(f"select t::text from {table} t")).scalars():
                assert not [mark for mark in told if mark in row], table
    owner.dispose()
    assert {"florin.session", "florin.passkey", "florin.attempt", "florin.event_log"} <= set(tables)
