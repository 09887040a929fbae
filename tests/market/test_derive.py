"""The history that ships is what the ECB published: empty columns go, figures stay as they stand."""

from pathlib import Path
from zipfile import ZipFile

from florin.market.history.derive import OUT, derived, read
from florin.market.rates import parse_rates

ECB = """Date,USD,EEK,GBP,
2026-10-30,1.1172,N/A,0.8338,
2021-01-04,1.2296,N/A,N/A,
2020-12-31,1.2271,15.6466,0.89903,
"""
OURS = "Date,USD,GBP\n2026-10-30,1.1172,0.8338\n2021-01-04,1.2296,\n"


def test_a_currency_without_a_fixing_goes_and_figures_stay_as_they_stand(tmp_path: Path):
    assert derived(ECB) == OURS
    with ZipFile(tmp_path / "hist.zip", "w") as archive:
        archive.writestr("eurofxref-hist.csv", ECB)
    assert derived(read(tmp_path / "hist.zip")) == OURS


def test_the_file_that_ships_is_derived_already_and_can_be_read():
    content = OUT.read_bytes()
    assert derived(content.decode()) == content.decode()
    assert len(parse_rates(content)) > 40_000
