"""A photo on the page: worn, compared, saved, refused."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from tests.server.fakes import PaintEngine
from tests.server.page.steps import WORN, hand_over, middle_of, photo_file, upload, upload_and_wait

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_photo_is_dropped_or_pasted(page: Page, event: str) -> None:
    hand_over(page, event, photo_file())

    expect(page.locator("#after")).to_have_attribute("alt", WORN)


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


def test_four_pairs_are_compared_and_one_is_kept(page: Page) -> None:
    upload_and_wait(page)

    page.locator("#tool-compare").click()
    for index in (1, 2, 3, 4):
        page.locator(".card input").nth(index).check(force=True)
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
