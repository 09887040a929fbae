"""The workers let time pass for the parts that keep some, and go on where one of them fails."""

import pytest

from florin.app.parts import Part
from florin.app.worker import Worker
from florin.ports.environment import Environment

ASKED: list[object] = []


def often(_, env: Environment) -> float:
    """Wants to be asked again in a twentieth of a second."""
    ASKED.append(env)
    return 0.05


def seldom(*_: object) -> float:
    """Wants an hour."""
    return 3600.0


def broken(*_: object) -> float:
    """Cannot."""
    raise ValueError("no time")


def part(name: str) -> Part:
    return Part(name=name, clockwork=f"{__name__}:{name}")


@pytest.mark.parametrize(
    ("parts", "wish"), [(("seldom", "often"), 0.05), (("seldom",), 3600), (("broken", "often"), 1), ((), 1)]
)
def test_the_most_impatient_part_says_when_it_is_asked_again(database, env, parts, wish):
    worker = Worker(database, env, [part(name) for name in parts])
    assert worker._clockworks() == pytest.approx(wish)
    assert env.settings.worker_poll_seconds == 1
