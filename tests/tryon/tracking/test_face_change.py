"""Whether a face looks as it did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.tracking.conftest import LoadPhoto, frame_of
from tryon.frame import Frame
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.face_change import FaceLook
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.roi_face import RoiFaceTracker

Seen = tuple[Frame, Landmarks]


@pytest.fixture
def seen(face_nets: FaceNets, photo: LoadPhoto) -> Seen:
    frame = photo("regression/tfjs_mediapipe/portrait.jpg")
    tracker = RoiFaceTracker(face_nets, mode="image")
    face = tracker.track(frame)[0]
    tracker.close()
    return frame, face


def test_noise_and_exposure_are_no_change(seen: Seen, rng: np.random.Generator) -> None:
    frame, face = seen
    noisy = 0.85 * frame.image + rng.normal(0.0, 6.0, frame.image.shape)

    later = frame_of(np.clip(noisy, 0, 255).astype(np.uint8))

    assert not FaceLook.of(frame, face).has_changed(later, face)


def test_a_covered_quarter_of_a_face_is_a_change_also_in_its_own_colour(seen: Seen) -> None:
    frame, face = seen
    left, top, right, bottom = (int(edge) for edge in face.box)
    image = frame.image.copy()
    skin = image[(top + bottom) // 2, (left + right) // 2]
    image[(top + bottom) // 2 : bottom, left : (left + right) // 2] = skin

    assert FaceLook.of(frame, face).has_changed(frame_of(image), face)


@pytest.mark.parametrize(("degrees", "is_change"), [(2.0, False), (10.0, True)])
def test_a_turn_is_a_change(seen: Seen, degrees: float, is_change: bool) -> None:
    frame, face = seen
    turn = rotation_from_vector(np.array([0.0, np.radians(degrees), 0.0]))
    pose = face.camera_from_subject
    turned = replace(
        face, camera_from_subject=RigidTransform(pose.rotation @ turn, pose.translation)
    )

    assert FaceLook.of(frame, face).has_changed(frame, turned) is is_change
