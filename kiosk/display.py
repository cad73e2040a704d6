"""The display call: the only place where a picture is mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from PySide6.QtGui import QImage

from kiosk.arrays import Image
from kiosk.settings import FitMode


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a picture and the size it is shown at, px."""

    left: int
    top: int
    width: int
    height: int
    shown_width: int
    shown_height: int


def window_for(picture: tuple[int, int], screen: tuple[int, int], fit: FitMode) -> Window:
    """Choose what of a picture is shown on a screen, and how large.

    Parameters
    ----------
    picture, screen : (width, height), px
    fit : `fill` crops both sides equally; `letterbox` keeps all of it
    """
    width, height = picture
    screen_width, screen_height = screen
    if fit == "letterbox":
        scale = min(screen_width / width, screen_height / height)
        shown = max(1, round(width * scale)), max(1, round(height * scale))
        return Window(0, 0, width, height, *shown)
    scale = max(screen_width / width, screen_height / height)
    crop_width = min(width, max(1, round(screen_width / scale)))
    crop_height = min(height, max(1, round(screen_height / scale)))
    left, top = (width - crop_width) // 2, (height - crop_height) // 2
    return Window(left, top, crop_width, crop_height, screen_width, screen_height)


def window_around(
    picture: tuple[int, int], box: tuple[float, float, float, float], tile: tuple[int, int]
) -> Window:
    """Choose a part of a picture in a tile's shape that shows a face and its surroundings.

    Parameters
    ----------
    picture, tile : (width, height), px
    box : face, x0, y0, x1, y1, px; it takes up to half of the part's height
    """
    width, height = picture
    aspect = tile[0] / tile[1]
    x0, y0, x1, y1 = box
    part_height = max(2.1 * (y1 - y0), 1.7 * (x1 - x0) / aspect)
    part_height = min(part_height, height, width / aspect)
    part_width = part_height * aspect
    left = min(max(0.0, (x0 + x1 - part_width) / 2), width - part_width)
    top = min(max(0.0, (y0 + y1 - part_height) / 2), height - part_height)
    size = max(1, int(part_width)), max(1, int(part_height))
    return Window(int(left), int(top), *size, *tile)


def mirrored(image: Image, window: Window) -> QImage:
    """Cut, scale and mirror a picture into an image that owns its pixels.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored
    window : part and size

    Notes
    -----
    The result has the window system's own layout (BGRX), so that painting it is a copy.
    """
    part = image[window.top : window.top + window.height, window.left : window.left + window.width]
    flipped = cv2.cvtColor(cv2.flip(part, 1), cv2.COLOR_RGB2BGRA)
    shown = QImage(window.shown_width, window.shown_height, QImage.Format.Format_RGB32)
    size = (window.shown_width, window.shown_height)
    pixels = np.frombuffer(cast(memoryview, shown.bits()), np.uint8)
    target = pixels.reshape(window.shown_height, shown.bytesPerLine() // 4, 4)
    if size == (window.width, window.height):
        np.copyto(target[:, : window.shown_width], flipped)
    else:
        is_smaller = window.shown_width < window.width
        interpolation = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
        cv2.resize(flipped, size, dst=target, interpolation=interpolation)
    return shown


def softened(image: Image) -> Image:
    """Blur and dim a picture: what a mirror without its camera shows instead of black."""
    small = cv2.resize(image, (48, 27), interpolation=cv2.INTER_AREA)
    height, width = image.shape[:2]
    smooth = cv2.resize(cv2.GaussianBlur(small, (0, 0), 2), (width, height))
    return cast(Image, cv2.convertScaleAbs(smooth, alpha=0.7))
