"""How long a day takes, as it is told on the command line."""

import pytest

from florin.demo.pace import seconds
from florin.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("told", "pace"), [("20s", 20), ("5s", 5), ("1m", 60), ("500ms", 0.5), ("1.5S", 1.5), (" 2h ", 7200)]
)
def test_a_pace_is_read(told, pace):
    assert seconds(told) == pytest.approx(pace)


@pytest.mark.parametrize("told", ["", "20", "fast", "-5s", "0s", "50ms", "25h", "1d", "1e3s", "20 s x"])
def test_what_is_no_pace_is_refused_by_the_flags_name(told):
    with pytest.raises(InvalidInput, match=r"^--speed: "):
        seconds(told)
