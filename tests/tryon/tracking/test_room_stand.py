"""A tap on the floor becomes a place of true position, turned to the walls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tryon.rooms import CAMERA, HEIGHT_M, refused_reading, room_reading, spot_of, up_of
from tryon.geometry.plane import camera_from_room
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.room import NO_GRAVITY, TOO_FAR, Stand
from tryon.tracking.room_stand import stand_landmarks

ROOM = camera_from_room(up_of(), HEIGHT_M)


def landmarks(stand: Stand, **options: float) -> Landmarks:
    found = stand_landmarks(room_reading(wall_yaw_deg=30.0), stand, **options)
    assert found is not None
    return found


@given(x=st.floats(-1.0, 1.0), z=st.floats(-4.0, -1.5))
def test_the_stand_is_where_the_floor_was_tapped(x: float, z: float) -> None:
    found = landmarks(Stand(3, spot_of(x, z)))

    in_room = ROOM.inverse().apply(found.camera_from_subject.translation[None])[0]
    assert np.allclose(in_room, [x, 0.0, z], atol=1e-9)
    assert np.allclose(found.camera_from_subject.rotation[:, 1], up_of())
    assert found.track_id == 3


@pytest.mark.parametrize("yaw", [0.0, 90.0, -45.0])
def test_yaw_turns_counter_clockwise_seen_from_above(yaw: float) -> None:
    found = landmarks(Stand(1, spot_of(0.0, -2.0), yaw, snap=False))

    front = ROOM.inverse().rotation @ found.camera_from_subject.rotation[:, 2]
    turn = np.radians(yaw)
    # From above, x is to the right and z down the page: front turns from z towards x.
    assert np.allclose(front, [np.sin(turn), 0.0, np.cos(turn)])


@pytest.mark.parametrize(
    ("asked", "given_yaw"),
    [
        pytest.param(24.0, 30.0, id="near a wall"),
        pytest.param(-53.0, -60.0, id="near the next wall"),
        pytest.param(20.0, 20.0, id="too far from any"),
        pytest.param(113.0, 120.0, id="a right angle on"),
    ],
)
def test_pieces_are_turned_along_walls_within_eight_degrees(asked: float, given_yaw: float) -> None:
    found = landmarks(Stand(1, spot_of(0.0, -2.0), asked))

    assert found.measures["yaw_deg"].value == pytest.approx(given_yaw)


def test_turning_is_free_without_snapping_or_walls() -> None:
    stand = Stand(1, spot_of(0.0, -2.0), 24.0)
    free = landmarks(Stand(1, stand.spot, 24.0, snap=False))
    bare = stand_landmarks(room_reading(), stand)

    assert free.measures["yaw_deg"].value == pytest.approx(24.0)
    assert bare is not None
    assert bare.measures["yaw_deg"].value == pytest.approx(24.0)


def test_nothing_stands_above_the_horizon_or_just_below_it() -> None:
    reading = room_reading()
    for pitch_below_horizon in (-10.0, 0.0, 5.0):
        # The horizon lies where rays are level: 20 degrees above the middle of the picture.
        v = CAMERA.cy + CAMERA.fy * np.tan(np.radians(pitch_below_horizon - 20.0))
        assert stand_landmarks(reading, Stand(1, (CAMERA.cx, float(v)))) is None
    v = CAMERA.cy + CAMERA.fy * np.tan(np.radians(8.0 - 20.0))
    assert stand_landmarks(reading, Stand(1, (CAMERA.cx, float(v)))) is not None


def test_nothing_stands_in_a_room_that_was_not_read() -> None:
    assert stand_landmarks(refused_reading(NO_GRAVITY), Stand(1, (320.0, 400.0))) is None


def test_distance_and_band_are_those_of_the_spot() -> None:
    near, far = (landmarks(Stand(1, spot_of(0.0, -z))) for z in (1.5, 4.5))

    for found, z in ((near, 1.5), (far, 4.5)):
        measure = found.measures["distance_m"]
        assert measure.value == pytest.approx(np.hypot(z, HEIGHT_M))
        assert measure.low < measure.value < measure.high
    assert near.measures["size_band_pct"].value < far.measures["size_band_pct"].value
    assert near.score > far.score
    assert near.notes == ()


def test_far_away_a_warning_goes_with_the_stand() -> None:
    assert landmarks(Stand(1, spot_of(0.0, -6.0))).notes == (TOO_FAR,)


def test_on_a_table_the_tap_is_a_place_on_the_table() -> None:
    table_m = 0.74
    top = ROOM.apply(np.array([[0.3, table_m, -2.0]]))
    u, v = CAMERA.project(top)[0]

    found = landmarks(Stand(1, (float(u), float(v))), surface_m=table_m)

    in_room = ROOM.inverse().apply(found.camera_from_subject.translation[None])[0]
    assert np.allclose(in_room, [0.3, 0.0, -2.0], atol=1e-9)
    assert stand_landmarks(room_reading(), Stand(1, (320.0, 400.0)), surface_m=1.6) is None


def test_stands_of_no_sense_are_named() -> None:
    with pytest.raises(ValueError, match="finite"):
        Stand(1, (float("nan"), 2.0))
    with pytest.raises(ValueError, match="elevation_m"):
        Stand(1, (1.0, 2.0), elevation_m=-1.0)
