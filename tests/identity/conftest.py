"""A bank with real doors: no demo, a clock that tests move, invitations, browsers with authenticators."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.identity import invitations
from florin.identity.realms import CUSTOMERS, STAFF
from florin.identity.staff import add_staff
from florin.kernel.clock import Clock
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, work
from florin.ports.environment import Environment
from tests.conftest import settings_for
from tests.identity.authenticator import Authenticator

SITE = "https://testserver"


class Moving:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def move(self, **by: float) -> None:
        """Lets time pass."""
        self.at += timedelta(**by)


@pytest.fixture
def moving(clock: Clock) -> Moving:
    """The wall clock of this test."""
    return Moving(clock.now())


@pytest.fixture
def make_env(env: Environment, home, moving) -> Callable[..., Environment]:
    """An environment as the suite's, with other settings and the clock that this test moves."""
    from dataclasses import replace

    def made(**changes: Any) -> Environment:
        clock = Clock(now=moving.now, business_date=env.clock.business_date)
        told = {"demo": False, "origins": SITE, **changes}
        return replace(env, settings=settings_for(home, **told), clock=clock)

    return made


@pytest.fixture
def bank(make_env) -> Environment:
    """A bank that is no demo."""
    return make_env()


@pytest.fixture(scope="session")
def app(database, env) -> FastAPI:
    """The application, lent to each test with the environment of its own."""
    return create_app(database, env)


@pytest.fixture
def browser(app, bank) -> Callable[..., TestClient]:
    """A browser at an address of its own."""
    addresses = iter(range(1, 255))

    def opened(env: Environment = bank, address: str | None = None, **headers: str) -> TestClient:
        number = new_id().int
        found = address or f"10.{number >> 8 & 255}.{number & 255}.{next(addresses)}"
        site = SITE if not env.settings.demo else "http://testserver"

        async def within(scope: Any, receive: Any, send: Any) -> None:
            app.state.environment = env
            await app(scope, receive, send)

        return TestClient(within, base_url=site, headers={"origin": site, **headers}, client=(found, 50000))

    return opened


@pytest.fixture
def invite(database, bank) -> Callable[..., str]:
    """Invites a customer, as the command line does; the token."""

    def invited(customer: UUID, env: Environment = bank) -> str:
        with work(database.app, Caller.operator(customer)) as unit:
            return invitations.invite(unit, env, CUSTOMERS, customer).token

    return invited


@pytest.fixture
def invite_staff(database, bank) -> Callable[..., str]:
    """Invites a member of staff; the token."""

    def invited(name: str, role: str, env: Environment = bank) -> str:
        with work(database.app, Caller.operator()) as unit:
            return invitations.invite(unit, env, STAFF, add_staff(unit, env, name, role)).token

    return invited


@pytest.fixture
def events(database) -> Callable[..., list[Any]]:
    """The bodies of a customer's events of a name, oldest first."""

    def found(name: str, customer: UUID | None = None) -> list[Any]:
        with work(database.worker, Caller.worker("test")) as unit:
            rows = unit.all(
                text("select name, customer_id, body, actor from event_log where name = :n order by id"),
                n=name,
            )
        return [row for row in rows if customer is None or row.customer_id == customer]

    return found


class Door:
    """A browser's way through the ceremonies of one door."""

    def __init__(self, client: TestClient, prefix: str = "/api/identity") -> None:
        self.client, self.prefix = client, prefix

    def post(self, path: str, **body: Any) -> Any:
        """The answer to a request of this door."""
        return self.client.post(f"{self.prefix}/{path}", json=body)

    def options(self, path: str, **body: Any) -> dict[str, Any]:
        """What the browser is asked."""
        answer = self.post(f"{path}/options", **body)
        assert answer.status_code == 200, answer.text
        return answer.json()["options"]

    def register(self, device: Authenticator, **body: Any) -> Any:
        """Registers a passkey, by an invitation where the body has one."""
        asked = {k: v for k, v in body.items() if k == "invitation"}
        return self.post(
            "registration", credential=device.create(self.options("registration", **asked)), **body
        )

    def sign_in(self, device: Authenticator, **lies: Any) -> Any:
        """Signs in with the device's passkey."""
        return self.post("sign-in", credential=device.get(self.options("sign-in"), **lies))

    def step_up(self, device: Authenticator, purpose: str, **lies: Any) -> Any:
        """Shows the device's passkey for a purpose."""
        shown = device.get(self.options("step-up", purpose=purpose), **lies)
        return self.post("step-up", purpose=purpose, credential=shown)


@pytest.fixture
def ann(customer, invite, browser) -> SimpleNamespace:
    """A customer with a passkey, signed in by their invitation: id, device, door, client."""
    client, device = browser(), Authenticator(origin=SITE)
    door = Door(client)
    answer = door.register(device, invitation=invite(customer))
    assert answer.status_code == 201, answer.text
    return SimpleNamespace(
        id=customer, device=device, door=door, client=client, passkey=answer.json()["passkey"]
    )
