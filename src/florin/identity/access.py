"""What a route is given: the signed-in customer, their unit of work, the environment."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Engine

from florin.identity import service
from florin.kernel.work import Caller, Work, work
from florin.language.choice import spoken
from florin.ports.environment import Environment


@dataclass(frozen=True, slots=True)
class Access:
    """A caller that may act: for their own rows, which is all that the database shows them; and the language
    that they read."""

    engine: Engine
    env: Environment
    customer: UUID
    language: str

    def work(self) -> AbstractContextManager[Work]:
        """A transaction for this customer."""
        return work(self.engine, Caller.customer(self.customer, self.language))


def cookie_name(env: Environment) -> str:
    """`__Host-` cookies need https, which the demo on plain loopback has not."""
    return "florin_session" if env.settings.demo else "__Host-florin_session"


def environment(request: Request) -> Environment:
    """The environment of this server."""
    return request.app.state.environment


def engine(request: Request) -> Engine:
    """The API's engine."""
    return request.app.state.database.app


def language(request: Request) -> str:
    """The language that the request asks for, of those that the bank offers."""
    return spoken(request.headers.get("accept-language"), environment(request).bank.languages)


def _access(request: Request) -> Access:
    env, database = environment(request), engine(request)
    secret = request.cookies.get(cookie_name(env))
    return Access(database, env, service.session_customer(database, env, secret), language(request))


SignedIn = Annotated[Access, Depends(_access)]
Language = Annotated[str, Depends(language)]
Env = Annotated[Environment, Depends(environment)]
AppEngine = Annotated[Engine, Depends(engine)]
