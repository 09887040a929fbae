"""Nothing asks an address that came from outside: what can connect is imported in named places only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
CONNECTING = {
    "aiohttp",
    "asyncio.open_connection",
    "boto3",
    "botocore",
    "ftplib",
    "http.client",
    "httpx",
    "httpx2",
    "imaplib",
    "poplib",
    "psycopg",
    "requests",
    "smtplib",
    "socket",
    "sqlalchemy.create_engine",
    "ssl",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "websockets",
    "xmlrpc",
}
CALLS = {"open_connection", "create_connection", "urlopen", "getaddrinfo", "sock_connect"}
# The database, at the address of the settings; the socket that the server listens on.
DATABASE = {
    "florin/app/leaving/restore.py",
    "florin/app/leaving/scrub.py",
    "florin/app/live.py",
    "florin/app/wiring.py",
    "florin/app/worker.py",
    "florin/kernel/database.py",
    "florin/kernel/postgres.py",
}
LISTENS = {"florin/app/serve.py"}


def connecting(content: str) -> Iterator[str]:
    """What a module imports or calls that can open a connection."""
    for node in ast.walk(ast.parse(content)):
        names = []
        match node:
            case ast.Import():
                names = [each.name for each in node.names]
            case ast.ImportFrom():
                names = [f"{node.module}.{each.name}" for each in node.names]
            case ast.Call(func=ast.Attribute(attr=name)) if name in CALLS:
                yield name
            case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="import_module")):
                yield "import by name" if not isinstance(node.args[0], ast.Name) else ""
        for name in names:
            yield from (each for each in CONNECTING if name == each or name.startswith(f"{each}."))


def test_nothing_connects_but_the_database_and_the_cloud():
    found = {}
    for path in SOURCE.rglob("*.py"):
        place = path.relative_to(SOURCE).as_posix()
        if names := {name for name in connecting(path.read_text()) if name}:
            found[place] = names
    cloud = {place for place in found if place.startswith("florin/ports/") and place.endswith("/aws.py")}
    assert cloud, "the search finds nothing"
    assert set(found) <= cloud | DATABASE | LISTENS, {k: v for k, v in found.items() if k not in DATABASE}
    for place in DATABASE & set(found):
        assert found[place] <= {"psycopg", "sqlalchemy.create_engine", "socket"}, (place, found[place])
    assert found["florin/app/serve.py"] == {"socket"}


@pytest.mark.parametrize(
    "line",
    [
        "import httpx",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client as told",
        "loop.create_connection(x, host)",
        "from sqlalchemy import create_engine",
        "import asyncio\nasyncio.open_connection(a, b)",
    ],
)
def test_what_can_connect_is_seen(line):
    assert list(connecting(line))
