"""Compiled loops of the hair removal."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.compiled import compile_loop

SURE = 4
"""Times a place was seen before it is remembered as background."""
LINES = 2
"""Rows of which one is looked at in each frame."""
_FULL = 8


@functools.cache
def learn_loop() -> Callable[..., None]:
    """Give the loop that remembers the background."""
    return compile_loop(_learn)


@functools.cache
def fill_loop() -> Callable[..., None]:
    """Give the loop that fills a gap."""
    return compile_loop(_fill)


def _learn(  # noqa: PLR0917 - compiled loops take arrays, not objects
    now: Image,
    mask: Image,
    free: Float32Array,
    known: Image,
    seen: Image,
    changed: AnyArray,
    start: int,
) -> None:
    """Mix what is free into what is known; sums the differences and their number.

    Every `LINES`-th row only, from `start` on.
    """
    height, width = mask.shape
    rows, columns = free.shape
    cells = np.empty(width, np.int64)  # Dividing at every pixel would take most of the time.
    for x in range(width):
        cells[x] = x * columns // width
    for y in range(start, height, LINES):
        row = y * rows // height
        for x in range(width):
            if mask[y, x] > 0 or free[row, cells[x]] < 1.0:
                continue
            if seen[y, x] == 0:
                for channel in range(3):
                    known[y, x, channel] = now[y, x, channel]
            else:
                for channel in range(3):
                    before, fresh = np.int64(known[y, x, channel]), np.int64(now[y, x, channel])
                    if seen[y, x] >= SURE:
                        changed[0] += abs(fresh - before)
                    # Halves are rounded towards the new value, or it would never be reached.
                    known[y, x, channel] = np.uint8(before + ((fresh - before + 2) >> 2))
                if seen[y, x] >= SURE:
                    changed[1] += 1
            if seen[y, x] < 255:
                seen[y, x] += 1


def _fill(
    now: Image,
    mask: Image,
    fields: tuple[Float32Array, Float32Array, Float32Array, Float32Array, Float32Array],
    known: Image,
    seen: Image,
) -> None:
    """Fill a gap in place.

    `fields` are small: the surroundings carried on, the picture without texture, the way to the
    rim, where background is seen, and where nothing is ever seen. `known` and `seen` are empty
    (1 x 1) without a memory.
    """
    smooth, base, away, free, unseen = fields
    height, width = mask.shape
    rows, columns = free.shape
    per_x, per_y = columns / width, rows / height
    has_memory = seen.shape[0] == height and seen.shape[1] == width
    for y in range(height):
        down = min(max((y + 0.5) * per_y - 0.5, 0.0), rows - 1.001)
        i = int(down)
        q = np.float32(down - i)
        near_row = min(int((y + 0.5) * per_y), rows - 1)
        for x in range(width):
            if mask[y, x] == 0 or unseen[near_row, min(int((x + 0.5) * per_x), columns - 1)] > 0.0:
                continue
            across = min(max((x + 0.5) * per_x - 0.5, 0.0), columns - 1.001)
            j = int(across)
            p = np.float32(across - j)
            a, b = (np.float32(1.0) - p) * (np.float32(1.0) - q), p * (np.float32(1.0) - q)
            c, d = (np.float32(1.0) - p) * q, p * q
            way_x = a * away[i, j, 0] + b * away[i, j + 1, 0]
            way_x += c * away[i + 1, j, 0] + d * away[i + 1, j + 1, 0]
            way_y = a * away[i, j, 1] + b * away[i, j + 1, 1]
            way_y += c * away[i + 1, j, 1] + d * away[i + 1, j + 1, 1]
            # As far beyond the rim as this place is within.
            u = min(max(int(x + 2.0 * way_x / per_x + 0.5), 0), width - 1)
            v = min(max(int(y + 2.0 * way_y / per_y + 0.5), 0), height - 1)
            k = min(max(int((v + 0.5) * per_y), 0), rows - 1)
            m = min(max(int((u + 0.5) * per_x), 0), columns - 1)
            there = free[k, m] if mask[v, u] == 0 else np.float32(0.0)
            sure = np.float32(0.0)
            if has_memory and seen[y, x] > SURE:
                sure = np.float32(min(1.0, (seen[y, x] - SURE) / _FULL))
            share = np.float32(mask[y, x]) / np.float32(255.0)
            for channel in range(3):
                value = a * smooth[i, j, channel] + b * smooth[i, j + 1, channel]
                value += c * smooth[i + 1, j, channel] + d * smooth[i + 1, j + 1, channel]
                value += there * (np.float32(now[v, u, channel]) - base[k, m, channel])
                if sure > 0.0:
                    value += sure * (np.float32(known[y, x, channel]) - value)
                old = np.float32(now[y, x, channel])
                mixed = old + share * (value - old)
                now[y, x, channel] = np.uint8(min(max(mixed, 0.0), 255.0) + 0.5)
