"""How long a day of the demo takes, as one says it: 20s, 1m, 500ms."""

import re

from florin.kernel.errors import InvalidInput

SHORTEST, LONGEST = 0.1, 86_400.0  # seconds
_TOLD = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def seconds(told: str) -> float:
    """The seconds of a pace such as "20s".

    Raises:
        InvalidInput: it is none, or shorter than 100ms or longer than 24h.
    """
    found = _TOLD.fullmatch(told.strip().lower())
    if found is None:
        raise InvalidInput(f"--speed: {told!r} is no time for a day to take; write 20s, 1m or 500ms")
    pace = float(found[1]) * _UNITS[found[2]]
    if not SHORTEST <= pace <= LONGEST:
        raise InvalidInput(f"--speed: a day takes from 100ms to 24h, not {told.strip()}")
    return pace
