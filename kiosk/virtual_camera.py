"""Cameras without a device: a video, concatenated JPEGs, or photos that move."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.arrays import Image
from kiosk.camera import Camera, CameraLostError, CameraSource
from kiosk.orientation import QuarterTurn, opposite, turned_image
from kiosk.settings import KioskSettings
from tryon import DEFAULT_SAMPLES_DIR, InputError

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
MJPEG_SUFFIXES = (".mjpeg", ".mjpg")
_LONGEST_SIDE = 1280
_JPEG_START = b"\xff\xd8\xff"


class SourceFileError(InputError):
    """A file that should play as a camera cannot be read."""


class Pacer:
    """Hold a loop to a frame rate without drift; frames that are late are counted, not made up.

    Parameters
    ----------
    frame_rate : 1/s
    """

    def __init__(self, frame_rate: float) -> None:
        self._period_s = 1.0 / frame_rate
        self._due_s = time.monotonic()

    def wait(self) -> int:
        """Sleep until the next frame is due.

        Returns
        -------
        int
            How many frames were missed because the caller was late.
        """
        self._due_s += self._period_s
        left = self._due_s - time.monotonic()
        if left > 0.0:
            time.sleep(left)
            return 0
        missed = int(-left / self._period_s)
        self._due_s += missed * self._period_s
        return missed


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


class PhotoCamera:
    """Photos that move as if the person swayed before the mirror: a camera for every machine.

    Parameters
    ----------
    paths : photos, shown in turn
    width, height : of the picture before the camera's turn, px
    frame_rate : 1/s
    turn : how the camera is mounted; the scene is upright after that turn
    photo_s : how long each photo stays, s

    Raises
    ------
    SourceFileError
        If a photo cannot be read.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        settings: KioskSettings,
        *,
        photo_s: float = 20.0,
    ) -> None:
        size = (settings.width, settings.height)
        self._turn: QuarterTurn = opposite(settings.rotate)
        self._width, self._height = size if settings.rotate in (0, 180) else size[::-1]
        self._names = [path.stem for path in paths]
        self._scenes = [_scene(path, self._width, self._height) for path in paths]
        if not self._scenes:
            msg = "demo: expected at least one photo, got none"
            raise SourceFileError(msg)
        self._pacer = Pacer(settings.frame_rate)
        self._photo_s = photo_s
        self._time_s = 0.0
        self._period_s = 1.0 / settings.frame_rate

    @property
    def name(self) -> str:
        """The photos' names."""
        return "demo " + "+".join(self._names)

    def read(self) -> Image:
        """Wait for the next picture."""
        self._time_s += self._period_s * (1 + self._pacer.wait())
        scene = self._scenes[int(self._time_s / self._photo_s) % len(self._scenes)]
        moved = cv2.warpPerspective(
            scene,
            sway(self._time_s, self._width, self._height),
            (self._width, self._height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return turned_image(cast(Image, moved), self._turn)

    def close(self) -> None:
        """Do nothing: there is no device."""


def sway(time_s: float, width: int, height: int) -> NDArray[np.float64]:
    """Give the (3, 3) homography, px to px, that moves a still scene at a time.

    Notes
    -----
    Sums of slow sines: +-3 % sideways, +-1.5 % up and down, 1.04-1.16 of zoom, +-2.5 degrees of
    roll and a little perspective, as of a person shifting weight before a mirror.
    """
    zoom = 1.10 + 0.06 * math.sin(0.50 * time_s)
    roll = math.radians(2.5) * math.sin(0.83 * time_s + 0.4)
    shift_u = 0.03 * width * math.sin(0.71 * time_s)
    shift_v = 0.015 * height * math.sin(1.13 * time_s + 1.0)
    tilt = 2.5e-5 * math.sin(0.61 * time_s + 2.0)
    centre = np.array([[1.0, 0.0, -width / 2], [0.0, 1.0, -height / 2], [0.0, 0.0, 1.0]])
    cos, sin = zoom * math.cos(roll), zoom * math.sin(roll)
    motion = np.array([[cos, -sin, shift_u], [sin, cos, shift_v], [tilt, 0.0, 1.0]])
    back = np.array([[1.0, 0.0, width / 2], [0.0, 1.0, height / 2], [0.0, 0.0, 1.0]])
    return back @ motion @ centre


def file_source(path: Path, settings: KioskSettings) -> CameraSource:
    """Choose the camera that plays a file, by its suffix."""

    def open_file() -> Camera:
        if path.suffix.lower() in PHOTO_SUFFIXES:
            return PhotoCamera([path], settings)
        if path.suffix.lower() in MJPEG_SUFFIXES:
            return MjpegCamera(path, settings.frame_rate)
        return VideoCamera(path, settings.frame_rate)

    return open_file


def demo_source(settings: KioskSettings) -> CameraSource:
    """Show the bundled photos."""

    def open_demo() -> Camera:
        photos = sorted(
            path for path in DEFAULT_SAMPLES_DIR.iterdir() if path.suffix.lower() in PHOTO_SUFFIXES
        )
        return PhotoCamera(photos, settings)

    return open_demo


def _scene(path: Path, width: int, height: int) -> Image:
    """Place a photo whole in a picture of that size, its own blurred copy around it."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        msg = f"{path}: expected a readable photo"
        raise SourceFileError(msg)
    photo = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    rows, columns = photo.shape[:2]
    cover = max(width / columns, height / rows)
    contain = min(width / columns, height / rows)
    # Little is cut away of photos that nearly have the screen's shape; others stay whole.
    scale = cover if cover / contain < 1.25 else contain
    tiny = (max(1, width // 40), max(1, height // 40))
    around = cv2.resize(photo, tiny, interpolation=cv2.INTER_AREA)
    around = cv2.GaussianBlur(around, (0, 0), 3)
    scene = cv2.resize(around, (width, height), interpolation=cv2.INTER_CUBIC)
    interpolation = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=interpolation)
    rows, columns = photo.shape[:2]
    top, left = (height - rows) // 2, (width - columns) // 2
    crop = photo[max(0, -top) : max(0, -top) + height, max(0, -left) : max(0, -left) + width]
    rows, columns = crop.shape[:2]
    top, left = max(0, top), max(0, left)
    scene[top : top + rows, left : left + columns] = crop
    return cast(Image, scene)


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
