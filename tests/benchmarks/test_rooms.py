"""Rooms of known truth keep it, and their rows show what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.rooms_truth import KnownRoom, degrees_apart, varied_rooms
from benchmarks.synthetic_rooms import room_picture
from benchmarks.tables_rooms import bystander_rows, room_rows, walk_rows
from tryon import Frame
from tryon.landmarks.room import RoomHints
from tryon.tracking.room import analyse_room


@pytest.fixture(scope="module")
def room() -> KnownRoom:
    made = room_picture(3, 640, 480, clutter=0.2)
    return KnownRoom("made", made.image, made.camera, made.up, made.height_m)


def test_made_room_has_its_floor_where_it_says() -> None:
    made = room_picture(3, 320, 240, clutter=0.2)
    v, u = np.nonzero(made.floor)
    depth_m = made.depth_m[v, u].astype(np.float64)
    points = made.camera.unproject(np.column_stack([u, v]).astype(float), depth_m)

    heights = made.camera_from_room.inverse().apply(points)[:, 1]

    assert len(heights) > 500
    assert np.abs(heights).max() < 0.011
    assert made.height_m == pytest.approx(-float(np.median(points @ made.up)), abs=0.02)


def test_varied_rooms_keep_their_truth(room: KnownRoom) -> None:
    varied = list(varied_rooms([room]))

    assert len({other.name for other in varied}) == len(varied) == 7
    for other in varied:
        reading = analyse_room(Frame(other.image, other.camera), RoomHints())
        assert reading.floor is not None, other.name
        assert degrees_apart(reading.floor.up, other.up) < 1.0, other.name


def test_rows_show_the_figures_of_the_file() -> None:
    up = {
        "pictures": 13,
        "accepted_pct": 92.3,
        "median_deg": 0.7,
        "p90_deg": 1.9,
        "max_deg": 2.1,
        "beyond_6_deg": 0,
    }
    size = {"placements": 20, "median_pct": 1.25, "p90_pct": 3.0, "band_holds_pct": 91.0}
    result = {
        "made": {"up": up, "reference": size},
        "sheets": {"marker_15cm": size, "a4_outline": size},
        "time": {"camera_known_median_ms": 120.4, "camera_unknown_median_ms": 199.0},
    }

    got = [row[2] for row in room_rows(result)]

    assert got == ["0.70 / 1.90 / 2.10; 92; 0", *["1.25 / 3.00; 91"] * 3, "120 / 199"]
    walks = {
        name: {"walk": {"median_cm": median, "p90_cm": 2 * median, "median_ms": 7.0}}
        for name, median in (("wood", 0.5), ("carpet", 0.8))
    }
    (row,) = walk_rows(walks)
    assert row[2] == "0.80 / 1.60; 7.0"


def test_rows_of_bystanders_show_pictures_the_net_was_not_taught_on() -> None:
    part = {"pictures": 16, "large": 22, "found_pct": 77.3, "overlap_pct": 71.3}
    part |= {"precision_pct": 89.4, "recall_pct": 77.8, "empty_pictures": 5}
    part |= {"empty_painted_max_pct": 0.01, "finding_median_ms": 42.3}
    part |= {"cutting_each_median_ms": 38.3}

    (row,) = bystander_rows({"not_taught": part, "all": {**part, "empty_pictures": 15}})

    assert "(16 of COCO" in row[0]
    assert "(15 pictures)" in row[0]
    assert row[2] == "77; 89 / 78; 0.0; 42 / 38"
