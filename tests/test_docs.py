"""The documents tell the truth about what is there: links, places, verbs and folders."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
PLACE = re.compile(r"`((?:src|tests|web|docs|tools|schema|benchmarks)/[\w./-]*)`")
NOT_KEPT_BY_GIT = {"web/src/api"}  # generated at the build


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_and_places_exist(page: Path):
    text = page.read_text()
    missing = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    missing += [place for place in PLACE.findall(text) if not (ROOT / place).exists()]
    assert set(missing) <= NOT_KEPT_BY_GIT


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_make_verbs_exist(page: Path):
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text())) <= verbs


def test_architecture_tells_every_folder_of_the_package():
    page = (ROOT / "ARCHITECTURE.md").read_text()
    folders = {each.parent.name for each in (ROOT / "src/florin").glob("*/__init__.py")}
    assert {name for name in folders if f"`src/florin/{name}/`" not in page} == set()


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 80
