"""What encryption, audit trail and row security cost: signing in, Home, and an import of 10,000 lines."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from starlette.testclient import TestClient

from benchmarks.audit import take_away
from benchmarks.material.homes import House, house
from benchmarks.material.statements import FORMATS, lines
from florin.app.api import create_app
from florin.app.bench import Figure, figure, seconds
from florin.app.parts import PARTS
from florin.app.worker import drain
from florin.demo.moving import Wish, move_in
from florin.kernel.audit.sealer import seal_all
from florin.kernel.database import engine
from florin.kernel.postgres import ADMIN, start_server
from florin.kernel.work import Caller, work
from florin.ledger.imports import service as imports
from florin.ports.keys.vault import Vault

PERSON = "maya"
MONTHS = 14
ASKED = 25  # times that a page is asked for in one round; its mean counts
PEER = "the same without encryption, audit trail and row security"


class OpenVault(Vault):
    """Seals nothing; matches by the text's own code, as with a key."""

    def seal(self, content: bytes) -> bytes:
        """The content as it is."""
        return content

    def open(self, sealed: bytes) -> bytes:
        """What `seal` was given."""
        return bytes(sealed)


@dataclass(frozen=True)
class Place:
    """A house with one of the demo's people in it, and its API."""

    house: House
    client: TestClient
    guarded: bool


def figures(runs: int) -> Iterator[Figure]:
    """Each in turn in a house as it is, and in one where nothing is guarded."""
    content = FORMATS["ofx"](lines())
    acts = {"sign_in": _sign_in, "home": _home, "import": lambda place: _import(place, content)}
    with _place(guarded=True) as kept, _place(guarded=False) as bare:
        for name, act in acts.items():
            for place in (kept, bare):  # pays for cold caches
                act(place)
            told = [(act(kept), act(bare)) for _ in range(runs)]
            with_, without = (list(column) for column in zip(*told, strict=True))
            yield figure(f"guards.{name}", "ms", with_, (PEER, without))


@contextmanager
def _place(*, guarded: bool) -> Iterator[Place]:
    with house(demo=True) as made:
        around = made if guarded else _unguarded(made)
        move_in(around.database.app, around.env, Wish(months=MONTHS), who=(PERSON,))
        drain(around.database.worker, around.env, PARTS)
        app = create_app(around.database, around.env)
        with TestClient(app, base_url="http://localhost", headers={"origin": "http://localhost"}) as client:
            yield Place(around, client, guarded)


def _unguarded(around: House) -> House:
    """The same house as its server's superuser, past row security, with nothing sealed and no trail kept."""
    take_away(around)
    server = start_server(around.home)
    url = server.url(ADMIN, around.database.app.url.database or "")
    database = replace(around.database, app=engine(url), worker=engine(url))
    env = replace(around.env)
    object.__setattr__(env, "vault", _Open(env.keys))
    return House(around.home, database, env)


class _Open:
    """Vaults that seal nothing, by customer."""

    def __init__(self, keys: Any) -> None:
        self._keys, self._made = keys, dict[UUID, OpenVault]()

    def __call__(self, customer: UUID, purpose: str = "personal") -> OpenVault:
        if customer not in self._made:
            self._made[customer] = OpenVault(self._keys, customer, purpose)
        return self._made[customer]


def _sign_in(place: Place) -> float:
    def once() -> None:
        answer = place.client.post("/api/session", json={"persona": PERSON})
        if answer.status_code != 201:
            raise RuntimeError(answer.text)

    return _mean(once)


def _home(place: Place) -> float:
    def once() -> None:
        answer = place.client.get("/api/home")
        shown: Mapping[str, Any] = orjson.loads(answer.content)
        if not shown.get("accounts"):
            raise RuntimeError(answer.text[:300])

    return _mean(once)


def _mean(once: Any) -> float:
    return 1000 * seconds(lambda: [once() for _ in range(ASKED)]) / ASKED


def _import(place: Place, content: bytes) -> float:
    """Until the import and everything that follows from it stand, and are sealed."""
    around, customer = place.house, place.house.customer()

    def bring() -> None:
        with work(around.database.app, Caller.operator(customer)) as unit:
            upload = imports.Upload("statement.ofx", content)
            most = around.env.settings.statement_max_bytes
            imports.bring(unit, imports.context_of(unit, around.env), upload, max_bytes=most)
        drain(around.database.worker, around.env, PARTS)
        if place.guarded:
            seal_all(around.database.worker, around.env.signing, around.env.clock.now())

    return 1000 * seconds(bring)
