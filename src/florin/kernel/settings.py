"""All settings of Florin, read from `FLORIN_*` in the environment."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, FilePath, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from florin.kernel.errors import InvalidInput

LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda told: told.upper() if isinstance(told, str) else told),
]


def default_home() -> Path:
    """Root keeps data under /var/lib, since the embedded server opens every parent folder; others in their
    home."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/florin")
    return Path.home() / ".local" / "share" / "florin"


class Settings(BaseSettings):
    """Each field is `FLORIN_<NAME>`; its description is the documentation."""

    model_config = SettingsConfigDict(env_prefix="FLORIN_", extra="ignore", frozen=True)

    home: Path = Field(default_factory=default_home, description="Folder of the embedded database and keys.")
    database_url: str | None = Field(
        None,
        description="PostgreSQL server instead of the embedded one; its user sets up roles and tables.",
    )
    database_app_url: str | None = Field(
        None, description="URL of the role florin_app where a platform team set up roles and tables itself."
    )
    database_worker_url: str | None = Field(
        None,
        description="URL of the role florin_worker where a platform team set up roles and tables itself.",
    )
    bank: FilePath | None = Field(None, description="The bank's own bank.toml; the demo bank's where empty.")
    demo: bool = Field(
        False, description="Demo mode: personas sign in without a key, only from this machine."
    )
    live: bool = Field(
        True, description="Demo mode: the days of its people pass faster than ours (`florin demo --speed`)."
    )
    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(
        8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one."
    )
    log_level: LogLevel = Field(
        "INFO", description="Least level of log lines: DEBUG, INFO, WARNING or ERROR."
    )
    statement_max_bytes: int = Field(
        64 * 1024 * 1024, gt=0, description="Largest statement file taken, in bytes."
    )
    session_days: int = Field(14, gt=0, description="Days after which a session ends.")
    event_tries: int = Field(5, gt=0, description="Tries of an event before it is parked.")
    worker_poll_seconds: float = Field(
        1.0, gt=0, description="Longest wait before the log is looked at again where no wake-up came."
    )


@cache
def settings() -> Settings:
    """The settings of this process, read once; InvalidInput names each variable that is wrong."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - every field has a default
    except ValidationError as error:
        wrong = [f"FLORIN_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors(include_input=False)]
        raise InvalidInput("; ".join(wrong)) from None
