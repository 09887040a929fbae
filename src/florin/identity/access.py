"""What a route is given: the signed-in customer, their unit of work, the environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Engine

from florin.identity import households, service, step_up
from florin.identity.realms import CUSTOMERS, cookie_of
from florin.identity.service import SessionInfo
from florin.kernel.errors import InvalidInput, NotAllowed
from florin.kernel.work import Caller, Work, work
from florin.language.choice import spoken
from florin.ports.environment import Environment

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = "florin-customer"  # the request's header that names another of the household


@dataclass(frozen=True, slots=True)
class Access:
    """A caller that may act: for their own rows, which is all that the database shows them; the language
    that they read; and the session in which they ask."""

    engine: Engine
    env: Environment
    customer: UUID
    language: str
    session: SessionInfo
    right: Literal["own", "read", "write"] = "own"

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A transaction for this customer's rows; the database lets nothing be written in it where another of
        the household may only read."""
        with work(self.engine, self._caller()) as unit:
            if self.right == "read":
                unit.read_only()
            yield unit

    def _caller(self) -> Caller:
        if self.right == "own":
            return Caller.customer(self.customer, self.language)
        return Caller.member(self.session.customer, self.customer, self.language)

    def require_step_up(self, purpose: str, unit: Work | None = None) -> None:
        """Uses up the grant that a passkey, shown in this session for exactly this `purpose`, has made.

        With `unit` in the transaction of what it is for, so that it stands where that fails.

        Raises:
            StepUpNeeded: there is none. NotAllowed: a session that a recovery code began.
        """
        with self._within(unit) as inside:
            step_up.require(inside, self.env, CUSTOMERS, self.session, purpose)

    @contextmanager
    def _within(self, unit: Work | None) -> Iterator[Work]:
        if unit is not None:
            yield unit
        else:
            with self.work() as fresh:
                yield fresh


def environment(request: Request) -> Environment:
    """The environment of this server."""
    return request.app.state.environment


def engine(request: Request) -> Engine:
    """The API's engine."""
    return request.app.state.database.app


def language(request: Request) -> str:
    """The language that the request asks for, of those that the bank offers."""
    return spoken(request.headers.get("accept-language"), environment(request).bank.languages)


def limited(session: SessionInfo, method: str) -> SessionInfo:
    """The session, where it may do this: one that a recovery code began may only read; the routes by which
    one gets a new passkey and new codes do not ask here.

    Raises:
        NotAllowed: it may not.
    """
    if session.how == "recovery" and method not in SAFE:
        raise NotAllowed("sign in with a passkey to do this", reason="recovery")
    return session


def _access(request: Request) -> Access:
    env, database = environment(request), engine(request)
    session = service.find(database, env, request.cookies.get(cookie_of(CUSTOMERS, env)))
    limited(session, request.method)
    return Access(database, env, session.customer, language(request), session)


_Any = Annotated[Access, Depends(_access)]


def _own(request: Request, access: _Any) -> Access:
    """Only for one's own: a request that names another is not taken for one about oneself."""
    if _named(request, access) is not None:
        raise NotAllowed("only the person whose money it is may do this", reason="own-only")
    return access


def _opened(request: Request, access: _Any) -> Access:
    """The rows of the one of the household whom the request names, as far as they share them, else one's own.

    Someone who shares nothing is never told apart from someone who does not exist.
    """
    owner = _named(request, access)
    if owner is None:
        return access
    with access.work() as unit:
        right = households.right_to(unit, owner)
    if right == "read" and request.method not in SAFE:
        raise NotAllowed("what they share may only be read", reason="shared-read")
    return replace(access, customer=owner, right=right)


def _named(request: Request, access: Access) -> UUID | None:
    """Whom else the request is about; None where it is about who asks."""
    told = request.headers.get(OPEN)
    try:
        owner = None if told is None else UUID(told)
    except ValueError:
        raise InvalidInput(f"the header {OPEN} is not the id of a customer") from None
    return None if owner == access.customer else owner


SignedIn = Annotated[Access, Depends(_own)]
Opened = Annotated[Access, Depends(_opened)]
Language = Annotated[str, Depends(language)]
Env = Annotated[Environment, Depends(environment)]
AppEngine = Annotated[Engine, Depends(engine)]
