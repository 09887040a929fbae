"""Passkeys and sessions over HTTP: the same routes at the customers' door and at the staff's."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from florin.identity import passkeys, service, signing
from florin.identity.cookies import enter
from florin.identity.realms import CUSTOMERS, STAFF, Realm
from florin.identity.shapes import (
    Assertion,
    EndedOut,
    EnteredOut,
    OpenSessionOut,
    OptionsOut,
    PasskeyOut,
    PasskeysOut,
    RegisteredOut,
    Registration,
    RegistrationAsked,
    Renaming,
    SessionsOut,
    StepUp,
    StepUpAsked,
)
from florin.identity.visit import Visit, acting, inside, outside
from florin.kernel.work import work


def _ceremonies(realm: Realm, router: APIRouter, named: str) -> None:
    anyone = Depends(outside(realm))
    to_act = Depends(acting(realm))

    @router.post("/registration/options", name=f"ask_{named}registration")
    def ask_registration(wanted: RegistrationAsked, visit: Visit = anyone) -> OptionsOut:
        """Begin to register a passkey: by an invitation, else for who is signed in, after the step-up
        "passkeys" where they have one and no recovery code opened the session."""
        return OptionsOut(options=signing.registration_options(visit, wanted.invitation))

    @router.post("/registration", status_code=201, name=f"register_{named}passkey")
    def register_passkey(
        made: Registration, request: Request, response: Response, visit: Visit = anyone
    ) -> RegisteredOut:
        """Add the passkey that the browser made; an invitation opens a session with it."""
        done = signing.register(visit, made.invitation, made.credential, made.name or "")
        if done.begun:
            enter(request, response, realm, done.begun)
        return RegisteredOut(passkey=done.passkey, entered=done.begun is not None)

    @router.post("/sign-in/options", name=f"ask_{named}sign_in")
    def ask_sign_in(visit: Visit = anyone) -> OptionsOut:
        """Begin to sign in; the same for everyone."""
        return OptionsOut(options=signing.sign_in_options(visit))

    @router.post("/sign-in", status_code=201, name=f"{named}passkey_sign_in")
    def passkey_sign_in(
        answer: Assertion, request: Request, response: Response, visit: Visit = anyone
    ) -> EnteredOut:
        """Sign in with the passkey that the browser showed."""
        begun = signing.sign_in(visit, answer.credential)
        enter(request, response, realm, begun)
        return EnteredOut(how=begun.session.how)

    @router.post("/step-up/options", name=f"ask_{named}step_up")
    def ask_step_up(wanted: StepUpAsked, visit: Visit = to_act) -> OptionsOut:
        """Begin to show a passkey for one purpose, as the problem document "step-up" names it."""
        return OptionsOut(options=signing.step_up_options(visit, wanted.purpose))

    @router.post("/step-up", status_code=204, name=f"{named}step_up")
    def step_up(answer: StepUp, visit: Visit = to_act) -> Response:
        """Show it; the request that asked for it may then be sent again, once, within three minutes."""
        signing.show(visit, answer.purpose, answer.credential)
        return Response(status_code=204)


def _sessions(realm: Realm, router: APIRouter, named: str) -> None:
    to_act = Depends(acting(realm))

    @router.get("/sessions", name=f"list_{named}sessions")
    def list_sessions(visit: Visit = to_act) -> SessionsOut:
        """One's open sessions."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            rows = service.listed(unit, visit.env, realm, visit.inside.owner)
        items = [OpenSessionOut(**row, current=row["id"] == visit.inside.id) for row in rows]
        return SessionsOut(items=items)

    @router.delete("/sessions/{identifier}", status_code=204, name=f"end_{named}session")
    def end_session(identifier: UUID, visit: Visit = to_act) -> Response:
        """End one of one's sessions, at once, wherever it is open."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            service.end_one(unit, realm, visit.inside.owner, identifier)
        return Response(status_code=204)

    @router.delete("/sessions", name=f"end_other_{named}sessions")
    def end_other_sessions(visit: Visit = to_act) -> EndedOut:
        """End all of one's sessions but this one."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            return EndedOut(ended=service.end_others(unit, realm, visit.inside.owner, visit.inside.id))


def _passkeys(realm: Realm, router: APIRouter, named: str) -> None:
    to_look = Depends(inside(realm))
    to_act = Depends(acting(realm))

    @router.get("/passkeys", name=f"list_{named}passkeys")
    def list_passkeys(visit: Visit = to_look) -> PasskeysOut:
        """One's passkeys."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            rows = passkeys.listed(unit, visit.env, realm, visit.inside)
        return PasskeysOut(items=[PasskeyOut(**row) for row in rows])

    @router.patch("/passkeys/{identifier}", status_code=204, name=f"rename_{named}passkey")
    def rename_passkey(identifier: UUID, wanted: Renaming, visit: Visit = to_act) -> Response:
        """Call a passkey otherwise."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            passkeys.rename(unit, visit.env, realm, visit.inside.owner, identifier, wanted.name)
        return Response(status_code=204)

    @router.delete("/passkeys/{identifier}", status_code=204, name=f"remove_{named}passkey")
    def remove_passkey(identifier: UUID, visit: Visit = to_act) -> Response:
        """Remove a passkey, after the step-up "passkeys"; other sessions that it began end."""
        with work(visit.engine, realm.caller(visit.inside.owner)) as unit:
            passkeys.remove(unit, visit.env, realm, visit.inside, identifier)
        return Response(status_code=204)


def _routes(realm: Realm) -> APIRouter:
    """Every operation has a name of its own in the API's document, by which the client is generated."""
    router = APIRouter(prefix=realm.prefix, tags=["office" if realm.staff else "identity"])
    named = "office_" if realm.staff else ""
    for add in (_ceremonies, _sessions, _passkeys):
        add(realm, router, named)
    return router


customers = _routes(CUSTOMERS)
staff = _routes(STAFF)
