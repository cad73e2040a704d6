"""What a camera is to the mirror, and the cameras the operating system knows."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import cv2

from kiosk.arrays import Image
from kiosk.orientation import turned_camera, turned_image
from kiosk.settings import KioskSettings
from tryon import BackendError, CameraIntrinsics, InputError


class CameraLostError(BackendError):
    """A camera is missing, busy, or stopped sending pictures."""


class SourceFileError(InputError):
    """A file that should play as a camera cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class CameraFrame:
    """One upright picture with its camera, capture time and number.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored
    camera : intrinsics of exactly this picture
    timestamp_s : monotonic clock at which the camera delivered it, s
    index : counts up over the life of the mirror
    """

    image: Image
    camera: CameraIntrinsics
    timestamp_s: float
    index: int


class Camera(Protocol):
    """Something that delivers pictures, one after the other."""

    @property
    def name(self) -> str:
        """What staff call it."""
        ...

    def read(self) -> Image:
        """Wait for the next picture, (H, W, 3) RGB uint8; raise `CameraLostError` if none comes."""
        ...

    def close(self) -> None:
        """Give the device back; safe to call twice."""
        ...


CameraSource = Callable[[], Camera]
"""Opens the camera, or another one in its place; raises `CameraLostError` if there is none."""


def upright_frame(image: Image, settings: KioskSettings, index: int) -> CameraFrame:
    """Stamp a picture just read and turn it and its camera upright."""
    now = time.monotonic()
    height, width = image.shape[:2]
    camera = turned_camera(settings.camera_for(width, height), settings.rotate)
    return CameraFrame(turned_image(image, settings.rotate), camera, now, index)


class DeviceCamera:
    """A camera of the operating system, through OpenCV.

    Parameters
    ----------
    device : `/dev/videoN` on Linux, a number elsewhere
    settings : size and frame rate asked for; the camera may give others

    Raises
    ------
    CameraLostError
        If the device is missing, busy, or no camera.
    """

    def __init__(self, device: str | int, settings: KioskSettings) -> None:
        self._device = device
        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        capture = cv2.VideoCapture(device, backend)
        if not capture.isOpened():
            capture.release()
            msg = f"camera {device}: expected a free camera, got a missing, busy or other device"
            raise CameraLostError(msg)
        # Uncompressed 720p exceeds USB 2 at 30 frames/s: most webcams drop to 10. MJPG holds 30.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
        capture.set(cv2.CAP_PROP_FPS, settings.frame_rate)
        # The driver's own queue is the one place where pictures could grow old.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture

    @property
    def name(self) -> str:
        """The device."""
        return str(self._device)

    def read(self) -> Image:
        """Wait for the next picture."""
        is_read, picture = self._capture.read()
        if not is_read:
            msg = f"camera {self._device}: expected a picture, got none"
            raise CameraLostError(msg)
        return cast(Image, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))

    def close(self) -> None:
        """Give the device back."""
        self._capture.release()


def device_candidates(source: str, present: Sequence[str]) -> tuple[str, ...]:
    """Order the devices to try: the one asked for, then every other.

    Parameters
    ----------
    source : `auto`, a number, or a device path
    present : device paths that exist now

    Notes
    -----
    A camera that is plugged in again often comes back under the next free number.
    """

    def number(path: str) -> int:
        digits = re.search(r"(\d+)$", path)
        return int(digits.group(1)) if digits else sys.maxsize

    wanted = f"/dev/video{source}" if source.isdecimal() else source
    ordered = sorted(set(present), key=number)
    others = [path for path in ordered if path != wanted]
    return (wanted, *others) if wanted in ordered or Path(wanted).exists() else tuple(others)


def device_source(settings: KioskSettings) -> CameraSource:
    """Search for a device; the one that worked last is tried first."""
    last: list[str] = [settings.source]

    def open_first() -> Camera:
        if sys.platform != "linux":
            return DeviceCamera(int(last[0]) if last[0].isdecimal() else 0, settings)
        failures: list[str] = []
        present = [str(path) for path in Path("/dev").glob("video[0-9]*")]
        for device in device_candidates(last[0], present):
            camera: DeviceCamera | None = None
            try:
                camera = DeviceCamera(device, settings)
                # Metadata nodes of webcams open but never deliver: only a picture proves one.
                camera.read()
            except CameraLostError as error:
                failures.append(str(error))
                if camera is not None:
                    camera.close()
                continue
            last[0] = device
            return camera
        msg = "; ".join(failures) or f"camera {settings.source}: expected a device, got none"
        raise CameraLostError(msg)

    return open_first
