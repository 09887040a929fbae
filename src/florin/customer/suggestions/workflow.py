"""What the workers do, durably, when a customer takes a suggestion or takes it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from florin.customer.suggestions import service
from florin.customer.suggestions.service import Action
from florin.kernel.work import Work
from florin.ports.environment import Environment


def accepted(work: Work, env: Environment, body: Mapping[str, Any], actions: Mapping[str, Action]) -> None:
    """After `SuggestionAccepted`: the action happens, once."""
    service.carry_out(work, env, actions, UUID(body["suggestion"]))


def undo_asked(work: Work, env: Environment, body: Mapping[str, Any], actions: Mapping[str, Action]) -> None:
    """After `SuggestionUndoAsked`: the action is taken back, once."""
    service.take_back(work, env, actions, UUID(body["suggestion"]))


def nothing(*_: Any) -> tuple[()]:
    """The action of a reminder: the decision itself is what is kept."""
    return ()
