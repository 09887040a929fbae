"""What holds for every test: nothing leaves this machine, and a browser test needs a browser."""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis
import pytest

from florin.kernel.bank import bank_of
from florin.kernel.clock import Clock, fixed_clock
from florin.kernel.database import Database
from florin.kernel.settings import Settings
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment
from florin.ports.keys.embedded import FileKeys
from florin.ports.signing.embedded import FileSigning

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The Chromium that CHROMIUM names or the PATH holds."""
    found = map(shutil.which, filter(None, (os.environ.get("CHROMIUM"), *BROWSERS)))
    return next(filter(None, found), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shots", type=Path, metavar="FOLDER", help="run the tests that take screenshots, into FOLDER"
    )


def pytest_configure(config: pytest.Config) -> None:
    # A slow moment of a busy machine is no failure of a property; CI draws the same examples each time.
    hypothesis.settings.register_profile(
        "florin",
        derandomize=os.environ.get("CI") == "true",
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("florin")
    socket.socket.connect = _loopback_only(socket.socket.connect)  # pyright: ignore[reportAttributeAccessIssue]
    socket.socket.connect_ex = _loopback_only(socket.socket.connect_ex)  # pyright: ignore[reportAttributeAccessIssue]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--shots") is None:
        unwanted = [item for item in items if item.get_closest_marker("shots")]
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in unwanted]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium found, and with CI=true the browser tests must run", pytrace=False)
        pytest.skip("no Chromium found: install it, or name it in CHROMIUM")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program; only for tests marked `browser`, which do not run without one."""
    path = chromium()
    assert path, "mark this test `browser`"
    return path


@pytest.fixture(scope="session")
def shots_folder(request: pytest.FixtureRequest) -> Path:
    """Where screenshots go; only for tests marked `shots`, which do not run without it."""
    folder = Path(str(request.config.getoption("--shots")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# A database of one's own ------------------------------------------------------------


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """FLORIN_HOME of this test process, with a server of its own: another process's open transaction would
    hide
    committed events."""
    folder = Path(tempfile.mkdtemp(prefix="florin-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database(home: Path) -> Iterator[Database]:
    """The migrated database of this test process; tests share it and keep apart by their customers."""
    from florin.app.wiring import open_database

    with open_database(settings_for(home)) as opened:
        yield opened


@contextmanager
def database_beside(settings: Settings, name: str) -> Iterator[Database]:
    """Another database of the tests' server; not closed, which would stop the server for every other test."""
    from florin.app.wiring import open_database

    opened = open_database(settings, name=name)
    yield opened
    opened.app.dispose()
    opened.worker.dispose()


def settings_for(home: Path, **changes: Any) -> Settings:
    """The default settings in a home of one's own, at the address under which tests ask the application."""
    return Settings.model_validate({"home": home, "host": "testserver", **changes})


@pytest.fixture(scope="session")
def clock() -> Clock:
    """Noon of a day on which all tests take place."""
    return fixed_clock(datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def env(home: Path, clock: Clock) -> Environment:
    """The embedded environment of this test process, in demo mode."""
    settings = settings_for(home, demo=True)
    return Environment(settings, bank_of(None), clock, FileKeys(home), FileSigning(home))


@pytest.fixture
def customer(database: Database, env: Environment) -> UUID:
    """A fresh customer who counts in dollars and has consented to everything."""
    from florin.customer.consent.rules import everything
    from florin.customer.service import add_customer

    return add_customer(
        database.app, env, name="Ann Lee", country="US", currency="USD", consents=everything()
    )


@pytest.fixture
def unasked(database: Database, env: Environment) -> UUID:
    """A fresh customer who has not consented to anything."""
    from florin.customer.service import add_customer

    return add_customer(database.app, env, name="Una Sked", country="US", currency="USD")


@pytest.fixture
def drain(database: Database, env: Environment) -> Callable[[], None]:
    """Lets everything follow that the event log asks for."""
    from florin.app.parts import PARTS
    from florin.app.worker import drain as follow

    return lambda: follow(database.worker, env, PARTS)


@pytest.fixture
def for_customer(database: Database) -> Callable[[UUID], AbstractContextManager[Work]]:
    """Opens a unit of work as an operator for one customer."""
    return lambda identifier: work(database.app, Caller.operator(identifier))


def _loopback_only(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            pytest.fail(f"a test tried to reach {address[0]}; only this machine may be reached")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
