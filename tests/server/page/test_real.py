"""The page in front of the real engine."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.server.page.conftest import PHONE
from tests.server.page.rooms.steps import FURNISHED, touch
from tests.server.page.steps import WORN
from tests.tryon.tracking.room_pictures import draw_room
from tryon import encode_picture
from tryon.tracking.models import ModelStore

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def real_service(models: ModelStore) -> Iterator[str]:
    """Give the address of the service as shops run it."""
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
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode in (0, -15)


@pytest.mark.models
def test_glasses_are_put_on_a_model_photo_by_the_real_service(
    browser: Browser, real_service: str
) -> None:
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    page.goto(real_service)
    page.locator("#samples button").first.click()
    after = page.locator("#after")
    expect(after).to_have_attribute("alt", WORN, timeout=60_000)
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#measured")).to_contain_text("mm")
    page.close()


@pytest.mark.models
def test_sofa_is_put_into_a_room_by_the_real_service(browser: Browser, real_service: str) -> None:
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    page.goto(f"{real_service}/room?sku=sofa-chan-go-rut-khuy")
    expect(page.locator(".card")).not_to_have_count(0)
    photo = encode_picture(draw_room().image, "image/jpeg")
    page.set_input_files(
        "#file-upload", {"name": "r.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    # The engine starts meanwhile; the page asks again by itself.
    expect(page.locator("#sureness")).to_contain_text("above the floor", timeout=60_000)

    touch(page, 0.5, 0.8)

    expect(page.locator("#room-image")).to_have_attribute("alt", FURNISHED, timeout=90_000)
    expect(page.locator("#sureness")).to_contain_text("away, size")
    page.close()
