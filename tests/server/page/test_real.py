"""The page in front of the real engine."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from tests.server.page.conftest import PHONE
from tests.server.page.steps import WORN
from tryon.tracking.models import ModelStore

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
