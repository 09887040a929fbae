"""What the workers do, durably, when a customer confirms an import or takes it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from florin.kernel.work import Work
from florin.ledger.imports import service
from florin.ports.environment import Environment


def confirmed(work: Work, env: Environment, body: Mapping[str, Any]) -> None:
    """After `ImportConfirmed`: the file is imported in this one transaction."""
    limit = env.settings.statement_max_bytes
    service.run(work, service.context_of(work, env), UUID(body["import"]), max_bytes=limit)
    work.wake("florin_live", f"{work.customer}:imports")


def undo_asked(work: Work, env: Environment, body: Mapping[str, Any]) -> None:
    """After `ImportUndoAsked`: the import is taken back in this one transaction."""
    service.undo(work, service.context_of(work, env), UUID(body["import"]))
    work.wake("florin_live", f"{work.customer}:imports")
