"""Surfaces of synthetic rooms: paint, boards, tiles, carpet, doors, shelves, pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic_boxes import Floats, Paint

Generator = np.random.Generator


def mottle(rng: Generator, size: int = 256, octaves: int = 5) -> Floats:
    """Give a wrapping field (size, size) in [0, 1] that is rough at several scales."""
    total = np.zeros((size, size), np.float32)
    for octave in range(octaves):
        cells = 4 * 2**octave
        coarse = rng.random((cells, cells)).astype(np.float32)
        wrapped = np.pad(coarse, 2, mode="wrap")
        fine = cv2.resize(wrapped, None, fx=size / cells, fy=size / cells)
        margin = 2 * size // cells
        total += fine[margin : margin + size, margin : margin + size] / 1.5**octave
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low), dtype=np.float32)


def sample(field: Floats, x: Floats, y: Floats, repeat_m: float) -> Floats:
    """Look a wrapping field up at places, m."""
    size = field.shape[0]
    i = np.mod(np.floor(x / repeat_m * size), size).astype(int)
    j = np.mod(np.floor(y / repeat_m * size), size).astype(int)
    return np.asarray(field[j, i])


def _plane(points: Floats, faces: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Give two coordinates along the face of each point: horizontal first where there is one."""
    axis = faces % 3
    x = np.where(axis == 0, points[:, 2], points[:, 0])
    y = np.where(axis == 1, points[:, 2], points[:, 1])
    return x, y


def plain(rng: Generator, grain: float = 0.08) -> Paint:
    """Paint of one colour with faint stains."""
    colour = rng.uniform(0.08, 0.75) * rng.uniform(0.75, 1.15, 3)
    field = mottle(rng)

    def paint(points: Floats, faces: NDArray[np.int8]) -> Floats:
        x, y = _plane(points, faces)
        return colour * (1.0 + grain * (sample(field, x, y, 1.3)[:, None] - 0.5))

    return paint


def cupboard(rng: Generator, half: NDArray[np.float64]) -> Paint:
    """Fronts with gaps between doors and drawers."""
    base = plain(rng)
    columns, rows = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    gap = rng.uniform(0.004, 0.012)
    dark = rng.uniform(0.2, 0.6)

    def paint(points: Floats, faces: NDArray[np.int8]) -> Floats:
        colour = base(points, faces)
        x, y = _plane(points, faces)
        width = np.where(faces % 3 == 0, half[2], half[0])
        across = np.mod((x + width) / (2 * width) * columns, 1.0) * (2 * width / columns)
        along = np.mod((y + half[1]) / (2 * half[1]) * rows, 1.0) * (2 * half[1] / rows)
        is_gap = ((across < gap) | (along < gap)) & (faces % 3 != 1)
        colour[is_gap] *= dark
        return colour

    return paint


def ground(rng: Generator) -> Paint:
    """Give boards, tiles, carpet or bare concrete, along any direction."""
    kind = rng.choice(["boards", "tiles", "carpet", "concrete"])
    colour = rng.uniform(0.15, 0.6) * np.array([1.0, rng.uniform(0.7, 1.0), rng.uniform(0.5, 1.0)])
    field = mottle(rng)
    turn = 0.0 if rng.random() < 0.75 else rng.uniform(0.0, np.pi)
    width, length = rng.uniform(0.09, 0.2), rng.uniform(0.8, 1.6)
    tile = rng.uniform(0.25, 0.6)
    tones = rng.uniform(0.75, 1.15, 4096)

    def paint(points: Floats, faces: NDArray[np.int8]) -> Floats:
        del faces
        x = np.cos(turn) * points[:, 0] + np.sin(turn) * points[:, 2]
        y = np.cos(turn) * points[:, 2] - np.sin(turn) * points[:, 0]
        if kind == "boards":
            row = np.floor(x / width)
            shifted = y + row * 0.37 * length
            number = (row * 37 + np.floor(shifted / length)).astype(int) % 4096
            tone = tones[number] * (0.85 + 0.3 * sample(field, x * 8.0, y, 1.1))
            seam = (np.mod(x, width) < 0.004) | (np.mod(shifted, length) < 0.004)
            tone = np.where(seam, 0.45 * tone, tone)
        elif kind == "tiles":
            number = (np.floor(x / tile) * 37 + np.floor(y / tile)).astype(int) % 4096
            tone = 0.5 + 0.5 * tones[number] * (0.9 + 0.2 * sample(field, x, y, 0.9))
            seam = (np.mod(x, tile) < 0.006) | (np.mod(y, tile) < 0.006)
            tone = np.where(seam, 0.6 * tone, tone)
        else:
            fine = 0.5 if kind == "carpet" else 0.2
            tone = 1.0 - fine / 2 + fine * sample(field, x, y, 0.4 if kind == "carpet" else 2.5)
        return colour * tone[:, None]

    return paint


def placard(picture: NDArray[np.uint8], half: NDArray[np.float64], axis: int) -> Paint:
    """Show a picture on the upper face along an axis: 1 lying on a floor, 2 on a wall.

    Lying, its upper edge is farther along -z; hanging, along +y.
    """
    linear = (picture.astype(np.float32) / 255.0) ** 2.2
    rows, columns = linear.shape[:2]

    def paint(points: Floats, faces: NDArray[np.int8]) -> Floats:
        del faces
        x = (points[:, 0] / half[0] + 1.0) / 2.0 * columns - 0.5
        down = points[:, 2] / half[2] if axis == 1 else -points[:, 1] / half[1]
        y = (down + 1.0) / 2.0 * rows - 0.5
        # OpenCV maps at most 32767 places a row.
        padded = -len(x) % 1024
        wide = [np.pad(part.astype(np.float32), (0, padded)).reshape(-1, 1024) for part in (x, y)]
        looked = cv2.remap(
            linear, wide[0], wide[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(looked.reshape(-1, 3)[: len(x)])

    return paint


def poster(rng: Generator) -> NDArray[np.uint8]:
    """Draw lines and discs of any direction, as pictures and screens show them."""
    picture = np.full((120, 160, 3), rng.integers(0, 256, 3), np.uint8)
    for _ in range(int(rng.integers(3, 12))):
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        a, b = rng.integers(0, 160, 2), rng.integers(0, 160, 2)
        if rng.random() < 0.5:
            cv2.line(picture, a.tolist(), b.tolist(), colour, int(rng.integers(1, 9)))
        else:
            cv2.circle(picture, a.tolist(), int(rng.integers(5, 50)), colour, -1)
    cv2.rectangle(picture, (0, 0), (159, 119), (20, 15, 10), 6)
    return picture
