"""The one place in which a session's cookie is set, replaced and taken away."""

from fastapi import Request, Response

from florin.identity import service
from florin.identity.access import engine, environment
from florin.identity.realms import Realm, cookie_of
from florin.identity.service import Begun


def enter(request: Request, response: Response, realm: Realm, begun: Begun) -> None:
    """Gives the fresh session's cookie; the session that the browser had before ends."""
    env = environment(request)
    service.end(engine(request), realm, request.cookies.get(cookie_of(realm, env)))
    response.set_cookie(
        cookie_of(realm, env),
        begun.secret,
        max_age=int(begun.lasts.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=not env.settings.demo,
        path="/",
    )


def leave(request: Request, realm: Realm) -> Response:
    """Ends this session; an answer without content that takes the cookie away."""
    env = environment(request)
    service.end(engine(request), realm, request.cookies.get(cookie_of(realm, env)))
    response = Response(status_code=204)
    response.delete_cookie(
        cookie_of(realm, env), path="/", samesite="strict", httponly=True, secure=not env.settings.demo
    )
    return response
