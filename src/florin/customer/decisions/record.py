"""A decision as any part that makes some tells it: what was decided from what, why, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from florin.kernel.work import Work
from florin.ports.environment import Environment


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that the model was given: decimal text, null where it was not known; `unit` is "money" (then
    in `currency`), "days", "rate" (a fraction) or "count"."""

    name: str
    label: str
    value: str | None
    unit: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a stable code and in the words of the passport's language."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: its state, when and by whom (an actor of the audit trail) it was decided on, and the
    journal entries that it led to."""

    state: str
    decided: datetime | None
    by: str | None
    entries: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `evidence`: the journal entries that its figures rest on. `effect` and `action` are what
    it was worth and would do, as the API tells them. `records`: those of the audit trail that tell of it."""

    id: UUID
    customer: UUID
    kind: str
    title: str
    sentence: str
    model: str
    model_version: str
    model_hash: str
    made: datetime
    as_of: date
    inputs: Sequence[Input]
    reasons: Sequence[Reason]
    figures: Sequence[Mapping[str, str]]
    evidence: Sequence[int]
    effect: Mapping[str, Any] | None
    action: Mapping[str, Any] | None
    outcome: Outcome
    records: Sequence[int]
    language: str
    contest: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part's decisions are found: whose one is (for an operator, over all customers), and the
    decision itself in the language of the work, for its customer; None where it is not this part's."""

    owner: Callable[[Work, UUID], UUID | None]
    found: Callable[[Work, Environment, UUID], Decision | None]
