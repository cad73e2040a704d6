"""Filters: calm at rest, prompt in motion, indifferent to the frame rate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.smoothing import PointFilter, PoseFilter
from tryon.landmarks.steadiness import jitter_px, lag_s

CAMERA = CameraIntrinsics.default(1280, 720)
SIZE_PX = 320.0
TEMPLE_END = np.array([0.073, -0.004, -0.090])
FACING = np.diag([1.0, -1.0, -1.0])

Motion = Callable[[float], tuple[float, float]]
MOTIONS: dict[str, Motion] = {
    "sway": lambda t: (0.15 * np.sin(np.pi * t), 0.0),
    "pan": lambda t: (0.1 * t - 0.3, 0.0),
    "turn": lambda t: (0.0, np.deg2rad(30.0) * np.sin(np.pi * t)),
    "shake": lambda t: (0.0, np.deg2rad(30.0) * np.sin(2.4 * np.pi * t)),
}


def poses(motion: Motion, times_s: Array1) -> list[RigidTransform]:
    result: list[RigidTransform] = []
    for time_s in times_s:
        x, yaw = motion(float(time_s))
        rotation = FACING @ rotation_from_vector(np.array([0.0, yaw, 0.0]))
        result.append(RigidTransform(rotation, np.array([x, 0.0, 0.52])))
    return result


def shaken(truth: list[RigidTransform], rng: np.random.Generator) -> list[RigidTransform]:
    """Add the noise of a webcam face at rest."""
    result: list[RigidTransform] = []
    for pose in truth:
        place = CAMERA.project(pose.translation[None]) + rng.normal(scale=0.15, size=(1, 2))
        depth = pose.translation[2] * np.exp(rng.normal(scale=0.001))
        turn = rotation_from_vector(rng.normal(scale=0.0015, size=3))
        result.append(
            RigidTransform(turn @ pose.rotation, CAMERA.unproject(place, np.array([depth]))[0])
        )
    return result


def smoothed(seen: list[RigidTransform], times_s: Array1) -> list[RigidTransform]:
    pose_filter = PoseFilter()
    return [
        pose_filter(pose, CAMERA, SIZE_PX, float(time_s))
        for pose, time_s in zip(seen, times_s, strict=True)
    ]


def path(series: list[RigidTransform], point: Array1) -> Array2:
    return np.concatenate([CAMERA.project(pose.apply(point[None])) for pose in series])


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("name", MOTIONS)
def test_a_known_motion_is_followed_within_5_ms(
    name: str, rate_hz: float, rng: np.random.Generator
) -> None:
    times_s = np.arange(0.0, 6.0, 1.0 / rate_hz)
    truth = poses(MOTIONS[name], times_s)

    result = smoothed(shaken(truth, rng), times_s)

    delay_s = lag_s(times_s, path(truth, TEMPLE_END), path(result, TEMPLE_END))
    assert abs(delay_s) <= 0.005


@pytest.mark.parametrize("rate_hz", [15.0, 30.0])
def test_a_still_head_is_calmed(rate_hz: float, rng: np.random.Generator) -> None:
    times_s = np.arange(0.0, 10.0, 1.0 / rate_hz)
    seen = shaken(poses(lambda _: (0.0, 0.0), times_s), rng)

    result = smoothed(seen, times_s)

    still = np.ones(len(times_s), dtype=bool)
    for point in (np.zeros(3), TEMPLE_END):
        before, after = (jitter_px(path(series, point), still) for series in (seen, result))
        assert after < 0.35 * before


def test_a_still_head_stays_where_it_is() -> None:
    times_s = np.arange(0.0, 3.0, 1 / 30)
    truth = poses(lambda _: (0.05, 0.3), times_s)

    result = smoothed(truth, times_s)

    np.testing.assert_allclose(result[-1].matrix, truth[-1].matrix, atol=1e-12)


def test_a_jump_is_taken_over_at_once() -> None:
    times_s = np.arange(0.0, 3.0, 1 / 30)
    truth = poses(lambda t: (0.0 if t < 2.0 else 0.1, 0.0), times_s)

    result = smoothed(truth, times_s)

    error = np.abs(path(result, np.zeros(3)) - path(truth, np.zeros(3))).max(axis=1)
    assert error[times_s >= 2.0].max() < 5.0
    assert error[-1] < 0.5


def test_a_pause_starts_the_filter_anew() -> None:
    pose_filter = PoseFilter()
    here, there = poses(lambda t: (t, t), np.array([0.0, 0.2]))
    pose_filter(here, CAMERA, SIZE_PX, 0.0)

    after = pose_filter(there, CAMERA, SIZE_PX, 5.0)

    np.testing.assert_allclose(after.matrix, there.matrix, atol=1e-12)


def test_points_keep_still_and_follow(rng: np.random.Generator) -> None:
    point_filter = PointFilter()
    start = rng.uniform(100.0, 400.0, size=(20, 2))
    noise = rng.normal(scale=0.3, size=(90, 20, 2))

    still = np.array([point_filter(start + noise[i], 200.0, i / 30) for i in range(90)])
    moving = [point_filter(start + np.array([10.0 * i, 0.0]), 200.0, 3 + i / 30) for i in range(30)]

    assert still[45:].std(axis=0).mean() < 0.5 * noise[45:].std(axis=0).mean()
    assert np.abs(moving[-1] - start - [290.0, 0.0]).max() < 1.0


def test_an_equal_time_starts_points_anew(rng: np.random.Generator) -> None:
    point_filter = PointFilter()
    point_filter(rng.normal(size=(5, 2)), 100.0, 1.0)
    points = rng.normal(size=(5, 2))

    np.testing.assert_array_equal(point_filter(points, 100.0, 1.0), points)
