"""A small software rasteriser: which triangle each sample of the picture sees, and where."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Image = NDArray[np.uint8]


@numba.njit(cache=True)
def rasterise(
    points: Floats, depth: Floats, solid: Floats, triangles: Ints, size: tuple[int, int]
) -> tuple[Ints, Floats, Floats]:
    """Find the nearest triangle of each pixel.

    Parameters
    ----------
    points : (N, 2), px
    depth : (N,), m, along z
    solid : (N,), where its interpolated value is under 0.5 a triangle lets the eye through
    triangles : (M, 3)
    size : width and height, px

    Returns
    -------
    nearest : (height, width), row of `triangles`, -1 where nothing is seen
    weights : (height, width, 3), perspective-correct weights of its corners
    nearest_depth : (height, width), m, inf where nothing is seen
    """
    width, height = size
    nearest = np.full((height, width), -1, dtype=np.int32)
    weights = np.zeros((height, width, 3))
    buffer = np.full((height, width), np.inf)
    for row in range(len(triangles)):
        a, b, c = triangles[row]
        if min(depth[a], depth[b], depth[c]) <= 1e-3:
            continue
        ax, ay = points[a]
        bx, by = points[b]
        cx, cy = points[c]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-12:
            continue
        left = max(int(np.ceil(min(ax, bx, cx))), 0)
        right = min(int(np.floor(max(ax, bx, cx))), width - 1)
        top = max(int(np.ceil(min(ay, by, cy))), 0)
        bottom = min(int(np.floor(max(ay, by, cy))), height - 1)
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                wa = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                wb = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                wc = 1.0 - wa - wb
                if wa < 0.0 or wb < 0.0 or wc < 0.0:
                    continue
                if wa * solid[a] + wb * solid[b] + wc * solid[c] < 0.5:
                    continue
                ia, ib, ic = wa / depth[a], wb / depth[b], wc / depth[c]
                z = 1.0 / (ia + ib + ic)
                if z < buffer[y, x]:
                    buffer[y, x] = z
                    nearest[y, x] = row
                    weights[y, x, 0] = ia * z
                    weights[y, x, 1] = ib * z
                    weights[y, x, 2] = ic * z
    return nearest, weights, buffer


def vertex_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Give area-weighted unit normals (N, 3)."""
    corners = vertices[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-15)


def openness(vertices: Floats, triangles: Ints, normals: Floats, directions: Floats) -> Floats:
    """Give the share (N,), [0, 1], of the sky each vertex sees, weighted by the cosine.

    Parameters
    ----------
    vertices : (N, 3), m
    triangles : (M, 3)
    normals : (N, 3), unit
    directions : (K, 3), unit, spread evenly over the sphere

    Notes
    -----
    One orthographic depth picture for each direction, as in a shadow map.
    """
    size = 160
    seen = np.zeros(len(vertices))
    total = np.full(len(vertices), 1e-9)
    centre = vertices.mean(axis=0)
    radius = float(np.linalg.norm(vertices - centre, axis=1).max())
    for direction in directions:
        lit = light_visibility(vertices, triangles, direction, (centre, radius, size))
        cosine = np.maximum(normals @ direction, 0.0)
        seen += cosine * lit
        total += cosine
    return seen / total


def light_visibility(
    vertices: Floats, triangles: Ints, direction: Floats, frame: tuple[Floats, float, int]
) -> Floats:
    """Give 1 (N,) where a vertex sees a distant light, falling to 0 within 6 mm of cover."""
    centre, radius, size = frame
    helper = np.array([0.0, 1.0, 0.0]) if abs(direction[1]) < 0.9 else np.array([1.0, 0.0, 0.0])
    right = np.cross(helper, direction)
    right /= np.linalg.norm(right)
    up = np.cross(direction, right)
    local = vertices - centre
    scale = (size - 1) / (2.0 * radius)
    points = np.column_stack([local @ right, local @ up]) * scale + (size - 1) / 2.0
    depth = 2.0 * radius - local @ direction
    _, _, buffer = rasterise(points, depth, np.ones(len(points)), triangles, (size, size))
    column = np.clip(np.rint(points[:, 0]).astype(int), 0, size - 1)
    row = np.clip(np.rint(points[:, 1]).astype(int), 0, size - 1)
    behind = depth - buffer[row, column]
    bias = 2.0 / scale
    return 1.0 - np.clip((behind - bias) / 0.006, 0.0, 1.0)
