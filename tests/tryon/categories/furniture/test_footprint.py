"""Pieces collide exactly if their boxes overlap."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tryon.rooms import piece
from tryon.categories.furniture.footprint import Footprint, collide, footprint_of, is_before
from tryon.geometry.transform import RigidTransform

UPRIGHT = np.diag([1.0, -1.0, -1.0])


def standing(
    x: float,
    z: float,
    yaw_deg: float = 0.0,
    size: tuple[float, float, float] = (1.0, 0.5, 0.6),
    bottom_m: float = 0.0,
) -> Footprint:
    turn = RigidTransform.from_rotation_vector(
        np.array([0.0, np.radians(yaw_deg), 0.0]), np.array([x, bottom_m, z])
    )
    return footprint_of(RigidTransform(UPRIGHT, np.zeros(3)) @ turn, piece(size).product, bottom_m)


def test_corners_are_named_as_the_piece_has_left_and_right() -> None:
    corners = standing(2.0, 3.0).corners @ UPRIGHT

    expected = [[2.5, 0, 2.7], [1.5, 0, 2.7], [1.5, 0, 3.3], [2.5, 0, 3.3]]
    assert np.allclose(corners, expected)


@pytest.mark.parametrize(
    ("other", "is_hit"),
    [
        pytest.param(standing(0.9, 0.0), True, id="overlapping sideways"),
        pytest.param(standing(1.0, 0.0), False, id="side by side"),
        pytest.param(standing(0.0, 0.595), False, id="touching by a hair"),
        pytest.param(standing(0.0, 0.57), True, id="three centimetres too near"),
        pytest.param(standing(0.65, 0.5, 45.0), True, id="a corner inside"),
        pytest.param(standing(0.95, 0.75, 45.0), False, id="a corner passes by"),
        pytest.param(standing(0.0, 0.0, bottom_m=0.5), False, id="on top of it"),
        pytest.param(standing(0.0, 0.0, bottom_m=0.4), True, id="sunk into it"),
        pytest.param(standing(0.0, 0.0, size=(3, 0.01, 2)), False, id="a rug under it"),
    ],
)
def test_collisions_of_known_boxes(other: Footprint, is_hit: bool) -> None:
    assert collide(standing(0.0, 0.0), other) is is_hit
    assert collide(other, standing(0.0, 0.0)) is is_hit


@given(
    x=st.floats(-1.5, 1.5),
    z=st.floats(-1.5, 1.5),
    yaw=st.floats(-180.0, 180.0),
    turn=st.floats(-180.0, 180.0),
)
def test_turning_the_whole_room_changes_nothing(
    x: float, z: float, yaw: float, turn: float
) -> None:
    angle = np.radians(turn)
    there = (x * np.cos(angle) + z * np.sin(angle), z * np.cos(angle) - x * np.sin(angle))
    before = standing(0.0, 0.0), standing(x, z, yaw)
    after = standing(0.0, 0.0, turn), standing(*there, yaw + turn)

    gaps = [_gap(*before), _gap(*after)]
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-9)
    if abs(gaps[0] + 0.01) > 1e-6:
        assert collide(*before) == collide(*after) == (gaps[0] < -0.01)


def _gap(one: Footprint, other: Footprint) -> float:
    """Give the largest distance by which any line separates two footprints, sampled by sides."""
    gaps: list[float] = []
    for footprint in (one, other):
        for row in (1, 3):
            axis = footprint.corners[row] - footprint.corners[0]
            axis /= np.linalg.norm(axis)
            a, b = one.corners @ axis, other.corners @ axis
            gaps.append(max(a.min() - b.max(), b.min() - a.max()))
    return max(gaps)


DROP = np.array([0.0, 1.5, 0.0])
"""From the camera, which these frames have as origin, to the floor."""


def before_camera(x: float, z: float, yaw_deg: float = 0.0, **told: Any) -> Footprint:
    """Give the footprint of a piece on the floor, `z` m before a camera 1.5 m above it."""
    there = standing(x, -z, yaw_deg, **told)
    return replace(there, corners=there.corners + DROP)


def place(x: float, z: float) -> np.ndarray:
    return np.array([x, 0.0, z]) + DROP


def test_who_is_nearer_hides_a_piece_and_who_is_farther_is_hidden() -> None:
    piece_there = before_camera(0.0, 3.0)

    assert is_before(place(0.1, 2.0), piece_there)
    assert is_before(place(0.1, 2.9), piece_there)
    assert not is_before(place(0.1, 3.1), piece_there)
    assert not is_before(place(0.1, 4.0), piece_there)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_beside_a_piece_its_nearest_corner_to_the_line_of_sight_counts(side: float) -> None:
    """A long piece set along the view: at its far end somebody aside is behind its near end."""
    long = before_camera(0.0, 4.0, 90.0, size=(4.0, 0.5, 0.6))

    assert is_before(place(side * 1.2, 1.5), long)
    assert not is_before(place(side * 1.2, 6.5), long)


def test_everybody_stands_on_rugs() -> None:
    rug = before_camera(0.0, 3.0, size=(2.0, 0.01, 2.0))

    assert is_before(place(0.0, 3.5), rug)
    assert is_before(place(0.0, 9.0), rug)


@given(turn=st.floats(-3.1, 3.1), x=st.floats(-2.0, 2.0), z=st.floats(1.0, 6.0))
def test_who_hides_what_does_not_depend_on_how_the_camera_is_turned(
    turn: float, x: float, z: float
) -> None:
    piece_there = before_camera(0.4, 3.0, 25.0)
    spin = RigidTransform.from_rotation_vector(np.array([0.0, turn, 0.0]), np.zeros(3))
    turned = replace(piece_there, corners=spin.apply(piece_there.corners))

    middle = piece_there.corners.mean(axis=0)
    assume(abs(np.hypot(x, z) - np.hypot(middle[0], middle[2])) > 0.8)
    assert is_before(place(x, z), piece_there) == is_before(
        spin.apply(place(x, z)[None])[0], turned
    )
