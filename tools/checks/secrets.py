"""Looks for passwords, keys and tokens in every file that git knows or would take; what is none is named in
`secrets.json`, with the reason, by its file and the hash of the word."""

import json
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

BASELINE = Path(__file__).with_name("secrets.json")
# Pinned hashes, generated files, and bytes that are no text.
LEFT_OUT = re.compile(
    r"\.(lock|woff2|png|jpg|ico|gz|br|svg|csv|pdf|xlsx)$|(^|/)(package-lock\.json|openapi\.json|data/.*|history/.*)$"
    r"|^tools/checks/secrets\.json$"
)
DETECTORS = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
)


def files() -> list[str]:
    """Tracked files and new ones that are not ignored, without those left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return [name for name in names if name and not LEFT_OUT.search(name) and Path(name).is_file()]


def found(names: list[str]) -> list[tuple[str, int, str, str]]:
    """What looks like a secret in these files: file, line, kind and the hash of it."""
    plugins = [{"name": name} for name in DETECTORS]
    with transient_settings({"plugins_used": plugins}):
        return [
            (name, one.line_number, one.type, one.secret_hash) for name in names for one in scan_file(name)
        ]


def main() -> int:
    """1 where something is neither clean nor named as no secret, or is named and no longer there."""
    names = files()
    with ProcessPoolExecutor(2) as pool:
        seen = [one for part in pool.map(found, (names[::2], names[1::2])) for one in part]
    known = (
        {(e["file"], e["hash"]) for e in json.loads(BASELINE.read_text())} if BASELINE.is_file() else set()
    )
    fresh = sorted(one for one in seen if (one[0], one[3]) not in known)
    for name, line, kind, code in fresh:
        print(f"{name}:{line}: looks like a secret ({kind}, {code})")
    gone = sorted(known - {(one[0], one[3]) for one in seen})
    for name, code in gone:
        print(f"{BASELINE.name}: {name} holds no {code} any more")
    return bool(fresh or gone)


if __name__ == "__main__":
    sys.exit(main())
