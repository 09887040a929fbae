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
    `actions`: by action, (do, undo) for accepted suggestions. `approvals`: by kind, what is done once a
    second member of staff has agreed. `decisions`: where the part's decisions are found by id, for their
    passports. `clockwork`: what time brings; called in each round of the workers with their engine and
    environment, it says in how many seconds it wants the next.
    `ablations`: what a consent changes, measured with it and without (customer/consent/ablation: Measure).
    """

    name: str
    routers: tuple[Lazy, ...] = ()
    handlers: Mapping[str, Lazy] = field(default_factory=dict)
    durable: Mapping[str, Lazy] = field(default_factory=dict)
    actions: Mapping[str, tuple[Lazy, Lazy]] = field(default_factory=dict)
    approvals: Mapping[str, Lazy] = field(default_factory=dict)
    commands: Mapping[str, Lazy] = field(default_factory=dict)
    decisions: Lazy | None = None
    ablations: tuple[Lazy, ...] = ()
    clockwork: Lazy | None = None
    export: Lazy | None = None
    erase: Lazy | None = None


_MOVE = ("florin.ledger.actions:move", "florin.ledger.actions:move_back")
_ON_LEDGER = "florin.customer.service:on_ledger"
_ON_PICTURE = "florin.customer.suggestions.service:on_picture"

PARTS: tuple[Part, ...] = (
    Part(name="bank", commands={"bank": "florin.app.bank_cli:app"}),
    Part(
        name="identity",
        routers=(
            "florin.identity.api:router",
            "florin.identity.doors_api:customers",
            "florin.identity.doors_api:staff",
            "florin.identity.recovery_api:router",
            "florin.identity.approvals_api:router",
            "florin.identity.households_api:router",
        ),
        commands={"identity": "florin.identity.cli:app"},
        durable={"ApprovalDecided": "florin.app.approved:carry_out"},
        export="florin.identity.leaving:EXPORT",
        erase="florin.identity.leaving:GONE",
    ),
    Part(
        name="audit",
        routers=("florin.app.audit_api:router", "florin.app.decision_api:router"),
        commands={"audit": "florin.app.audit_cli:app", "decision": "florin.app.decision_cli:app"},
        clockwork="florin.kernel.audit.sealer:tick",
    ),
    Part(name="market", commands={"market": "florin.market.cli:app"}),
    Part(name="simulation", commands={"simulate": "florin.simulation.cli:app"}),
    Part(
        name="ledger",
        routers=(
            "florin.ledger.api:router",
            "florin.ledger.imports.api:router",
            "florin.ledger.write_off_api:router",
        ),
        durable={
            "ImportConfirmed": "florin.ledger.imports.workflow:confirmed",
            "ImportUndoAsked": "florin.ledger.imports.workflow:undo_asked",
        },
        actions={"transfer": _MOVE, "sweep": _MOVE},
        approvals={"write_off": "florin.ledger.write_off:carry_out"},
        commands={"ledger": "florin.ledger.cli:app", "statement": "florin.ledger.imports.cli:app"},
        export="florin.ledger.leaving:EXPORT",
        erase="florin.ledger.leaving:GONE",
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
            "florin.customer.consent.api:router",
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
                    "ConsentGiven",
                    "ConsentRevoked",
                    "ConsentExpired",
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
        ablations=(
            "florin.customer.consent.ablation:facts_known",
            "florin.customer.consent.ablation:suggestions_made",
            "florin.customer.consent.ablation:coming_seen",
        ),
        commands={"customer": "florin.customer.cli:app"},
        export="florin.customer.leaving:EXPORT",
        erase="florin.customer.leaving:GONE",
        decisions="florin.customer.decisions.suggestions:SOURCE",
    ),
    Part(
        name="demo",
        routers=("florin.demo.api:router",),
        clockwork="florin.demo.life:tick",
        erase="florin.demo.leaving:GONE",
    ),
    Part(
        name="leaving",
        routers=("florin.app.leaving.api:router", "florin.app.leaving.office_api:router"),
        handlers={"ConsentRevoked": "florin.app.leaving.revocations:on_revoked"},
        approvals={"erasure": "florin.app.leaving.erase:carry_out"},
        clockwork="florin.app.leaving.clock:tick",
        export="florin.app.leaving.own:EXPORT",
        erase="florin.app.leaving.own:GONE",
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


def approvals() -> dict[str, Callable[..., None]]:
    """What every part does once a second member of staff has agreed, by kind, loaded."""
    return {kind: load(lazy) for part in PARTS for kind, lazy in part.approvals.items()}


def decisions() -> tuple[Any, ...]:
    """The source of decisions (`customer.decisions.record.Source`) of every part that makes some, loaded."""
    return tuple(load(part.decisions) for part in PARTS if part.decisions)


def ablations() -> list[Callable[..., Any]]:
    """What every part measures of a consent, loaded."""
    return [load(lazy) for part in PARTS for lazy in part.ablations]
