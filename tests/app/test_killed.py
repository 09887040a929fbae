"""SIGKILL of the worker and of the server in the middle of imports: nothing half, nothing twice."""

import random
import time
import urllib.error
import urllib.request
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import text

from florin.app.wiring import environment, open_database
from florin.kernel.audit.sealer import seal_all
from florin.kernel.audit.verification import at_one_instant, verify
from florin.kernel.settings import Settings
from florin.kernel.work import Caller, work
from florin.ledger import service as ledger
from tests.conftest import settings_for
from tests.ledger.imports.files import Told, Window, written
from tests.server import Server

LINES = 2500
KILLS = 10


@pytest.fixture
def server(tmp_path_factory, home):
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="florin-kill-"))
    made = Server(folder)
    made.start()
    yield made
    if made.process and made.process.poll() is None:
        made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def statement(number: int) -> tuple[str, bytes]:
    """A statement of its own account with LINES lines."""
    lines = [Told(n % 9, -100 - n, f"LINE {n}", f"{number}-{n}") for n in range(LINES)]
    name, content = written(lines, Window("ofx", 0, 9), opening=10**7)
    return name, content.replace(b"123456789", b"%09d" % number)


def upload(server: Server, number: int) -> str:
    name, content = statement(number)
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    answer = server.call(
        "POST", "/api/imports", head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    )
    return answer["items"][0]["id"]


@pytest.mark.kill
@pytest.mark.slow
def test_killed_in_the_middle_of_imports_nothing_is_half_and_nothing_twice(server):
    dice = random.Random(7)
    server.call("POST", "/api/session", b'{"persona": "you"}')
    imports = []
    for round_ in range(KILLS):
        imports.append(upload(server, round_ + 1))
        server.call("POST", f"/api/imports/{imports[-1]}/confirm", b"{}")
        time.sleep(dice.uniform(0.0, 0.7))  # before, in the middle of, or after the import's transaction
        if round_ % 2:
            server.kill()
            server.start()
            server.call("POST", "/api/session", b'{"persona": "you"}')
        else:
            server.worker().kill()
            server.stop()
            server.start()
            server.call("POST", "/api/session", b'{"persona": "you"}')
    wait_imported(server, imports)
    check_once(server, len(imports))


def wait_imported(server: Server, imports: list[str]) -> None:
    end = time.monotonic() + 90
    states: dict[str, str] = {}
    while time.monotonic() < end:
        states = {i["id"]: i["state"] for i in server.call("GET", "/api/imports")["items"]}
        if all(states[i] == "imported" for i in imports):
            return
        time.sleep(0.2)
    pytest.fail(f"not all imports finished: {states}")


def check_once(server: Server, count: int) -> None:
    customer = UUID(server.call("GET", "/api/session")["customer"]["id"])
    server.stop()
    settings = settings_for(server.home)
    with open_database(settings) as database, work(database.app, Caller.operator(customer)) as unit:
        found = ledger.verify(unit)
        assert found.breaks == ()
        statements = unit.scalar(
            text("select count(*) from entry where kind = 'statement' and reverses is null")
        )
        assert statements == count * LINES
        assert unit.scalar(text("select count(*) from entry where kind = 'reversal'")) == 0
        per_account = unit.all(
            text("""select count(*) from posting p
                      join account a on a.id = p.account_id join entry e on e.id = p.entry_id
                     where a.kind <> 'external' and e.kind = 'statement' group by a.id""")
        )
        assert [row[0] for row in per_account] == [LINES] * count
    check_trail(settings, count * LINES)


def check_trail(settings: Settings, count: int) -> None:
    """The sealer was killed as well: whatever it left, the rest is sealed onto it and all of it holds."""
    env = environment(settings)
    with open_database(settings) as database:
        seal_all(database.worker, env.signing, env.clock.now())
        with work(at_one_instant(database.app), Caller.operator()) as unit:
            found = verify(unit, env.signing)
            assert found.first_bad is None
        with work(database.worker, Caller.worker("test")) as unit:
            assert found.records == unit.scalar(text("select count(*) from event_log")) > count


@pytest.mark.slow
def test_it_stops_gracefully_with_an_open_stream(server):
    server.call("POST", "/api/session", b'{"persona": "you"}')
    request = urllib.request.Request(f"{server.url}/api/live", headers={"Cookie": server.cookie})
    with urllib.request.urlopen(request, timeout=20) as stream:
        assert b"hello" in stream.readline() + stream.readline()
        worker = server.worker()
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 8
    assert not worker.is_running()
    left = [
        p for p in psutil.process_iter(["cmdline"]) if str(server.home) in " ".join(p.info["cmdline"] or ())
    ]
    assert left == [], "the database server stopped with the last process"
    with pytest.raises(urllib.error.URLError):
        server.call("GET", "/health")
