"""All settings of Florin, read from `FLORIN_*` in the environment."""

import os
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, FilePath, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from florin.kernel.errors import InvalidInput

LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda told: told.upper() if isinstance(told, str) else told),
]
Cloud = Literal["embedded", "aws"]


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
    cloud: Cloud = Field(
        "embedded", description="Where outside capabilities come from: `embedded` in Florin, or `aws`."
    )
    signing: Cloud | None = Field(
        None, description="The same for signatures alone: a key in the home folder, or of AWS KMS."
    )
    signing_key: str | None = Field(
        None,
        description="Id, ARN or alias of the KMS key that signs (ECC_NIST_P256), where signing is `aws`.",
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
    origins: str | None = Field(
        None,
        description="Addresses of the pages, comma-separated, such as `https://bank.example`: passkeys are "
        "taken from these alone. Where empty, `http://localhost` with the server's port.",
    )
    rp_id: str | None = Field(
        None,
        description="Domain that passkeys are bound to: that of the pages or one above it. Where empty, the "
        "host of the first of the origins.",
    )
    invitation_days: int = Field(7, gt=0, description="Days after which an invitation lapses.")
    attempt_window_minutes: int = Field(
        15, gt=0, description="Minutes in which failed sign-ins and the like are counted together."
    )
    attempts_per_account: int = Field(
        10, gt=0, description="Failures in that time after which an account is locked until they have passed."
    )
    attempts_per_address: int = Field(
        50, gt=0, description="Failures in that time after which nothing more is tried from an address."
    )
    challenges_per_address: int = Field(
        300, gt=0, description="Ceremonies that one address may begin in that time."
    )
    trusted_proxies: str | None = Field(
        None,
        description="Networks of the proxies before the server, comma-separated, such as `10.0.0.0/8`: from "
        "these alone `X-Forwarded-For` is believed.",
    )
    event_tries: int = Field(5, gt=0, description="Tries of an event before it is parked.")
    worker_poll_seconds: float = Field(
        1.0, gt=0, description="Longest wait before the log is looked at again where no wake-up came."
    )

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, told: str | None) -> str | None:
        for origin in listed(told):
            parts = urlsplit(origin)
            safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
            if not (safe and parts.hostname and origin == f"{parts.scheme}://{parts.netloc}"):
                raise ValueError(f"{origin!r} is not an origin such as https://bank.example")
        return told

    @field_validator("rp_id")
    @classmethod
    def _is_above_the_origins(cls, told: str | None, around: ValidationInfo) -> str | None:
        hosts = [urlsplit(each).hostname or "" for each in listed(around.data.get("origins"))]
        if told and any(host != told and not host.endswith(f".{told}") for host in hosts or ["localhost"]):
            raise ValueError("is neither the host of every one of FLORIN_ORIGINS nor a domain above it")
        return told

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, told: str | None) -> str | None:
        for network in listed(told):
            ip_network(network)
        return told


def listed(told: str | None) -> list[str]:
    """The items of a comma-separated setting."""
    return [item.strip() for item in (told or "").split(",") if item.strip()]


@cache
def settings() -> Settings:
    """The settings of this process, read once; InvalidInput names each variable that is wrong."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - every field has a default
    except ValidationError as error:
        wrong = [f"FLORIN_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors(include_input=False)]
        raise InvalidInput("; ".join(wrong)) from None
