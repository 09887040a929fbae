"""Suggestions over HTTP: read, accept, undo, dismiss."""

import time
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field

from florin.customer.consent import service as consents
from florin.customer.consent.basis import SUGGESTIONS
from florin.customer.suggestions import service, views
from florin.customer.transactions.api import TransactionOut
from florin.customer.transactions.service import PAGE
from florin.customer.transactions.views import evidence_json
from florin.identity.access import Access, Opened, SignedIn
from florin.kernel.api import Figure, MoneyOut

router = APIRouter(prefix="/api", tags=["suggestions"])
WAIT_SECONDS = 4.0  # for the worker; afterwards the answer says that it is under way
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)]


class EffectOut(BaseModel):
    """What a suggestion is worth, with its band."""

    value: MoneyOut
    low: MoneyOut
    high: MoneyOut
    period: Literal["year", "once"]


class ActionOut(BaseModel):
    """What accepting does; `here` posts now, else the transfer is planned at the other bank."""

    kind: Literal["transfer", "sweep", "remind"]
    label: str
    from_: Annotated[UUID | None, Field(alias="from")]
    from_name: str | None
    to: UUID | None
    to_name: str | None
    amount: MoneyOut | None
    here: bool


class ResultOut(BaseModel):
    """What came of it: journal entries, planned transfers, or why it failed."""

    entries: list[str]
    planned: list[UUID]
    error: str | None


class SuggestionOut(BaseModel):
    """One suggestion."""

    id: UUID
    kind: str
    state: Literal["open", "accepting", "accepted", "undoing", "undone", "dismissed", "expired", "failed"]
    title: str
    sentence: str
    effect: EffectOut
    action: ActionOut
    expires: str
    undoable: bool
    result: ResultOut | None


class ReasonOut(BaseModel):
    """One reason in words, and its stable code."""

    code: str
    text: str


class ModelOut(BaseModel):
    """What made the suggestion."""

    name: str
    version: str
    hash: str


class SuggestionDetailOut(SuggestionOut):
    """A suggestion with everything that it rests on."""

    reasons: list[ReasonOut]
    figures: list[Figure]
    model: ModelOut
    as_of: str
    evidence: list[TransactionOut]
    evidence_count: int
    evidence_next: str | None
    contest: str


class SuggestionsOut(BaseModel):
    """Suggestions, best first; `missing` "consent": there are none because the customer has not allowed
    them."""

    items: list[SuggestionOut]
    missing: Literal["consent"] | None


class Dismissal(BaseModel):
    """Whether the whole kind is to be left alone."""

    mute: bool = False


@router.get("/suggestions")
def list_suggestions(access: Opened, state: Literal["open", "done"] = "open") -> SuggestionsOut:
    """Open suggestions, best first; or those decided."""
    with access.work() as work:
        names = views.Names.of(work, access.env)
        rows = service.listed(work, access.env, done=state == "done")
        items = [views.summary_json(r, names) for r in rows]
        unasked = not rows and state == "open" and consents.missing(work, access.env, SUGGESTIONS)
        return SuggestionsOut.model_validate({"items": items, "missing": "consent" if unasked else None})


@router.get("/suggestions/{identifier}")
def get_suggestion(
    identifier: UUID, access: Opened, cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$")] = None
) -> SuggestionDetailOut:
    """One suggestion with its reasons, figures, model and what it rests on, newest first; `cursor` is where
    the next page of evidence starts."""
    start = int(cursor or 0)
    with access.work() as work:
        row = service.one(work, identifier)
        shown = views.detail_json(row, views.Names.of(work, access.env))
        page = row.evidence[start : start + PAGE]
        more = start + PAGE < len(row.evidence)
        shown["evidence"] = evidence_json(work, access.env, page, limit=2 * PAGE)
        shown["evidence_count"] = len(row.evidence)
        shown["evidence_next"] = str(start + PAGE) if more else None
        return SuggestionDetailOut.model_validate(shown)


@router.post("/suggestions/{identifier}/accept")
def accept_suggestion(identifier: UUID, key: Key, access: SignedIn) -> SuggestionOut:
    """Do it, where money moves after the step-up "accept/" and its id; the answer carries what came of it, or
    the state "accepting" where it takes longer."""
    with access.work() as work:
        if service.moves_money(work, access.env, identifier, key):
            access.require_step_up(f"accept/{identifier}", work)
        service.accept(work, access.env, identifier, key)
    return _settled(access, identifier)


@router.post("/suggestions/{identifier}/undo")
def undo_suggestion(identifier: UUID, key: Key, access: SignedIn) -> SuggestionOut:
    """Take it back, where money moves after the step-up "undo/" and its id."""
    with access.work() as work:
        if service.moves_money(work, access.env, identifier, key):
            access.require_step_up(f"undo/{identifier}", work)
        service.ask_undo(work, access.env, identifier, key)
    return _settled(access, identifier)


@router.post("/suggestions/{identifier}/dismiss")
def dismiss_suggestion(identifier: UUID, dismissal: Dismissal, access: SignedIn) -> SuggestionOut:
    """Put it away; with `mute` everything of its kind for half a year."""
    with access.work() as work:
        service.dismiss(work, access.env, identifier, mute=dismissal.mute)
    return _shown(access, identifier)


def _settled(access: Access, identifier: UUID) -> SuggestionOut:
    """Waits for the worker a little, so that one tap usually has one answer."""
    end = time.monotonic() + WAIT_SECONDS
    while True:
        shown = _shown(access, identifier)
        if shown.state not in ("accepting", "undoing") or time.monotonic() > end:
            return shown
        time.sleep(0.03)


def _shown(access: Access, identifier: UUID) -> SuggestionOut:
    with access.work() as work:
        row = service.one(work, identifier)
        return SuggestionOut.model_validate(views.summary_json(row, views.Names.of(work, access.env)))
