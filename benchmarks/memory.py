"""PSS of all Python and PostgreSQL processes of one home, after its start and after a visitor's journey."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil

from benchmarks.material.homes import empty_home
from benchmarks.material.server import Visitor, demo, until_answered
from florin.app.bench import Figure, figure
from florin.kernel.postgres import start_server
from florin.simulation.sample import sample_statement

PEER = "embedded PostgreSQL alone, idle"


def figures(runs: int) -> Iterator[Figure]:
    """The browser is not counted; shared pages are counted by share, each once in the sum."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    bare, started, travelled = [], [], []
    for _ in range(runs):
        with empty_home() as home:
            bare.append(_bare(home))
        with empty_home() as home, demo(home) as port:
            until_answered(port, "/ready")
            Visitor(port).until("/ready", _followed)
            started.append(sum(pss_by_process(home).values()))
            journey(port)
            travelled.append(sum(pss_by_process(home).values()))
    yield figure("memory.started", "MB", started, (PEER, bare))
    yield figure("memory.after_journey", "MB", travelled, (PEER, bare))


def _followed(told: dict[str, dict[str, int]]) -> bool:
    """Whether the worker runs and has read what the demo's people did."""
    return bool(told["lag"]) and not any(told["lag"].values())


def journey(port: int) -> None:
    """Signs in as You, imports the sample statement, accepts a suggestion, and takes it back."""
    visitor = Visitor(port)
    visitor.get("/")
    visitor.sign_in("you")
    content, name, _ = sample_statement(date.today())
    (seen,) = visitor.send("/api/imports", name, content)["items"]
    visitor.post(f"/api/imports/{seen['id']}/confirm")
    found = visitor.until("/api/suggestions", lambda told: told["items"])["items"]
    for page in ("home", "accounts", "transactions?q=market", "facts"):
        visitor.get(f"/api/{page}")
    wanted = next(each for each in found if each["kind"] == "move_idle_cash")
    taken = visitor.post(f"/api/suggestions/{wanted['id']}/accept")
    undone = visitor.post(f"/api/suggestions/{wanted['id']}/undo")
    if (taken["state"], undone["state"]) != ("accepted", "undone"):
        raise RuntimeError(f"the journey ended {taken['state']}, {undone['state']}")


def pss_by_process(home: Path) -> dict[str, float]:
    """Megabytes (10^6 bytes) of each process under the home: its servers, its worker, its PostgreSQL."""
    return {f"{each.pid} {_title(each)}": _pss(each.pid) for each in _processes(home)}


def _processes(home: Path) -> list[psutil.Process]:
    """Our own children, and the database server that they share, which is nobody's child."""
    ours = psutil.Process().children(recursive=True)
    postmaster = psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))
    found = {each.pid: each for each in (*ours, postmaster, *postmaster.children(recursive=True))}
    return list(found.values())


def _title(process: psutil.Process) -> str:
    return " ".join(process.cmdline()[:5])[-60:]


def _pss(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _bare(home: Path) -> float:
    server = start_server(home)
    try:
        pids = [process.pid for process in _processes(home) if process.pid != os.getpid()]
        return sum(map(_pss, pids))
    finally:
        server.stop()
