"""The page of rooms before a drawn room."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.server.fakes import PaintEngine
from tests.server.page.conftest import PHONE
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import DrawnRoom, draw_room


@pytest.fixture(scope="module")
def drawn() -> DrawnRoom:
    return draw_room()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
    yield context
    context.close()


@pytest.fixture
def page(shared: BrowserContext, address: str, engine: PaintEngine) -> Iterator[Page]:
    engine.reset()
    engine.rooms.hints.clear()
    engine.rooms.furnished.clear()
    engine.rooms.followed.clear()
    engine.rooms.pictures.clear()
    engine.rooms.bystanders = ()
    opened = shared.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"{address}/room?sku=ghe-do")
    expect(opened.locator(".card")).not_to_have_count(0)
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def painter(engine: PaintEngine) -> RoomPainter:
    return engine.rooms
