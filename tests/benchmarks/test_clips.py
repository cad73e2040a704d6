from pathlib import Path

import numpy as np
import pytest
import simplejpeg

from benchmarks.clips import covering, jpeg_spans, read_clip, swaying_images, write_clip
from benchmarks.mirror_loop import RecordedCamera


def flat(level: int) -> np.ndarray:
    return np.full((48, 64, 3), level, dtype=np.uint8)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mjpeg"
    assert write_clip(path, iter([flat(level) for level in (10, 90, 170, 250)])) == 4
    return path


def test_clip_gives_back_its_pictures_in_order(clip: Path) -> None:
    levels = [int(simplejpeg.decode_jpeg(jpeg, "RGB").mean()) for jpeg in read_clip(clip)]
    assert levels == pytest.approx([10, 90, 170, 250], abs=2)


def test_file_without_jpeg_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.mjpeg"
    path.write_bytes(b"not a clip")
    with pytest.raises(ValueError, match="expected concatenated JPEGs"):
        read_clip(path)
    assert jpeg_spans(b"") == []


@pytest.mark.parametrize(
    ("width", "height"),
    [pytest.param(64, 64, id="square"), pytest.param(200, 30, id="wide"),
     pytest.param(31, 97, id="tall")],
)  # fmt: skip
def test_covering_fills_the_size(width: int, height: int) -> None:
    assert covering(flat(80), width, height).shape == (height, width, 3)


def test_swaying_photo_moves() -> None:
    rng = np.random.default_rng(1)
    photo = rng.integers(0, 255, (48, 64, 3)).astype(np.uint8)
    first, *_, last = swaying_images(photo, 64, 48, 30)
    assert first.shape == last.shape == (48, 64, 3)
    assert (first != last).any()


def test_recorded_camera_keeps_the_clock_when_paced(clip: Path) -> None:
    camera = RecordedCamera(clip, 64, 48)
    camera.start()
    try:
        taken = [camera.take() for _ in range(10)]
    finally:
        camera.close()
    times = [frame.timestamp_s for frame in taken if frame is not None]
    assert len(times) == 10
    # Nothing may come faster than the camera; a busy machine may make it later.
    assert times[-1] - times[0] > 8 / 30.0


def test_recorded_camera_gives_every_picture_when_unpaced(clip: Path) -> None:
    camera = RecordedCamera(clip, 64, 48)
    camera.start()
    try:
        camera.take()
        camera.unpace()
        camera.take()
        before = camera.delivered
        levels = [frame.image.mean() for _ in range(8) if (frame := camera.take()) is not None]
        # One more may still have been on its way from the paced time.
        assert 8 <= camera.delivered - before <= 9
    finally:
        camera.close()
    assert len(levels) == 8
    assert len({round(level / 40) for level in levels}) == 4


def test_recorded_camera_scales_to_the_size_asked_for(clip: Path) -> None:
    camera = RecordedCamera(clip, 32, 32)
    camera.start()
    try:
        frame = camera.take()
    finally:
        camera.close()
    assert frame is not None
    assert frame.image.shape == (32, 32, 3)
