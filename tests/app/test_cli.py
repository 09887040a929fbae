"""The command line: what each command answers to good and to bad input; never a traceback."""

import re
import socket
import subprocess
import sys
import time
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from florin.kernel.postgres import role_passwords
from florin.simulation.sample import sample_statement
from tests.ledger.imports.files import Told, Window, written

HEAVY = ("sqlalchemy", "fastapi", "pydantic", "dbos", "babel", "cryptography", "psycopg", "uvicorn")
LINES = (Told(0, 12_00, "PAYROLL", "a"), Told(1, -3_50, "COFFEE", "b"))


@pytest.fixture
def statement(tmp_path, clock):
    """The sample statement as a file."""
    content, name, _ = sample_statement(clock.business_date())
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.fixture
def small(tmp_path):
    """A statement of two lines in dollars."""
    path = tmp_path / "small.ofx"
    path.write_bytes(written(LINES, Window("ofx", 0, 5))[1])
    return path


# Help ------------------------------------------------------------


def test_help_imports_nothing_heavy_and_takes_less_than_half_a_second():
    code = (
        "import sys; sys.argv = ['florin', '--help']; from florin.app.cli import main\n"
        "try: main()\nexcept SystemExit: print('LOADED', *sorted(m for m in sys.modules if '.' not in m))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    shown, _, loaded = ran.stdout.partition("LOADED")
    for command in ("demo", "serve", "work", "statement", "ledger", "customer", "market", "bank", "bench"):
        assert re.search(rf"^  {command} ", shown, re.MULTILINE), command
    assert set(loaded.split()).isdisjoint(HEAVY)


def test_help_takes_less_than_half_a_second(florin_process):
    def once() -> float:
        start = time.perf_counter()
        assert florin_process("--help").code == 0
        return time.perf_counter() - start

    assert min(once() for _ in range(3)) < 0.5


# How it is called ------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["customer", "picture", "no-uuid"], "Invalid value for 'ID'"),
        (["customer", "suggestions"], "Missing argument 'ID'"),
        (["customer", "add", "--name", "Ann", "--country", "US"], "Missing option '--currency'"),
        (["statement", "import", "some.ofx"], "Missing option '--customer'"),
        (["statement", "import", "--customer", str(UUID(int=0))], "Missing argument 'files'"),
        (["statement", "import", "a", "--customer", str(UUID(int=0)), "--account", "x"], "for '--account'"),
        (["statement", "undo", "no-uuid"], "Invalid value for 'IMPORT'"),
        (["statement", "show"], "Missing argument 'file'"),
        (["market", "rates"], "Missing argument 'file'"),
        (["serve", "--port", "99999"], "Invalid value for '--port'"),
        (["demo", "--port", "no"], "Invalid value for '--port'"),
        (["demo", "--customers", "-1"], "Invalid value for '--customers'"),
        (["demo", "--customers", "many"], "Invalid value for '--customers'"),
        (["demo", "--months", "0"], "Invalid value for '--months'"),
        (["demo", "--months", "999"], "Invalid value for '--months'"),
        (["demo", "--seed", "-4"], "Invalid value for '--seed'"),
        (["bench", "--runs", "0"], "Invalid value for '--runs'"),
        (["ledger", "verify", "--nonsense"], "No such option: --nonsense"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_names_what_is_wrong(florin, arguments, said):
    ran = florin(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("command", ["serve", "work"])
def test_parts_are_listed_and_an_unknown_one_is_named(florin_process, command):
    listed = florin_process(command, "--parts", "help")
    assert listed.code == 0
    assert {"ledger", "customer"} <= set(listed.out.split())
    wrong = florin_process(command, "--parts", "ledger,nonsense")
    assert wrong.code == 1
    assert wrong.err.startswith("florin: there is no part nonsense; there are bank, ")


def test_a_port_in_use_is_said_at_once(florin_process, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = florin_process("serve", "--port", port)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"florin: cannot listen on 127.0.0.1:{port}: Address already in use; try --port\n"
    assert not (tmp_path / "home").exists()


def test_the_demo_listens_on_this_machine_only(florin_process):
    ran = florin_process("demo", "--host", "0.0.0.0")  # noqa: S104 - which is what must be refused
    assert ran.code == 1
    assert "not on 0.0.0.0" in ran.err


@pytest.mark.parametrize("speed", ["fast", "20", "1ms", "2d"])
def test_a_speed_that_is_none_is_told_before_anything_starts(florin_process, tmp_path, speed):
    ran = florin_process("demo", "--speed", speed)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("florin: --speed: ")
    assert not (tmp_path / "home").exists()


# Settings ------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FLORIN_PORT", "abc", "valid integer"),
        ("FLORIN_PORT", "70000", "less than or equal to 65535"),
        ("FLORIN_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("FLORIN_BANK", "/no/bank.toml", "file"),
        ("FLORIN_DATABASE_URL", "rubbish", "is no address such as postgresql://"),
        ("FLORIN_DATABASE_URL", "mysql://a:b@localhost/florin", "is no address such as postgresql://"),
    ],
)
def test_a_setting_that_is_wrong_is_one_line_naming_its_variable(florin_process, variable, value, said):
    ran = florin_process("ledger", "verify", **{variable: value})
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(rf"florin: {variable}: .*\n", ran.err)
    assert said in ran.err


def test_every_setting_that_is_wrong_is_named(florin_process):
    ran = florin_process("bank", "check", FLORIN_PORT="abc", FLORIN_SESSION_DAYS="0")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "FLORIN_PORT" in ran.err
    assert "FLORIN_SESSION_DAYS" in ran.err


def test_reading_a_statement_needs_no_setting_and_no_database(florin_process, statement, tmp_path):
    ran = florin_process("statement", "check", statement, FLORIN_PORT="abc")
    assert (ran.code, ran.err) == (0, "")
    assert not (tmp_path / "home").exists()


def test_a_database_that_does_not_answer_is_one_line_without_the_password(florin_process):
    url = "postgresql://ann:hidden@127.0.0.1:1/florin"
    for variables in (
        {"FLORIN_DATABASE_URL": url},
        {"FLORIN_DATABASE_APP_URL": url, "FLORIN_DATABASE_WORKER_URL": url},
    ):
        ran = florin_process("ledger", "verify", **variables)
        assert (ran.code, ran.out) == (1, "")
        assert re.fullmatch(r"florin: the database does not answer: .*port 1 failed.*\n", ran.err)
        assert "hidden" not in ran.err


def test_a_role_that_could_see_past_row_security_is_refused_in_one_line(florin_process, database, home):
    url = database.app.url.set(username="postgres", password=role_passwords(home)["postgres"])
    told = url.render_as_string(hide_password=False)
    ran = florin_process("ledger", "verify", FLORIN_DATABASE_APP_URL=told, FLORIN_DATABASE_WORKER_URL=told)
    assert ran.code == 1
    assert ran.err == "florin: the role postgres is a superuser or bypasses row-level security\n"


def test_a_home_that_is_no_folder_is_one_line(florin_process, statement):
    ran = florin_process("ledger", "verify", FLORIN_HOME=str(statement))
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(rf"florin: {re.escape(str(statement))}.*: Not a directory\n", ran.err)


# Customers and statements ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "country", "currency", "field"),
    [
        ("Ann", "UK", "USD", "country: 'UK'"),
        ("Ann", "US", "DM", "currency: 'DM'"),
        ("  ", "US", "USD", "name: must have"),
    ],
)
def test_a_customer_that_cannot_be_names_the_field(florin, name, country, currency, field):
    ran = florin("customer", "add", "--name", name, "--country", country, "--currency", currency)
    assert (ran.code, ran.out) == (1, "")
    assert f"  {field}" in ran.err


def test_without_consent_nothing_is_worked_out(florin, statement, for_customer):
    told = ("customer", "add", "--name", "Una Sked", "--country", "US", "--currency", "USD")
    una = UUID(florin(*told).out.strip())
    assert florin("statement", "import", statement, "--customer", una).code == 0
    picture = florin("customer", "picture", una).out.splitlines()
    assert len(picture) == 11
    assert all(line.endswith("You have not allowed this to be worked out.") for line in picture)
    assert florin("customer", "suggestions", una).out == "nothing to suggest\n"
    ran = florin(*told, "--consent", "picture,sale")
    assert (ran.code, ran.err) == (1, "florin: there is no purpose sale; there are picture, suggestions\n")
    bob = UUID(florin(*told, "--consent", "picture").out.strip())
    with for_customer(bob) as unit:
        rows = unit.all(text("select purpose, source, collected from consent order by source"))
    assert [tuple(row) for row in rows] == [("picture", "elsewhere", "bank"), ("picture", "here", "bank")]


def test_the_way_of_a_statement_in_words(florin, statement):
    told = ("--name", "Ann Lee", "--country", "US", "--currency", "USD")
    added = florin("customer", "add", *told, "--consent", "picture,suggestions")
    ann = UUID(added.out.strip())
    assert f"{ann}  US  USD  Ann Lee\n" in florin("customer", "list").out
    assert florin("customer", "suggestions", ann).out == "nothing to suggest\n"

    tried = florin("statement", "import", statement, "--customer", ann, "--dry-run")
    assert tried.code == 0
    assert "would add" in tried.out
    brought = florin("statement", "import", statement, "--customer", ann)
    assert (brought.code, brought.err) == (0, "")
    found = re.search(r"added (\d+), 0 known already.*\(import (\S+)\)", brought.out)
    assert found
    again = florin("statement", "import", statement, "--customer", ann)
    assert f"added 0, {found[1]} known already" in again.out

    assert "income " in florin("customer", "picture", ann).out
    assert "\n  - " in florin("customer", "suggestions", ann).out
    assert florin("customer", "rebuild", ann).out == "rebuilt\n"
    assert "all balances hold" in florin("ledger", "verify").out
    undone = florin("statement", "undo", found[2])
    assert undone.out == f"import {found[2]} is undone\n"
    assert florin("statement", "undo", found[2]).code == 0


@pytest.mark.parametrize("command", ["picture", "suggestions", "rebuild"])
def test_an_unknown_customer_is_said(florin, command):
    ran = florin("customer", command, uuid4())
    assert (ran.code, ran.out, ran.err) == (1, "", "florin: there is no such customer\n")


def test_an_unknown_customer_has_no_statements(florin, small):
    ran = florin("statement", "import", small, "--customer", uuid4())
    assert ran.code == 1
    assert "there is no such customer" in ran.out


def test_an_unknown_import_cannot_be_undone(florin):
    wanted = uuid4()
    ran = florin("statement", "undo", wanted)
    assert (ran.code, ran.err) == (1, f"florin: there is no import {wanted}\n")


def test_what_is_no_statement_changes_nothing_and_does_not_stop_the_others(florin, customer, small, tmp_path):
    empty, words, binary = (tmp_path / name for name in ("empty.ofx", "words.txt", "binary.csv"))
    empty.write_bytes(b"")
    words.write_text("Dear Sir or Madam,\n")
    binary.write_bytes(bytes(range(256)) * 40)
    missing = tmp_path / "missing.ofx"
    bad = (missing, tmp_path, empty, words, binary)
    ran = florin("statement", "import", *bad, small, "--customer", customer)
    assert (ran.code, ran.err) == (1, "")
    told = dict(line.split(": ", 1) for line in ran.out.splitlines())
    assert told[str(small)].startswith("added 2, 0 known already")
    assert told[str(missing)] == "No such file or directory"
    assert told[str(tmp_path)] == "Is a directory"
    assert all(told[str(each)] for each in (empty, words, binary))
    assert "Traceback" not in ran.out


def test_an_account_must_be_the_customers_and_in_the_same_currency(florin, customer, small, tmp_path):
    unknown = florin("statement", "import", small, "--customer", customer, "--account", uuid4())
    assert unknown.code == 1
    assert "there is no such account" in unknown.out
    florin("statement", "import", small, "--customer", customer)
    euros = tmp_path / "euros.ofx"
    euros.write_bytes(small.read_bytes().replace(b"USD", b"EUR"))
    ran = florin("statement", "import", small, "--customer", customer, "--json")
    account = re.search(r'"accounts": \["([^"]+)"', ran.out)
    assert account
    wrong = florin("statement", "import", euros, "--customer", customer, "--account", account[1])
    assert wrong.code == 1
    assert "the statement is in EUR, the account in USD" in wrong.out


def test_a_currency_that_is_none_is_refused(florin, customer, small):
    small.write_bytes(small.read_bytes().replace(b"USD", b"QQQ"))
    ran = florin("statement", "import", small, "--customer", customer)
    assert ran.code == 1
    assert "QQQ" in ran.out


def test_progress_is_shown_on_a_terminal_only(florin, customer, small, tmp_path, monkeypatch):
    other = tmp_path / "other.qif"
    other.write_bytes(written(LINES, Window("qif", 0, 5))[1])
    quiet = florin("statement", "import", small, other, "--customer", customer)
    assert "Importing" not in quiet.out + quiet.err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    seen = florin("statement", "import", small, other, "--customer", customer, "--json")
    assert "Importing" in seen.err
    assert "Importing" not in seen.out


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_that_is_none_is_said(florin, tmp_path, command):
    for path in (tmp_path / "missing.ofx", tmp_path):
        ran = florin("statement", command, path)
        assert ran.code == 1
        assert str(path) in ran.out + ran.err
        assert "Traceback" not in ran.out + ran.err


def test_a_file_without_end_is_refused_within_bounds(florin, customer):
    ran = florin("statement", "import", "/dev/zero", "--customer", customer)
    assert (ran.code, ran.out) == (1, "/dev/zero: zero has more than 64 MiB\n")


# Rates and books ------------------------------------------------------------

RATES = "Date,USD,JPY,\n2026-11-20,1.1520,180.44,\n"


def test_rates_with_a_broken_line_change_nothing(florin, database, tmp_path):
    def stored():
        with database.app.connect() as connection:
            return connection.execute(text("select * from rate order by 1, 2")).all()

    before = stored()
    broken = tmp_path / "broken.csv"
    broken.write_text(RATES + "2026-11-23,1.1600,none,\n")
    ran = florin("market", "rates", broken)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{broken}: line 3, column JPY: 'none' is not a rate above zero\n"
    missing = florin("market", "rates", tmp_path / "missing.csv")
    assert (missing.code, missing.err) == (1, f"{tmp_path / 'missing.csv'}: No such file or directory\n")
    endless = florin("market", "rates", "/dev/zero")
    assert (endless.code, endless.err) == (1, "/dev/zero: the file has more than 64 MiB\n")
    assert stored() == before


def test_a_break_in_the_books_is_exit_code_1(florin, monkeypatch):
    from florin.ledger.service import Verification

    row = {
        "kind": "balance",
        "account": UUID(int=7),
        "entry": None,
        "currency": "USD",
        "expected": 5,
        "found": 7,
    }
    monkeypatch.setattr("florin.ledger.service.verify", lambda _: Verification(1, 2, (row,)))
    ran = florin("ledger", "verify")
    assert ran.code == 1
    assert f"balance: account {UUID(int=7)}, entry None, 0.05 expected, 0.07 is" in ran.out


def test_a_database_that_goes_away_in_the_middle_is_one_line(florin, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def lost(_):
        raise OperationalError("select 1", {}, Exception("server closed the connection\nunexpectedly"))

    monkeypatch.setattr("florin.ledger.service.verify", lost)
    ran = florin("ledger", "verify")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "florin: the database does not answer: server closed the connection\n"


def test_a_mistake_of_ours_is_not_dressed_up(florin, monkeypatch):
    def broken(_):
        raise KeyError("a bug")

    monkeypatch.setattr("florin.ledger.service.verify", broken)
    with pytest.raises(KeyError):
        florin("ledger", "verify")
