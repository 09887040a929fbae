"""Who comes to a door before anyone is known: from where, with what device, in which session if in any."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Engine

from florin.identity import limits, service
from florin.identity.access import engine, environment, limited
from florin.identity.realms import Realm, cookie_of
from florin.identity.rules import device_label, source_of
from florin.identity.service import SessionInfo
from florin.identity.staff import session_member
from florin.kernel.errors import NotSignedIn
from florin.kernel.settings import listed
from florin.ports.environment import Environment


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at a door; `address` is only a code of where it came from."""

    engine: Engine
    env: Environment
    realm: Realm
    address: bytes
    device: str
    session: SessionInfo | None

    @property
    def inside(self) -> SessionInfo:
        """The session; NotSignedIn where there is none."""
        if self.session is None:
            raise NotSignedIn("sign in first")
        return self.session


def outside(realm: Realm) -> Callable[[Request], Visit]:
    """For a route that anyone may ask."""

    def visit(request: Request) -> Visit:
        try:
            return _visit(request, realm, _session(request, realm))
        except NotSignedIn:
            return _visit(request, realm, None)

    return visit


def inside(realm: Realm) -> Callable[[Request], Visit]:
    """For a route that asks for a session, even one that a recovery code began."""

    def visit(request: Request) -> Visit:
        return _visit(request, realm, _session(request, realm))

    return visit


def acting(realm: Realm) -> Callable[[Request], Visit]:
    """For a route that asks for a session which may do what is asked."""

    def visit(request: Request) -> Visit:
        return _visit(request, realm, limited(_session(request, realm), request.method))

    return visit


def device_of(request: Request) -> str:
    """The coarse name of the device that asks."""
    return device_label(request.headers.get("user-agent"))


def _visit(request: Request, realm: Realm, session: SessionInfo | None) -> Visit:
    env = environment(request)
    socket = request.client.host if request.client else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    address = source_of(socket, forwarded, listed(env.settings.trusted_proxies))
    code = limits.address_code(env, address)
    return Visit(engine(request), env, realm, code, device_of(request), session)


def _session(request: Request, realm: Realm) -> SessionInfo:
    env, database = environment(request), engine(request)
    secret = request.cookies.get(cookie_of(realm, env))
    if realm.staff:
        return session_member(database, env, secret)[0]
    return service.find(database, env, secret)
