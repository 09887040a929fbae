"""Least privilege: each role at each route of the office and each function behind it, allowed or refused."""

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.identity import staff
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work

ORIGIN = {"origin": "http://testserver"}
# What each role is for, said here a second time, so that a right that slips in elsewhere is seen.
RIGHTS = {
    "reviewer": {"customers", "imports", "ask", "decide"},
    "operator": {"imports", "log", "replay", "jobs", "ask", "decide"},
    "auditor": {"log", "jobs", "audit"},
}
NOBODY = "00000000-0000-7000-8000-000000000000"
READ = {
    "session": None,
    "customers": "customers",
    "customers/{identifier}": "customers",
    "customers/{identifier}/facts/{name}": "customers",
    "customers/{identifier}/events": "customers",
    "imports": "imports",
    "log": "log",
    "consumers": "log",
    "parked": "log",
    "jobs": "jobs",
    "audit": "audit",
    "audit/state": "audit",
    "access": "audit",
    "approvals": None,  # an auditor reads along
    "erasures": "ask",
}
CHANGE = {
    "parked/replay": ("replay", {"events": [1]}),
    "approvals/{identifier}": ("decide", {"verdict": "approved"}),
    "customers/{identifier}/write-off": ("ask", {"account": NOBODY, "reason": "asked"}),
    "customers/{identifier}/erasure": ("ask", None),
}
OPEN = {"session"}  # coming in and going out
FUNCTIONS = {
    "office_customers": (
        "customers",
        "(null,null,null,false,false,current_date,'',null,false,null,null,null,10)",
    ),
    "office_customer_count": ("customers", "(null,null,null,false,false,current_date,'')"),
    "office_imports": ("imports", "(null,null,10)"),
    "office_log": ("log", "(null,null,10)"),
    "office_consumers": ("log", "(null,10)"),
    "parked_events": ("log", "(null,null,10,true)"),
    "replay_parked": ("replay", "(array[0::bigint])"),
    "office_jobs": ("jobs", "(null,null,null,10)"),
    "office_audit": ("audit", "(null,null,null,null,null,null,10)"),
    "office_access": ("audit", "(null,null,null,null,null,10)"),
    "office_audit_state": ("audit", "()"),
    "approval_ask": (
        "ask",
        f"(gen_random_uuid(), 'rulebook', null, '{{\"case\": \"{NOBODY}\"}}', 'asked', now(), now())",
    ),
    "approval_decide": ("decide", f"('{NOBODY}', 'approved', now())"),
    "approvals": (None, "(true, null, null, now(), 10)"),
    "erasures_asked": ("ask", "(null, now(), 10)"),
    "audit_right": ("audit", "()"),
}
# Who runs the bank may, at the command line, and nobody of the staff: they would make their own accomplice.
COMMAND_LINE = {
    "staff_add": "(gen_random_uuid(), 'Someone', 'operator', now())",
    "invitation_add": f"(gen_random_uuid(), 'x', '{NOBODY}', true, now(), now())",
}
# These ask who is there, not what they may; or give nothing to anybody by themselves.
INNER = {"staff_role", "staff_may", "staff_who"}


@pytest.fixture(scope="module")
def app(database, env):
    return create_app(database, env)


@pytest.fixture(scope="module")
def doors(app):
    """A client of each role."""
    opened = {}
    for role in RIGHTS:
        client = opened[role] = TestClient(app, headers=ORIGIN)
        assert client.post("/api/office/session", json={"role": role}).status_code == 201
    yield opened
    for client in opened.values():
        client.close()


@pytest.fixture(scope="module")
def members(database, env):
    return {role: staff.start_demo_session(database.app, env, role)[1].id for role in RIGHTS}


def may(role, right):
    return right is None or right in RIGHTS[role]


def filled(path, customer):
    return "/api/office/" + path.format(identifier=customer, name="liquid")


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_has_its_rights_and_no_other(doors, role):
    assert set(doors[role].get("/api/office/session").json()["rights"]) == RIGHTS[role]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("role", RIGHTS)
def test_what_a_role_may_read(doors, customer, role, path):
    answer = doors[role].get(filled(path, customer))
    if may(role, READ[path]):
        assert answer.status_code == 200 or answer.json()["reason"] == "fact", (
            answer.text
        )  # none is known yet
    else:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
        assert set(answer.json()) <= {"type", "title", "status", "detail", "cause", "reason"}


