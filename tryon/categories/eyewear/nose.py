"""The shape of a nose as spectacles feel it: a height field over the front of the face."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray
from tryon.compiled import compile_loop

_HALF_WIDTH_M = 0.022
_LOWEST_M = -0.034
_HIGHEST_M = 0.014


def nose_triangles(head_points: Array2, triangles: IndexArray) -> Array2:
    """Give the corners of the triangles around the nose.

    Parameters
    ----------
    head_points : (N, 3), m, head frame
    triangles : (M, 3)

    Returns
    -------
    (K, 3, 3), m: triangle, corner, coordinate
    """
    corners = head_points[triangles]
    centre = (corners[:, 0] + corners[:, 1] + corners[:, 2]) / 3.0
    near = (
        (np.abs(centre[:, 0]) < _HALF_WIDTH_M)
        & (centre[:, 1] > _LOWEST_M)
        & (centre[:, 1] < _HIGHEST_M)
    )
    return np.asarray(corners[near], dtype=np.float64)


def surface_height(corners: Array2, points: Array2) -> Array1:
    """Give how far the face stands out at places seen from the front.

    Parameters
    ----------
    corners : (K, 3, 3), m, from `nose_triangles`
    points : (N, 2), m, x and y in the head frame

    Returns
    -------
    (N,), m, z of the frontmost surface; -inf beside it
    """
    height = np.full(len(points), -np.inf)
    _height_loop()(corners, points, height)
    return height


@functools.cache
def _height_loop() -> Callable[[Array2, Array2, Array1], None]:
    return compile_loop(_raise_heights)


def _raise_heights(corners: Array2, points: Array2, height: Array1) -> None:
    """Raise heights, (N,), to the triangles above the points."""
    least = -1e-9
    for corner in corners:
        x0, y0, z0 = corner[0]
        ux, uy, uz = corner[1] - corner[0]
        vx, vy, vz = corner[2] - corner[0]
        area = ux * vy - uy * vx
        # Triangles seen edge-on cover nothing from the front.
        if abs(area) < 1e-12:
            continue
        for i in range(len(points)):
            x, y = points[i, 0] - x0, points[i, 1] - y0
            u, v = (x * vy - y * vx) / area, (ux * y - uy * x) / area
            if u >= least and v >= least and u + v <= 1.0 - least:
                height[i] = max(height[i], z0 + u * uz + v * vz)
