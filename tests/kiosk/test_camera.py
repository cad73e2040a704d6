import time

import numpy as np
import pytest

from kiosk.camera import CameraLostError, DeviceCamera, device_candidates, upright_frame
from kiosk.settings import KioskSettings
from tryon import BackendError


@pytest.mark.parametrize(
    ("source", "present", "order"),
    [
        pytest.param("auto", ["/dev/video10", "/dev/video2"], [2, 10], id="auto-by-number"),
        pytest.param("2", ["/dev/video0", "/dev/video2"], [2, 0], id="wanted-first"),
        pytest.param("/dev/video1", ["/dev/video0", "/dev/video1"], [1, 0], id="wanted-path"),
        pytest.param("99", ["/dev/video0", "/dev/video1"], [0, 1], id="wanted-is-gone"),
        pytest.param("auto", [], [], id="none"),
    ],
)
def test_every_camera_is_a_candidate(source: str, present: list[str], order: list[int]) -> None:
    assert device_candidates(source, present) == tuple(f"/dev/video{n}" for n in order)


def test_a_missing_device_is_an_error_of_the_backend() -> None:
    with pytest.raises(CameraLostError, match="video97") as caught:
        DeviceCamera("/dev/video97", KioskSettings())
    assert isinstance(caught.value, BackendError)


def test_upright_frame_turns_picture_and_calibrated_camera_together() -> None:
    settings = KioskSettings(rotate=90, calibration="70,80,3,1,8,4")
    image = np.zeros((4, 8, 3), np.uint8)
    image[1, 3] = 255
    before = time.monotonic()
    frame = upright_frame(image, settings, 5)
    row, column = np.argwhere(frame.image[..., 0])[0]
    assert (frame.camera.cx, frame.camera.cy) == (column, row)
    assert (frame.camera.fx, frame.camera.fy, frame.camera.source) == (80, 70, "calibrated")
    assert before <= frame.timestamp_s <= time.monotonic()
    assert frame.index == 5


def test_letting_the_picture_size_differ_scales_the_calibration() -> None:
    settings = KioskSettings(calibration="1000,1000,639.5,359.5,1280,720")
    frame = upright_frame(np.zeros((360, 640, 3), np.uint8), settings, 0)
    assert frame.camera.fx == 500.0
