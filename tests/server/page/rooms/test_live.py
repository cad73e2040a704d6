"""Furniture live in the drawn room, which the browser's fake camera walks through."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.server.fakes import PaintEngine
from tests.server.page.conftest import FLAGS, PHONE
from tests.server.page.rooms.steps import FURNISHED, touch
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room
from tryon import encode_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = re.compile("^Your room live, with An armchair")


@pytest.fixture(scope="module")
def film() -> list[DrawnRoom]:
    """Give a slow turn."""
    return [draw_room(18.0, 2.0, 28.0 + 0.25 * n) for n in range(20)]


@pytest.fixture(scope="module")
def film_file(film: list[DrawnRoom], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write it there and back: the browser repeats it."""
    frames = [encode_picture(room.image, "image/jpeg", 90) for room in film]
    path = tmp_path_factory.mktemp("film") / "room.mjpeg"
    path.write_bytes(b"".join([*frames, *reversed(frames)]))
    return path


@pytest.fixture(scope="module")
def browser(chromium: str, film_file: Path) -> Iterator[Browser]:
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film_file}"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
    context.grant_permissions(["camera"])
    yield context
    context.close()


def go_live(page: Page) -> None:
    page.locator("#start-live").click()
    expect(page.locator("#live-video")).to_be_visible()
    expect(page.locator("#hint")).to_have_text(
        "Point the camera at the floor and touch where An armchair shall stand."
    )


def put(page: Page, across: float = 0.55, down: float = 0.75) -> None:
    touch(page, across, down)
    expect(page.locator("#live-canvas")).to_have_attribute("aria-label", SHOWN, timeout=30_000)
    expect(page.locator("#busy")).to_be_hidden(timeout=30_000)


def wait_for(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_so():
            return
        page.wait_for_timeout(50)
    pytest.fail("not within 15 s")


def test_piece_is_put_live_and_follows_the_room(
    page: Page, painter: RoomPainter, engine: PaintEngine
) -> None:
    go_live(page)
    # Nothing leaves the phone before something is put.
    assert painter.hints == []

    put(page)

    (placements, _) = painter.furnished[-1]
    assert placements[0].sku == "ghe-do"
    assert placements[0].stand.spot == pytest.approx((0.55 * 960, 0.75 * 720), abs=4)
    expect(page.locator("#overlay .piece")).to_have_count(1)
    expect(page.locator("#sureness")).to_contain_text("m away, size")
    wait_for(page, lambda: len(painter.followed) >= 8)
    first = page.locator("#overlay .footprint").first.get_attribute("points")
    wait_for(
        page,
        lambda: page.locator("#overlay .footprint").first.get_attribute("points") != first,
    )
    assert len(painter.furnished) == 1

    page.locator("#live-stop").click()
    expect(page.locator("#welcome")).to_be_visible()
    wait_for(page, lambda: painter.walks == 0)
    assert engine.failures == []


def place_m(film: list[DrawnRoom], painter: RoomPainter, index: int) -> NDArray[np.float64]:
    """Give where on the drawn floor the first piece was put, (2,), m."""
    picture = painter.pictures[index].astype(float)
    assert picture.shape == film[0].image.shape
    room = min(film, key=lambda room: float(np.abs(picture - room.image).mean()))
    u, v = painter.furnished[index][0][0].stand.spot
    ray = np.array([(u - CAMERA.cx) / CAMERA.fx, (v - CAMERA.cy) / CAMERA.fy, 1.0])
    point = ray * room.height_m / -float(ray @ room.up)
    return room.camera_from_room.inverse().apply(point[None])[0, [0, 2]]


def test_kept_picture_has_the_piece_where_it_stood(
    page: Page, painter: RoomPainter, film: list[DrawnRoom]
) -> None:
    go_live(page)
    put(page)
    wait_for(page, lambda: len(painter.followed) >= 5)

    page.locator("#live-keep").click()

    expect(page.locator("#room-image")).to_have_attribute("alt", FURNISHED)
    expect(page.locator("#live-tools")).to_be_hidden()
    expect(page.locator("#tool-measure")).to_be_enabled()
    assert len(painter.furnished) == 2
    assert place_m(film, painter, 1) == pytest.approx(place_m(film, painter, 0), abs=0.06)
    wait_for(page, lambda: painter.walks == 0)


def test_piece_is_moved_turned_and_taken_away_with_the_keyboard(
    page: Page, painter: RoomPainter, film: list[DrawnRoom]
) -> None:
    go_live(page)
    page.locator("#place").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live-canvas")).to_have_attribute("aria-label", SHOWN, timeout=30_000)
    before = place_m(film, painter, 0)

    page.locator("#overlay .piece").focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_for(page, lambda: len(painter.furnished) == 2)
    expect(page.locator("#busy")).to_be_hidden()
    expect(page.locator("#overlay .piece")).to_be_focused()
    # The camera turns meanwhile: the step is one of the room, not of the picture.
    assert float(np.linalg.norm(place_m(film, painter, 1) - before)) == pytest.approx(
        0.25, abs=0.06
    )
    yaw = painter.furnished[-1][0][0].stand.yaw_deg
    page.locator("#snap").uncheck(force=True)
    page.locator("#turn-back").click()
    wait_for(page, lambda: painter.furnished[-1][0][0].stand.yaw_deg > yaw + 8.0)
    expect(page.locator("#busy")).to_be_hidden()
    page.get_by_role("button", name="Remove An armchair").click()

    expect(page.locator("#live-canvas")).to_be_hidden()
    expect(page.locator("#live-video")).to_be_visible()
    expect(page.locator("#overlay .piece")).to_have_count(0)
    wait_for(page, lambda: painter.walks == 0)


def test_second_piece_is_dragged_to_another_place(
    page: Page, painter: RoomPainter, film: list[DrawnRoom]
) -> None:
    go_live(page)
    put(page)
    box = page.locator("#overlay").bounding_box()
    assert box is not None
    x, y = page.locator("#overlay .footprint").first.evaluate(
        "e => { const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + 4]; }"
    )

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 0.2 * box["width"], y, steps=6)
    expect(page.locator("#overlay .edge")).not_to_have_count(0)
    page.mouse.up()

    wait_for(page, lambda: len(painter.furnished) == 2)
    expect(page.locator("#busy")).to_be_hidden()
    moved = place_m(film, painter, 1) - place_m(film, painter, 0)
    assert 0.2 < float(np.linalg.norm(moved)) < 1.5


