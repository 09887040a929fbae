"""What the routes of identity take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

How = Literal["passkey", "recovery", "persona", "invitation"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Token = Annotated[str, Field(min_length=1, max_length=200)]
# What is stepped up for, such as "passkeys" or "accept/" and an id.
Purpose = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}(/[0-9A-Za-z-]{1,64})?$", examples=["passkeys"])]
Credential = Annotated[
    dict[str, Any],
    Field(description="What `PublicKeyCredential.toJSON()` gives; every fault in it has one answer."),
]


class _Taken(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RegistrationAsked(_Taken):
    """By which invitation; without one for who is signed in."""

    invitation: Token | None = None


class Registration(_Taken):
    """The passkey that the browser made, and what its person calls it; else it is called after the device."""

    invitation: Token | None = None
    credential: Credential
    name: Name | None = None


class Assertion(_Taken):
    """The passkey that the browser showed."""

    credential: Credential


class StepUpAsked(_Taken):
    """What a passkey is shown for: the `purpose` of the problem document that asked for it."""

    purpose: Purpose


class StepUp(_Taken):
    """The passkey that the browser showed, and what for."""

    purpose: Purpose
    credential: Credential


class Code(_Taken):
    """A recovery code; case, hyphens and blanks do not matter."""

    code: Annotated[str, Field(min_length=1, max_length=60)]


class Renaming(_Taken):
    """What a passkey is called from now on."""

    name: Name


class OptionsOut(BaseModel):
    """For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""

    options: dict[str, Any]


class EnteredOut(BaseModel):
    """The session that has begun; its cookie comes with this answer."""

    how: How


class RegisteredOut(BaseModel):
    """The new passkey; `entered` where an invitation opened a session with it."""

    passkey: UUID
    entered: bool


class PasskeyOut(BaseModel):
    """A passkey: `backed_up` where its maker keeps a copy, `current` where it began this session."""

    id: UUID
    name: str
    created: datetime
    used: datetime | None
    transports: list[str]
    backed_up: bool
    current: bool


class PasskeysOut(BaseModel):
    """All passkeys, the oldest first."""

    items: list[PasskeyOut]


class OpenSessionOut(BaseModel):
    """A session: how it began, on what device, and when it was last seen, to the hour."""

    id: UUID
    how: How
    device: str
    created: datetime
    seen: datetime
    current: bool


class SessionsOut(BaseModel):
    """All open sessions, the one seen last first."""

    items: list[OpenSessionOut]


class EndedOut(BaseModel):
    """How many sessions ended."""

    ended: int


class RecoveryCodesOut(BaseModel):
    """How many codes are left, and when they were made."""

    left: int
    made: datetime | None


class NewCodesOut(BaseModel):
    """Ten new codes, told this once."""

    codes: list[str]
