"""Floors give back the places and lengths they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.arrays import Array1
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import (
    FloorCloud,
    camera_from_room,
    heights_from_span,
    heights_from_upright,
    tilted,
)

CAMERA = CameraIntrinsics(640, 480, 520.0, 520.0, 319.5, 239.5)
TILT = st.floats(-0.3, 0.3)


def up(pitch: float, roll: float) -> Array1:
    return np.array([np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), -np.sin(pitch)])


def sure(direction: Array1, height_m: float) -> FloorCloud:
    return FloorCloud(np.repeat(direction[None], 3, 0), np.full(3, height_m), np.ones(3))


@given(st.floats(0.0, 0.6), TILT, st.floats(0.8, 2.0), st.floats(-0.7, 0.7))
def test_room_stands_on_the_floor(pitch: float, roll: float, height: float, turn: float) -> None:
    direction = up(pitch, roll)
    pose = camera_from_room(direction, height, turn)

    eye = pose.inverse().translation
    np.testing.assert_allclose(eye, [0.0, height, 0.0], atol=1e-9)
    np.testing.assert_allclose(pose.rotation[:, 1], direction, atol=1e-9)
    if turn == 0.0:
        assert pose.rotation[2, 2] < 0.0


@given(st.floats(0.1, 0.5), TILT, st.floats(0.8, 2.0))
def test_floor_points_are_seen_where_they_are(pitch: float, roll: float, height: float) -> None:
    direction = up(pitch, roll)
    pose = camera_from_room(direction, height)
    spots = pose.apply(np.array([[0.3, 0.0, -2.0], [-0.5, 0.0, -2.5]]))
    pixels = CAMERA.project(spots)
    cloud = sure(direction, height)

    np.testing.assert_allclose(cloud.points_m(pixels, CAMERA)[:2], spots, atol=1e-9)
    length, low, high = cloud.span_m(pixels[0], pixels[1], CAMERA)
    assert (low, high) == pytest.approx((length, length))
    assert length == pytest.approx(float(np.hypot(0.8, 0.5)))
    assert cloud.size_band(pixels[0], CAMERA) == pytest.approx(0.0, abs=1e-12)


@given(st.floats(0.1, 0.5), TILT, st.floats(0.8, 2.0))
def test_known_lengths_give_the_height(pitch: float, roll: float, height: float) -> None:
    direction = up(pitch, roll)
    pose = camera_from_room(direction, height)
    things = {
        "span": np.array([[0.3, 0.0, -2.0], [-0.7, 0.0, -2.0]]),
        "upright": np.array([[0.3, 0.0, -2.5], [0.3, 1.0, -2.5]]),
    }
    plain = {
        name: np.tile((CAMERA.project(pose.apply(ends)) - [319.5, 239.5]) / 520.0, (3, 1))
        for name, ends in things.items()
    }
    cloud = sure(direction, 1.0)

    assert heights_from_span(cloud, plain["span"], 1.0) == pytest.approx(np.full(3, height))
    assert heights_from_upright(cloud, plain["upright"], 1.0) == pytest.approx(np.full(3, height))


def test_size_band_is_the_height_s_where_nothing_else_is_in_doubt(
    rng: np.random.Generator,
) -> None:
    spread = np.exp(rng.normal(0.0, 0.05, 4000))
    spread[0] = 1.0
    cloud = FloorCloud(np.repeat(up(0.3, 0.0)[None], 4000, 0), 1.4 * spread, np.ones(4000))

    assert cloud.size_band(np.array([320.0, 400.0]), CAMERA) == pytest.approx(0.0822, rel=0.05)


def test_scatter_has_the_deviation_asked_for(rng: np.random.Generator) -> None:
    direction = up(0.2, 0.1)
    ups = tilted(direction, 0.02, rng, 4000)

    angles = np.arccos(np.clip(ups @ direction, -1.0, 1.0))
    assert angles[0] == 0.0
    # Two axes of 0.02 rad each.
    assert np.sqrt(np.mean(angles**2)) == pytest.approx(0.02 * np.sqrt(2.0), rel=0.05)
