"""What shoppers do on the page, and what they then see."""

import base64
import io
import re
from typing import Any

import numpy as np
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from tryon import encode_picture

WORN = re.compile("^Your picture with ")


def photo_file(level: int = 128, size: tuple[int, int] = (600, 800)) -> Any:
    image = np.full((size[1], size[0], 3), level, np.uint8)
    content = encode_picture(image, "image/jpeg")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": content}


def upload(page: Page, level: int = 128) -> None:
    page.set_input_files("#file-upload", photo_file(level))


def hand_over(page: Page, event: str, file: Any) -> None:
    """Drop a file on the page or paste it into it, as the event's name says."""
    page.evaluate(
        """async ([kind, name, type, code]) => {
          const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], name, { type }));
          document.dispatchEvent(kind === "drop"
            ? new DragEvent("drop", { dataTransfer: data, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data }));
        }""",
        [event, file["name"], file["mimeType"], base64.b64encode(file["buffer"]).decode()],
    )


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
