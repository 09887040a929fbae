"""The parts of Florin: for each its routes, event handlers, durable work, actions and commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from florin.kernel.errors import InvalidInput

Lazy = str  # "module:name", imported when it is needed


@dataclass(frozen=True, slots=True)
class Part:
    """One entry: everything is named, nothing imported, so that `florin --help` stays fast.

    `handlers`: by event, run in the step that reads the log. `durable`: by event, run as a durable workflow.
    `actions`: by action, (do, undo) for accepted suggestions. `clockwork`: what time brings; called in each
    round of the workers with their engine and environment, it says in how many seconds it wants the next.
    """

    name: str
    routers: tuple[Lazy, ...] = ()
    handlers: Mapping[str, Lazy] = field(default_factory=dict)
    durable: Mapping[str, Lazy] = field(default_factory=dict)
    actions: Mapping[str, tuple[Lazy, Lazy]] = field(default_factory=dict)
    commands: Mapping[str, Lazy] = field(default_factory=dict)
    clockwork: Lazy | None = None


_MOVE = ("florin.ledger.actions:move", "florin.ledger.actions:move_back")
_ON_LEDGER = "florin.customer.service:on_ledger"
_ON_PICTURE = "florin.customer.suggestions.service:on_picture"

PARTS: tuple[Part, ...] = (
    Part(name="bank", commands={"bank": "florin.app.bank_cli:app"}),
    Part(name="identity", routers=("florin.identity.api:router",)),
    Part(name="market", commands={"market": "florin.market.cli:app"}),
    Part(name="simulation", commands={"simulate": "florin.simulation.cli:app"}),
    Part(
        name="ledger",
        routers=("florin.ledger.api:router", "florin.ledger.imports.api:router"),
        durable={
            "ImportConfirmed": "florin.ledger.imports.workflow:confirmed",
            "ImportUndoAsked": "florin.ledger.imports.workflow:undo_asked",
        },
        actions={"transfer": _MOVE, "sweep": _MOVE},
        commands={"ledger": "florin.ledger.cli:app", "statement": "florin.ledger.imports.cli:app"},
    ),
    Part(
        name="customer",
        routers=(
            "florin.customer.api:router",
            "florin.customer.transactions.api:router",
            "florin.customer.transactions.marks_api:router",
            "florin.customer.suggestions.api:router",
            "florin.customer.recurring.api:router",
            "florin.customer.worth.api:router",
            "florin.customer.office.api:router",
        ),
        handlers={
            **dict.fromkeys(
                (
                    "EntryRecorded",
                    "StatementImported",
                    "StatementUndone",
                    "AccountOpened",
                    "AccountChanged",
                    "HoldAuthorised",
                    "HoldReleased",
                    "HoldSettled",
                    "TransferPlanned",
                    "PlannedCancelled",
                    "PlannedExpired",
                    "PlannedMatched",
                    "DayBegan",
                ),
                _ON_LEDGER,
            ),
            "PictureChanged": _ON_PICTURE,
            "SuggestionReopened": _ON_PICTURE,
        },
        durable={
            "SuggestionAccepted": "florin.customer.suggestions.workflow:accepted",
            "SuggestionUndoAsked": "florin.customer.suggestions.workflow:undo_asked",
        },
        actions={
            "remind": (
                "florin.customer.suggestions.workflow:nothing",
                "florin.customer.suggestions.workflow:nothing",
            )
        },
        commands={"customer": "florin.customer.cli:app"},
    ),
    Part(
        name="demo",
        routers=("florin.demo.api:router",),
        clockwork="florin.demo.life:tick",
    ),
)


def load(lazy: Lazy) -> Any:
    """What "module:name" names."""
    module, _, name = lazy.partition(":")
    return getattr(import_module(module), name)


def chosen(names: str | None) -> Sequence[Part]:
    """The parts of a comma-separated list; all for None; InvalidInput names one that does not exist."""
    if not names:
        return PARTS
    by_name = {part.name: part for part in PARTS}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := sorted(set(wanted) - set(by_name)):
        raise InvalidInput(f"there is no part {', '.join(unknown)}; there are {', '.join(by_name)}")
    return [by_name[name] for name in wanted]


def actions() -> dict[str, tuple[Callable[..., Any], Callable[..., Any]]]:
    """Every action of every part, loaded."""
    return {name: (load(do), load(undo)) for part in PARTS for name, (do, undo) in part.actions.items()}
