"""What the workers do for an accepted suggestion, and to take it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from florin.customer.suggestions.service.told import LOCKED
from florin.kernel.errors import FlorinError
from florin.kernel.work import Work
from florin.ports.environment import Environment

_RESULT = text("update suggestion set state = :state, result = cast(:result as jsonb) where id = :id")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action, by id: journal entries, planned transfers, accounts that it opened."""

    entries: Sequence[int] = ()
    planned: Sequence[UUID] = ()
    opened: Sequence[UUID] = ()

    def json(self) -> dict[str, Any]:
        """As it is stored with the suggestion."""
        planned, opened = ([str(i) for i in ids] for ids in (self.planned, self.opened))
        return {"entries": list(self.entries), "planned": planned, "opened": opened}


@dataclass(frozen=True, slots=True)
class Action:
    """How the owning part carries out an action of the closed list, and takes it back."""

    do: Callable[[Work, Environment, Mapping[str, Any], UUID], Done]
    undo: Callable[[Work, Environment, Mapping[str, Any], UUID], Done]


def carry_out(work: Work, env: Environment, actions: Mapping[str, Action], identifier: UUID) -> None:
    """Runs the action of an accepted suggestion once; what it made, or why it failed, is kept with it."""
    row = work.first(LOCKED, customer=work.customer, id=identifier)
    if row is None or row.state != "accepting":
        return
    state = _run(
        work,
        row,
        "accepted",
        "failed",
        lambda: actions[row.proposal["action"]].do(work, env, row.proposal, identifier),
    )
    work.emit("SuggestionDone", work.customer, {"suggestion": str(identifier), "state": state})


def take_back(work: Work, env: Environment, actions: Mapping[str, Action], identifier: UUID) -> None:
    """Runs the undo of an accepted suggestion once."""
    row = work.first(LOCKED, customer=work.customer, id=identifier)
    if row is None or row.state != "undoing":
        return
    state = _run(
        work,
        row,
        "undone",
        "accepted",
        lambda: actions[row.proposal["action"]].undo(work, env, row.result, identifier),
    )
    work.emit("SuggestionUndone", work.customer, {"suggestion": str(identifier), "state": state})


def _run(work: Work, row: Any, good: str, bad: str, do: Callable[[], Done]) -> str:
    """Runs the action or its undo; the state that the suggestion is in afterwards."""
    savepoint = work.connection.begin_nested()
    try:
        done, state = do().json(), good
        savepoint.commit()
    except FlorinError as error:
        savepoint.rollback()
        work.wakes.clear()
        told = {"error": error.detail, "problem": f"{error.code}.{error.reason or 'detail'}"}
        done, state = {**(row.result or Done().json()), **told}, bad
    work.run(_RESULT, id=row.id, state=state, result=orjson.dumps(done).decode())
    work.wake("florin_live", f"{work.customer}:suggestions")
    return state
