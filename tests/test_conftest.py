"""The guards of the test run itself."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
BROWSER_TEST = "import pytest\n\n@pytest.mark.browser\ndef test_page():\n    assert False, 'it ran'\n"


def test_a_connection_to_another_machine_fails_the_test():
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match="only this machine"):
        outside.connect(("192.0.2.1", 80))


def test_loopback_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_a_browser_its_tests_skip_but_fail_in_ci(tmp_path: Path, ci: str, outcome: str):
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text())
    (tmp_path / "test_browser.py").write_text(BROWSER_TEST)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-o",
        "markers=browser",
        "-rs",
        tmp_path,
    ]
    environment = os.environ | {"CI": ci, "PATH": str(tmp_path), "CHROMIUM": ""}
    ran = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert outcome in ran.stdout, ran.stdout + ran.stderr
    assert "no Chromium found" in ran.stdout
