"""Writes what is generated and checked in: `schema/openapi.json`, `schema/events/`, `docs/settings.md`;
`--check` compares."""

import sys
from pathlib import Path

import orjson

from florin.app.api import create_app
from florin.app.settings_page import settings_page

ROOT = Path(__file__).parents[3]


def generated() -> dict[Path, bytes]:
    """Every generated file and what it must hold."""
    openapi = create_app(None, None).openapi()
    pretty = orjson.dumps(openapi, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return {ROOT / "schema" / "openapi.json": pretty, ROOT / "docs" / "settings.md": settings_page().encode()}


def main(arguments: list[str]) -> int:
    """0 where all is fresh (or was written), 1 where `--check` found something stale."""
    files = generated()
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run `make schema`\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
