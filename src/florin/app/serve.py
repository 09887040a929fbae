"""Runs the server, and beside it the workers as a process of their own, until it is told to stop."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from florin.app.api import create_app
from florin.app.cross_site import LOOPBACK
from florin.app.parts import chosen
from florin.app.wiring import environment, open_database
from florin.kernel.errors import InvalidInput, Unavailable
from florin.kernel.logs import configure_logs, log
from florin.kernel.settings import Settings, settings

if TYPE_CHECKING:
    from florin.demo.moving import Wish

GRACE_SECONDS = 10


def serve(
    *,
    host: str | None,
    port: int | None,
    parts: str | None,
    workers: bool,
    demo: bool,
    live: bool = True,
    wish: "Wish | None" = None,
    customers: int = 0,
) -> None:
    """Serves until SIGTERM or SIGINT; open requests end first, streams are closed.

    In demo mode its people's life is begun as they `wish`; the workers move them in behind, one by one, and
    so many generated `customers` come in beside.
    """
    found = _settings(host, port, demo, live)
    configure_logs(found.log_level)
    wanted = chosen(parts)
    with _listening(found) as sock, open_database(found) as database:
        found = found.model_copy(update={"port": sock.getsockname()[1]})
        env = environment(found)
        if found.demo:
            from florin.demo.moving import begin

            begin(database.app, env, wish)
        app = create_app(database, env, wanted)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            proxy_headers=False,  # identity/visit.py reads them, from trusted proxies alone
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        with _workers(found, parts) if workers else nullcontext(), _crowd(found, customers):
            _tell(found, sock)
            _run(_Server(config), sock)


class _Server(uvicorn.Server):
    """Uvicorn waits for open connections before it tells the application to end; streams hear of it first."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM and SIGINT."""
        if isinstance(self.config.app, FastAPI):
            self.config.app.state.live.close()
        super().handle_exit(sig, frame)


def _run(server: uvicorn.Server, sock: socket.socket) -> None:
    """Runs until a signal; uvicorn passes the signal on afterwards, which must not skip what is still to
    close."""
    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run(sockets=[sock])
    except KeyboardInterrupt:
        log(__name__).info("interrupted")
    finally:
        signal.signal(signal.SIGTERM, previous)


def _settings(host: str | None, port: int | None, demo: bool, live: bool) -> Settings:
    base = settings()
    changed = {
        "host": host or base.host,
        "port": base.port if port is None else port,
        "demo": demo or base.demo,
        "live": live and base.live,
    }
    found = base.model_copy(update=changed)
    if found.demo and found.host not in LOOPBACK:
        raise InvalidInput(
            f"the demo signs people in without a key, so it listens on this machine only, not on {found.host}"
        )
    return found


@contextmanager
def _listening(found: Settings):
    """The listening socket, taken before anything is started, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in found.host else socket.AF_INET
    # Named as TCP: otherwise asyncio leaves the delay of small packets on, and each answer waits 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((found.host, found.port))
        except OSError as error:
            raise Unavailable(
                f"cannot listen on {found.host}:{found.port}: {error.strerror}; try --port"
            ) from None
        yield sock


@contextmanager
def _workers(found: Settings, parts: str | None):
    """The workers in a child process, ended with us."""
    with _child(found, "work", *(["--parts", parts] if parts else [])):
        yield


@contextmanager
def _crowd(found: Settings, customers: int):
    """Those who bring in generated customers, in a child process, ended with us."""
    with _child(found, "crowd", str(customers)) if found.demo and customers else nullcontext():
        yield


@contextmanager
def _child(found: Settings, *arguments: str):
    """A command of ours in a process of its own with our settings, which sees when we are gone."""
    command = [sys.executable, "-m", "florin.app.main", *arguments, "--parent", str(os.getpid())]
    told = {"home": found.home, "demo": int(found.demo), "live": int(found.live)}
    surroundings = {**os.environ, **{f"FLORIN_{name.upper()}": str(value) for name, value in told.items()}}
    child = subprocess.Popen(command, env=surroundings)
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()  # until then its number still counts among the living


def _tell(found: Settings, sock: socket.socket) -> None:
    name = "localhost" if found.host in LOOPBACK else found.host
    print(f"Florin answers at http://{name}:{sock.getsockname()[1]}", flush=True)
