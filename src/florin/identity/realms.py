"""The two doors of the house, the customers' and the staff's: alike in all but where their rows lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text

from florin.kernel.work import Caller, Work
from florin.ports.environment import Environment


@dataclass(frozen=True, slots=True)
class Realm:
    """A door: the tables behind it, the column of whose a row is, its cookie and its events."""

    staff: bool
    owner: str
    passkeys: str
    sessions: str
    cookie: str
    prefix: str
    entered: str

    def sql(self, statement: str) -> TextClause:
        """The statement for this door's tables: {passkeys}, {sessions}, {owner}."""
        return text(statement.format(passkeys=self.passkeys, sessions=self.sessions, owner=self.owner))

    def caller(self, owner: UUID) -> Caller:
        """Who this is to the database."""
        return Caller.staff(owner) if self.staff else Caller.customer(owner)

    def emit(self, unit: Work, name: str, owner: UUID, **body: Any) -> None:
        """Writes an event of this customer, or of the bank where it is a member of staff."""
        told = {key: str(value) for key, value in body.items() if value is not None}
        if self.staff:
            unit.emit(name, None, {"staff": str(owner), **told})
        else:
            unit.emit(name, owner, told)

    def seal(self, env: Environment, owner: UUID, fields: Mapping[str, str]) -> bytes:
        """The fields under the customer's key; staff have none, and theirs stay open."""
        return orjson.dumps(dict(fields)) if self.staff else env.vault(owner).seal_fields(fields)

    def unseal(self, env: Environment, owner: UUID, sealed: bytes) -> dict[str, str]:
        """What was sealed."""
        return orjson.loads(sealed) if self.staff else env.vault(owner).open_fields(sealed)


CUSTOMERS = Realm(
    staff=False,
    owner="customer_id",
    passkeys="passkey",
    sessions="session",
    cookie="florin_session",
    prefix="/api/identity",
    entered="SignedIn",
)
STAFF = Realm(
    staff=True,
    owner="staff_id",
    passkeys="staff_passkey",
    sessions="staff_session",
    cookie="florin_office",
    prefix="/api/office/identity",
    entered="StaffEntered",
)


def cookie_of(realm: Realm, env: Environment) -> str:
    """The cookie's name; `__Host-` cookies need https, which the demo on plain loopback has not."""
    return realm.cookie if env.settings.demo else f"__Host-{realm.cookie}"
