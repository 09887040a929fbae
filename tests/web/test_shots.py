"""The pictures of README and docs: taken anew by `make shots`, looked at by a person."""

import base64
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from florin.simulation.sample import sample_statement
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.shots]
NORDLICHT = Path(__file__).parents[2] / "docs/examples/nordlicht/bank.toml"
WIDTHS = {"phone": (390, 844), "desk": (1440, 940)}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "de")
PLACES = {
    "home": "/",
    "accounts": "/money",
    "transactions": "/money/transactions",
    "coming": "/money/coming",
    "net-worth": "/money/net-worth",
    "import": "/money/import",
    "suggestions": "/suggestions",
    "facts": "/facts",
    "fact": "/facts?open=fact:dearest_debt",
    "you": "/you",
    "you-household": "/you/household",
    "you-data": "/you/data",
    "you-leave": "/you/leave",
    "nowhere": "/no-such-page",
}
OFFICE = {
    "reviewer": {
        "office-customers": "/office",
        "office-imports": "/office/imports",
        "office-approvals": "/office/approvals",
    },
    "operator": {"office-log": "/office/log", "office-jobs": "/office/jobs"},
    "auditor": {
        "office-audit": "/office/audit",
        "office-access": "/office/access",
        "office-me": "/office/me",
    },
}
# Whoever is not in yet: the customers' other doors, and the office's.
DOORS = {"join": "/join", "recover": "/recover", "office-door": "/office", "office-join": "/office/join"}
IN_README = {
    ("home", "en", "desk", "light"),
    ("home", "en", "phone", "light"),
    ("suggestion", "en", "phone", "dark"),
    ("door", "en", "phone", "light"),
    ("net-worth", "en", "desk", "dark"),
}
SHEET = """<style>body{margin:0;display:flex;gap:12px;padding:12px;background:#8b8f93;width:max-content}
img{height:470px;display:block;border-radius:6px}</style>"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Everyone with three years of past, the days standing still."""
    home = Path(tempfile.mkdtemp(prefix="florin-shots-"))
    started = Server(home, "--months", "36", "--no-live")
    started.start()
    started.meet("you", "maya", "jonas", "tom")
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


def shot(page: Page) -> bytes:
    """The page as it stands after its first answers."""
    page.get_by_role("heading", level=1).first.wait_for(state="attached")
    page.wait_for_timeout(900)
    return page.screenshot(type="png")


def told_page(page: Page) -> Iterator[tuple[str, bytes]]:
    """Every page of a customer, by name."""
    for name, path in PLACES.items():
        page.goto(path)
        yield name, shot(page)
    page.goto("/")
    page.locator("article a").first.wait_for()
    page.goto("/" + (page.locator("article a").first.get_attribute("href") or "").lstrip("/"))
    yield "suggestion", shot(page)
    page.goto("/money/transactions")
    page.locator("main li a, main li button").first.click()
    page.get_by_role("dialog").wait_for()
    yield "transaction", shot(page)
    page.goto("/money")  # Home shows its first figures before keys are heard
    page.get_by_role("heading", level=1).first.wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").wait_for()
    yield "palette", shot(page)


def told_office(page: Page, origin: str) -> Iterator[tuple[str, bytes]]:
    """Every page of the staff office, by name."""
    for role, places in OFFICE.items():
        page.request.post("/api/office/session", data={"role": role}, headers={"Origin": origin})
        for name, path in places.items():
            page.goto(path)
            yield name, shot(page)
        if role != "reviewer":
            continue
        page.goto("/office")
        page.locator("main tbody a").first.click()
        page.wait_for_timeout(600)
        yield "office-customer", shot(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page(browser: Browser, server: Server, shots_folder: Path, language: str):
    taken: dict[str, dict[tuple[str, str], bytes]] = {}
    for size, (width, height) in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=server.url,
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # pyright: ignore[reportArgumentType] - light or dark
                reduced_motion="reduce",
                has_touch=size == "phone",
                locale={"en": "en-US", "de": "de-DE"}[language],
            )
            context.add_init_script("localStorage.setItem('florin.tour', 'seen')")
            page = context.new_page()
            page.goto("/sign-in")
            page.locator("main li").first.wait_for()
            pages = [("door", shot(page))]
            for name, path in DOORS.items():
                page.goto(path)
                pages.append((name, shot(page)))
            page.request.post("/api/session", data={"persona": "maya"}, headers={"Origin": server.url})
            page.evaluate("localStorage.setItem('florin.signed-in', 'yes')")
            pages += [*told_page(page), *told_office(page, server.url)]
            page.request.post("/api/session", data={"persona": "you"}, headers={"Origin": server.url})
            page.goto("/")
            pages.append(("empty", shot(page)))
            for name, picture in pages:
                taken.setdefault(name, {})[size, scheme] = picture
                if (name, language, size, scheme) in IN_README:
                    (shots_folder / f"{name}-{size}-{scheme}.png").write_bytes(picture)
            context.close()
    for name, pictures in taken.items():
        written = as_sheet(browser, list(pictures.values()), shots_folder / f"{name}-{language}.jpg")
        assert written > 20_000, name


def as_sheet(browser: Browser, pictures: list[bytes], path: Path) -> int:
    """One picture of four: phone and desk, light and dark; its size in bytes."""
    page = browser.new_page(viewport={"width": 2000, "height": 494})
    images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for p in pictures)
    page.set_content(SHEET + images)
    page.wait_for_timeout(300)
    written = page.locator("body").screenshot(path=path, type="jpeg", quality=64)
    page.close()
    return len(written)


@pytest.mark.parametrize("size", WIDTHS)
def test_a_statement_is_looked_at(open_page, shots_folder, size, tmp_path):
    content, name, _ = sample_statement(date.today(), "camt")
    (tmp_path / name).write_bytes(content)
    page = open_page("you", width=WIDTHS[size][0], reduced_motion="reduce")
    page.goto("/")
    page.locator("input[type=file]").first.set_input_files(tmp_path / name)
    page.get_by_text("It adds up.").first.wait_for()
    assert len(page.screenshot(path=shots_folder / f"statement-{size}-light.png")) > 10_000


def test_another_bank(browser: Browser, shots_folder: Path, monkeypatch):
    """The same people at a bank with other colours, in another country."""
    monkeypatch.setitem(os.environ, "FLORIN_BANK", str(NORDLICHT))
    with tempfile.TemporaryDirectory(prefix="florin-nordlicht-") as home:
        nordlicht = Server(Path(home), "--months", "24", "--no-live")
        nordlicht.start()
        nordlicht.meet("you", "maya")
        pictures = []
        for width, height in WIDTHS.values():
            for scheme in SCHEMES:
                context = browser.new_context(
                    base_url=nordlicht.url,
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    locale="de-DE",
                )
                context.add_init_script("localStorage.setItem('florin.tour', 'seen')")
                page = context.new_page()
                headers = {"Origin": nordlicht.url}
                page.request.post("/api/session", data={"persona": "maya"}, headers=headers)
                page.goto("/")
                pictures.append(shot(page))
                context.close()
        nordlicht.stop()
    assert as_sheet(browser, pictures, shots_folder / "another-bank.jpg") > 20_000
