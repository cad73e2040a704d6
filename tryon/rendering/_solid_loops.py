"""Compiled loops that turn a piece into cells and the cells into shadows."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image, IndexArray
from tryon.compiled import compile_loop

_Loop = Callable[..., None]


@functools.cache
def mark_loop() -> _Loop:
    """Give the loop that marks the cells that triangles pass through."""
    return compile_loop(_mark)


@functools.cache
def columns_loop() -> Callable[..., int]:
    """Give the loop that lists the runs of marked cells of each upright column."""
    return compile_loop(_list_runs)


@functools.cache
def throw_loop() -> _Loop:
    """Give the loop that counts from how many directions each cell of a plane is shaded."""
    return compile_loop(_throw)


@functools.cache
def lay_loop() -> _Loop:
    """Give the loop that lays a texture of a plane over a picture."""
    return compile_loop(_lay)


def _mark(corners: Array2, cells: Image) -> None:
    """Mark the cells of triangles.

    Points are set in rows along the longest edge, half a cell apart, so that slivers cost no more
    than their length.

    Parameters
    ----------
    corners : (M * 3, 3) in cells, three rows per triangle
    cells : (X, Z, Y) of 0, written 1
    """
    nx, nz, ny = cells.shape
    for index in range(0, len(corners), 3):
        longest, first = -1.0, 0
        for k in range(3):
            a, b = corners[index + k], corners[index + (k + 1) % 3]
            edge = (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
            if edge > longest:
                longest, first = edge, k
        a, b = corners[index + first], corners[index + (first + 1) % 3]
        c = corners[index + (first + 2) % 3]
        ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
        cross = math.sqrt(
            (uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2
        )
        length = math.sqrt(max(longest, 1e-12))
        rows = int(2.0 * cross / length) + 1
        for j in range(rows + 1):
            v = j / rows
            count = int(2.0 * length * (1.0 - v)) + 1
            for i in range(count + 1):
                u = (1.0 - v) * i / count
                x = int(a[0] + u * ux + v * vx)
                y = int(a[1] + u * uy + v * vy)
                z = int(a[2] + u * uz + v * vz)
                if 0 <= x < nx and 0 <= z < nz and 0 <= y < ny:
                    cells[x, z, y] = 1


def _list_runs(cells: Image, runs: IndexArray) -> int:
    """List column x, column z, first and one past the last cell of each run; gives their number.

    What does not fit into `runs` is counted only.
    """
    count = 0
    for x in range(cells.shape[0]):
        for z in range(cells.shape[1]):
            y = 0
            while y < cells.shape[2]:
                if cells[x, z, y] == 0:
                    y += 1
                    continue
                start = y
                while y < cells.shape[2] and cells[x, z, y] != 0:
                    y += 1
                if count < len(runs):
                    runs[count, 0], runs[count, 1] = x, z
                    runs[count, 2], runs[count, 3] = start, y
                count += 1
    return count


def _throw(
    runs: IndexArray,
    slopes: Array2,
    weights: Array1,
    grid: tuple[int, int, float],
    shaded: Float32Array,
) -> None:
    """Add each direction's weight to the cells it does not reach.

    Parameters
    ----------
    runs : (R, 4) of cells, see `_list_runs`
    slopes : (D, 2) how far the light moves along x and z per unit of height, towards its source
    weights : (D,)
    grid : column of the plane under column x = 0, row under z = 0, height of cell 0, in cells
    shaded : (rows along z, columns along x)
    """
    column, row, lift = grid
    height, width = shaded.shape
    stamp = np.zeros((height, width), np.int32)
    for k in range(len(slopes)):
        sx, sz = slopes[k, 0], slopes[k, 1]
        number, weight = k + 1, np.float32(weights[k])
        for index in range(len(runs)):
            low, high = lift + runs[index, 2], lift + runs[index, 3]
            tall = max(high - low, 1.0)
            # A cell is half lit from its middle; its shadow is as long as the run.
            x = column + runs[index, 0] + 0.5 - low * sx
            z = row + runs[index, 1] + 0.5 - low * sz
            dx, dz = -tall * sx, -tall * sz
            steps = int(max(abs(dx), abs(dz))) + 1
            dx, dz = dx / steps, dz / steps
            for _ in range(steps):
                i, j = math.floor(x), math.floor(z)
                if 0 <= i < width and 0 <= j < height and stamp[j, i] != number:
                    stamp[j, i] = number
                    shaded[j, i] += weight
                x += dx
                z += dz


def _lay(texture: Float32Array, texture_from_pixel: Array2, out: Image) -> None:
    """Look the texture up at each pixel, bilinearly; 255 beyond it and above the horizon.

    Parameters
    ----------
    texture : (rows, columns) in [0, 255]
    texture_from_pixel : (3, 3), third coordinate positive before the camera
    out : (h, w, 3) written, the same in all channels
    """
    rows, columns = texture.shape
    m = texture_from_pixel
    full, half = np.uint8(255), np.float32(0.5)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            w = m[2, 0] * x + m[2, 1] * y + m[2, 2]
            code = full
            if w > 1e-9:
                u = (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / w
                v = (m[1, 0] * x + m[1, 1] * y + m[1, 2]) / w
                if 0.0 <= u < columns - 1 and 0.0 <= v < rows - 1:
                    i, j = int(u), int(v)
                    p, q = np.float32(u - i), np.float32(v - j)
                    top = texture[j, i] + p * (texture[j, i + 1] - texture[j, i])
                    low = texture[j + 1, i] + p * (texture[j + 1, i + 1] - texture[j + 1, i])
                    code = np.uint8(top + q * (low - top) + half)
            out[y, x, 0] = out[y, x, 1] = out[y, x, 2] = code
