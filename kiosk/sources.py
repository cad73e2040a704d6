"""Which camera a source stands for."""

from __future__ import annotations

from pathlib import Path

from kiosk.camera import Camera, CameraSource, SourceFileError, device_source
from kiosk.photo_camera import PhotoCamera
from kiosk.settings import KioskSettings
from kiosk.video_camera import MjpegCamera, VideoCamera
from tryon import DEFAULT_SAMPLES_DIR

_PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
_MJPEG_SUFFIXES = (".mjpeg", ".mjpg")


def camera_source(settings: KioskSettings) -> CameraSource:
    """Choose the kind of camera a source stands for.

    Raises
    ------
    SourceFileError
        If the source names neither a camera nor a file that exists.
    """
    source = settings.source
    if source == "demo":
        return demo_source(settings)
    if source == "auto" or source.isdecimal() or source.startswith("/dev/"):
        return device_source(settings)
    path = Path(source)
    if not path.is_file():
        msg = f"source: expected auto, a camera number, demo or a file, got {source!r}"
        raise SourceFileError(msg)
    return file_source(path, settings)


def file_source(path: Path, settings: KioskSettings) -> CameraSource:
    """Choose the camera that plays a file, by its suffix."""

    def open_file() -> Camera:
        if path.suffix.lower() in _PHOTO_SUFFIXES:
            return PhotoCamera([path], settings)
        if path.suffix.lower() in _MJPEG_SUFFIXES:
            return MjpegCamera(path, settings.frame_rate)
        return VideoCamera(path, settings.frame_rate)

    return open_file


def demo_source(settings: KioskSettings) -> CameraSource:
    """Show the bundled photos."""

    def open_demo() -> Camera:
        photos = sorted(
            path for path in DEFAULT_SAMPLES_DIR.iterdir() if path.suffix.lower() in _PHOTO_SUFFIXES
        )
        return PhotoCamera(photos, settings)

    return open_demo
