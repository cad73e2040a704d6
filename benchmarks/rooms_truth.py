"""Rooms whose floor is known: real ones with depth, the same turned and cut, and made ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.synthetic_rooms import Sheet, room_picture
from tryon import CameraIntrinsics
from tryon.geometry.transform import rotation_from_vector

Floats = NDArray[np.float64]

# Up in the camera frame, and the camera's height where the floor is seen, m: planes fitted to the
# frames' depth (RANSAC, 1.5 cm, inliers by least squares); for the rendered living room up is the
# pose's, which the fitted planes of frames 3 and 5 meet to 0.3 and 0.6 degrees. On the desks up is
# that of the desk, which is the largest plane, and the height that over the floor behind it.
_LIVING = {
    1: ((0.0, -1.0, 0.002), None),
    2: ((-0.300, -0.938, 0.174), None),
    3: ((0.311, -0.950, 0.005), 0.960),
    4: ((-0.234, -0.964, 0.127), None),
    5: ((-0.214, -0.951, -0.223), 1.375),
}
_DINING = {
    1: ((-0.056, -0.962, -0.267), 1.422),
    2: ((-0.092, -0.968, -0.232), 1.397),
    3: ((-0.103, -0.964, -0.244), 1.361),
    4: ((-0.114, -0.956, -0.270), 1.346),
    5: ((-0.163, -0.947, -0.276), 1.300),
}
_FOUND = (
    ("slambook_ch12_livingroom/color/{}.png", (481.2, 480.0, 319.5, 239.5), _LIVING),
    ("slambook_ch5_dining/color/{}.png", (518.0, 519.0, 325.5, 253.5), _DINING),
    (
        "tum_fr1_desk_pair/{}.png",
        (520.9, 521.0, 325.1, 249.7),
        {1: ((-0.040, -0.872, -0.488), 1.555), 2: ((-0.016, -0.882, -0.471), 1.570)},
    ),
    (
        "middlebury_motorcycle/motorcycle_{}.png",
        (994.978, 994.978, 311.193, 254.877),
        {"left": ((0.007, -0.966, -0.258), 1.079)},
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class KnownRoom:
    """A picture with the floor's true place; `height_m` is None where no floor is seen."""

    name: str
    image: NDArray[np.uint8]
    camera: CameraIntrinsics
    up: Floats
    height_m: float | None


def real_rooms(folder: Path) -> list[KnownRoom]:
    """Give the frames of `gt_rooms` with their truth."""
    rooms: list[KnownRoom] = []
    for pattern, intrinsics, truths in _FOUND:
        for key, (up, height) in truths.items():
            path = folder / pattern.format(key)
            picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if picture is None:
                msg = f"{path}: expected a picture, got none"
                raise FileNotFoundError(msg)
            image = np.ascontiguousarray(picture[..., ::-1], dtype=np.uint8)
            camera = CameraIntrinsics(image.shape[1], image.shape[0], *intrinsics)
            direction = np.array(up) / np.linalg.norm(up)
            name = f"{pattern.split('/')[0].split('_')[-1]} {key}"
            rooms.append(KnownRoom(name, image, camera, direction, height))
    return rooms


def turned_rooms(rooms: list[KnownRoom], turns: int, seed: int = 5) -> Iterator[KnownRoom]:
    """Turn cameras about their centres and zoom in: new pictures with exact relative truth."""
    rng = np.random.default_rng(seed)
    for room in rooms:
        camera = room.camera
        for number in range(turns):
            turn = rotation_from_vector(np.radians(rng.normal(0.0, [5.0, 5.0, 7.0])))
            zoom = rng.uniform(1.25, 1.7)
            w, h = camera.width, camera.height
            new = CameraIntrinsics(
                w, h, camera.fx * zoom, camera.fy * zoom, (w - 1) / 2, (h - 1) / 2
            )
            warp = new.matrix @ turn @ np.linalg.inv(camera.matrix)
            image = cv2.warpPerspective(room.image, warp, (w, h), flags=cv2.INTER_CUBIC)
            name = f"{room.name} turned {number}"
            yield KnownRoom(
                name, np.ascontiguousarray(image, dtype=np.uint8), new, turn @ room.up, None
            )


