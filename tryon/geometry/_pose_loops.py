"""Compiled loops of pose refinement: a hundred points are too few for numpy's calls."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.compiled import compile_loop

_UNKNOWNS = 6
_HUBER_SIGMAS = 1.5


@functools.cache
def place_loop() -> Callable[[Array2, Array2, Array1, Array2, Array2], float]:
    """Give the loop that turns points and finds what is left to their rays; it gives their depth.

    It takes rays, points, pose, and room for turned points and residuals.
    """
    return compile_loop(_place)


@functools.cache
def equations_loop() -> Callable[[Array2, Array1, Array2, Array1, Array2], tuple[float, Array1]]:
    """Give the loop that weighs points and sums the normal equations of a small step."""
    return compile_loop(_equations)


def _place(rays: Array2, points: Array2, pose: Array2, turned: Array2, residual: Array2) -> float:
    """Turn points by `pose`, (3, 4); give the least depth."""
    nearest = np.inf
    for i in range(len(points)):
        for k in range(3):
            turned[i, k] = 0.0
            for n in range(3):
                turned[i, k] += pose[k, n] * points[i, n]
        depth = turned[i, 2] + pose[2, 3]
        nearest = min(nearest, depth)
        for k in range(2):
            residual[i, k] = (turned[i, k] + pose[k, 3]) / depth - rays[i, k]
    return nearest


def _equations(
    turned: Array2, translation: Array1, residual: Array2, weights: Array1, equations: Array2
) -> tuple[float, Array1]:
    """Fill `equations`, (6, 7): normal matrix and gradient for (turn, translation / depth).

    Gives the weighted sum of squares and the robust weights, (N,): Huber's, whose width is 1.5
    robust standard deviations of the residuals.
    """
    count = len(turned)
    length, robust = np.empty(count), np.empty(count)
    for i in range(count):
        length[i] = np.sqrt(residual[i, 0] ** 2 + residual[i, 1] ** 2)
    limit = _HUBER_SIGMAS * 1.2 * np.median(length) + 1e-12
    slopes = np.zeros((2, _UNKNOWNS))
    squares = 0.0
    equations[:] = 0.0
    for i in range(count):
        robust[i] = weights[i] * min(1.0, limit / max(length[i], 1e-12))
        squares += robust[i] * length[i] ** 2
        x, y, z = turned[i]
        inverse = 1.0 / (z + translation[2])
        u, v = (x + translation[0]) * inverse, (y + translation[1]) * inverse
        near = translation[2] * inverse
        # d(u, v) / d(turns about x, y, z; translation / depth): small turns act on `turned`.
        slopes[0, 0], slopes[1, 0] = -u * y * inverse, (-z - v * y) * inverse
        slopes[0, 1], slopes[1, 1] = (z + u * x) * inverse, v * x * inverse
        slopes[0, 2], slopes[1, 2] = -y * inverse, x * inverse
        slopes[0, 3] = slopes[1, 4] = near
        slopes[0, 5], slopes[1, 5] = -u * near, -v * near
        for k in range(2):
            for row in range(_UNKNOWNS):
                pull = robust[i] * slopes[k, row]
                equations[row, _UNKNOWNS] += pull * residual[i, k]
                for column in range(_UNKNOWNS):
                    equations[row, column] += pull * slopes[k, column]
    return squares, robust
