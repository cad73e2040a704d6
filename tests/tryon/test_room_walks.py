"""Walks are bounded in number, and a name begins anew."""

import numpy as np
import pytest

from tests.tryon.rooms import piece, room_reading, spot_of
from tryon.errors import UnknownStreamError
from tryon.factory import create_studio
from tryon.frame import Frame
from tryon.landmarks.room import Stand
from tryon.rendering.flat_backend import FlatRenderer
from tryon.room_walks import RoomWalks


def test_the_least_recently_used_of_too_many_walks_is_dropped() -> None:
    reading = room_reading()
    camera = reading.camera
    image = np.random.default_rng(3).integers(0, 255, (camera.height, camera.width, 3), np.uint8)
    frame, out = Frame(image, camera), np.zeros_like(image)
    renderer = FlatRenderer()
    walks = RoomWalks(create_studio(renderer))
    pieces = [(piece(), Stand(1, spot_of(0.1, -2.6)))]

    for number in range(16):
        walks.begin(f"w{number}", frame, reading, pieces, out)
    walks.follow("w0", frame, out)
    walks.begin("one more", frame, reading, pieces, out)
    walks.begin("one more", frame, reading, pieces, out)

    assert len(walks) == 16
    assert not np.array_equal(out, image)
    walks.follow("w0", frame, out)
    with pytest.raises(UnknownStreamError, match="w1"):
        walks.follow("w1", frame, out)
    walks.forget("w0")
    walks.forget("never")
    assert len(walks) == 15
    renderer.close()
