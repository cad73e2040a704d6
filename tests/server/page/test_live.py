"""The live preview on the page, with the browser's fake camera."""

import io

import pytest
from PIL import Image as Pillow
from playwright.sync_api import BrowserContext, Page, expect

from tests.server.fakes import PaintEngine
from tests.server.page.steps import upload_and_wait

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_live_preview_shows_mirrored_frames_and_follows_the_choice(
    page: Page, context: BrowserContext, engine: PaintEngine
) -> None:
    context.grant_permissions(["camera"])

    page.locator("#tool-live").click()

    expect(page.locator("#live-view")).to_be_visible()
    expect(page.locator("#busy")).to_be_hidden()
    # The engine paints left of the middle; the page shows it mirrored, right of it.
    shot = page.locator("#live-view").screenshot()
    with Pillow.open(io.BytesIO(shot)) as image:
        right = image.convert("RGB").getpixel((int(image.width * 0.6), int(image.height * 0.4)))
    assert right[1] > 150
    assert right[0] < 60
    page.locator(".card input").nth(3).check(force=True)
    sku = page.locator(".card input").nth(3).get_attribute("value")
    for _ in range(100):
        if engine.calls[-1]["choices"][0].sku == sku:
            break
        page.wait_for_timeout(50)
    assert engine.calls[-1]["choices"][0].sku == sku
    page.locator("#tool-live").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_pairs_are_compared_on_the_present_live_picture(
    page: Page, context: BrowserContext
) -> None:
    context.grant_permissions(["camera"])
    page.locator("#tool-live").click()
    expect(page.locator("#busy")).to_be_hidden()
    expect(page.locator("#live-view")).to_be_visible()

    page.locator("#tool-compare").click()

    expect(page.locator(".tile:not(.tile-empty):not(.is-waiting)")).to_have_count(1)
    expect(page.locator("#live-view")).to_be_hidden()


def test_refused_camera_is_explained(page: Page) -> None:
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException("no", "NotAllowedError")); }"""
    )

    page.locator("#tool-live").click()

    expect(page.locator("#notice-title")).to_have_text("Camera not allowed")
    expect(page.locator("#notice-detail")).to_contain_text("allow the camera")


def test_insecure_address_is_explained_and_photos_still_work(page: Page, address: str) -> None:
    page.goto(address.replace("127.0.0.1", "shop.test"))
    expect(page.locator(".card")).not_to_have_count(0)

    page.locator("#tool-live").click()
    expect(page.locator("#notice-detail")).to_contain_text("https")

    upload_and_wait(page)