@pytest.mark.parametrize("path", ["customers/{identifier}", "customers/{identifier}/erasure"])
@pytest.mark.parametrize("role", RIGHTS)
def test_a_refusal_does_not_tell_whether_somebody_exists(doors, customer, role, path):
    method = "POST" if path.endswith("erasure") else "GET"
    if may(role, "ask" if method == "POST" else "customers"):
        pytest.skip("this role is told")
    told = [doors[role].request(method, filled(path, who)).json() for who in (customer, new_id())]
    assert told[0] == told[1]


@pytest.mark.parametrize("path", CHANGE)
@pytest.mark.parametrize("role", RIGHTS)
def test_what_a_role_may_do(doors, role, path):
    right, body = CHANGE[path]
    answer = doors[role].post(filled(path, NOBODY), json=body)
    allowed = {200, 404}  # 404: there is nobody of this id, which only who may do it is told
    assert answer.status_code in (allowed if may(role, right) else {403}), answer.text


@pytest.mark.parametrize(("role", "where"), [(r, w) for r in RIGHTS for w in ("log", "audit", "access")])
def test_one_customer_is_narrowed_to_by_whoever_may_read_the_page(doors, customer, role, where):
    answer = doors[role].get(f"/api/office/{where}", params={"customer": str(customer)})
    assert answer.status_code == (200 if may(role, READ[where]) else 403)


def test_no_route_of_the_office_is_missing_here(app):
    found = {
        (method, route.path.removeprefix("/api/office/"))
        for route in _routes(app.router.routes)
        if isinstance(route, APIRoute) and route.path.startswith("/api/office/")
        for method in route.methods or ()
        if not route.path.startswith("/api/office/identity/")  # one's own alone, tested with the identity
    }
    written = {("GET", p) for p in READ} | {("POST", p) for p in CHANGE}
    assert found == written | {(m, p) for p in OPEN for m in ("POST", "DELETE")}


def _routes(routes):
    for route in routes:
        nested = getattr(route, "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", ()
        )
        yield route
        yield from _routes(nested)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("role", RIGHTS)
def test_the_database_holds_to_it_without_any_route(database, members, role, function):
    right, arguments = FUNCTIONS[function]
    refused = refusal(database.app, Caller.staff(members[role]), function, arguments)
    # FL005: there is nothing to decide.
    assert refused in ({None, "FL005"} if may(role, right) else {"FL004"})


@pytest.mark.parametrize("function", COMMAND_LINE)
def test_who_runs_the_bank_alone_makes_staff(database, members, customer, function):
    asked = [Caller.staff(member) for member in members.values()]
    asked += [Caller.customer(customer), Caller.member(customer, new_id()), Caller.operator()]
    refused = [refusal(database.app, caller, function, COMMAND_LINE[function]) for caller in asked]
    # 23503: there is no such member of staff to invite.
    assert refused[:-1] == ["FL004"] * (len(asked) - 1)
    assert refused[-1] in {None, "23503"}


def refusal(engine, caller, function, arguments):
    """The state by which the database refuses a call, None where it does not; nothing comes of it."""
    asked = text(f"select * from {function}{arguments}".replace(":", r"\:"))
    with work(engine, caller) as unit:
        savepoint = unit.connection.begin_nested()
        try:
            unit.all(asked)
        except DBAPIError as error:
            return getattr(error.orig, "sqlstate", None)
        finally:
            savepoint.rollback()
    return None


def test_no_function_that_asks_for_a_right_is_missing_here(database):
    asked = text("""
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = 'florin' and p.prosrc ~ 'staff_(may|role)\\s*\\('
   and has_function_privilege(p.oid, 'execute')
""")
    with work(database.app, Caller.operator()) as unit:
        found = {row[0] for row in unit.all(asked)}
    assert found - INNER == set(FUNCTIONS)


@pytest.mark.parametrize("role", RIGHTS)
def test_a_customer_cannot_be_opened_past_the_route(database, env, customer, role):
    member = staff.start_demo_session(database.app, env, role)[1]
    access = staff.StaffAccess(database.app, env, member)
    seen, refused = [], False
    try:
        with access.opened(customer, "picture") as unit:
            seen = unit.all(text("select id from customer"))
    except DBAPIError as error:
        refused = getattr(error.orig, "sqlstate", None) == "FL004"
    assert (bool(seen), refused) == (may(role, "customers"), not may(role, "customers"))
