"""Errors as problem details (RFC 9457) in the language of the request."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from florin.kernel.errors import FieldError, FlorinError
from florin.language.choice import spoken
from florin.language.composer import LANGUAGES, MissingSlot, UnknownKey, compose
from florin.language.slots import Slot

PROBLEM = "application/problem+json"


def document(error: FlorinError, language: str) -> dict[str, Any]:
    """The problem document: title, detail and fields from the catalogue, `cause` as the code words it."""
    about = f"problem.{error.code}"
    reasons = [f"{about}.{error.reason}"] if error.reason else []
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": _said(language, [f"{about}.title", "problem.internal.title"], {}),
        "status": error.status,
        "detail": _said(language, [*reasons, f"{about}.detail", "problem.internal.detail"], error.slots),
        "cause": error.detail,
    }
    body |= error.members
    if error.reason:
        body["reason"] = error.reason
    if error.fields:
        body["errors"] = [_field(each, language) for each in error.fields]
    return body


def language_of(scope: Scope) -> str:
    """The language of a request that has not reached a route yet."""
    env = scope["app"].state.environment
    offered = env.bank.languages if env else LANGUAGES
    return spoken(Headers(scope=scope).get("accept-language"), offered)


def _said(language: str, keys: Sequence[str], slots: Mapping[str, Slot]) -> str:
    """The first of the texts that there is; telling an error must not end in another one."""
    for key in keys[:-1]:
        with suppress(UnknownKey, MissingSlot):
            return compose(language, key, slots)
    return compose(language, keys[-1], slots)


def _field(wrong: FieldError, language: str) -> dict[str, str]:
    code = wrong.code or "wrong"
    return {
        "field": wrong.field,
        "message": _said(language, [f"field.{code}", "field.wrong"], wrong.slots or {}),
        "code": code,
    }
