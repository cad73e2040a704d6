"""Photos in motion: a camera for machines that have none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.arrays import Image
from kiosk.camera import SourceFileError
from kiosk.orientation import QuarterTurn, opposite, turned_image
from kiosk.pacing import Pacer
from kiosk.settings import KioskSettings


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

    @property
    def time_s(self) -> float:
        """Time of the newest picture within the motion, for `sway`, s."""
        return self._time_s

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