def varied_rooms(rooms: list[KnownRoom]) -> Iterator[KnownRoom]:
    """Give the rooms as other cameras, prints and messengers hand them on, truth kept."""
    for room in rooms:
        camera, image = room.camera, room.image
        w, h = camera.width, camera.height
        yield replace(room, name=f"{room.name} blurred", image=_blurred(image))
        yield replace(room, name=f"{room.name} pressed", image=_pressed(image))
        mirrored = CameraIntrinsics(w, h, camera.fx, camera.fy, w - 1 - camera.cx, camera.cy)
        up = room.up * [-1.0, 1.0, 1.0]
        yield replace(
            room,
            name=f"{room.name} mirrored",
            image=_bytes(image[:, ::-1]),
            camera=mirrored,
            up=up,
        )
        for name, share, level in (("white frame", 0.04, 255), ("black frame", 0.08, 0)):
            px = round(share * w)
            frame = cv2.copyMakeBorder(
                image, px, px, px, px, cv2.BORDER_CONSTANT, value=(level, level, level)
            )
            around = camera.cropped(-px, -px, w + 2 * px, h + 2 * px)
            yield replace(room, name=f"{room.name} {name}", image=_bytes(frame), camera=around)
        for name, factor in (("half", 0.5), ("large", 4.0)):
            size = (round(w * factor), round(h * factor))
            method = cv2.INTER_AREA if factor < 1.0 else cv2.INTER_CUBIC
            resized = cv2.resize(image, size, interpolation=method)
            other = camera.resized(*size)
            yield replace(room, name=f"{room.name} {name}", image=_bytes(resized), camera=other)


def _blurred(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return _bytes(cv2.GaussianBlur(image, (0, 0), 1.6))


def _pressed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give a picture as a messenger's strongest compression leaves it."""
    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 25])
    read: Any = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return _bytes(read[..., ::-1])


def _bytes(image: ArrayLike) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image, dtype=np.uint8)


def made_rooms(count: int, seed: int = 0) -> Iterator[KnownRoom]:
    """Give synthetic rooms, from tidy to untidy."""
    for number in range(seed, seed + count):
        made = room_picture(number, 960, 720, clutter=(0.2, 0.6, 1.0)[number % 3])
        yield KnownRoom(f"made {number}", made.image, made.camera, made.up, made.height_m)


def printed_page(side_m: float | None) -> Sheet:
    """Give a sheet of A4, blank or with an ArUco marker (4X4_50, number 7) of a side, m."""
    per_m = 2000.0
    page = np.full((round(0.297 * per_m), round(0.210 * per_m), 3), 235, np.uint8)
    if side_m is not None:
        side = round(side_m * per_m)
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        marker = cv2.aruco.generateImageMarker(dictionary, 7, side)
        top, left = (page.shape[0] - side) // 2, (page.shape[1] - side) // 2
        page[top : top + side, left : left + side] = np.maximum(marker, 12)[..., None]
    return Sheet(page, 0.105, 0.1485)


def rooms_with_sheet(count: int, side_m: float | None) -> Iterator[KnownRoom]:
    """Give synthetic rooms of 1280 x 960 px with a page on the floor."""
    for number in range(count):
        made = room_picture(1000 + number, sheet=printed_page(side_m))
        yield KnownRoom(f"page {number}", made.image, made.camera, made.up, made.height_m)


def degrees_apart(first: Floats, second: Floats) -> float:
    """Give the angle between unit vectors, degrees."""
    return float(np.degrees(np.arccos(np.clip(first @ second, -1.0, 1.0))))


def spread(values: list[float], unit: str) -> dict[str, float]:
    """Give median, 90th percentile and maximum."""
    if not values:
        return {}
    found = np.quantile(values, [0.5, 0.9, 1.0])
    names = (f"median_{unit}", f"p90_{unit}", f"max_{unit}")
    return {name: round(float(value), 2) for name, value in zip(names, found, strict=True)}
