"""Windows of a turned camera: mapping there and back, and independence of place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import rotation_from_vector
from tryon.tracking.face_region import FaceRegion

CAMERA = CameraIntrinsics.default(1280, 720)
PLACE = st.floats(60.0, 640.0)


def region_at(x: float, y: float, width: float = 100.0, tilt: float = 0.0) -> FaceRegion:
    box = np.array([x - width / 2, y - width / 2, x + width / 2, y + width / 2])
    across = 0.2 * width * np.array([np.cos(tilt), np.sin(tilt)])
    eyes = np.stack([np.array([x, y]) - across, np.array([x, y]) + across])
    return FaceRegion.from_keypoints(box, eyes, CAMERA)


@given(PLACE, PLACE, st.floats(-1.5, 1.5))
def test_points_go_into_the_window_and_back(x: float, y: float, tilt: float) -> None:
    region = region_at(x, y, tilt=tilt)
    crop = np.array([[0.0, 0.0], [255.0, 0.0], [127.5, 127.5], [30.0, 200.0]])

    frame_points = region.to_frame(crop, 256, CAMERA)

    back = np.column_stack([frame_points, np.ones(4)]) @ np.linalg.inv(region.matrix(256, CAMERA)).T
    np.testing.assert_allclose(back[:, :2] / back[:, 2:], crop, atol=1e-6)
    np.testing.assert_allclose(frame_points[2], [x, y], atol=2.0)


def test_the_window_of_a_turned_camera_shows_the_same(rng: np.random.Generator) -> None:
    image = cv2.GaussianBlur(
        rng.integers(0, 256, (720, 1280, 3), dtype=np.uint8), (0, 0), sigmaX=4.0
    )
    turn = rotation_from_vector(np.array([0.05, np.deg2rad(15.0), 0.0]))
    homography = CAMERA.matrix @ turn @ np.linalg.inv(CAMERA.matrix)
    turned = np.asarray(
        cv2.warpPerspective(image, homography, (1280, 720), flags=cv2.INTER_CUBIC), dtype=np.uint8
    )
    here = region_at(600.0, 360.0, 200.0)
    there = FaceRegion(here.region_from_camera @ turn.T, here.extent)

    first = here.cut(np.asarray(image, dtype=np.uint8), 128, CAMERA)
    second = there.cut(turned, 128, CAMERA)

    assert np.abs(first.astype(int) - second.astype(int)).mean() < 1.0


@pytest.mark.parametrize("width", [80.0, 300.0, 640.0])
def test_a_shrunk_window_lies_where_the_sharp_one_does(width: float) -> None:
    # A bright disc on dark ground: its centre must stay put whatever way it is resampled.
    image = np.zeros((720, 1280, 3), dtype=np.uint8)
    centre = (640 + width / 5, 360.0)
    cv2.circle(image, (round(centre[0] * 16), round(centre[1] * 16)), round(width * 1.2),
               (255, 255, 255), -1, lineType=cv2.LINE_AA, shift=4)  # fmt: skip
    region = region_at(640.0, 360.0, width)

    crop = region.cut(image, 256, CAMERA)[..., 0].astype(float)

    rows, columns = np.indices(crop.shape)
    found = np.array([[(crop * columns).sum(), (crop * rows).sum()]]) / crop.sum()
    np.testing.assert_allclose(
        region.to_frame(found, 256, CAMERA)[0], centre, atol=0.15 * width / 100
    )


def test_overlap_is_that_of_discs() -> None:
    region = region_at(640.0, 360.0)

    assert region.overlap(region) == pytest.approx(1.0)
    assert region.overlap(region_at(900.0, 360.0)) == 0.0
    near, far = (region.overlap(region_at(640.0 + step, 360.0)) for step in (10.0, 60.0))
    assert 0.0 < far < near < 1.0
    assert region.overlap(region_at(640.0, 360.0, 50.0)) == pytest.approx(0.25, abs=0.01)


def test_a_still_face_keeps_its_window() -> None:
    region = region_at(640.0, 360.0)

    assert region.is_close(region_at(641.0, 360.5))
    assert not region.is_close(region_at(650.0, 360.0))
    assert not region.is_close(region_at(640.0, 360.0, tilt=0.1))
    assert not region.is_close(region_at(640.0, 360.0, 110.0))
