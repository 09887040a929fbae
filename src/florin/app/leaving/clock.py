"""What time brings: approved erasures are carried on, and what was kept long enough ends."""

import time

from sqlalchemy import Engine

from florin.app.leaving.erase import end_retention, resume
from florin.ports.environment import Environment

EVERY_SECONDS = 20.0
_next = {"at": 0.0}  # by this process's monotonic clock


def tick(engine: Engine, env: Environment) -> float:
    """Looks every few seconds; seconds until it wants to again."""
    if (wait := _next["at"] - time.monotonic()) > 0:
        return wait
    _next["at"] = time.monotonic() + EVERY_SECONDS
    resume(engine, env)
    end_retention(engine, env)
    return EVERY_SECONDS
