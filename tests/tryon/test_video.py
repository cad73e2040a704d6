"""Video files in and out."""

from pathlib import Path

import numpy as np
import pytest

from tryon.errors import CameraError, VideoError
from tryon.video import VideoReader, VideoWriter


def test_frames_come_back_in_order_with_their_times(tmp_path: Path) -> None:
    path = tmp_path / "grey.mp4"
    writer = VideoWriter(path, 96, 64, 20.0)
    for level in (40, 120, 200):
        writer.write(np.full((64, 96, 3), level, np.uint8))
    writer.close()
    writer.close()

    with VideoReader(path) as reader:
        assert reader.frame_count == 3
        frames = list(reader.frames())

    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [frame.timestamp_s for frame in frames] == pytest.approx([0.0, 0.05, 0.1])
    for frame, level in zip(frames, (40, 120, 200), strict=True):
        assert frame.image.shape == (64, 96, 3)
        assert abs(float(frame.image.mean()) - level) < 4
        assert frame.camera.source == "default"


def test_colours_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "red.mp4"
    writer = VideoWriter(path, 96, 64, 20.0)
    writer.write(np.full((64, 96, 3), (220, 40, 40), np.uint8))
    writer.close()
    with VideoReader(path) as reader:
        red, green, blue = next(reader.frames()).image.reshape(-1, 3).mean(axis=0)
    assert red > 180
    assert max(green, blue) < 80


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="no such file"):
        VideoReader(tmp_path / "none.mp4")
    (tmp_path / "text.mp4").write_text("hello")
    with pytest.raises(VideoError, match="unreadable"):
        VideoReader(tmp_path / "text.mp4")
    with pytest.raises(VideoError, match="can be written"):
        VideoWriter(tmp_path / "no" / "folder.mp4", 96, 64, 20.0)


def test_a_missing_camera_is_named() -> None:
    with pytest.raises(CameraError, match="camera 97"):
        VideoReader(97)
