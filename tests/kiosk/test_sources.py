from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import SourceFileError
from kiosk.photo_camera import PhotoCamera
from kiosk.settings import KioskSettings
from kiosk.sources import camera_source
from kiosk.video_camera import MjpegCamera


def test_a_picture_file_moves(tmp_path: Path) -> None:
    path = tmp_path / "me.JPG"
    path.write_bytes(cv2.imencode(".jpg", np.zeros((9, 16, 3), np.uint8))[1].tobytes())
    assert isinstance(camera_source(KioskSettings(source=str(path)))(), PhotoCamera)


def test_concatenated_jpegs_play(tmp_path: Path) -> None:
    path = tmp_path / "clip.mjpeg"
    path.write_bytes(2 * cv2.imencode(".jpg", np.zeros((9, 16, 3), np.uint8))[1].tobytes())
    assert isinstance(camera_source(KioskSettings(source=str(path)))(), MjpegCamera)


def test_a_source_that_is_nothing_is_named_at_once() -> None:
    with pytest.raises(SourceFileError, match=r"gone\.mp4"):
        camera_source(KioskSettings(source="gone.mp4"))
