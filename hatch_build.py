"""Builds the web client into the package, when its sources changed since the last build."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the client is made of, relative to the root; everything else leaves the last build as it is.
INPUTS = (
    "web",
    "src/florin/language/en.web.json",
    "src/florin/language/de.web.json",
    "hatch_build.py",
)
NODE = "Node 20.19 or later, or 22.12 or later,"
LEFT_OUT = {"node_modules", "dist"}


class WebClient(BuildHookInterface):
    """`npm ci` and `npm run build` in `web/`, into `src/florin/_web`, with a stamp of the inputs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files, for wheels and editable installs alike."""
        root = Path(self.root)
        out = root / "src/florin/_web"
        if not (root / "web/package.json").exists():
            _require(out)  # an unpacked sdist carries the built client and not its sources
            return
        stamp = _stamp(root)
        built = out / ".stamp"
        if built.exists() and built.read_text() == stamp:
            return
        npm = _npm()
        self.app.display_info("building the web client")
        _run([npm, "ci", "--no-audit", "--no-fund"], root / "web")
        _run([npm, "run", "build"], root / "web")
        _require(out)
        built.write_text(stamp)


def _require(out: Path) -> None:
    if not (out / "index.html").exists():
        raise SystemExit(f"florin: the web client is missing in {out}")


def _stamp(root: Path) -> str:
    """sha256 over names and contents of all inputs."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        start = root / name
        if start.is_file():
            yield start
        for folder, folders, files in os.walk(start):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            yield from (Path(folder, file) for file in sorted(files) if not file.endswith(".tsbuildinfo"))


def _npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SystemExit(f"florin: the web client needs {NODE} with npm to be built, and none was found.")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    found = re.match(r"v(\d+)\.(\d+)", said)
    version = [int(part) for part in found.groups()] if found else [0, 0]
    if version < [20, 19] or [21, 0] <= version < [22, 12]:
        raise SystemExit(f"florin: the web client needs {NODE} to be built, and this is {said}.")
    return npm


def _run(command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder).returncode:
        raise SystemExit(f"florin: `{' '.join(command[1:])}` failed in {folder}; its output above says why.")
