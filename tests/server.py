"""A real server in processes of its own, for tests that kill it or look at it through a browser."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest


class Server:
    """`florin demo` with its worker, in processes of their own on a home of their own.

    Where not told otherwise, its people bring few months and their days pass as ours.
    """

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.options = options or ("--months", "6", "--no-live")
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        self.cookie = ""

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "florin.app.main", "demo", "--port", "0", *self.options]
        surroundings = {**os.environ, "FLORIN_HOME": str(self.home)}
        self.process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        with self.process.stdout as told:
            found = re.search(r"http://\S+", told.readline())
        assert found, "the server said no address"
        self.url = found[0]
        self.wait_ready()

    def wait_ready(self) -> None:
        """Waits until the database answers through the server."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(OSError):
                self.call("GET", "/ready")
                return
            time.sleep(0.05)
        pytest.fail("the server did not get ready")

    def meet(self, *people: str) -> None:
        """Waits until these of the demo's people have moved in and their pictures are there."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            ready = {p["id"] for p in self.call("GET", "/api/demo")["people"] if p["ready"]}
            if ready.issuperset(people):
                return
            time.sleep(0.1)
        pytest.fail(f"not all of {people} moved in")

    def call(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> dict:
        """A request from the server's own origin; the JSON answer."""
        headers = {"Origin": self.url, "Content-Type": kind, "Cookie": self.cookie}
        request = urllib.request.Request(f"{self.url}{path}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            if found := re.match(r"[^;]+", answer.headers.get("set-cookie") or ""):
                self.cookie = found[0]
            content = answer.read()
        return json.loads(content) if content else {}

    def bring(self, persona: str, statement: str) -> None:
        """Adds a statement (CSV) to what a person has; the workers book it soon after."""
        self.call("POST", "/api/session", json.dumps({"persona": persona}).encode())
        head = '--x\r\nContent-Disposition: form-data; name="file"; filename="brought.csv"\r\n'
        body = f"{head}Content-Type: text/csv\r\n\r\n{statement}\r\n--x--\r\n".encode()
        (shown,) = self.call("POST", "/api/imports", body, "multipart/form-data; boundary=x")["items"]
        self.call("POST", f"/api/imports/{shown['id']}/confirm", b"")

    def worker(self) -> psutil.Process:
        """The worker's process."""
        assert self.process
        (child,) = [p for p in psutil.Process(self.process.pid).children() if "work" in p.cmdline()]
        return child

    def kill(self) -> None:
        """SIGKILL of the server alone; its worker must see that and end by itself."""
        assert self.process
        worker = self.worker()
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        worker.wait(15)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(30)
