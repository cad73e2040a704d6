"""Recordings that play as a camera: video files and concatenated JPEGs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from kiosk.arrays import Image
from kiosk.camera import CameraLostError, SourceFileError
from kiosk.pacing import Pacer

_LONGEST_SIDE = 1280
_JPEG_START = b"\xff\xd8\xff"


class VideoCamera:
    """A video file that plays as a camera, for ever.

    Parameters
    ----------
    path : anything OpenCV's FFmpeg reads
    frame_rate : at most this many frames/s; the video's own rate if that is lower

    Raises
    ------
    SourceFileError
        If the file cannot be opened or holds no picture.
    """

    def __init__(self, path: Path, frame_rate: float) -> None:
        self._path = path
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened() or not self._capture.grab():
            self._capture.release()
            msg = f"{path}: expected a readable video"
            raise SourceFileError(msg)
        own_rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        is_known = math.isfinite(own_rate) and own_rate > 0.0
        self._pacer = Pacer(min(own_rate, frame_rate) if is_known else frame_rate)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def read(self) -> Image:
        """Wait for the next picture; late ones are dropped, as a camera would."""
        for _ in range(self._pacer.wait()):
            self._capture.grab()
        is_read, picture = self._capture.read()
        if not is_read:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            is_read, picture = self._capture.read()
        if not is_read:
            msg = f"{self._path}: expected a picture, got none"
            raise CameraLostError(msg)
        return _rgb(cast(Image, picture))

    def close(self) -> None:
        """Close the file."""
        self._capture.release()


class MjpegCamera:
    """Concatenated JPEGs that play as a camera, for ever.

    Raises
    ------
    SourceFileError
        If the file cannot be read or holds no JPEG.
    """

    def __init__(self, path: Path, frame_rate: float) -> None:
        self._path = path
        try:
            self._data = path.read_bytes()
        except OSError as error:
            msg = f"{path}: expected a readable file, got {error}"
            raise SourceFileError(msg) from error
        self._starts = _jpeg_starts(self._data)
        if not self._starts:
            msg = f"{path}: expected concatenated JPEGs, got none"
            raise SourceFileError(msg)
        self._pacer = Pacer(frame_rate)
        self._index = -1

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def read(self) -> Image:
        """Wait for the next picture; late ones are dropped, as a camera would."""
        self._index = (self._index + 1 + self._pacer.wait()) % len(self._starts)
        ends = [*self._starts[1:], len(self._data)]
        data = self._data[self._starts[self._index] : ends[self._index]]
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            msg = f"{self._path}: expected a JPEG as picture {self._index}"
            raise CameraLostError(msg)
        return _rgb(cast(Image, picture))

    def close(self) -> None:
        """Forget the pictures."""
        self._data = b""


def _rgb(picture: Image) -> Image:
    """Convert a decoded picture to RGB of at most 1280 px, what the mirror can use."""
    rows, columns = picture.shape[:2]
    scale = _LONGEST_SIDE / max(rows, columns)
    if scale < 1.0:
        size = (round(columns * scale), round(rows * scale))
        picture = cast(Image, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    return cast(Image, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _jpeg_starts(data: bytes) -> list[int]:
    """Find where each JPEG begins; entropy-coded data never holds the three start bytes."""
    starts: list[int] = []
    at = data.find(_JPEG_START)
    while at >= 0:
        starts.append(at)
        at = data.find(_JPEG_START, at + 3)
    return starts
