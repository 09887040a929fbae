"""The bank's staff: who they are, their sessions, and the one way in which they open a customer."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from florin.identity.service import hashed
from florin.kernel.errors import NotFound, NotSignedIn
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

ROLES = ("reviewer", "operator", "auditor")
SESSION = timedelta(hours=12)  # a working day: staff see many people, so a forgotten session must end
DEMO = {"reviewer": "Ines Alder", "operator": "Tomas Reyes", "auditor": "Hanne Brook"}  # invented

_DEMO = text("select id, name, role from demo_staff(:id, :name, :role, :now)")
_START = text("select staff_session_start(:hash, :now, :expires)")
_WHO = text("select id, name, role from staff_of_session(:hash, :now)")
_END = text("select staff_session_end(:hash)")
_READ_ONLY = text("set local transaction_read_only = on")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff: reviewer, operator or auditor."""

    id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """A member of staff who may look: at lists by the office's own functions, at one customer at a time."""

    engine: Engine
    env: Environment
    member: Member
    language: str = "en"

    def work(self) -> AbstractContextManager[Work]:
        """A transaction in which no customer is open."""
        return work(self.engine, Caller.staff(self.member.id, language=self.language))

    @contextmanager
    def opened(self, customer: UUID, page: str) -> Iterator[Work]:
        """A transaction in which one customer's rows can be read and nothing be written.

        That they were looked at, by whom and on which page, is logged in the same transaction, so that
        nothing is shown without it.
        """
        caller = Caller.staff(self.member.id, customer, language=self.language)
        with work(self.engine, caller) as unit:
            unit.emit("StaffAccess", customer, {"staff": str(self.member.id), "page": page})
            unit.run(_READ_ONLY)
            yield unit


def start_demo_session(engine: Engine, env: Environment, role: str) -> tuple[str, Member]:
    """A session for the demo bank's member of staff with this role, without a key; only in demo mode.

    Raises:
        NotFound: not in demo mode, or no such role.
    """
    if not env.settings.demo or role not in DEMO:
        raise NotFound("there is no such member of staff")
    now = env.clock.now()
    with engine.begin() as connection:
        member = _demo_member(connection, role, now)
    secret = secrets.token_urlsafe(32)
    with work(engine, Caller.staff(member.id)) as unit:
        unit.run(_START, hash=hashed(secret), now=now, expires=now + SESSION)
        unit.emit("StaffEntered", None, {"staff": str(member.id)})
    return secret, member


def session_member(engine: Engine, env: Environment, secret: str | None) -> Member:
    """Whose session this is; NotSignedIn where there is none or it has ended."""
    if not secret:
        raise NotSignedIn("sign in to the office first")
    with engine.connect() as connection:
        row = connection.execute(_WHO, {"hash": hashed(secret), "now": env.clock.now()}).first()
    if row is None:
        raise NotSignedIn("this session has ended; sign in again")
    return Member(*row)


def end_session(engine: Engine, secret: str | None) -> None:
    """Ends a session; nothing where there is none."""
    if secret:
        with engine.begin() as connection:
            connection.execute(_END, {"hash": hashed(secret)})


def _demo_member(connection: Connection, role: str, now: object) -> Member:
    values = {"id": new_id(), "name": DEMO[role], "role": role, "now": now}
    return Member(*connection.execute(_DEMO, values).one())
