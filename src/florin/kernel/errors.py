"""Errors that a caller may see: each knows its HTTP status and stable problem type (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was wrong, and how: `message` in English for developers and the command line.

    Pages say the text under "field.<code>" with `slots` (those of florin.language) in the reader's language.
    """

    field: str
    message: str
    code: str = ""
    slots: Mapping[str, Any] | None = None


class FlorinError(Exception):
    """Base of all errors meant for a caller; `code` is stable and names the problem page and its texts.

    `detail` is English, for developers and the command line. Pages say "problem.<code>.<reason>" with `slots`
    in the reader's language, or "problem.<code>.detail" where no `reason` says more.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(
        self,
        detail: str,
        *,
        fields: Sequence[FieldError] = (),
        reason: str = "",
        slots: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = tuple(fields)
        self.reason = reason
        self.slots = slots or {}
        self.members: Mapping[str, str] = {}  # of the problem document, beside those that each has
        self.headers: Mapping[str, str] = {}  # of the answer


class InvalidInput(FlorinError):
    """What was sent is malformed; `fields` says where."""

    status = 422
    code = "invalid-input"


class NotSignedIn(FlorinError):
    """There is no valid session."""

    status = 401
    code = "not-signed-in"


class NotAllowed(FlorinError):
    """The caller has no right to this."""

    status = 403
    code = "not-allowed"


class NotVerified(FlorinError):
    """What should show who asks does not: one error for every cause, which tells nothing of any account."""

    status = 403
    code = "not-verified"


class StepUpNeeded(FlorinError):
    """A passkey must be shown for this `purpose` first, then the request be sent again."""

    status = 403
    code = "step-up"

    def __init__(self, purpose: str) -> None:
        super().__init__("show a passkey for this purpose first", reason="step-up")
        self.members = {"purpose": purpose}


class TooManyTries(FlorinError):
    """Too often from here, or for this account; `seconds` until one may try again."""

    status = 429
    code = "too-many-tries"

    def __init__(self, seconds: float) -> None:
        wait = max(1, ceil(seconds))
        super().__init__(f"too many tries; try again in {wait} seconds")
        self.headers = {"Retry-After": str(wait)}


class NotFound(FlorinError):
    """It does not exist, or not for this caller."""

    status = 404
    code = "not-found"


class Conflict(FlorinError):
    """The state does not allow it (any more)."""

    status = 409
    code = "conflict"


class IdempotencyMismatch(FlorinError):
    """The same idempotency key came with another request."""

    status = 409
    code = "idempotency-mismatch"


class TooLarge(FlorinError):
    """More bytes than this installation takes."""

    status = 413
    code = "statement-too-large"


class StatementUnreadable(FlorinError):
    """The file is no statement that can be read."""

    status = 422
    code = "statement-unreadable"


class Unavailable(FlorinError):
    """Something that is needed does not answer now."""

    status = 503
    code = "unavailable"
