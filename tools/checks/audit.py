"""Asks the advisory services whether what the locks pin has known vulnerabilities; found ones fail, and where
a service does not answer it is said that nothing was audited."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 30
LOCKS = ("requirements.lock", "requirements-dev.lock")
# A release with an advisory that every service has: where it is not told, what a mirror answers says nothing.
CANARY = "jinja2==3.1.2\n"
# What an advisory service that cannot be reached looks like; a refusal by it is no finding either.
AWAY = (
    "ConnectionError",
    "ServiceError",
    "Max retries",
    "HTTPError",
    "Failed to",
    "ENOTFOUND",
    "ECONN",
    "ETIMEDOUT",
)


def ran(command: list[str]) -> tuple[str, str]:
    """What a command said on its outputs; nothing where it took too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        return "", type(error).__name__
    return done.stdout, done.stderr


def python_findings(said: str) -> list[str] | None:
    """The vulnerable packages of pip-audit's JSON; None where it could not look at all."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    if packages and all("skip_reason" in package for package in packages):
        return None
    return [f"{p['name']} {p.get('version')}: {v['id']}" for p in packages for v in p.get("vulns", ())]


def of_pins(pins: str) -> tuple[list[str] | None, str]:
    """What is known of the pins of this file, and what was said of it."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off"]
    said, error = ran([*command, "--format=json", "--timeout=5", "-r", pins])
    return python_findings(said), error


def tells_advisories() -> bool:
    """Whether the service that answers knows any advisory at all."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "canary.txt")
        pins.write_text(CANARY)
        return bool(of_pins(str(pins))[0])


def web_findings(said: str) -> list[str] | None:
    """The vulnerable packages of npm's JSON; None where it is none."""
    try:
        packages = json.loads(said)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return None
    return [f"{name}: {told['severity']}" for name, told in packages.items()]


def why(said: str) -> str:
    """The line of an error output that says what failed, without addresses."""
    line = next((line for line in said.splitlines() if any(mark in line for mark in AWAY)), "no answer")
    return line.split("http")[0].strip()[:100]


def report(what: str, found: list[str] | None, error: str) -> bool:
    """Prints what became of one audit; whether something was found."""
    if found is None:
        print(f"{what}: NOT AUDITED: no advisory service tells anything ({why(error)})")
    else:
        print(f"{what}: {len(found)} known vulnerabilities")
    for line in found or ():
        print(f"  {line}")
    return bool(found)


def main() -> int:
    """1 where a vulnerability was found."""
    failed, told = False, tells_advisories()
    for lock in LOCKS:
        found, error = of_pins(lock) if told else (None, "")
        failed |= report(lock, found, error)
    said, error = ran(
        ["npm", "audit", "--json", "--package-lock-only", "--fetch-retries=0", "--prefix", "web"]
    )
    failed |= report("web/package-lock.json", web_findings(said), said + error)
    return failed


if __name__ == "__main__":
    sys.exit(main())
