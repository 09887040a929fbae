"""What the workers do, durably, when a customer confirms an import or takes it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from florin.kernel.work import Work
from florin.ledger.imports import service, sql
from florin.ports.environment import Environment


def context(work: Work, env: Environment) -> service.Context:
    """What an import of the work's customer needs."""
    currency = work.scalar(sql.HOUSEHOLD, customer=work.customer)
    return service.Context(env.vault(work.customer), env.clock.now(), env.clock.business_date(), currency)


def confirmed(work: Work, env: Environment, body: Mapping[str, Any]) -> None:
    """After `ImportConfirmed`: the file is imported in this one transaction."""
    service.run(work, context(work, env), UUID(body["import"]), max_bytes=env.settings.statement_max_bytes)
    work.wake("florin_live", f"{work.customer}:imports")


def undo_asked(work: Work, env: Environment, body: Mapping[str, Any]) -> None:
    """After `ImportUndoAsked`: the import is taken back in this one transaction."""
    service.undo(work, context(work, env), UUID(body["import"]))
    work.wake("florin_live", f"{work.customer}:imports")
