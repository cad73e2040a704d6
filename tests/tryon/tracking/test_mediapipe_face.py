"""MediaPipe's own task against ours: two implementations of one protocol must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.tracking.conftest import LoadPhoto, frame_of
from tryon.errors import ModelMissingError, TrackerError
from tryon.geometry.transform import rotation_angle_rad
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.mediapipe_face import MediaPipeFaceTracker
from tryon.tracking.models import ModelStore
from tryon.tracking.roi_face import RoiFaceTracker

pytestmark = [pytest.mark.models, pytest.mark.data, pytest.mark.slow]


@pytest.fixture(scope="module")
def mediapipe_tracker(models: ModelStore) -> Iterator[MediaPipeFaceTracker]:
    tracker = MediaPipeFaceTracker(models.path("face_landmarker.task"))
    yield tracker
    tracker.close()


@pytest.mark.parametrize(
    "name",
    [
        "photos/faces/astronaut.png",
        "photos/faces/business_person_half_body.png",
        "regression/tfjs_mediapipe/portrait.jpg",
    ],
)
def test_both_trackers_see_the_same_head(
    face_nets: FaceNets, mediapipe_tracker: MediaPipeFaceTracker, photo: LoadPhoto, name: str
) -> None:
    frame = photo(name)
    ours = RoiFaceTracker(face_nets, mode="image").track(frame)[0]

    theirs = mediapipe_tracker.track(frame)[0]

    width = ours.box[2] - ours.box[0]
    distance = np.linalg.norm(ours.image_points - theirs.image_points, axis=1)
    assert float(np.median(distance)) < 0.02 * width
    turn = ours.camera_from_subject.rotation.T @ theirs.camera_from_subject.rotation
    assert np.rad2deg(rotation_angle_rad(turn)) < 3.0
    assert theirs.subject_points.keys() == ours.subject_points.keys()


def test_ours_finds_far_faces_that_mediapipe_does_not(
    face_nets: FaceNets, mediapipe_tracker: MediaPipeFaceTracker, photo: LoadPhoto
) -> None:
    picture = np.full((720, 1280, 3), 120, dtype=np.uint8)
    picture[300:556, 700:956] = photo("photos/faces/astronaut.png").image[::2, ::2]
    frame = frame_of(picture)

    assert len(RoiFaceTracker(face_nets, mode="image").track(frame)) == 1
    assert mediapipe_tracker.track(frame) == ()


def test_use_after_close_and_missing_files_are_named(models: ModelStore, tmp_path: Path) -> None:
    tracker = MediaPipeFaceTracker(models.path("face_landmarker.task"))
    tracker.close()
    tracker.close()

    with pytest.raises(TrackerError, match="after close"):
        tracker.track(frame_of(np.zeros((64, 64, 3), dtype=np.uint8)))
    with pytest.raises(ModelMissingError, match=r"nothing\.task"):
        MediaPipeFaceTracker(tmp_path / "nothing.task")
