"""The embedded server: secrets that only their owner can read, passwords for every role, nobody trusted."""

import json
import stat
import subprocess

import psutil
import psycopg
import pytest
from sqlalchemy import text

from florin.kernel.database import UnsafeDatabase, check_safe
from florin.kernel.postgres import ROLES, start_server


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_keys_are_readable_by_their_owner_alone_and_outside_the_servers_folder(home, database, env, customer):
    keys = home / "keys"
    assert mode(keys) == 0o700
    files = [path for path in keys.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert {mode(path) for path in files} == {0o600}
    assert all(mode(path) == 0o700 for path in keys.rglob("*") if path.is_dir())
    assert not (home / "postgres").is_relative_to(keys)
    assert mode(home / "postgres") == 0o700


def test_the_server_asks_every_role_for_its_password(home, database):
    rules = (home / "postgres" / "pg_hba.conf").read_text()
    assert "trust" not in rules
    host = database.app.url.query["host"]
    for role in ("postgres", *ROLES):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=host, user=role, dbname="florin", password="wrong")


def test_api_and_workers_run_as_roles_that_row_security_binds(database):
    for engine, role in ((database.app, "florin_app"), (database.worker, "florin_worker")):
        with engine.connect() as connection:
            assert connection.execute(text("select current_user")).scalar() == role
            check_safe(connection)


def test_a_superuser_connection_is_refused(home, database):
    from sqlalchemy import create_engine

    from florin.kernel.database import with_role

    password = json.loads((home / "keys" / "postgres.json").read_text())["postgres"]
    url = with_role(database.app.url.render_as_string(hide_password=False), "postgres", password)
    admin = create_engine(url)
    with admin.connect() as connection, pytest.raises(UnsafeDatabase, match="postgres"):
        check_safe(connection)
    admin.dispose()


def test_a_table_with_customers_but_without_forced_row_security_is_refused(home, database):
    from sqlalchemy import create_engine

    from florin.kernel.database import with_role

    password = json.loads((home / "keys" / "postgres.json").read_text())["florin_owner"]
    url = with_role(database.app.url.render_as_string(hide_password=False), "florin_owner", password)
    owner = create_engine(url)
    with owner.connect() as connection:
        connection.execute(text("create table florin.forgotten (customer_id uuid)"))
        with pytest.raises(UnsafeDatabase, match="forgotten"):
            check_safe(connection)
        connection.rollback()
    owner.dispose()


def test_the_last_living_process_stops_the_server_also_where_another_never_let_go(tmp_path):
    server = start_server(tmp_path)
    process = server.handle.get_postmaster_info().process
    dead = subprocess.Popen(["true"])
    dead.wait()
    server.handle.global_process_id_list.get_and_add(dead.pid)
    server.stop()
    assert not psutil.pid_exists(process.pid) or process.status() == psutil.STATUS_ZOMBIE


def test_a_server_that_another_living_process_uses_runs_on(tmp_path):
    server = start_server(tmp_path)
    process = server.handle.get_postmaster_info().process
    other = subprocess.Popen(["sleep", "60"])
    server.handle.global_process_id_list.get_and_add(other.pid)
    server.stop()
    assert process.is_running()
    other.kill()
    other.wait()
    start_server(tmp_path).stop()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
