"""A picture's segments are those of the room, whatever its size and frame."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.tryon.tracking.room_pictures import CAMERA, draw_room
from tryon.arrays import Image
from tryon.frame import Frame
from tryon.landmarks.room import RoomHints
from tryon.tracking.room import analyse_room
from tryon.tracking.room_lines import find_segments


def framed(image: Image, level: int, share: float) -> tuple[Image, int]:
    width = round(share * image.shape[1])
    grey = (level, level, level)
    border = cv2.copyMakeBorder(image, width, width, width, width, cv2.BORDER_CONSTANT, value=grey)
    return np.asarray(border, dtype=np.uint8), width


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.12])
def test_edges_of_a_frame_are_not_the_room_s(level: int, share: float) -> None:
    rolled = draw_room(roll_deg=9.0, with_walls=False)
    image, _ = framed(rolled.image, level, share)

    segments = find_segments(image)

    assert len(segments.sharp) == len(segments.soft) == 0


def test_frame_does_not_turn_the_room() -> None:
    rolled = draw_room(roll_deg=6.0)
    image, width = framed(rolled.image, 255, 0.06)
    camera = CAMERA.cropped(-width, -width, image.shape[1], image.shape[0])

    reading = analyse_room(Frame(image, camera), RoomHints())

    assert reading.floor is not None
    assert float(reading.floor.up @ rolled.up) > np.cos(np.radians(0.5))


@pytest.mark.parametrize("factor", [0.5, 4.0])
def test_segments_are_in_the_picture_s_own_px(factor: float) -> None:
    image = draw_room().image
    resized = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)

    own = find_segments(image).sharp[0]
    other = find_segments(np.asarray(resized, dtype=np.uint8)).sharp

    in_own_px = (other + 0.5) / factor - 0.5
    ends = np.minimum(
        np.abs(in_own_px - own).max(axis=1), np.abs(np.roll(in_own_px, 2, axis=1) - own).max(axis=1)
    )
    assert ends.min() < 6.0


def test_blank_picture_has_no_segments() -> None:
    blank = np.full((480, 640, 3), 90, np.uint8)

    segments = find_segments(blank)

    assert segments.sharp.shape == segments.soft.shape == (0, 4)
