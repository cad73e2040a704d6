"""Recorded camera input: concatenated JPEGs, made from a video or from bundled photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from benchmarks.machine import DATA_DIR
from tryon import DEFAULT_SAMPLES_DIR

Image = NDArray[np.uint8]

HEAD_VIDEO = DATA_DIR / "videos" / "webcam_head_cap13.mp4"
_JPEG_START = b"\xff\xd8\xff"


def jpeg_spans(data: bytes) -> list[tuple[int, int]]:
    """Find begin and end of each of the concatenated JPEGs."""
    starts: list[int] = []
    at = data.find(_JPEG_START)
    while at >= 0:
        starts.append(at)
        at = data.find(_JPEG_START, at + 3)
    return list(zip(starts, [*starts[1:], len(data)], strict=True)) if starts else []


def read_clip(path: Path) -> list[bytes]:
    """Split a clip into its JPEGs.

    Raises
    ------
    ValueError
        If the file holds no JPEG.
    """
    data = path.read_bytes()
    frames = [data[begin:end] for begin, end in jpeg_spans(data)]
    if not frames:
        msg = f"{path}: expected concatenated JPEGs, got none"
        raise ValueError(msg)
    return frames


def write_clip(path: Path, images: Iterator[Image], quality: int = 90) -> int:
    """Write images (H, W, 3) as concatenated JPEGs; gives how many."""
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for image in images:
            stream.write(simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=quality))
            count += 1
    return count


def head_clip(path: Path, width: int = 1280, height: int = 720, frames: int = 300) -> str:
    """Write the clip of a moving head; gives what it shows.

    The recorded head where the measurement data is there, otherwise a bundled photo in motion.
    """
    if HEAD_VIDEO.is_file():
        write_clip(path, video_images(HEAD_VIDEO, width, height, frames))
        return HEAD_VIDEO.name
    photo = DEFAULT_SAMPLES_DIR / "astronaut.png"
    write_clip(path, swaying_images(load_image(photo), width, height, frames))
    return f"{photo.name} in motion"


def video_images(path: Path, width: int, height: int, frames: int) -> Iterator[Image]:
    """Give pictures of a video, scaled to cover the size and cut to it."""
    capture = cv2.VideoCapture(str(path))
    try:
        for _ in range(frames):
            is_read, picture = capture.read()
            if not is_read:
                return
            yield covering(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), width, height)
    finally:
        capture.release()


def covering(image: Image, width: int, height: int) -> Image:
    """Scale an image to cover a size and cut what stands out."""
    rows, columns = image.shape[:2]
    scale = max(width / columns, height / rows)
    size = (max(width, round(columns * scale)), max(height, round(rows * scale)))
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    scaled = cv2.resize(image, size, interpolation=method)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(scaled[top : top + height, left : left + width])


def swaying_images(image: Image, width: int, height: int, frames: int) -> Iterator[Image]:
    """Move a photo as a person shifts weight before a mirror, 30 frames/s."""
    scene = covering(image, width, height)
    for index in range(frames):
        time_s = index / 30.0
        zoom = 1.08 + 0.05 * np.sin(0.5 * time_s)
        roll = np.degrees(0.04 * np.sin(0.83 * time_s))
        motion = cv2.getRotationMatrix2D((width / 2, height / 2), roll, zoom)
        motion[:, 2] += [
            0.03 * width * np.sin(0.71 * time_s),
            0.015 * height * np.sin(1.1 * time_s),
        ]
        yield cv2.warpAffine(scene, motion, (width, height), borderMode=cv2.BORDER_REFLECT)


def load_image(path: Path) -> Image:
    """Read a picture as RGB (H, W, 3).

    Raises
    ------
    FileNotFoundError
        If it cannot be read.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        msg = f"{path}: expected a readable picture"
        raise FileNotFoundError(msg)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
