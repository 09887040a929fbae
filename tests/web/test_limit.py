"""What may be owed on a card at most: in the list, and how much of it is used on its page."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_card_says_how_much_of_its_limit_is_used(open_page, width, scheme):
    page = open_page("maya", width=width, scheme=scheme)
    items = page.request.get("/api/accounts").json()["items"]
    card = next(account for account in items if account["limit"])
    limit = Decimal(card["limit"]["amount"])
    used = max(Decimal(0), -Decimal(card["balance"]["amount"]))
    page.goto("/money")
    row = page.get_by_role("link", name=re.compile(re.escape(card["name"])))
    expect(row.first).to_contain_text(f"limit ${limit:,.2f}")
    row.first.click()
    said = f"${used:,.2f} of ${limit:,.2f} used, ${limit - used:,.2f} left."
    expect(page.get_by_text(said)).to_be_visible()
    page.wait_for_timeout(300)
    assert violations(page) == []
    other = next(account for account in items if not account["limit"])
    page.goto(f"/money/accounts/{other['id']}")
    expect(page.get_by_role("heading", name=other["name"])).to_be_visible()
    expect(page.get_by_text(re.compile("used, .* left"))).to_have_count(0)
