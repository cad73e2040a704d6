"""A reading carried along is what reading from there would have given."""

import numpy as np
import pytest

from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room
from tryon.frame import Frame
from tryon.landmarks.room import Gravity, RoomHints, RoomReading, Stand
from tryon.tracking.room import analyse_room
from tryon.tracking.room_moved import moved_reading
from tryon.tracking.room_stand import stand_landmarks


def read(room: DrawnRoom) -> RoomReading:
    hints = RoomHints(camera_height_m=1.4, gravity=Gravity(room.up))
    return analyse_room(Frame(room.image, CAMERA), hints)


@pytest.fixture(scope="module")
def start() -> DrawnRoom:
    return draw_room(20.0, 1.0, 25.0, 1.4)


def test_staying_changes_nothing(start: DrawnRoom) -> None:
    reading = read(start)
    assert reading.landmarks is not None
    assert reading.floor is not None

    same = moved_reading(reading, reading.landmarks.camera_from_subject.matrix)

    assert same.floor is not None
    assert same.landmarks is not None
    np.testing.assert_allclose(same.floor.up, reading.floor.up, atol=1e-12)
    np.testing.assert_allclose(same.floor.cloud.ups, reading.floor.cloud.ups, atol=1e-12)
    np.testing.assert_allclose(same.floor.cloud.heights_m, reading.floor.cloud.heights_m)
    np.testing.assert_allclose(
        same.landmarks.camera_from_subject.matrix,
        reading.landmarks.camera_from_subject.matrix,
        atol=1e-12,
    )
    assert reading.floor.wall_yaw_rad is not None
    assert same.floor.wall_yaw_rad == pytest.approx(reading.floor.wall_yaw_rad)


@pytest.mark.parametrize(("azimuth_deg", "height_m"), [(40.0, 1.4), (10.0, 1.15), (-35.0, 1.5)])
def test_a_piece_put_from_elsewhere_stands_at_the_same_place(
    start: DrawnRoom, azimuth_deg: float, height_m: float
) -> None:
    reading = read(start)
    assert reading.landmarks is not None
    there = draw_room(24.0, -2.0, azimuth_deg, height_m)
    now_from_then = there.camera_from_room @ start.camera_from_room.inverse()

    then = reading.landmarks.camera_from_subject
    moved = moved_reading(reading, (now_from_then @ then).matrix)

    assert moved.floor is not None
    assert moved.floor.height_m == pytest.approx(height_m, rel=0.02)
    spot = np.array([[0.3, 0.0, -2.6]])
    here = stand_landmarks(reading, Stand(1, start.pixel(*spot[0])))
    now = stand_landmarks(moved, Stand(1, there.pixel(*spot[0])))
    assert here is not None
    assert now is not None
    seen = now_from_then.apply(here.camera_from_subject.translation[None])[0]
    np.testing.assert_allclose(now.camera_from_subject.translation, seen, atol=0.03)


@pytest.mark.parametrize("azimuth_deg", [40.0, 10.0, -35.0])
def test_walls_keep_their_direction(start: DrawnRoom, azimuth_deg: float) -> None:
    reading = read(start)
    assert reading.landmarks is not None
    there = draw_room(24.0, -2.0, azimuth_deg, 1.3)
    now_from_then = there.camera_from_room @ start.camera_from_room.inverse()

    then = reading.landmarks.camera_from_subject
    moved = moved_reading(reading, (now_from_then @ then).matrix)

    floor = read(there).floor
    assert floor is not None
    assert moved.floor is not None
    assert floor.wall_yaw_rad is not None
    assert moved.floor.wall_yaw_rad is not None
    apart = moved.floor.wall_yaw_rad - floor.wall_yaw_rad
    quarter = np.pi / 2.0
    assert abs(apart - quarter * round(apart / quarter)) < np.radians(1.5)
