"""The bank's staff: who they are, their sessions, and the one way in which they open a customer."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from florin.identity import service, step_up
from florin.identity.realms import STAFF
from florin.identity.rules import hashed
from florin.identity.service import Begun, SessionInfo
from florin.kernel.errors import InvalidInput, NotFound, NotSignedIn
from florin.kernel.ids import new_id
from florin.kernel.work import Caller, Work, work
from florin.ports.environment import Environment

ROLES = ("reviewer", "operator", "auditor")
MAX_NAME = 200
DEMO = {"reviewer": "Ines Alder", "operator": "Tomas Reyes", "auditor": "Hanne Brook"}  # invented

_DEMO = text("select id, name, role, rights from demo_staff(:id, :name, :role, :now)")
_WHO = text("select * from staff_of_session(:hash, :now)")
_ADD = text("select staff_add(:id, :name, :role, :now)")
_MAY = text("select staff_may(:right)")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff: reviewer, operator or auditor; `rights` are what the database lets this role do."""

    id: UUID
    name: str
    role: str
    rights: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """A member of staff who may look: at lists by the office's own functions, at one customer at a time."""

    engine: Engine
    env: Environment
    member: Member
    language: str = "en"
    session: SessionInfo | None = None

    def require_step_up(self, purpose: str) -> None:
        """Uses up the grant that a passkey, shown in this session for exactly this `purpose`, has made.

        Raises:
            StepUpNeeded: there is none. NotSignedIn: there is no session.
        """
        if self.session is None:
            raise NotSignedIn("sign in to the office first")
        with self.work() as unit:
            step_up.require(unit, self.env, STAFF, self.session, purpose)

    def work(self) -> AbstractContextManager[Work]:
        """A transaction in which no customer is open."""
        return work(self.engine, Caller.staff(self.member.id, language=self.language))

    @contextmanager
    def opened(self, customer: UUID, page: str, right: str = "customers") -> Iterator[Work]:
        """A transaction in which one customer's rows can be read and nothing be written.

        That they were looked at, by whom and on which page, is logged in the same transaction, so that
        nothing is shown without it.
        """
        caller = Caller.staff(self.member.id, customer, language=self.language)
        with work(self.engine, caller) as unit:
            unit.run(_MAY, right=right)
            if unit.gone:
                raise NotFound("there is no such customer", reason="customer")
            unit.emit("StaffAccess", customer, {"staff": str(self.member.id), "page": page})
            unit.read_only()
            yield unit

    @contextmanager
    def looking(self, page: str) -> Iterator[Work]:
        """A transaction in which no customer is open; that this page over many was looked at is logged."""
        with self.work() as unit:
            unit.emit("StaffAccess", None, {"staff": str(self.member.id), "page": page})
            unit.read_only()
            yield unit


def start_demo_session(engine: Engine, env: Environment, role: str, device: str = "") -> tuple[Begun, Member]:
    """A session for the demo bank's member of staff with this role, without a key; only in demo mode.

    Raises:
        NotFound: not in demo mode, or no such role.
    """
    if not env.settings.demo or role not in DEMO:
        raise NotFound("there is no such member of staff")
    with engine.begin() as connection:
        member = _demo_member(connection, role, env.clock.now())
    with work(engine, Caller.staff(member.id)) as unit:
        return service.begin(unit, env, STAFF, member.id, "persona", device=device), member


def session_member(engine: Engine, env: Environment, secret: str | None) -> tuple[SessionInfo, Member]:
    """Whose session this is; NotSignedIn where there is none or it has ended."""
    if not secret:
        raise NotSignedIn("sign in to the office first")
    with engine.begin() as connection:
        row = connection.execute(_WHO, {"hash": hashed(secret), "now": env.clock.now()}).first()
    if row is None:
        raise NotSignedIn("this session has ended; sign in again", reason="ended")
    session = SessionInfo(row.id, row.owner, row.how, row.passkey, row.created)
    return session, Member(row.owner, row.name, row.role, frozenset(row.rights))


def add_staff(unit: Work, env: Environment, name: str, role: str) -> UUID:
    """A member of the bank's own staff, found by their name, else added; the unit is an operator's.

    Raises:
        InvalidInput: no such role, a name without letters, or one that works here in another role.
    """
    if role not in ROLES:
        raise InvalidInput(f"there is no role {role}; there are {', '.join(ROLES)}")
    if not 0 < len(name.strip()) <= MAX_NAME:
        raise InvalidInput(f"a name has 1 to {MAX_NAME} characters")
    values = {"id": new_id(), "name": name.strip(), "role": role, "now": env.clock.now()}
    member = unit.scalar(_ADD, **values)
    if member is None:
        raise InvalidInput(f"{name.strip()} works here in another role")
    return member


def _demo_member(connection: Connection, role: str, now: object) -> Member:
    values = {"id": new_id(), "name": DEMO[role], "role": role, "now": now}
    return _member(connection.execute(_DEMO, values).one())


def _member(row: Any) -> Member:
    return Member(row.id, row.name, row.role, frozenset(row.rights))
