"""The try-on page in a real browser."""

import io
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from PIL import Image as Pillow
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from server.app import create_app
from tests.server.conftest import make_settings
from tests.server.fakes import PaintEngine
from tryon import encode_picture
from tryon.tracking.models import ModelStore

WORN = re.compile("^Your picture with ")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # An address that is not this machine's own name: browsers call plain http there insecure.
    "--host-resolver-rules=MAP shop.test 127.0.0.1",
]
# Playwright runs an event loop of its own in this thread; each call is short.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def engine() -> PaintEngine:
    return PaintEngine()


@pytest.fixture(scope="module")
def address(engine: PaintEngine) -> Iterator[str]:
    """Serve the page on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(make_settings(), lambda _: engine),
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not (server.started and engine.is_ready):
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listener.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport=PHONE, locale="en-GB")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, address: str, engine: PaintEngine) -> Iterator[Page]:
    """Open the page; fails if it talks to anybody else or breaks."""
    engine.reset()
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "blob:", "http://shop.test"))
            else complaints.append(f"foreign request: {request.url}")
        ),
    )
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security" in message.text else None
        ),
    )
    opened.goto(address)
    expect(opened.locator(".card")).not_to_have_count(0)
    yield opened
    assert complaints == []


def photo_file(level: int = 128, size: tuple[int, int] = (600, 800)) -> Any:
    image = np.full((size[1], size[0], 3), level, np.uint8)
    content = encode_picture(image, "image/jpeg")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": content}


def upload(page: Page, level: int = 128) -> None:
    page.set_input_files("#file-upload", photo_file(level))


def upload_and_wait(page: Page) -> None:
    upload(page)
    expect(page.locator("#after")).to_have_attribute("alt", WORN)
    expect(page.locator("#busy")).to_be_hidden()


def middle_of(page: Page, selector: str) -> tuple[int, int, int]:
    """Give the colour a little left of and above the middle of an element, as shown."""
    shot = page.locator(selector).screenshot()
    with Pillow.open(io.BytesIO(shot)) as image:
        pixel = image.convert("RGB").getpixel((int(image.width * 0.4), int(image.height * 0.4)))
    assert isinstance(pixel, tuple)
    return pixel


def test_photo_is_worn_without_anything_moving(page: Page) -> None:
    before = page.locator("#frame").bounding_box()
    tools = page.locator(".tools").bounding_box()

    upload_and_wait(page)

    assert page.locator("#frame").bounding_box() == before
    assert page.locator(".tools").bounding_box() == tools
    expect(page.locator("#status")).to_contain_text("Now wearing")
    expect(page.locator("#tool-save")).to_be_enabled()
    red, green, _ = middle_of(page, "#photo-view")
    assert green > 150
    assert red < 60


def test_measured_distance_is_shown_with_its_interval(page: Page) -> None:
    upload_and_wait(page)

    expect(page.locator("#measured")).to_have_text("about 62 mm (58–66)")


def test_typed_distance_is_sent_and_a_wrong_one_is_not(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    page.locator("#distance summary").click()
    field = page.locator("#distance-input")

    field.fill("12")
    field.press("Tab")
    expect(page.locator("#distance-fault")).not_to_be_empty()
    assert engine.calls[-1]["pupillary_distance_mm"] is None
    with page.expect_response("**/v1/try-ons"):
        field.fill("61.5")
        field.press("Tab")

    expect(page.locator("#distance-fault")).to_be_empty()
    assert engine.calls[-1]["pupillary_distance_mm"] == 61.5


def test_pairs_are_chosen_with_the_keyboard(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    first = page.locator("#name").text_content()

    page.locator('input[name="pair"]').first.focus()
    with page.expect_response("**/v1/try-ons"):
        page.keyboard.press("ArrowRight")

    expect(page.locator("#name")).not_to_have_text(str(first))
    assert engine.calls[-1]["choices"] != engine.calls[0]["choices"]
    assert "sku=" in page.url


def test_every_control_has_a_name_and_focus_runs_in_reading_order(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, summary, [role=img]')]
            .filter(e => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
            .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()
                           || [...(e.labels ?? [])].some(l => l.textContent.trim())))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []

    order: list[str] = []
    for _ in range(14):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                """() => document.activeElement.closest(
                    '.skip, header, .welcome, .tools, .chosen, .pairs, .about')?.className ?? ''"""
            )
        )
    places = ["skip", "top", "welcome", "tools", "chosen", "pairs"]
    found = [places.index(name) for name in order if name in places]
    assert found == sorted(found)
    assert set(found) == set(range(len(places)))


def test_language_is_switched_and_remembered(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator(".welcome h2")).to_have_text("Xem kính trên chính khuôn mặt bạn")
    page.reload()

    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#price")).to_contain_text("₫")


def test_browser_language_is_the_first_choice(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(address)

    expect(page.locator("html")).to_have_attribute("lang", "vi")
    context.close()


def test_shops_can_link_to_a_pair_and_its_colour(page: Page, address: str) -> None:
    page.goto(f"{address}/?sku=hoi-an&variant=silver")

    expect(page.locator('input[name="pair"][value="hoi-an"]')).to_be_checked()
    expect(page.locator('input[name="colour"][value="silver"]')).to_be_checked()


def test_nobody_in_the_photo_is_explained_with_what_to_do(page: Page) -> None:
    upload(page, level=0)

    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#notice-title")).to_have_text("No face found")
    with page.expect_file_chooser():
        page.locator("#notice-action").click()


def test_file_that_is_no_picture_is_explained(page: Page) -> None:
    page.set_input_files(
        "#file-upload", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"nothing"}
    )

    expect(page.locator("#notice-title")).to_have_text("Cannot open this picture")


def test_busy_service_is_asked_again_without_a_word(page: Page) -> None:
    answers = iter([503, 200])

    def answer(route: Any) -> None:
        if next(answers, 200) == 503:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}")
        else:
            route.continue_()

    page.route("**/v1/try-ons", answer)

    upload_and_wait(page)

    expect(page.locator("#notice")).to_be_hidden()


def test_service_out_of_reach_is_explained_and_tried_again(page: Page) -> None:
    page.route("**/v1/try-ons", lambda route: route.abort())
    upload(page)
    expect(page.locator("#notice-title")).to_have_text("No connection")

    page.unroute("**/v1/try-ons")
    page.locator("#notice-action").click()

    expect(page.locator("#after")).to_have_attribute("alt", WORN)


def test_before_and_after_can_be_slid_with_the_keyboard(page: Page) -> None:
    upload_and_wait(page)

    page.locator("#tool-split").click()
    expect(page.locator("#split")).to_be_focused()
    page.keyboard.press("End")

    red, green, blue = middle_of(page, "#photo-view")
    assert max(red, green, blue) - min(red, green, blue) < 20


def test_four_pairs_are_compared_and_one_is_kept(page: Page) -> None:
    upload_and_wait(page)

    page.locator("#tool-compare").click()
    for index in (1, 2, 3, 4):
        page.locator('input[name="pair"]').nth(index).check(force=True)
        page.wait_for_timeout(300)

    tiles = page.locator(".tile:not(.tile-empty)")
    expect(tiles).to_have_count(4)
    expect(page.locator(".tile.is-waiting")).to_have_count(0)
    tiles.nth(1).locator(".tile-close").click()
    expect(tiles).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Choose ")).first.click()
    expect(page.locator("#photo-view")).to_be_visible()


@pytest.mark.parametrize("mode", ["photo", "compare"])
def test_picture_is_saved(page: Page, mode: str) -> None:
    upload_and_wait(page)
    if mode == "compare":
        page.locator("#tool-compare").click()
        expect(page.locator(".tile.is-waiting")).to_have_count(0)

    with page.expect_download() as download:
        page.locator("#tool-save").click()

    content = Path(download.value.path()).read_bytes()
    assert content[:2] == b"\xff\xd8"
    assert download.value.suggested_filename.endswith(".jpg")


def test_model_photo_serves_who_would_not_send_their_own(page: Page) -> None:
    page.locator("#samples button").first.click()

    expect(page.locator("#after")).to_have_attribute("alt", WORN)


def test_photo_leaves_the_device_small_and_without_position(
    page: Page, engine: PaintEngine
) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0xA405] = 26
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Pillow.new("RGB", (4000, 3000), (128, 128, 128)).save(target, "JPEG", exif=exif)
    bodies: list[bytes] = []
    page.on("request", lambda request: bodies.append(request.post_data_buffer or b""))

    page.set_input_files(
        "#file-upload", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}
    )
    expect(page.locator("#after")).to_have_attribute("alt", WORN)

    assert engine.calls[-1]["shape"] == (2048, 1536, 3)
    camera = engine.calls[-1]["camera"]
    assert camera.source == "exif"
    assert camera.fx == pytest.approx(26 / float(np.hypot(36, 24)) * 2560, rel=1e-3)
    assert not any(b"Exif" in body for body in bodies)


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
    page.locator('input[name="pair"]').nth(3).check(force=True)
    sku = page.locator('input[name="pair"]').nth(3).get_attribute("value")
    for _ in range(100):
        if engine.calls[-1]["choices"][0].sku == sku:
            break
        page.wait_for_timeout(50)
    assert engine.calls[-1]["choices"][0].sku == sku
    page.locator("#tool-live").click()
    expect(page.locator("#welcome")).to_be_visible()


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


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert overflow <= 0


def test_touch_targets_are_large_enough(page: Page) -> None:
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, label, summary')]
            .filter(e => e.checkVisibility())
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 44)
            .map(([html, box]) => `${html} ${box.width}x${box.height}`)
            .filter(text => !text.includes('distance-input'))"""
    )

    assert small == []


@pytest.mark.models
def test_glasses_are_put_on_a_model_photo_by_the_real_service(
    browser: Browser, models: ModelStore
) -> None:
    del models  # Only to know that they are there.
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        page = browser.new_page(viewport=PHONE, locale="en-GB")
        page.goto(address)
        page.locator("#samples button").first.click()
        after = page.locator("#after")
        expect(after).to_have_attribute("alt", WORN, timeout=60_000)
        expect(page.locator("#notice")).to_be_hidden()
        expect(page.locator("#measured")).to_contain_text("mm")
        page.close()
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode in (0, -15)
