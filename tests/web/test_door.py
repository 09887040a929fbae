"""The door's pages: in by an invitation, by a passkey, back in by a code; and where that does not work."""

import re
import subprocess
import sys
from os import environ

import pytest
from playwright.sync_api import expect

from tests.web.keys import keys_on
from tests.web.test_accessibility import violations
from tests.web.test_passkeys import florin, invited

pytestmark = pytest.mark.browser
__all__ = ["florin", "invited"]


def joined(page, invitation):
    """Comes in by an invitation; the ten codes."""
    page.goto(f"/join#{invitation['token']}")
    page.get_by_role("button", name="Make my passkey").click()
    page.get_by_role("button", name="Show my recovery codes").click()
    expect(page.get_by_role("region", name="Your ten recovery codes")).to_be_focused()
    codes = page.locator("ol code").all_inner_texts()
    assert len(set(codes)) == 10
    return codes


def entered(page):
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Start with your own money")).to_be_visible()


def signed_out(page):
    page.request.delete("/api/session", headers={"Origin": re.sub(r"(//[^/]+).*", r"\1", page.url)})


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_an_invitation_a_passkey_and_codes_to_keep(open_page, invited, width, scheme, tmp_path):
    page = open_page("", width=width, scheme=scheme, permissions=["clipboard-read", "clipboard-write"])
    keys_on(page)
    page.goto(f"/join#{invited['token']}")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert invited["token"] not in page.url  # no reload and no link tells it again
    assert violations(page) == []
    codes = joined(page, invited)
    assert violations(page) == []
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert all(code in page.evaluate("navigator.clipboard.readText()") for code in codes)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    assert all(code in download.value.path().read_text() for code in codes)
    entered(page)
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert not any(code in stored for code in [*codes, invited["token"]])

    signed_out(page)
    page.goto("/you")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Signing in")).to_be_visible()
    expect(page.get_by_text("10 codes are left")).to_be_visible()


def test_a_used_or_missing_invitation_says_what_to_do(open_page, invited):
    page = open_page("")
    keys_on(page)
    joined(page, invited)
    other = open_page("")
    keys_on(other)
    other.goto(f"/join#{invited['token']}")
    other.get_by_label("Name of the passkey").fill("My phone")
    other.get_by_role("button", name="Make my passkey").click()
    expect(other.get_by_role("alert")).to_contain_text("We could not verify this")
    expect(other.get_by_label("Name of the passkey")).to_have_value("My phone")
    other.goto("/join")
    other.reload()
    expect(other.get_by_role("alert")).to_contain_text("open the whole link")


def test_back_in_by_a_code_to_a_new_passkey_and_new_codes(open_page, invited):
    first = open_page("")
    keys_on(first)
    codes = joined(first, invited)
    page = open_page("", width=390)
    keys_on(page)
    page.goto("/sign-in")
    page.get_by_role("link", name="Use a recovery code").click()
    field = page.get_by_label("Recovery code")
    field.fill("ABC-12")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("A code has twenty signs.")).to_be_visible()
    field.fill("ABCDE-FGHJK-MNPQR-STVWX")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("could not verify")
    expect(field).to_have_value("ABCDE-FGHJK-MNPQR-STVWX")
    assert violations(page) == []
    field.fill(codes[4].lower().replace("-", " "))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert violations(page) == []

    page.goto("/")  # away in the middle: every page says what is left to do, and leads back to it
    page.get_by_role("link", name="Make a new passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("ol code")).to_have_count(10)
    fresh = page.locator("ol code").all_inner_texts()
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Start with your own money")).to_be_visible()
    expect(page.get_by_role("link", name="Make a new passkey")).to_have_count(0)


def test_what_one_stops_is_said_calmly_and_nothing_is_sent(open_page, invited):
    page = open_page("")
    keys = keys_on(page)
    joined(page, invited)
    entered(page)
    signed_out(page)
    keys.refuse()
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.url.endswith("/identity/sign-in") else None)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was shown, so nothing was sent.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert sent == []
    keys.refuse(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Start with your own money")).to_be_visible()


def test_where_passkeys_do_not_work_it_says_where_they_do(open_page, server):
    page = open_page("")
    keys_on(page)
    page.goto(server.url.replace("localhost", "127.0.0.1") + "/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Passkeys do not work at this address")).to_be_visible()
    expect(page.get_by_text(f"Open {server.url} and")).to_be_visible()


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """A server that is no demo."""
    around = {k: v for k, v in environ.items() if k != "FLORIN_DEMO"}
    around["FLORIN_HOME"] = str(tmp_path_factory.mktemp("bank"))
    command = [sys.executable, "-m", "florin.app.main", "serve", "--port", "0", "--no-workers"]
    process = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with process.stdout as told:
        found = re.search(r"http://\S+", told.readline())
    assert found
    yield found[0]
    process.terminate()
    process.wait(30)


def test_without_a_demo_the_door_has_a_passkey_a_code_and_a_line_on_invitations(open_page, bank):
    page = open_page("")
    page.goto(f"{bank}/sign-in")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    expect(page.get_by_role("link", name="Use a recovery code")).to_be_visible()
    expect(page.get_by_text("open the link that it sent you")).to_be_visible()
    expect(page.get_by_text("Maya")).to_have_count(0)
    assert violations(page) == []
