"""Carries out what a second member of staff has approved, by the part that owns it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from florin.app.parts import approvals
from florin.identity.approvals import approved
from florin.kernel.work import Work
from florin.ports.environment import Environment


def carry_out(unit: Work, env: Environment, body: Mapping[str, Any]) -> None:
    """Runs what was asked for, where another member of staff has said yes; a refusal ends it.

    The part's function makes it happen once, with the approval's id as its key.
    """
    if body["verdict"] != "approved":
        return
    wanted = approved(unit, UUID(body["approval"]))
    if wanted is None:
        raise LookupError("an approved request is gone")
    approvals()[wanted.kind](unit, env, wanted)
