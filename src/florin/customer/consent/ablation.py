"""What a consent is worth: the customer's own picture worked out with and without it, and what differs.

Nothing is stored. Who has not consented yet asks for it themselves, and sees what they would get.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from florin.customer.consent.rules import SOURCES, Source, purposes
from florin.customer.consent.views import covered
from florin.customer.facts import service as facts
from florin.customer.facts.rules import value_slot
from florin.customer.recurring import service as recurring
from florin.customer.recurring.rules import Series, occurrences
from florin.customer.suggestions import service as suggestions
from florin.kernel.money import Money
from florin.kernel.work import Work
from florin.language.slots import Days, Slot, Slots
from florin.ports.environment import Environment

Accounts = frozenset[str]
Cover = Mapping[str, Accounts]  # by purpose the accounts that it was consented to for, looked at by itself


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that is known under some consents; `value` None where it is not known.

    `kind` and `name` tell which: a fact, a suggestion, what comes, later a limit or an error of forecast; the
    texts stand under "consent.change.<kind>..." and the label under `label`. `yearly`: minor units of the
    household's currency that it brings a year, which add up.
    """

    kind: str
    name: str
    value: Slot | None
    label: tuple[str, Slots]
    yearly: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one reading becomes; None: it is not there, or not known."""

    before: Reading | None
    after: Reading | None

    @property
    def reading(self) -> Reading:
        """Whichever there is, the later one first."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """One consent more or less: `source` None is all of them. `also`: purposes that are given with it,
    without which it would have no effect. `accounts`: how many accounts it is about."""

    purpose: str | None
    source: Source | None
    give: bool
    also: tuple[str, ...]
    accounts: int
    changes: tuple[Change, ...]
    yearly_before: int
    yearly_after: int
    currency: str


class Scene:
    """One customer's data, read once, and what it comes to for any accounts that one may look at."""

    def __init__(self, work: Work, env: Environment) -> None:
        material = facts.read(work, env, (), apart=True)
        if material is None:
            raise ValueError("all accounts can be read for no purpose")
        self.work, self.env, self.material = work, env, material
        self.today = work.today(env.clock)
        self.unwelcome = suggestions.unwelcome(work, self.today)
        self.seen = lru_cache(maxsize=16)(lambda accounts: facts.seen(material, accounts))
        self.series = lru_cache(maxsize=16)(self._series)

    def _series(self, accounts: Accounts) -> list[Series]:
        since = self.today - recurring.LOOK_BACK
        own = facts.own_transfers(self.work, self.seen(accounts), accounts, since)
        return recurring.series_in(self.work, self.env, [UUID(a) for a in accounts], own)


Measure = Callable[[Scene, Cover], Iterable[Reading]]


def allowed(cover: Cover, purpose: str) -> Accounts:
    """The accounts that may be used for a purpose: those consented to for it and for all that it needs."""
    return frozenset.intersection(*(cover[each] for each in purposes()[purpose].all))


def worth(work: Work, env: Environment, measures: Sequence[Measure]) -> list[Step]:
    """What each consent changes for the work's customer: for every purpose and source what giving it would
    bring or revoking it take, and at last the same of all together."""
    rows = covered(work, env)
    now: Cover = {p: frozenset(str(r.id) for r in rows if p in r.covered) for p in purposes()}
    scene = Scene(work, env)
    sources: dict[Source, Accounts] = {
        source: frozenset(str(r.id) for r in rows if r.here == (source == "here")) for source in SOURCES
    }
    readings = lru_cache(maxsize=32)(lambda told: _readings(scene, dict(told), measures))
    before = readings(_key(now))
    steps = [_toggled(now, purpose, source, sources[source]) for purpose in purposes() for source in SOURCES]
    steps.append(_all(now, frozenset().union(*sources.values())))
    return [_step(each, before, readings(_key(each.cover)), scene) for each in steps]


@dataclass(frozen=True, slots=True)
class _Toggle:
    purpose: str | None
    source: Source | None
    give: bool
    also: tuple[str, ...]
    accounts: int
    cover: Cover


