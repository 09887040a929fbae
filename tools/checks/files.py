"""Checks every file that git knows or would take: well-formed, tidy, small, naming no package index."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

MAX_BYTES = 1_500_000
# Bytes that a bank, a font maker or a browser wrote, not we.
UNTOUCHED = re.compile(r"(^|/)data/|\.(png|jpg|woff2|ico|gz|br|lock|svg)$|^LICENSE$")
INDEX = re.compile(r'"resolved": "http|--(extra-)?index-url|--find-links')


def files() -> list[Path]:
    """Tracked files and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for name in names if name and (path := Path(name)).is_file()]


def lock_findings(content: str) -> Iterator[str]:
    """A lock pins what is installed, not where it comes from."""
    for number, line in enumerate(content.splitlines(), 1):
        if INDEX.search(line):
            yield f"{number}: names a package index"


def text_findings(content: str) -> Iterator[str]:
    """Trailing blanks, leftovers of a merge and a missing last newline."""
    for number, line in enumerate(content.split("\n"), 1):
        if line != line.rstrip():
            yield f"{number}: trailing blanks"
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            yield f"{number}: left over from a merge"
    if content and not content.endswith("\n"):
        yield f"{content.count(chr(10)) + 1}: no newline at the end"


def syntax_finding(path: Path, content: str) -> Iterator[str]:
    """What the parser of its kind says about a configuration or data file."""
    parsers: dict[str, Callable[[str], object]] = {".toml": tomllib.loads, ".json": json.loads}
    commented = path.name.startswith("tsconfig")
    if (parse := parsers.get(path.suffix)) and not commented:
        try:
            parse(content)
        except ValueError as error:
            yield f"1: {error}"


def findings(path: Path) -> Iterator[str]:
    """Everything wrong with one file, each as `line: what`."""
    if path.stat().st_size > MAX_BYTES:
        yield f"1: larger than {MAX_BYTES:,} bytes; large data is derived or downloaded, not committed"
    if path.name == "package-lock.json" or path.suffix == ".lock":
        yield from lock_findings(path.read_text())
    elif not UNTOUCHED.search(path.as_posix()):
        content = path.read_bytes().decode()
        yield from text_findings(content)
        yield from syntax_finding(path, content)


def main() -> int:
    """Prints the findings; 1 if there are any."""
    lines = [f"{path}:{finding}" for path in files() for finding in findings(path)]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
