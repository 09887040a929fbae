"""`florin demo` in a process of its own, spoken to over HTTP as the page does."""

import http.client
import json
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.material.homes import command, surroundings

WAIT_SECONDS = 60


class Visitor:
    """One connection to the server, with the cookie that it gave."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Origin": f"http://127.0.0.1:{port}", "Host": f"127.0.0.1:{port}"}

    def get(self, path: str) -> bytes:
        """The body of a page; an error where the answer is none."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """The JSON answer to a POST of JSON."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        return json.loads(self._ask("POST", path, json.dumps(body).encode(), headers) or b"{}")

    def send(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        """The JSON answer to an upload of one file in the field `file`."""
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return json.loads(self._ask("POST", path, body, kind))

    def sign_in(self, persona: str) -> None:
        """Signs in as one of the demo's people."""
        self.post("/api/session", {"persona": persona})

    def until(self, path: str, wanted: Callable[[Any], bool]) -> Any:
        """The JSON of a page once it is as wanted."""
        end = time.monotonic() + WAIT_SECONDS
        while not wanted(found := json.loads(self.get(path))):
            if time.monotonic() > end:
                raise TimeoutError(f"{path} did not become as wanted")
            time.sleep(0.02)
        return found

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        self._connection.request(method, path, body, {**self._headers, **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        if cookie := re.match(r"[^;]+", answer.headers.get("set-cookie") or ""):
            self._headers["Cookie"] = cookie[0]
        return content


@contextmanager
def demo(home: Path, *options: str) -> Iterator[int]:
    """Runs `florin demo` with its worker; yields its port once it says where it answers."""
    process = subprocess.Popen(
        command("demo", "--port", "0", *options),
        env=surroundings(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        told = process.stdout.readline() if process.stdout else ""
        found = re.search(r":(\d+)$", told.strip())
        if found is None:
            raise RuntimeError("`florin demo` did not say where it answers")
        yield int(found[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def until_met(port: int) -> None:
    """Waits until all of the demo's people have moved in and their pictures are there."""
    Visitor(port).until("/api/demo", lambda told: all(person["ready"] for person in told["people"]))


def until_answered(port: int, path: str) -> None:
    """Asks until the page answers."""
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            Visitor(port).get(path)
        except (OSError, RuntimeError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return
