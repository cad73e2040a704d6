"""What shoppers tell of their room, measure in it, and that it is forgotten."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.server.page.rooms.steps import FURNISHED, furnish, touch, upload
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import DrawnRoom
from tryon import encode_picture
from tryon.landmarks.matte import Matte
from tryon.landmarks.room_pieces import Bystander

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_better_references_make_sizes_surer(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    furnish(page, drawn)
    page.locator("#better summary").click()

    page.locator("#height").fill("140")
    page.locator("#height").press("Tab")

    expect(page.locator("#sureness")).to_contain_text("from the camera height you entered")
    expect(page.locator("#warnings")).not_to_contain_text("Tell us more")
    assert painter.hints[-1].camera_height_m == 1.4
    page.locator("#span-draw").click()
    touch(page, 0.3, 0.85)
    touch(page, 0.7, 0.85)
    page.wait_for_timeout(300)
    expect(page.locator("#sureness")).to_contain_text("from the distance you marked")
    span = painter.hints[-1].span
    assert span is not None
    assert span.length_m == 1.0
    page.locator("#untold").click()
    expect(page.locator("#sureness")).to_contain_text("assumed camera height")


def test_door_is_dragged_from_its_top_or_its_foot(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    upload(page, drawn)
    page.locator("#better summary").click()
    page.locator("#reference-height").fill("150")
    page.locator("#reference-draw").click()
    page.locator("#overlay").scroll_into_view_if_needed()
    box = page.locator("#overlay").bounding_box()
    assert box is not None
    foot, top = drawn.pixel(0.3, 0.0, -3.6), drawn.pixel(0.3, 1.5, -3.6)
    scale = box["width"] / drawn.image.shape[1]

    page.mouse.move(box["x"] + top[0] * scale, box["y"] + top[1] * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + foot[0] * scale, box["y"] + foot[1] * scale, steps=4)
    page.mouse.up()

    expect(page.locator("#sureness")).to_contain_text("the upright thing you marked")
    reference = painter.hints[-1].reference
    assert reference is not None
    assert reference.foot == pytest.approx(foot, abs=4)


def test_free_width_says_what_fits(page: Page, drawn: DrawnRoom) -> None:
    furnish(page, drawn)

    page.locator("#tool-measure").click()
    touch(page, 0.2, 0.85)
    touch(page, 0.8, 0.85)
    expect(page.locator("#measured")).to_contain_text("An armchair fits")

    page.locator('.card[data-sku="tu-dai"]').click()
    expect(page.locator("#measured")).to_contain_text("Long chest does not fit")


def test_strokes_stay_in_front(page: Page, drawn: DrawnRoom, painter: RoomPainter) -> None:
    furnish(page, drawn)
    page.locator("#tool-stroke").click()
    box = page.locator("#overlay").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.4 * box["width"], box["y"] + 0.8 * box["height"]

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=6)
    page.mouse.up()
    page.wait_for_timeout(600)

    (cutout,) = painter.furnished[-1][1]
    assert (cutout.kind, cutout.shape) == ("object", "scribble")
    assert len(cutout.points) > 3
    page.locator("#stroke-undo").click()
    page.wait_for_timeout(600)
    assert painter.furnished[-1][1] == ()


def test_photo_without_a_floor_is_explained_with_what_to_do(page: Page) -> None:
    blank = encode_picture(np.full((300, 400, 3), 128, np.uint8), "image/jpeg")

    page.set_input_files(
        "#file-upload", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": blank}
    )

    expect(page.locator("#notice-title")).to_have_text("Floor not recognised")
    expect(page.locator("#better")).to_have_attribute("open", "")


def test_page_s_own_camera_tells_how_it_was_held(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    del drawn
    page.evaluate("document.querySelector('[data-do=take]').click()")
    expect(page.locator("#viewfinder")).to_be_visible()
    expect(page.locator("#shoot")).to_be_enabled()
    page.evaluate(
        "window.dispatchEvent(new DeviceOrientationEvent('deviceorientation', "
        "{alpha: 0, beta: 70, gamma: 0}))"
    )
    expect(page.locator("#held")).to_contain_text("tells which way is up")
    page.locator("#shoot").click()

    expect(page.locator("#sureness")).to_contain_text("above the floor")
    gravity = painter.hints[-1].gravity
    assert gravity is not None
    up = [0.0, -np.sin(np.radians(70.0)), -np.cos(np.radians(70.0))]
    assert gravity.up == pytest.approx(up, abs=1e-6)


def test_deleted_photo_is_gone_from_the_service(page: Page, drawn: DrawnRoom) -> None:
    with page.expect_response("**/v1/rooms") as made:
        upload(page, drawn)
    room = made.value.json()["id"]

    with page.expect_response(f"**/v1/rooms/{room}") as gone:
        page.locator("#tool-forget").click()

    assert gone.value.status == 204
    expect(page.locator("#welcome")).to_be_visible()


def test_room_that_ended_meanwhile_is_sent_once_more(
    page: Page, drawn: DrawnRoom, address: str
) -> None:
    with page.expect_response("**/v1/rooms") as made:
        upload(page, drawn)
    page.request.delete(f"{address}/v1/rooms/{made.value.json()['id']}")

    touch(page, 0.5, 0.8)

    expect(page.locator("#room-image")).to_have_attribute("alt", FURNISHED)


def test_people_are_named_and_pieces_can_be_put_before_them(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    matte = Matte(np.full((40, 20), 255, np.uint8), 100.0, 200.0, 100.0, 200.0)
    painter.bystanders = (Bystander("dog", 0.7, matte, (150.0, 399.0)),)
    furnish(page, drawn)
    expect(page.locator("#people-field")).to_contain_text("(1)")

    page.locator("#people").uncheck()
    page.wait_for_timeout(600)
    assert painter.hiding[-1] == 0

    page.locator("#people").check()
    page.wait_for_timeout(600)
    assert painter.hiding[-1] == 1


def test_nobody_in_the_photo_asks_nothing(page: Page, drawn: DrawnRoom) -> None:
    furnish(page, drawn)

    expect(page.locator("#people-field")).to_be_hidden()
