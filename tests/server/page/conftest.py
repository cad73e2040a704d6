"""A service to browse, a browser, and a page that must not talk to anybody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.server.conftest import make_settings
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop
from tests.server.room_painter import RoomPainter
from tests.server.serving import served
from tests.server.shop import open_shop

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
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_furniture_shop(tmp_path_factory.mktemp("furniture"))


@pytest.fixture(scope="module")
def engine(furniture: Path) -> PaintEngine:
    return PaintEngine(rooms=RoomPainter((furniture,)))


@pytest.fixture(scope="module")
def address(
    engine: PaintEngine, furniture: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the pages of a shop with more than glasses on a free port."""
    shop = open_shop(tmp_path_factory.mktemp("shop"))
    settings = make_settings(**shop | {"catalog_dirs": (*shop["catalog_dirs"], furniture)})
    with served(settings, engine) as found:
        yield found


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
