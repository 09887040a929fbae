"""The three ceremonies: registering a passkey, signing in with it, showing it before something weighty."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from florin.identity import ceremony, challenges, invitations, limits, passkeys, service, step_up
from florin.identity.ceremony import Answer, Shown
from florin.identity.invitations import Invited
from florin.identity.passkeys import Stored
from florin.identity.service import Begun
from florin.identity.visit import Visit
from florin.kernel.errors import Conflict, NotVerified
from florin.kernel.work import Caller, Work, work

SIGN_IN, REGISTER, STEP_UP = "sign-in", "register", "step-up:"


@dataclass(frozen=True, slots=True)
class Registered:
    """Whose new passkey it is, and the session that an invitation opened with it."""

    owner: UUID
    passkey: UUID
    begun: Begun | None


def registration_options(visit: Visit, invitation: str | None) -> dict[str, Any]:
    """What the browser is asked for a new passkey: by an invitation, else for who is signed in.

    Raises:
        NotVerified: there is no such invitation (any more). NotSignedIn: neither invited nor signed in.
        StepUpNeeded: who has a passkey shows it first. Conflict: they have twenty.
    """
    invited = _invited(visit, invitation)
    owner = invited.owner if invited else visit.inside.owner
    with work(visit.engine, visit.realm.caller(owner)) as unit:
        if invited is None and visit.inside.how != "recovery":
            step_up.require(unit, visit.env, visit.realm, visit.inside, "passkeys")
        have = passkeys.have(unit, visit.realm, owner)
        if len(have) >= passkeys.MOST:
            raise Conflict("there are many passkeys already; remove one first", reason="many-passkeys")
    challenge = challenges.ask(visit, REGISTER, owner, invited.id if invited else None)
    return ceremony.creation_options(visit.env, owner, visit.env.bank.name, challenge, have)


def register(visit: Visit, invitation: str | None, credential: Mapping[str, Any], name: str) -> Registered:
    """Adds the passkey that the browser made; an invitation is used up by it, and opens a session.

    Raises:
        NotVerified: for every reason for which it is not taken. NotSignedIn. TooManyTries.
    """
    invited = _invited(visit, invitation)
    owner = invited.owner if invited else visit.inside.owner
    with _trying(visit, str(owner)):
        answer, asked = challenges.taken(visit, ceremony.read(credential), REGISTER)
        if (asked.owner, asked.invitation) != (owner, invited.id if invited else None):
            raise NotVerified("this could not be verified")
        new = ceremony.registered(visit.env, answer)
        with work(visit.engine, visit.realm.caller(owner)) as unit:
            if invited:
                invitations.use(unit, visit.env, invited)
            called = name or visit.device or "Passkey"
            passkey = passkeys.add(unit, visit.env, visit.realm, owner, new, called)
            begun = _begin(unit, visit, owner, "invitation", passkey) if invited else None
        return Registered(owner, passkey, begun)


def sign_in_options(visit: Visit) -> dict[str, Any]:
    """What the browser is asked to sign someone in; the same for everyone."""
    return ceremony.request_options(visit.env, challenges.ask(visit, SIGN_IN))


def sign_in(visit: Visit, credential: Mapping[str, Any]) -> Begun:
    """A fresh session for whose passkey was shown.

    Raises:
        NotVerified: for every reason for which it is not. TooManyTries.
    """
    answer = ceremony.read(credential)
    stored = _stored(visit, answer)
    account = str(stored.owner) if stored else answer.credential.hex() if answer else None
    with _trying(visit, account):
        try:
            answer, _ = challenges.taken(visit, answer, SIGN_IN)
            stored, shown = _shown(visit, answer, stored)
            if answer.handle != stored.owner.bytes:
                raise NotVerified("this could not be verified")
            with work(visit.engine, visit.realm.caller(stored.owner)) as unit:
                passkeys.use(unit, visit.env, visit.realm, stored, shown)
                return _begin(unit, visit, stored.owner, "passkey", stored.id)
        except NotVerified:
            _failed(visit, stored)
            raise


def step_up_options(visit: Visit, purpose: str) -> dict[str, Any]:
    """What the browser is asked, so that this session may do one thing; Conflict without a passkey."""
    owner = visit.inside.owner
    with work(visit.engine, visit.realm.caller(owner)) as unit:
        have = passkeys.have(unit, visit.realm, owner)
    if not have:
        raise Conflict("there is no passkey to show", reason="no-passkey")
    return ceremony.request_options(visit.env, challenges.ask(visit, STEP_UP + purpose, owner), have)


def show(visit: Visit, purpose: str, credential: Mapping[str, Any]) -> None:
    """Grants this session the one thing that its passkey was shown for.

    Raises:
        NotVerified: for every reason for which it is not. TooManyTries.
    """
    owner, answer = visit.inside.owner, ceremony.read(credential)
    stored = _stored(visit, answer)
    with _trying(visit, str(owner)):
        answer, asked = challenges.taken(visit, answer, STEP_UP + purpose)
        stored, shown = _shown(visit, answer, stored)
        if not stored.owner == asked.owner == owner or answer.handle not in (None, owner.bytes):
            raise NotVerified("this could not be verified")
        with work(visit.engine, visit.realm.caller(owner)) as unit:
            passkeys.use(unit, visit.env, visit.realm, stored, shown)
            step_up.grant(unit, visit.env, visit.realm, visit.inside, purpose)


def _trying(visit: Visit, account: str | None = None) -> AbstractContextManager[None]:
    return limits.trying(visit.engine, visit.env, visit.address, account)


def _invited(visit: Visit, token: str | None) -> Invited | None:
    """Whom a token invites; None without a token; a wrong one counts as a try that failed."""
    if token is None:
        return None
    with _trying(visit):
        return invitations.find(visit.engine, visit.env, visit.realm, token)


def _stored(visit: Visit, answer: Answer | None) -> Stored | None:
    return passkeys.of_credential(visit.engine, visit.realm, answer.credential) if answer else None


def _shown(visit: Visit, answer: Answer, stored: Stored | None) -> tuple[Stored, Shown]:
    """The passkey with what its use proved; where nobody has it, that is found out as slowly."""
    key, count = (stored.public_key, stored.sign_count) if stored else (ceremony.NOBODY, 0)
    shown = ceremony.shown(visit.env, answer, key, count)
    if stored is None:
        raise NotVerified("this could not be verified")
    return stored, shown


def _begin(unit: Work, visit: Visit, owner: UUID, how: service.How, passkey: UUID) -> Begun:
    return service.begin(unit, visit.env, visit.realm, owner, how, device=visit.device, passkey=passkey)


def _failed(visit: Visit, stored: Stored | None) -> None:
    """Logs that somebody did not get in; as nobody, since it is not known who it was."""
    open_to = (stored.owner,) if stored and not visit.realm.staff else ()
    with work(visit.engine, Caller("visitor", "sign-in", open_to)) as unit:
        if stored is None:
            unit.emit("SignInFailed", None, {"how": "passkey"})
        else:
            visit.realm.emit(unit, "SignInFailed", stored.owner, how="passkey")
