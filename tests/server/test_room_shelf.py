"""Rooms in memory: how many, how large, how long."""

import numpy as np
import pytest

from server.room_hints import HintsDocument
from server.rooms import RoomShelf, UnknownRoomError
from tryon import CameraIntrinsics, Photo, RoomReading

CAMERA = CameraIntrinsics.default(100, 100)
READING = RoomReading(CAMERA, "default", None, None, "no_gravity")
NO_HINTS = HintsDocument.model_validate({})


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def photo() -> Photo:
    return Photo(np.zeros((100, 100, 3), np.uint8), CAMERA, 100, 100)


def test_room_nobody_asks_for_is_forgotten() -> None:
    clock = Clock()
    shelf = RoomShelf(5, 10**9, 60.0, clock)
    room = shelf.add(photo(), NO_HINTS, READING)

    clock.now_s = 59.0
    assert shelf.room(room.id) is room
    clock.now_s = 118.0
    assert shelf.left_s(room) == pytest.approx(1.0)
    shelf.sweep()
    assert len(shelf) == 1
    clock.now_s = 119.0
    shelf.sweep()
    assert (len(shelf), shelf.nbytes) == (0, 0)
    with pytest.raises(UnknownRoomError):
        shelf.room(room.id)


def test_least_recently_used_makes_place() -> None:
    shelf = RoomShelf(2, 10**9, 60.0, Clock())
    first, second = (shelf.add(photo(), NO_HINTS, READING) for _ in range(2))
    shelf.room(first.id)

    third = shelf.add(photo(), NO_HINTS, READING)

    assert shelf.room(first.id) is first
    assert shelf.room(third.id) is third
    with pytest.raises(UnknownRoomError):
        shelf.room(second.id)


def test_pictures_count_and_the_newest_room_stays_however_large() -> None:
    shelf = RoomShelf(9, 70_000, 60.0, Clock())
    first, second = (shelf.add(photo(), NO_HINTS, READING) for _ in range(2))
    assert shelf.nbytes == 60_000

    shelf.keep_picture(second, bytes(20_000))

    with pytest.raises(UnknownRoomError):
        shelf.room(first.id)
    shelf.keep_picture(second, bytes(200_000))
    assert shelf.room(second.id).picture is not None
    assert shelf.nbytes == 230_000


def test_picture_of_a_room_that_is_gone_is_not_kept() -> None:
    shelf = RoomShelf(9, 70_000, 60.0, Clock())
    room = shelf.add(photo(), NO_HINTS, READING)
    shelf.drop(room.id)

    shelf.keep_picture(room, b"x")

    assert room.picture is None
    with pytest.raises(UnknownRoomError):
        shelf.drop(room.id)


def test_addresses_are_never_alike() -> None:
    shelf = RoomShelf(100, 10**9, 60.0, Clock())
    ids = {shelf.add(photo(), NO_HINTS, READING).id for _ in range(50)}
    assert len(ids) == 50
