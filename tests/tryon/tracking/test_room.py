"""A room's floor is found where it is, by whatever is told, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.tracking.conftest import read_rgb
from tests.tryon.tracking.room_pictures import (
    CAMERA,
    DrawnRoom,
    draw_room,
    lay,
    marker_page,
    page_corners,
)
from tryon.arrays import Image
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import (
    FOCAL_ASSUMED,
    MARKER_NOT_FOUND,
    NO_GRAVITY,
    SCALE_ASSUMED,
    SCALE_CONFLICT,
    SENSOR_DISAGREES,
    TAP_ABOVE_HORIZON,
    TAPS_TOO_CLOSE,
    FloorSpan,
    Gravity,
    MarkerSheet,
    PaperSheet,
    RoomHints,
    RoomReading,
    UprightReference,
)
from tryon.tracking.room import analyse_room


def read(room: DrawnRoom, hints: RoomHints, camera: CameraIntrinsics = CAMERA) -> RoomReading:
    return analyse_room(Frame(room.image, camera), hints)


def degrees_off(reading: RoomReading, room: DrawnRoom) -> float:
    assert reading.floor is not None
    return float(np.degrees(np.arccos(np.clip(reading.floor.up @ room.up, -1.0, 1.0))))


@pytest.fixture(scope="module")
def room() -> DrawnRoom:
    return draw_room()


@pytest.mark.parametrize(
    ("pitch", "roll", "azimuth"),
    [
        pytest.param(18.0, 2.0, 30.0, id="usual"),
        pytest.param(30.0, -8.0, -20.0, id="looking down, rolled"),
        pytest.param(8.0, 0.0, 40.0, id="nearly level"),
    ],
)
def test_up_is_read_from_lines(pitch: float, roll: float, azimuth: float) -> None:
    drawn = draw_room(pitch, roll, azimuth)

    reading = read(drawn, RoomHints())

    assert degrees_off(reading, drawn) < 0.5
    assert reading.floor is not None
    assert reading.floor.up_source == "lines"
    assert reading.floor.wall_yaw_rad is not None
    off = np.degrees(reading.floor.wall_yaw_rad) - azimuth
    assert abs((off + 45.0) % 90.0 - 45.0) < 1.0


def test_empty_wall_is_refused() -> None:
    reading = read(draw_room(with_walls=False), RoomHints())

    assert reading.refusal == NO_GRAVITY
    assert reading.floor is reading.landmarks is None


def test_sensor_helps_where_there_is_no_line() -> None:
    bare = draw_room(with_walls=False)

    reading = read(bare, RoomHints(gravity=Gravity(bare.up), camera_height_m=1.4))

    assert degrees_off(reading, bare) == pytest.approx(0.0, abs=1e-5)
    assert reading.floor is not None
    assert (reading.floor.up_source, reading.floor.scale_source) == ("sensor", "height_entered")


def test_lines_make_a_rough_sensor_finer(room: DrawnRoom) -> None:
    off = room.up + np.array([0.03, 0.0, 0.03])

    reading = read(room, RoomHints(gravity=Gravity(off, float(np.radians(2.0)))))

    assert degrees_off(reading, room) < 1.0
    assert reading.floor is not None
    assert reading.floor.up_source == "sensor_and_lines"


def test_sensor_far_from_clear_lines_is_reported(room: DrawnRoom) -> None:
    off = room.up + np.array([0.35, 0.0, 0.0])

    reading = read(room, RoomHints(gravity=Gravity(off)))

    assert SENSOR_DISAGREES in reading.notes


def test_subject_is_the_room_under_the_camera(room: DrawnRoom) -> None:
    tap = room.pixel(0.4, 0.0, -2.0)

    reading = read(room, RoomHints(taps=(tap,), camera_height_m=1.4))

    landmarks = reading.landmarks
    assert landmarks is not None
    assert landmarks.subject == "room"
    eye = landmarks.camera_from_subject.inverse().translation
    np.testing.assert_allclose(eye, [0.0, 1.4, 0.0], atol=1e-9)
    # z of the room comes towards the camera along the floor.
    assert landmarks.camera_from_subject.rotation[2, 2] < 0.0
    assert landmarks.projected_points(CAMERA)["floor_under_tap"] == pytest.approx(tap, abs=1e-6)
    distance = landmarks.measures["tap_distance_m"]
    assert distance.low < float(np.sqrt(1.4**2 + 0.4**2 + 4.0)) < distance.high


def test_upright_thing_of_known_height_sets_the_scale(room: DrawnRoom) -> None:
    reference = UprightReference(room.pixel(0.3, 0, -3.6), room.pixel(0.3, 1.5, -3.6), 1.5)

    reading = read(room, RoomHints(reference=reference))

    assert reading.floor is not None
    assert reading.floor.scale_source == "reference"
    assert reading.floor.height_m == pytest.approx(1.4, rel=0.02)


def test_long_span_sets_the_scale_and_a_short_one_is_doubted(room: DrawnRoom) -> None:
    ends = room.pixel(-0.5, 0, -2.0), room.pixel(0.5, 0, -2.0)
    near = room.pixel(0.0, 0, -2.0), room.pixel(0.3, 0, -2.0)

    long = read(room, RoomHints(span=FloorSpan(*ends, 1.0)))
    short = read(room, RoomHints(span=FloorSpan(*near, 0.3), camera_height_m=1.4))

    assert long.floor is not None
    assert short.floor is not None
    assert long.floor.height_m == pytest.approx(1.4, rel=0.02)
    assert short.floor.scale_source == "height_entered"
    assert TAPS_TOO_CLOSE in short.notes


def test_references_that_contradict_are_reported(room: DrawnRoom) -> None:
    ends = room.pixel(-0.5, 0, -2.0), room.pixel(0.5, 0, -2.0)

    reading = read(room, RoomHints(span=FloorSpan(*ends, 1.4), camera_height_m=1.4))

    assert SCALE_CONFLICT in reading.notes


def test_nothing_told_is_an_estimate_and_says_so(room: DrawnRoom) -> None:
    tap = room.pixel(0.0, 0.0, -2.0)
    told = read(room, RoomHints(taps=(tap,), camera_height_m=1.4))

    guessed = read(room, RoomHints(taps=(tap,)))

    assert SCALE_ASSUMED in guessed.notes
    assert guessed.floor is not None
    assert told.floor is not None
    assert guessed.floor.size_band_pct > 2.0 * told.floor.size_band_pct


def test_width_between_taps_is_measured(room: DrawnRoom) -> None:
    ends = room.pixel(-0.6, 0, -2.2), room.pixel(0.6, 0, -2.2)

    reading = read(room, RoomHints(taps=ends, camera_height_m=1.4))

    assert reading.landmarks is not None
    width = reading.landmarks.measures["free_width_m"]
    assert width.value == pytest.approx(1.2, rel=0.02)
    assert width.low < 1.2 < width.high


def test_tap_above_the_floor_is_refused(room: DrawnRoom) -> None:
    assert read(room, RoomHints(taps=((480.0, 5.0),))).refusal == TAP_ABOVE_HORIZON


def test_unknown_camera_widens_the_band(room: DrawnRoom) -> None:
    tap = (room.pixel(0.0, 0.0, -2.0),)
    known = read(room, RoomHints(taps=tap, camera_height_m=1.4))

    unknown = read(
        room, RoomHints(taps=tap, camera_height_m=1.4), CameraIntrinsics.default(960, 720)
    )

    assert unknown.floor is not None
    assert known.floor is not None
    if unknown.focal_source == "default":
        assert FOCAL_ASSUMED in unknown.notes
        assert unknown.floor.size_band_pct > known.floor.size_band_pct
    else:
        assert unknown.camera.fx == pytest.approx(CAMERA.fx, rel=0.05)


@pytest.mark.parametrize("with_walls", [True, False])
@pytest.mark.parametrize(
    ("sheet", "page"),
    [
        pytest.param(MarkerSheet(), marker_page(), id="marker"),
        pytest.param(PaperSheet(), np.full((594, 420, 3), 250, np.uint8), id="paper"),
    ],
)
def test_sheet_measures_the_floor(
    sheet: MarkerSheet | PaperSheet, page: Image, with_walls: bool
) -> None:
    bare = draw_room(pitch_deg=32.0, with_walls=with_walls)
    dark = DrawnRoom((bare.image * 0.5).astype(np.uint8), bare.camera_from_room, bare.height_m)
    laid = lay(dark, page, page_corners(0.1, -1.6, 20.0))
    hints = RoomHints(sheet=sheet, gravity=None if with_walls else Gravity(bare.up))

    reading = read(laid, hints)

    assert reading.floor is not None
    assert reading.floor.scale_source == "sheet"
    assert reading.floor.height_m == pytest.approx(1.4, rel=0.015)
    assert degrees_off(reading, laid) < 1.0


def test_window_is_not_taken_for_the_sheet(room: DrawnRoom) -> None:
    # A bright quadrangle on the wall behind, as wide to its height as a page.
    corners = np.array(
        [[-0.6, 1.7, -3.6], [-0.18, 1.7, -3.6], [-0.18, 1.1, -3.6], [-0.6, 1.1, -3.6]]
    )
    dark = DrawnRoom((room.image * 0.5).astype(np.uint8), room.camera_from_room, room.height_m)
    window = lay(dark, np.full((594, 420, 3), 250, np.uint8), corners)

    reading = read(window, RoomHints(sheet=PaperSheet()))

    assert MARKER_NOT_FOUND in reading.notes
    assert reading.floor is not None
    assert reading.floor.scale_source == "height_assumed"


def test_missing_sheet_is_noted_or_refused(room: DrawnRoom) -> None:
    hints = RoomHints(sheet=MarkerSheet())

    assert MARKER_NOT_FOUND in read(room, hints).notes
    assert read(draw_room(with_walls=False), hints).refusal == MARKER_NOT_FOUND


def test_sides_of_a_real_marker_agree(data_dir: Path) -> None:
    image = read_rgb(data_dir / "gt_calib/aruco/singlemarkersoriginal.jpg")
    camera = CameraIntrinsics(640, 480, 452.5, 456.8, 317.7, 277.8)
    frame = Frame(image, camera)

    # The board lies on a table: its plane takes the floor's part, each marker by itself.
    gravity = Gravity(np.array([0.0, -0.6, -0.8]), 0.4)
    readings = [
        analyse_room(frame, RoomHints(sheet=MarkerSheet(0.04, "6X6_250", number), gravity=gravity))
        for number in (23, 40, 62, 98, 124, 203)
    ]

    floors = [reading.floor for reading in readings if reading.floor is not None]
    heights = np.array([floor.height_m for floor in floors if floor.up_source == "sheet"])
    assert len(heights) >= 4
    assert heights.std() / heights.mean() < 0.06


def test_reading_is_repeatable(room: DrawnRoom) -> None:
    hints = RoomHints(taps=(room.pixel(0, 0, -2),), gravity=Gravity(room.up))

    first, second = read(room, hints), read(room, hints)

    assert first.floor is not None
    assert second.floor is not None
    np.testing.assert_array_equal(first.floor.up, second.floor.up)
    assert first.floor.size_band_pct == second.floor.size_band_pct


def test_cropped_picture_loses_its_exif(room: DrawnRoom) -> None:
    exif = replace(CAMERA, source="exif")

    assert read(room, RoomHints(), exif).focal_source == "exif"
    assert read(room, RoomHints(is_cropped=True), exif).focal_source != "exif"
