"""The shopper's room on a screen of the shop."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.server.page.rooms.steps import furnish
from tests.tryon.tracking.room_pictures import DrawnRoom

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_room_is_shown_and_taken_off_by_its_shopper(
    browser: Browser, shared: BrowserContext, address: str, drawn: DrawnRoom
) -> None:
    screen = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-GB")
    with screen.expect_response("**/v1/screens") as opened:
        screen.goto(f"{address}/screen")
    link = opened.value.json()["address"]
    expect(screen.locator("#code")).to_have_attribute("src", re.compile("/code"))

    phone = shared.new_page()
    phone.goto(f"{link}&sku=ghe-do")
    expect(phone.locator(".card")).not_to_have_count(0)
    expect(phone.locator("#agree")).to_be_disabled()
    furnish(phone, drawn)
    phone.locator("#agree").check()
    expect(screen.locator("#shown")).to_be_visible()
    expect(screen.locator("#asking")).to_be_hidden()

    phone.locator("#agree").uncheck()

    expect(screen.locator("#asking")).to_be_visible()
    expect(screen.locator("#shown")).not_to_have_attribute("src", re.compile("."))
    screen.close()
    phone.close()
