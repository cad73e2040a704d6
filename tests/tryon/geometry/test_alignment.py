"""Alignment undoes the motions it is given."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tryon.arrays import Array2
from tryon.geometry.alignment import estimate_pose, refine_pose
from tryon.geometry.transform import RigidTransform, rotation_angle_rad, rotation_from_vector

ANGLE = st.floats(-1.2, 1.2)
OFFSET = st.floats(-0.1, 0.1)


def cloud(count: int = 40) -> Array2:
    points = np.random.default_rng(5).normal(size=(count, 3))
    return points * [0.06, 0.08, 0.03]


def facing(turn: tuple[float, float, float]) -> Array2:
    return np.diag([1.0, -1.0, -1.0]) @ rotation_from_vector(np.array(turn))


@given(ANGLE, ANGLE, ANGLE, OFFSET, st.floats(0.35, 4.0))
def test_pose_is_recovered_from_exact_points(
    a: float, b: float, c: float, x: float, depth: float
) -> None:
    points = cloud()
    truth = RigidTransform(facing((a, b, c)), np.array([x, -0.5 * x, depth]))
    camera_points = truth.apply(points)
    rays = camera_points[:, :2] / camera_points[:, 2:]
    weights = np.ones(len(points))

    start = estimate_pose(rays, points, weights)
    pose = refine_pose(rays, points, weights, start, rounds=20)

    assert rotation_angle_rad(pose.rotation.T @ truth.rotation) < 1e-5
    np.testing.assert_allclose(pose.translation, truth.translation, atol=1e-5 * depth)


def test_a_few_wild_points_hardly_move_the_pose(rng: np.random.Generator) -> None:
    points = cloud(80)
    truth = RigidTransform(facing((0.1, 0.4, -0.2)), np.array([0.05, 0.0, 0.7]))
    camera_points = truth.apply(points)
    rays = camera_points[:, :2] / camera_points[:, 2:]
    rays = rays + rng.normal(scale=2e-4, size=rays.shape)
    rays[:6] += 0.03
    weights = np.ones(len(points))

    pose = refine_pose(rays, points, weights, estimate_pose(rays, points, weights), rounds=20)

    assert np.rad2deg(rotation_angle_rad(pose.rotation.T @ truth.rotation)) < 0.5


def test_a_mirrored_view_gives_the_mirrored_pose(rng: np.random.Generator) -> None:
    points = cloud()
    mirror = np.array([-1.0, 1.0, 1.0])
    truth = RigidTransform(facing((0.2, 0.5, 0.1)), np.array([0.1, 0.02, 0.8]))
    camera_points = truth.apply(points)
    rays = camera_points[:, :2] / camera_points[:, 2:] + rng.normal(scale=1e-3, size=(40, 2))
    weights = np.ones(len(points))

    pose = refine_pose(rays, points, weights, truth)
    flipped = refine_pose(
        rays * mirror[:2],
        points * mirror,
        weights,
        RigidTransform(
            np.diag(mirror) @ truth.rotation @ np.diag(mirror), truth.translation * mirror
        ),
    )

    np.testing.assert_allclose(
        flipped.rotation, np.diag(mirror) @ pose.rotation @ np.diag(mirror), atol=1e-9
    )
    np.testing.assert_allclose(flipped.translation, pose.translation * mirror, atol=1e-9)