def test_refused_place_is_explained_and_the_piece_waits_for_another(
    page: Page, painter: RoomPainter
) -> None:
    go_live(page)

    touch(page, 0.5, 0.05)

    expect(page.locator("#hint")).to_contain_text("not on the floor", timeout=30_000)
    expect(page.locator("#pieces .worn")).to_have_count(0)
    expect(page.locator("#live-video")).to_be_visible()
    assert painter.furnished == []
    put(page)
    expect(page.locator("#pieces .worn")).to_have_count(1)


def test_lost_room_asks_for_another_touch(
    page: Page, painter: RoomPainter, engine: PaintEngine
) -> None:
    go_live(page)
    put(page)
    wait_for(page, lambda: len(painter.followed) > 0)

    engine.rooms.forget(painter.followed[-1])

    expect(page.locator("#hint")).to_contain_text("Touch the floor to put the piece again")
    expect(page.locator("#live-video")).to_be_visible()
    put(page, 0.5, 0.7)
    assert len(painter.furnished) == 2


def test_refused_camera_is_explained(page: Page) -> None:
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException("no", "NotAllowedError")); }"""
    )

    page.locator("#start-live").click()

    expect(page.locator("#notice-title")).to_have_text("Camera not allowed")
    expect(page.locator("#welcome")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_live_controls_are_large_and_have_names(
    page: Page, address: str, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{address}/room?lang={language}")
    expect(page.locator(".card")).not_to_have_count(0)
    page.locator("#start-live").click()
    expect(page.locator("#live-stop")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    faulty = page.evaluate(
        """() => [...document.querySelectorAll('#live-tools button, #place, #live-video')]
            .filter(e => e.checkVisibility())
            .map(e => [e.outerHTML, e.getBoundingClientRect(),
                       e.getAttribute('aria-label') || e.textContent.trim()])
            .filter(([, box, name]) => box.width < 44 || box.height < 43.5 || !name)
            .map(([html]) => html)"""
    )
    assert faulty == []
