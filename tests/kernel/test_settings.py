"""Every setting is explained: in the class by its description, in docs/settings.md by name."""

import re
from pathlib import Path

import pytest

from florin.kernel.settings import Settings

ROOT = Path(__file__).parents[2]
NAMES = {f"FLORIN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_described_and_documented(name: str):
    description = Settings.model_fields[name].description
    assert description, f"{name} has no description"
    assert description.endswith("."), "a description is a sentence"
    page = (ROOT / "docs/settings.md").read_text()
    assert f"`FLORIN_{name.upper()}`" in page, "docs/settings.md is stale: run `make schema`"
    assert description in page, "docs/settings.md is stale: run `make schema`"


def test_nothing_that_is_no_setting_is_documented_or_read():
    places = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("src/florin/**/*.py")]
    named = {
        name for place in places for name in re.findall(r"\bFLORIN_[A-Z][A-Z_]*[A-Z]\b", place.read_text())
    }
    assert named <= NAMES
