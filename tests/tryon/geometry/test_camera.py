"""What a camera is guessed to be when nothing is known of it."""

import numpy as np
import pytest

from tryon.geometry.camera import CameraIntrinsics


def test_a_guessed_lens_is_made_longer_where_a_face_would_be_too_close() -> None:
    guessed = CameraIntrinsics.default(640, 480)

    longer = guessed.likelier(0.2)

    # What is seen stays where it is, three times as far away.
    near, far = np.array([[0.03, -0.02, 0.2]]), np.array([[0.03, -0.02, 0.6]])
    assert longer.project(far) == pytest.approx(guessed.project(near))
    assert (longer.width, longer.cx, longer.source) == (640, guessed.cx, "default")


@pytest.mark.parametrize("distance_m", [0.0, 0.45, 3.0])
def test_likely_lenses_stay(distance_m: float) -> None:
    guessed = CameraIntrinsics.default(640, 480)

    assert guessed.likelier(distance_m) is guessed


def test_lenses_that_are_known_stay() -> None:
    told = CameraIntrinsics.from_fov(640, 480, 1.1)

    assert told.likelier(0.2) is told
