"""Video files and cameras as frames; BGR ends here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.errors import CameraError, VideoError
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics

_DEFAULT_FPS = 30.0


class VideoReader:
    """Frames of a video file, or of a camera given by its number.

    Parameters
    ----------
    source : path of a file, or number of a camera
    camera : intrinsics of the frames, None guesses them from the size

    Raises
    ------
    VideoError
        If the file cannot be read as a video.
    CameraError
        If the camera is missing or used by another program.
    """

    def __init__(self, source: Path | int, camera: CameraIntrinsics | None = None) -> None:
        self._is_live = isinstance(source, int)
        self._capture = cv2.VideoCapture(source if isinstance(source, int) else str(source))
        if not self._capture.isOpened():
            if isinstance(source, int):
                msg = f"camera {source}: expected a free camera, found none or it is in use"
                raise CameraError(msg)
            found = "no such file" if not source.exists() else "an unreadable file"
            msg = f"{source}: expected a video, got {found}"
            raise VideoError(msg)
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 1.0 <= fps <= 240.0 else _DEFAULT_FPS
        self._camera = camera

    @property
    def frame_count(self) -> int | None:
        """Number of frames as the container states it, None if it does not."""
        count = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        return count if count > 0 and not self._is_live else None

    def frames(self) -> Iterator[Frame]:
        """Give the frames in order; file frames are timed by the frame rate."""
        index = 0
        while True:
            is_read, bgr = self._capture.read()
            if not is_read:
                return
            image = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
            height, width = image.shape[:2]
            if self._camera is None or (self._camera.width, self._camera.height) != (
                width,
                height,
            ):
                self._camera = CameraIntrinsics.default(width, height)
            timestamp_s = time.monotonic() if self._is_live else index / self.fps
            yield Frame(np.asarray(image, dtype=np.uint8), self._camera, timestamp_s, index)
            index += 1

    def close(self) -> None:
        """Free the device or file; safe twice."""
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class VideoWriter:
    """An MP4 file (MPEG-4 part 2, what the installed codecs write everywhere).

    Parameters
    ----------
    path : the file; its folder must exist
    width, height : px
    fps : frames per second

    Raises
    ------
    VideoError
        If the file cannot be written.
    """

    def __init__(self, path: Path, width: int, height: int, fps: float) -> None:
        fourcc = cv2.VideoWriter.fourcc(*"mp4v")
        self._writer = cv2.VideoWriter(str(path), fourcc, fps, (width, height))
        if not self._writer.isOpened():
            msg = f"{path}: expected a place where an MP4 file can be written"
            raise VideoError(msg)

    def write(self, image: Image) -> None:
        """Append one (H, W, 3) RGB frame."""
        self._writer.write(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))

    def close(self) -> None:
        """Finish the file; safe twice."""
        self._writer.release()
