"""The shape of a nose as spectacles feel it: a height field over the front of the face."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray

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
    centre = corners.mean(axis=1)
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
    origin = corners[:, 0, :2]
    edge_u = corners[:, 1, :2] - origin
    edge_v = corners[:, 2, :2] - origin
    area = edge_u[:, 0] * edge_v[:, 1] - edge_u[:, 1] * edge_v[:, 0]
    # Triangles seen edge-on cover nothing from the front.
    area = np.where(np.abs(area) < 1e-12, np.inf, area)
    offset = points[:, None, :] - origin[None]
    u = (offset[..., 0] * edge_v[:, 1] - offset[..., 1] * edge_v[:, 0]) / area
    v = (edge_u[:, 0] * offset[..., 1] - edge_u[:, 1] * offset[..., 0]) / area
    z = corners[:, 0, 2]
    height = z + u * (corners[:, 1, 2] - z) + v * (corners[:, 2, 2] - z)
    tolerance = 1e-9
    inside = (u >= -tolerance) & (v >= -tolerance) & (u + v <= 1.0 + tolerance)
    inside &= np.isfinite(area)
    return np.asarray(np.where(inside, height, -np.inf).max(axis=1), dtype=np.float64)