def _toggled(now: Cover, purpose: str, source: Source, accounts: Accounts) -> _Toggle:
    """The other way for one purpose and source: revoked where all its accounts are covered, else given, with
    what it needs."""
    if accounts and accounts <= now[purpose]:
        return _Toggle(purpose, source, False, (), len(accounts), {**now, purpose: now[purpose] - accounts})
    also = tuple(p for p in purposes()[purpose].needs if not accounts <= now[p])
    more = {p: now[p] | accounts for p in (*also, purpose)}
    return _Toggle(purpose, source, True, also, len(accounts), {**now, **more})


def _all(now: Cover, accounts: Accounts) -> _Toggle:
    """Everything given; or, where it is, everything revoked."""
    give = not accounts or any(not accounts <= each for each in now.values())
    then = dict.fromkeys(now, accounts if give else frozenset[str]())
    return _Toggle(None, None, give, (), len(accounts), then)


def _key(cover: Cover) -> tuple[tuple[str, Accounts], ...]:
    return tuple(sorted(cover.items()))


def _readings(scene: Scene, cover: Cover, measures: Sequence[Measure]) -> Mapping[tuple[str, str], Reading]:
    found = (reading for measure in measures for reading in measure(scene, cover))
    return {(each.kind, each.name): each for each in found}


def _step(
    toggle: _Toggle,
    before: Mapping[tuple[str, str], Reading],
    after: Mapping[tuple[str, str], Reading],
    scene: Scene,
) -> Step:
    keys = dict.fromkeys((*before, *after))
    pairs = ((before.get(key), after.get(key)) for key in keys)
    changes = tuple(Change(b, a) for b, a in pairs if _told(b) != _told(a))
    return Step(
        toggle.purpose,
        toggle.source,
        toggle.give,
        toggle.also,
        toggle.accounts,
        changes,
        sum(r.yearly or 0 for r in before.values()),
        sum(r.yearly or 0 for r in after.values()),
        scene.material.currency,
    )


def _told(reading: Reading | None) -> object:
    return None if reading is None or reading.value is None else (reading.value, reading.yearly)


# What this part measures; others add theirs as `Part.ablations` ------------------------


def facts_known(scene: Scene, cover: Cover) -> Iterable[Reading]:
    """Every fact of the picture, with its value where it would be known."""
    accounts = allowed(cover, "picture")
    picture = scene.seen(accounts).picture if accounts else {}
    for fact in picture.values():
        label: tuple[str, Slots] = (f"fact.{fact.name}.label", {})
        yield Reading("fact", fact.name, value_slot(fact) if fact.known else None, label)


def suggestions_made(scene: Scene, cover: Cover) -> Iterable[Reading]:
    """Every suggestion that the rules would make, with its effect in money."""
    accounts = allowed(cover, "suggestions")
    if not accounts:
        return
    found = scene.seen(accounts)
    for each in suggestions.proposed(found, scene.env, scene.today, scene.unwelcome):
        yearly = each.effect.value if each.effect.period == "year" else None
        label = (".".join(p for p in ("suggestion", each.kind, each.variant, "title") if p), dict(each.slots))
        value = Money(each.effect.value, each.currency)
        yield Reading(f"suggestion_{each.effect.period}", each.key, value, label, yearly)


def coming_seen(scene: Scene, cover: Cover) -> Iterable[Reading]:
    """How many bills and how much income would be found, and how far ahead that lets one see."""
    accounts = allowed(cover, "picture")
    series = scene.series(accounts) if accounts else []
    ahead = [day for each in series for day in _days(scene, each)]
    for way, name in (("out", "bills"), ("in", "income")):
        count = sum(each.direction == way for each in series)
        yield Reading("coming", name, count or None, (f"consent.coming.{name}", {}))
    yield Reading(
        "coming", "payments", len(ahead) or None, ("consent.coming.payments", {"days": Days(recurring.DAYS)})
    )


def _days(scene: Scene, series: Series) -> Iterable[object]:
    """The days on which a series is expected in the time that pages look ahead."""
    here = any(a.here for a in scene.material.accounts if a.id == series.account)
    seen_to = scene.today if here else scene.material.last.get(series.account)
    if seen_to is None:
        return ()
    return occurrences(
        series,
        today=scene.today,
        until=scene.today + timedelta(days=recurring.DAYS),
        seen_to=min(seen_to, scene.today),
        bank=recurring.bank_days(scene.env),
    )
