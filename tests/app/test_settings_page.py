"""docs/settings.md is what `make schema` would write."""

from pathlib import Path

from florin.app.settings_page import settings_page


def test_the_page_is_fresh():
    page = Path(__file__).parents[2] / "docs/settings.md"
    assert page.read_text() == settings_page(), "run `make schema`"
