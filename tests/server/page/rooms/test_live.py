"""Furniture live in the drawn room, which the browser's fake camera walks through."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.server.fakes import PaintEngine
from tests.server.page.conftest import FLAGS, PHONE
from tests.server.page.rooms.steps import touch
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import draw_room
from tryon import encode_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = re.compile("^Your room live, with An armchair")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Film the drawn room: a slow turn there and back, which the browser repeats."""
    steps = [0.25 * n for n in range(20)]
    frames = [
        encode_picture(draw_room(18.0, 2.0, 28.0 + step).image, "image/jpeg", 90) for step in steps
    ]
    path = tmp_path_factory.mktemp("film") / "room.mjpeg"
    path.write_bytes(b"".join([*frames, *reversed(frames)]))
    return path


@pytest.fixture(scope="module")
def browser(chromium: str, film: Path) -> Iterator[Browser]:
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
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
    expect(page.locator("#busy")).to_be_hidden()


def wait_for(page: Page, is_so: object) -> None:
    for _ in range(300):
        if is_so():  # type: ignore[operator]
            return
        page.wait_for_timeout(50)
    pytest.fail("not within 15 s")


def test_piece_is_put_live_and_follows_the_room(
    page: Page, painter: RoomPainter, engine: PaintEngine
) -> None:
    painter.followed.clear()
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
