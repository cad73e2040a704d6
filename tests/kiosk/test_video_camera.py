import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import SourceFileError
from kiosk.video_camera import MjpegCamera, VideoCamera

SHADES = (40, 90, 140, 190)


@pytest.fixture
def mjpeg(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mjpeg"
    pictures = [np.full((36, 64, 3), (0, 0, shade), np.uint8) for shade in SHADES]
    path.write_bytes(b"".join(cv2.imencode(".jpg", bgr)[1].tobytes() for bgr in pictures))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (1920, 960))
    for shade in SHADES:
        writer.write(np.full((960, 1920, 3), (0, 0, shade), np.uint8))
    writer.release()
    return path


def shade_of(image: np.ndarray) -> int:
    """Give the nearest of the shades, by the red of an RGB picture that has no blue."""
    red, blue = float(image[..., 0].mean()), float(image[..., 2].mean())
    assert red > blue + 20
    return min(SHADES, key=lambda shade: abs(shade - red))


def test_mjpeg_plays_in_order_and_starts_again(mjpeg: Path) -> None:
    camera = MjpegCamera(mjpeg, 50.0)
    shown = [shade_of(camera.read()) for _ in range(12)]
    camera.close()
    places = [SHADES.index(shade) for shade in shown]
    # A busy machine may drop pictures, but none comes twice and none out of order.
    steps = [(after - before) % 4 for before, after in itertools.pairwise(places)]
    assert set(places) == {0, 1, 2, 3}
    assert steps.count(1) > len(steps) / 2


def test_video_plays_for_ever_at_most_1280_px_wide(video: Path) -> None:
    camera = VideoCamera(video, 100.0)
    shown = [camera.read() for _ in range(9)]
    camera.close()
    camera.close()
    assert {image.shape for image in shown} == {(640, 1280, 3)}
    assert len({shade_of(image) for image in shown}) == len(SHADES)


@pytest.mark.parametrize("kind", [VideoCamera, MjpegCamera])
@pytest.mark.parametrize("content", [b"", b"not a video"])
def test_a_file_that_cannot_play_is_named(
    tmp_path: Path, kind: type[VideoCamera] | type[MjpegCamera], content: bytes
) -> None:
    path = tmp_path / "broken.mjpeg"
    path.write_bytes(content)
    with pytest.raises(SourceFileError, match="broken"):
        kind(path, 30.0)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"gone\.mjpeg"):
        MjpegCamera(tmp_path / "gone.mjpeg", 30.0)


def test_a_damaged_picture_in_the_clip_is_a_lost_camera(tmp_path: Path) -> None:
    path = tmp_path / "clip.mjpeg"
    path.write_bytes(b"\xff\xd8\xff" + b"\0" * 64)
    camera = MjpegCamera(path, 100.0)
    with pytest.raises(Exception, match="expected a JPEG") as caught:
        camera.read()
    assert type(caught.value).__name__ == "CameraLostError"
