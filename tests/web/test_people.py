"""The demo's people: found at the door and switched on any page; the guide and the tour."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from florin.simulation.sample import sample_statement
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser
STRIP = "complementary"


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_the_door_shows_everyone_with_a_face_and_one_can_look_for_a_sort_of_trouble(open_page, width, scheme):
    page = open_page("", width=width, scheme=scheme, reduced_motion="reduce")
    page.goto("/")
    people = page.locator("main li button")
    expect(people).to_have_count(20)
    assert page.locator("main li button svg[viewBox='0 0 100 100']").count() == 20
    own = page.get_by_role("button", name=re.compile("^You:"))
    assert own.bounding_box()["y"] < people.first.bounding_box()["y"]
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name=re.compile("^In debt")).click()
    expect(page.get_by_role("heading", level=2)).to_have_text("In debt")
    expect(page.get_by_role("button", name=re.compile("^Maya"))).to_be_visible()
    assert people.count() < 10


def test_another_person_is_met_on_the_same_page_and_nothing_of_the_one_before_stays(open_page):
    page = open_page("maya")
    page.goto("/money/transactions")
    page.get_by_role("searchbox", name="Search transactions").fill("a")
    page.get_by_role(STRIP, name="Demo").get_by_role("button", name=re.compile("Switch person")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name=re.compile("^Jonas"))).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []
    sheet.get_by_role("button", name=re.compile("^Jonas")).click()
    expect(page.get_by_role("banner").get_by_text("Jonas")).to_be_visible()
    expect(page).to_have_url(re.compile("/money/transactions$"))
    expect(page.get_by_role("searchbox", name="Search transactions")).to_have_value("")


def test_a_question_of_before_that_is_refused_while_one_steps_in_does_not_lead_to_the_door(open_page):
    page = open_page("maya")
    page.goto("/money/transactions")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    held = []
    page.route("**/api/transactions?*", lambda asked: held.append(asked))

    def enters(route):
        answer = route.fetch()
        for asked in held:  # as the server does where it comes after the session's end
            asked.fulfill(status=401, json={"status": 401, "type": "about:blank", "code": "not-signed-in"})
        page.unroute("**/api/transactions?*")
        route.fulfill(response=answer)

    page.route(
        "**/api/session", lambda route: enters(route) if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("searchbox", name="Search transactions").fill("market")
    page.get_by_role(STRIP, name="Demo").get_by_role("button", name=re.compile("Switch person")).click()
    with page.expect_response(lambda answer: answer.status == 401):
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^Jonas")).click()
    expect(page.get_by_role("banner").get_by_text("Jonas")).to_be_visible()
    expect(page).to_have_url(re.compile("/money/transactions$"))


def test_the_tour_comes_once_in_three_steps_and_is_left_with_escape(open_page):
    page = open_page("jonas", tour=True, reduced_motion="reduce")
    page.goto("/")
    card = page.get_by_role("dialog", name="What you have at hand")
    expect(card).to_be_focused()
    assert violations(page) == []
    card.get_by_role("button", name="Next").click()
    expect(page.get_by_role("dialog", name=re.compile("What we suggest"))).to_be_focused()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("dialog", name="A living demo")).to_contain_text("3 of 3")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1800)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_the_tour_lies_still_above_the_places_and_its_step_is_in_sight(open_page):
    page = open_page("maya", width=390, tour=True, reduced_motion="reduce")
    page.goto("/")
    for at in (1, 2, 3):
        card = page.get_by_role("dialog")
        expect(card).to_contain_text(f"{at} of 3")
        box = card.bounding_box()
        places = page.get_by_role("navigation", name="Places").bounding_box()
        wide = page.evaluate("document.documentElement.clientWidth")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= wide
        assert box["y"] + box["height"] <= places["y"] + 1
        pointed = page.locator("[data-pointed]").bounding_box()
        assert pointed["y"] >= 0
        assert pointed["y"] < box["y"] - 40
        page.mouse.wheel(0, 60)
        page.wait_for_timeout(150)
        assert card.bounding_box() == box
        card.get_by_role("button").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("path", ["/money", "/you", "/office"])
def test_a_row_of_tabs_says_at_which_end_more_follows(open_page, server, path):
    page = open_page("maya", width=390)
    page.request.post("/api/office/session", data={"role": "auditor"}, headers={"Origin": server.url})
    page.goto(path)
    row = page.locator("nav[data-more]").first
    expect(row).to_have_attribute("data-more", "after")
    faded = "getComputedStyle(document.querySelector('nav[data-more]')).maskImage"
    assert "56px" in page.evaluate(faded)
    row.evaluate("row => { row.scrollLeft = 30 }")
    expect(row).to_have_attribute("data-more", "before after")
    row.evaluate("row => { row.scrollLeft = 9999 }")
    expect(row).to_have_attribute("data-more", "before")
    page.set_viewport_size({"width": 1440, "height": 940})
    expect(row).to_have_attribute("data-more", "")


def test_the_guide_remembers_how_far_one_is_and_can_be_put_away_and_called_back(open_page, tmp_path):
    content, name, _ = sample_statement(date.today())
    (tmp_path / name).write_bytes(content)
    page = open_page("you", width=390)
    page.goto("/")
    expect(page.get_by_role("listitem").filter(has_text="Step 2 of 4")).to_have_attribute(
        "aria-current", "step"
    )
    assert violations(page) == []
    page.get_by_role("button", name="That is right").click()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="Step 3 of 4")).to_have_attribute(
        "aria-current", "step"
    )
    page.locator("input[type=file]").first.set_input_files(tmp_path / name)
    page.get_by_role("button", name=re.compile(r"Add \d+ transactions")).click()
    page.get_by_role("link", name="See what you have").click()
    page.get_by_role("button", name="Put these steps away").click()
    expect(page.get_by_text("Step 4 of 4")).to_have_count(0)
    page.get_by_role("banner").get_by_role("button", name="You").click()
    page.get_by_role("button", name="Show the first steps again").click()
    page.get_by_role("link", name="First facts").click()
    expect(page.get_by_role("heading", name="What your money says")).to_be_visible()
