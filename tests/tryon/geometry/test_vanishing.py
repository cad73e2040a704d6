"""Axes are found again in the segments they gave."""

from __future__ import annotations

import numpy as np
import pytest

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.doubt import lead, least_left
from tryon.geometry.plane import axes_from_up
from tryon.geometry.transform import rotation_angle_rad, rotation_from_vector
from tryon.geometry.upright import HoldingHabit, find_axes, level_azimuth, pitch_roll_rad
from tryon.geometry.vanishing import misses, refine_axes, sightlines

CAMERA = CameraIntrinsics(640, 480, 520.0, 520.0, 319.5, 239.5)


def axes(pitch_deg: float, roll_deg: float, azimuth_deg: float) -> Array2:
    pitch, roll = np.radians([pitch_deg, roll_deg])
    up = np.array([np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), -np.sin(pitch)])
    return axes_from_up(up, float(np.radians(azimuth_deg)))


def segments(camera_from_axes: Array2, rng: np.random.Generator, noise_px: float = 0.0) -> Array2:
    """Give forty edges along each axis, and thirty of no direction, in view."""
    found: list[Array2] = []
    for number in range(150):
        way = camera_from_axes[:, number % 3] if number < 120 else rng.normal(size=3)
        while True:
            depth = rng.uniform(2.0, 5.0)
            start = CAMERA.unproject(rng.uniform(50, 430, (1, 2)), np.array([depth]))
            ends = start + np.array([[-0.3], [0.3]]) * way / np.linalg.norm(way)
            pixels = CAMERA.project(ends)
            if np.linalg.norm(pixels[1] - pixels[0]) > 25.0:
                break
        found.append(pixels.reshape(1, 4))
    return np.concatenate(found) + rng.normal(0.0, noise_px, (150, 4))


@pytest.mark.parametrize(
    ("pitch", "roll", "azimuth"),
    [
        pytest.param(15.0, 0.0, 30.0, id="usual"),
        pytest.param(40.0, -6.0, 44.0, id="looking down"),
        pytest.param(-5.0, 20.0, -20.0, id="rolled"),
    ],
)
def test_axes_of_a_room_are_found(
    pitch: float, roll: float, azimuth: float, rng: np.random.Generator
) -> None:
    true = axes(pitch, roll, azimuth)
    lines = sightlines(segments(true, rng, noise_px=0.4), CAMERA)

    best, *others = find_axes(lines, HoldingHabit())

    assert np.degrees(np.arccos(best.axes.up @ true[:, 1])) < 0.5
    assert lead(lines, (best, *others)) > 1.0
    assert least_left(lines, (best, *others)) > 0.0
    found, share = level_azimuth(lines, true[:, 1])
    assert abs((np.degrees(found) - azimuth + 45.0) % 90.0 - 45.0) < 0.5
    assert share > 0.3


def test_exact_segments_miss_their_axis_by_nothing(rng: np.random.Generator) -> None:
    true = axes(10.0, 2.0, 20.0)
    lines = sightlines(segments(true, rng), CAMERA)

    own = misses(lines, true.T)[np.arange(120) % 3, np.arange(120)]

    # Segments too near their own vanishing point abstain.
    told = np.abs(own) < 1.5
    assert told.mean() > 0.9
    assert np.abs(own[told]).max() < 1e-6


def test_refinement_undoes_a_small_turn(rng: np.random.Generator) -> None:
    true = axes(12.0, -3.0, 25.0)
    lines = sightlines(segments(true, rng, noise_px=0.2), CAMERA)
    turned = rotation_from_vector(np.radians([2.0, -1.5, 2.0])) @ true

    refined = refine_axes(lines, turned)

    assert np.degrees(rotation_angle_rad(refined.camera_from_axes.T @ true)) < 0.3
    assert np.degrees(refined.up_sd_rad()) < 0.3


def test_lines_of_no_direction_have_no_lead(rng: np.random.Generator) -> None:
    ends = rng.uniform(0.0, 480.0, (200, 4))
    lines = sightlines(ends, CAMERA)

    candidates = find_axes(lines, HoldingHabit())

    share = float(candidates[0].axes.support.sum()) / len(lines)
    assert lead(lines, candidates) < 1.0 or share < 0.35


def test_pitch_and_roll_have_the_sign_they_say() -> None:
    # Looking down, up tilts towards the lens; the camera's right side lowered, up leans right.
    pitch, roll = pitch_roll_rad(axes(20.0, 10.0, 0.0)[:, 1][None])

    assert np.degrees(pitch[0]) == pytest.approx(20.0)
    assert np.degrees(roll[0]) == pytest.approx(10.0)
