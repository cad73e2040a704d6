"""Rooms are read in a process of their own, and the answer travels back whole."""

import pickle

import numpy as np
import pytest

from tests.tryon.rooms import room_reading
from tests.tryon.tracking.room_pictures import CAMERA, draw_room
from tryon.errors import TrackerError
from tryon.factory import EngineConfig
from tryon.frame import Frame
from tryon.landmarks.room import FOCAL_ASSUMED, RoomHints
from tryon.process import EngineProcess
from tryon.process_reader import read_apart
from tryon.tracking.room import analyse_room

pytestmark = pytest.mark.timeout(120)


def test_a_reading_survives_the_way_between_processes() -> None:
    reading = room_reading(wall_yaw_deg=30.0)

    back = pickle.loads(pickle.dumps(reading))

    assert back.landmarks.track_id == 0
    assert not back.landmarks.image_points.flags.writeable
    assert np.array_equal(back.floor.cloud.ups, reading.floor.cloud.ups)
    assert dict(back.landmarks.measures) == dict(reading.landmarks.measures)


def test_an_engine_that_is_not_started_reads_rooms_as_the_core_does() -> None:
    room = draw_room()
    hints = RoomHints(taps=(room.pixel(0.0, 0.0, -2.5),), camera_height_m=1.5)
    engine = EngineProcess(EngineConfig())

    reply = engine.read_room(room.image, CAMERA, hints)
    here = analyse_room(Frame(room.image, CAMERA), hints)

    assert not engine.is_ready
    assert reply.reading.floor is not None
    assert here.floor is not None
    assert np.array_equal(reply.reading.floor.up, here.floor.up)
    assert reply.report["subjects"][0].get("floor", {}).get("scale_source") == "height_entered"
    engine.close()


def test_without_a_camera_one_is_assumed() -> None:
    reply = read_apart(draw_room().image, None, RoomHints(), 30.0)

    assert FOCAL_ASSUMED in reply.reading.notes or reply.reading.focal_source == "lines"


def test_a_reading_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TrackerError, match=r"0\.0 s"):
        read_apart(draw_room().image, CAMERA, RoomHints(), 0.001)
