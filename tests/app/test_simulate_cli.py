"""`florin simulate`: what it writes, and what it says to a wrong flag."""

import pytest

from florin.simulation.writing import FILES


def simulate(florin, *arguments):
    return florin("simulate", "--households", "3", "--months", "2", "--seed", "1", *arguments)


def test_the_command_writes_the_files_and_may_write_them_again(florin, tmp_path):
    out = tmp_path / "new" / "folder"
    ran = simulate(florin, "--out", str(out), "--last", "2025-10-31", "--set", "harsh", "--processes", "1")
    assert ran.code == 0
    assert sorted(each.name for each in out.iterdir()) == sorted(FILES)
    before = (out / "transactions.csv").read_bytes()
    lines = len(before.splitlines()) - 1
    assert ran.out == f"{lines} lines of 3 households in {out}\n"
    assert simulate(florin, "--out", str(out), "--last", "2025-10-31", "--set", "harsh").code == 0
    assert (out / "transactions.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--set", "gentle"),
            "--set 'gentle' is no parameter set; there are baseline, credit_harms, calm, harsh, thrifty",
        ),
        (("--last", "31.10.2025"), "--last '31.10.2025' is no day; write it as 2026-10-31"),
        (("--last", "1800-01-31"), "--last 1800-01-31 leaves no room for 2 months"),
        (("--households", "0"), "--households"),
        (("--months", "x"), "--months"),
        (("--processes", "0"), "--processes"),
        (("--seed", "-1"), "--seed"),
    ],
)
def test_a_wrong_flag_is_named_and_nothing_is_written(florin, tmp_path, arguments, said):
    out = tmp_path / "out"
    ran = simulate(florin, "--out", str(out), *arguments)
    assert ran.code != 0
    assert said in ran.err
    assert not out.exists()


def test_a_folder_with_other_files_is_left_alone(florin, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    ran = simulate(florin, "--out", str(tmp_path))
    assert (ran.code, [each.name for each in tmp_path.iterdir()]) == (1, ["letter.txt"])
    assert f"--out {tmp_path} holds other files (letter.txt); choose an empty folder" in ran.err
    assert "is a file, not a folder" in simulate(florin, "--out", str(tmp_path / "letter.txt")).err
