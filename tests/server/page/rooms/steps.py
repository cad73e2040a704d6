"""What shoppers do to the picture of their room."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import DrawnRoom
from tryon import encode_picture

FURNISHED = re.compile("^Your room with ")


def room_file(drawn: DrawnRoom) -> Any:
    return {
        "name": "room.jpg",
        "mimeType": "image/jpeg",
        "buffer": encode_picture(drawn.image, "image/jpeg"),
    }


def upload(page: Page, drawn: DrawnRoom) -> None:
    page.set_input_files("#file-upload", room_file(drawn))
    expect(page.locator("#sureness")).to_contain_text("above the floor")


def touch(page: Page, across: float, down: float) -> None:
    overlay = page.locator("#overlay")
    box = overlay.bounding_box()
    assert box is not None
    overlay.click(position={"x": across * box["width"], "y": down * box["height"]})


def furnish(page: Page, drawn: DrawnRoom) -> None:
    upload(page, drawn)
    touch(page, 0.5, 0.8)
    expect(page.locator("#room-image")).to_have_attribute("alt", FURNISHED)


def spots(painter: RoomPainter) -> list[tuple[float, float]]:
    return [placement.stand.spot for placement in painter.furnished[-1][0]]
