"""Recorded landmarks play back as they were found."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tryon.tracking.conftest import frame_of
from tryon.errors import TrackerError
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.replay import ReplayTracker, record


def face(track_id: int) -> Landmarks:
    return Landmarks(
        subject="face",
        track_id=track_id,
        score=1.0,
        image_points=np.full((3, 2), float(track_id)),
        camera_points=np.ones((3, 3)),
        visibility=np.ones(3),
        triangles=np.array([[0, 1, 2]]),
        camera_from_subject=RigidTransform.identity(),
        subject_points={},
    )


def test_recordings_come_back_in_order_with_the_frames_time() -> None:
    frames = [frame_of(np.zeros((8, 8, 3), dtype=np.uint8), time_s) for time_s in (0.0, 0.5, 1.0)]
    tracker = ReplayTracker([(face(1),), (face(1), face(2))])

    played = record(tracker, frames)

    assert [[item.track_id for item in subjects] for subjects in played] == [[1], [1, 2], [1]]
    assert [subjects[0].timestamp_s for subjects in played] == [0.0, 0.5, 1.0]


def test_a_recording_of_a_recording_is_the_same() -> None:
    frames = [frame_of(np.zeros((8, 8, 3), dtype=np.uint8))] * 2
    first = record(ReplayTracker([(face(3),), ()]), frames)

    second = record(ReplayTracker(first), frames)

    assert [len(subjects) for subjects in second] == [1, 0]
    np.testing.assert_array_equal(second[0][0].image_points, first[0][0].image_points)


def test_another_picture_size_is_refused() -> None:
    tracker = ReplayTracker([(face(1),)], size=(640, 480))

    with pytest.raises(TrackerError, match="640"):
        tracker.track(frame_of(np.zeros((8, 8, 3), dtype=np.uint8)))


def test_an_empty_recording_sees_nobody() -> None:
    assert ReplayTracker([]).track(frame_of(np.zeros((8, 8, 3), dtype=np.uint8))) == ()
