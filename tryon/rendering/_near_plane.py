"""Cuts triangles off where they come too near the camera to have a picture."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2, IndexArray
from tryon.rendering._region import NEAR_M


def before_camera(corners: Array2) -> tuple[Array2, IndexArray]:
    """Give what of triangles is before the near plane.

    Parameters
    ----------
    corners : (M, 3, 3), m, camera frame

    Returns
    -------
    ((K, 3, 3), m, rows (K,) of the triangles they are parts of)
    """
    is_before = corners[..., 2] > NEAR_M
    whole = np.nonzero(is_before.all(axis=1))[0]
    cut = np.nonzero(is_before.any(axis=1) & ~is_before.all(axis=1))[0]
    if not len(cut):
        return corners[whole], whole.astype(np.int32)
    parts = [(row, part) for row in cut for part in _parts(corners[row])]
    rows = np.concatenate([whole, [row for row, _ in parts]]).astype(np.int32)
    return np.concatenate([corners[whole], [part for _, part in parts]]), rows


def _parts(triangle: Array2) -> list[Array2]:
    """Give the one or two triangles (3, 3) that are left of one that the plane cuts."""
    outline: list[Array2] = []
    for start, end in zip(triangle, np.roll(triangle, -1, axis=0), strict=True):
        if start[2] > NEAR_M:
            outline.append(start)
        if (start[2] > NEAR_M) != (end[2] > NEAR_M):
            # A hair before the plane, so that rounding leaves a depth above it.
            outline.append(
                start + (end - start) * (1.001 * NEAR_M - start[2]) / (end[2] - start[2])
            )
    return [np.array([outline[0], *outline[i : i + 2]]) for i in range(1, len(outline) - 1)]
