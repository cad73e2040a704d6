"""One followed face of known motion: what comes out is calm, prompt and honest."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tryon.tracking.test_face_pose import CAMERA, posed, seen
from tryon.frame import Frame
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.steadiness import lag_s
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_track import FaceTrack
from tryon.tracking.landmark_net import NetFace

pytestmark = pytest.mark.models

IMAGE = np.zeros((720, 1280, 3), dtype=np.uint8)


@pytest.fixture
def track(canonical_face: CanonicalFace) -> FaceTrack:
    return FaceTrack(3, canonical_face, FacePoseSolver(canonical_face), WearerHints())


def net_face(points: np.ndarray) -> NetFace:
    return NetFace(points, 1.0, FaceRegion.around(points, CAMERA))


def place(track: FaceTrack, face: CanonicalFace, pose: RigidTransform) -> Landmarks:
    return track.place(Frame(IMAGE, CAMERA), net_face(seen(face, pose)))


@pytest.mark.parametrize("motion", ["sway", "turn"])
def test_a_known_motion_is_followed_within_5_ms(
    track: FaceTrack, canonical_face: CanonicalFace, rng: np.random.Generator, motion: str
) -> None:
    times_s = np.arange(0.0, 4.0, 1 / 30)
    truth: list[np.ndarray] = []
    found: list[tuple[float, float]] = []
    for index, time_s in enumerate(times_s):
        wave = float(np.sin(np.pi * time_s))
        pose = posed((0.0, 0.5 * wave, 0.0), (0.0, 0.0, 0.6))
        if motion == "sway":
            pose = posed((0.0, 0.0, 0.0), (0.12 * wave, 0.0, 0.6))
        points = seen(canonical_face, pose)
        noisy = net_face(points + rng.normal(scale=0.3, size=points.shape))
        landmarks = track.follow(Frame(IMAGE, CAMERA, float(time_s), index), noisy)
        ear = canonical_face.points[[454]]
        truth.append(CAMERA.project(pose.apply(ear))[0])
        found.append(tuple(landmarks.image_points[454]))

    assert abs(lag_s(times_s, np.array(truth), np.array(found))) <= 0.005


def test_size_and_distance_grow_together(canonical_face: CanonicalFace) -> None:
    solver = FacePoseSolver(canonical_face)
    narrow, wide = (
        FaceTrack(0, canonical_face, solver, WearerHints(pupillary_distance_mm=distance_mm))
        for distance_mm in (55.0, 66.0)
    )
    pose = posed((0.1, 0.2, 0.0), (0.05, 0.0, 0.7))

    small, large = place(narrow, canonical_face, pose), place(wide, canonical_face, pose)

    ratio = 66.0 / 55.0
    np.testing.assert_allclose(
        large.camera_from_subject.translation, ratio * small.camera_from_subject.translation
    )
    np.testing.assert_allclose(large.camera_points, ratio * small.camera_points)
    assert large.projected_points(CAMERA)["left_ear"] == pytest.approx(
        small.projected_points(CAMERA)["left_ear"]
    )


@pytest.mark.parametrize(
    ("yaw_deg", "depth_m", "note"),
    [
        pytest.param(75.0, 0.7, "turned_away", id="turned"),
        pytest.param(0.0, 6.0, "face_too_small", id="far"),
    ],
)
def test_what_cannot_be_judged_is_said(
    track: FaceTrack, canonical_face: CanonicalFace, yaw_deg: float, depth_m: float, note: str
) -> None:
    good = place(track, canonical_face, posed((0.0, 0.2, 0.0), (0.0, 0.0, 0.7)))

    turn = (0.0, float(np.deg2rad(yaw_deg)), 0.0)
    bad = place(track, canonical_face, posed(turn, (0.0, 0.0, depth_m)))

    assert good.notes == ()
    assert note in bad.notes


def test_landmarks_beyond_the_edge_count_as_hidden(
    track: FaceTrack, canonical_face: CanonicalFace
) -> None:
    face = place(track, canonical_face, posed((0.0, 0.0, 0.0), (0.53, 0.0, 0.7)))

    outside = face.image_points[:, 0] > CAMERA.width - 0.5
    assert outside.any()
    assert (face.visibility[outside] < 0.5).all()
    assert (face.visibility[~outside] == 1.0).all()
