"""The screenshots of README and docs: taken anew by `make shots`, looked at by a person."""

from datetime import date

import pytest

from florin.simulation.sample import sample_statement

pytestmark = [pytest.mark.browser, pytest.mark.shots]
SIZES = {"phone": 390, "desk": 1440}
PAGES = {
    "home": "/",
    "accounts": "/money",
    "transactions": "/money/transactions",
    "suggestions": "/suggestions",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_pages(open_page, shots_folder, size, scheme):
    page = open_page("maya", width=SIZES[size], scheme=scheme, reduced_motion="reduce")
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_load_state("load")
        page.get_by_role("heading", level=1).first.wait_for(state="attached")
        page.wait_for_timeout(800)
        written = page.screenshot(path=shots_folder / f"{name}-{size}-{scheme}.png")
        assert len(written) > 10_000


@pytest.mark.parametrize("size", SIZES)
def test_a_statement_is_looked_at(open_page, shots_folder, size, tmp_path):
    content, name, _ = sample_statement(date.today(), "camt")
    (tmp_path / name).write_bytes(content)
    page = open_page("you", width=SIZES[size], reduced_motion="reduce")
    page.goto("/")
    page.wait_for_timeout(500)
    page.screenshot(path=shots_folder / f"empty-{size}-light.png")
    page.locator("input[type=file]").first.set_input_files(tmp_path / name)
    page.get_by_text("It adds up.").first.wait_for()
    written = page.screenshot(path=shots_folder / f"import-{size}-light.png")
    assert len(written) > 10_000
