"""The pose solver on faces of known pose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_angle_rad, rotation_from_vector
from tryon.landmarks import topology
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_shape import FaceShapeEstimator

pytestmark = pytest.mark.models

CAMERA = CameraIntrinsics.from_fov(1280, 720, np.deg2rad(75.0))
ANGLE = st.floats(-0.7, 0.7)


def seen(face: CanonicalFace, pose: RigidTransform) -> Array2:
    """Project the average face; its irises lie in the middle of the eyes."""
    points = CAMERA.project(pose.apply(face.points))
    eyes = [
        points[[outer, inner]].mean(axis=0)
        for outer, inner in (
            (topology.RIGHT_EYE_OUTER, topology.RIGHT_EYE_INNER),
            (topology.LEFT_EYE_OUTER, topology.LEFT_EYE_INNER),
        )
    ]
    return np.concatenate([points, np.repeat(eyes, 5, axis=0)])


def posed(turn: tuple[float, float, float], place: tuple[float, float, float]) -> RigidTransform:
    rotation = np.diag([1.0, -1.0, -1.0]) @ rotation_from_vector(np.array(turn))
    return RigidTransform(rotation, np.array(place))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.tuples(ANGLE, ANGLE, ANGLE), st.floats(-0.5, 0.5), st.floats(0.4, 3.0))
def test_known_poses_are_recovered_anywhere_in_the_picture(
    canonical_face: CanonicalFace, turn: tuple[float, float, float], aside: float, z: float
) -> None:
    truth = posed(turn, (aside * z, 0.2 * aside * z, z))
    points = seen(canonical_face, truth)

    pose = FacePoseSolver(canonical_face).solve(points, CAMERA, FaceRegion.around(points, CAMERA))

    assert rotation_angle_rad(pose.rotation.T @ truth.rotation) < 1e-3
    np.testing.assert_allclose(pose.translation, truth.translation, atol=2e-3 * z)


def test_a_wrong_guess_does_not_matter(canonical_face: CanonicalFace) -> None:
    truth = posed((0.1, -0.5, 0.2), (0.1, 0.0, 0.7))
    points = seen(canonical_face, truth)
    guess = posed((0.0, 0.9, -2.5), (-0.2, 0.1, 2.0))

    pose = FacePoseSolver(canonical_face).solve(
        points, CAMERA, FaceRegion.around(points, CAMERA), guess
    )

    assert np.rad2deg(rotation_angle_rad(pose.rotation.T @ truth.rotation)) < 0.1


def test_personal_pupils_stay_near_the_average(
    canonical_face: CanonicalFace, rng: np.random.Generator
) -> None:
    pose = posed((0.0, 1.0, 0.0), (0.0, 0.0, 0.7))
    points = seen(canonical_face, pose)
    points[topology.RIGHT_PUPIL] += rng.normal(scale=60.0, size=2)
    estimator = FaceShapeEstimator(canonical_face)

    shape = estimator.update(points, CAMERA, pose)

    moved = np.abs(shape.pupils - estimator.average_pupils)
    assert moved.max() < 0.007
    assert 0.85 <= shape.width_ratio <= 1.18


@pytest.mark.parametrize("ratio", [0.93, 1.0, 1.08])
def test_a_wide_head_is_measured_in_front_view(canonical_face: CanonicalFace, ratio: float) -> None:
    pose = posed((0.0, 0.0, 0.0), (0.0, 0.0, 0.7))
    points = seen(canonical_face, pose)
    wide = canonical_face.points * np.array([ratio, 1.0, 1.0])
    sides = np.concatenate([topology.RIGHT_SIDE, topology.LEFT_SIDE])
    points[sides] = CAMERA.project(pose.apply(wide))[sides]
    estimator = FaceShapeEstimator(canonical_face)

    for _ in range(30):
        shape = estimator.update(points, CAMERA, pose)

    assert shape.width_ratio == pytest.approx(ratio, abs=0.006)
    named = estimator.named_points(shape, 1.0)
    np.testing.assert_allclose(named["right_ear"], named["left_ear"] * [-1.0, 1.0, 1.0])
