"""Compiled loops of the share of light that reaches places on a piece."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Float32Array, Image, IndexArray
from tryon.compiled import compile_loop

_Loop = Callable[..., None]


@functools.cache
def cells_loop() -> Callable[..., int]:
    """Give the loop that lists cells that something can be seen of."""
    return compile_loop(_list_cells)


@functools.cache
def nearest_loop() -> _Loop:
    """Give the loop that draws cells as a far source sees them."""
    return compile_loop(_draw_nearest)


@functools.cache
def arriving_loop() -> _Loop:
    """Give the loop that adds up the light that arrives at places from one direction."""
    return compile_loop(_add_arriving)


def _list_cells(cells: Image, places: IndexArray) -> int:
    """List (x, z, y) of marked cells with an empty neighbour; gives their number.

    What does not fit into `places` is counted only.
    """
    nx, nz, ny = cells.shape
    count = 0
    for x in range(nx):
        for z in range(nz):
            for y in range(ny):
                if cells[x, z, y] == 0:
                    continue
                is_inside = 0 < x < nx - 1 and 0 < z < nz - 1 and 0 < y < ny - 1
                if (
                    is_inside
                    and cells[x - 1, z, y]
                    and cells[x + 1, z, y]
                    and cells[x, z - 1, y]
                    and cells[x, z + 1, y]
                    and cells[x, z, y - 1]
                    and cells[x, z, y + 1]
                ):
                    continue
                if count < len(places):
                    places[count, 0], places[count, 1], places[count, 2] = x, z, y
                count += 1
    return count


def _draw_nearest(places: IndexArray, frame: Array1, corner: Array1, nearest: Float32Array) -> None:
    """Draw cells as a far source sees them, the one nearest to it kept.

    Parameters
    ----------
    places : (C, 3) cells (x, z, y)
    frame : (9,) two axes across the direction, then the direction towards the source
    corner : (2,) of the drawing along the two axes, in cells
    nearest : (h, w) of low depths along the direction, in cells, raised
    """
    ax, az, ay, bx, bz, by, dx, dz, dy = frame
    height, width = nearest.shape
    for i in range(len(places)):
        x, z, y = places[i, 0] + 0.5, places[i, 1] + 0.5, places[i, 2] + 0.5
        u = int(x * ax + z * az + y * ay - corner[0])
        v = int(x * bx + z * bz + y * by - corner[1])
        if 0 <= u < width and 0 <= v < height:
            depth = np.float32(x * dx + z * dz + y * dy)
            nearest[v, u] = max(nearest[v, u], depth)


def _add_arriving(
    surface: tuple[Float32Array, Float32Array],
    frame: Array1,
    drawn: tuple[Array1, Float32Array],
    plane: tuple[Float32Array, float, float, float],
    sums: tuple[Array1, Array1],
) -> None:
    """Add, for each point, the light of one direction that nothing keeps from it.

    Parameters
    ----------
    surface : (N, 3) points a little outside of it, in cells along x, z, y, and its normals
    frame, drawn : of the direction, corner and drawing as `_draw_nearest` gives it
    plane : (h, w) share of light [0, 1] that arrives at the plane, column under x = 0,
        row under z = 0, and height of the plane, in cells
    sums : (N,) light that arrives, and what would without the piece
    """
    ax, az, ay, bx, bz, by, dx, dz, dy = frame
    points, normals = surface
    (corner, nearest), (even, column, row, level), (lit, full) = drawn, plane, sums
    for i in range(len(points)):
        facing = normals[i, 0] * dx + normals[i, 1] * dz + normals[i, 2] * dy
        if facing <= 0.0:
            continue
        full[i] += facing
        x, z, y = points[i, 0], points[i, 1], points[i, 2]
        u = x * ax + z * az + y * ay - corner[0] - 0.5
        v = x * bx + z * bz + y * by - corner[1] - 0.5
        depth = x * dx + z * dz + y * dy
        j, k = int(u), int(v)
        p, q = u - j, v - k
        seen = 0.0
        if nearest[k, j] < depth:
            seen += (1.0 - p) * (1.0 - q)
        if nearest[k, j + 1] < depth:
            seen += p * (1.0 - q)
        if nearest[k + 1, j] < depth:
            seen += (1.0 - p) * q
        if nearest[k + 1, j + 1] < depth:
            seen += p * q
        if dy < 0.0:
            # What comes from the plane is as bright as the plane is lit there.
            steps = max(y - level, 0.0) / -dy
            c, r = math.floor(x + steps * dx + column), math.floor(z + steps * dz + row)
            if 0 <= c < even.shape[1] and 0 <= r < even.shape[0]:
                seen *= even[r, c]
        lit[i] += facing * seen
