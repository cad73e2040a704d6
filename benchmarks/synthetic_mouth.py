"""Opens the mouths of synthetic people: a lowered jaw, teeth, tongue and the dark behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import spsolve

from benchmarks.synthetic import Person, load_family
from benchmarks.synthetic_raster import Floats, Ints

_HINGE = (-0.030, -0.085)
"""Height and depth of the jaw's joint, m, head frame: just before the ears."""
_LIP_LINE_M = -0.0730
_CHIN_M = -0.090
_FACE_FRONT_M = -0.075
"""What lies behind belongs to neck and throat, which stay."""

TEETH, TONGUE, HOLLOW = 4, 5, 6
FIRST_MOUTH_MATERIAL = TEETH
MOUTH_COLOURS = {
    TEETH: np.array([0.62, 0.57, 0.47]),
    TONGUE: np.array([0.30, 0.12, 0.11]),
    HOLLOW: np.array([0.03, 0.012, 0.01]),
}
"""Reflectances, linear light."""


@dataclass(frozen=True, slots=True, eq=False)
class MouthInside:
    """What an open mouth shows: vertices (N, 3), m; triangles (M, 3); material (M,)."""

    vertices: Floats
    triangles: Ints
    material: Ints


def open_mouth(person: Person, jaw_rad: float) -> Person:
    """Give the person with the jaw lowered by an angle about its joint."""
    share = _jaw_share()
    base, family = person.vertices, load_family()
    # The joint moves with the person's size and face; the family's base gives its place.
    shift = base[family.ear_root_rows].mean(axis=0) - family.base[family.ear_root_rows].mean(axis=0)
    vertices = _turned(base, jaw_rad * share, shift)
    return replace(person, vertices=vertices, jaw_rad=jaw_rad)


def mouth_shift(person: Person) -> Floats:
    """Give how far (3,) a person's upper lip lies from that of the family's base, m."""
    family = load_family()
    return np.asarray(
        (family.landmarks(person.vertices) - family.landmarks(family.base))[[0, 37, 267]].mean(0)
    )


def _turned(points: Floats, angle: Floats, shift: Floats) -> Floats:
    """Turn points (N, 3) about the jaw's joint, each by its own angle (N,), rad."""
    y, z = points[:, 1] - _HINGE[0] - shift[1], points[:, 2] - _HINGE[1] - shift[2]
    cosine, sine = np.cos(angle), np.sin(angle)
    result = points.copy()
    result[:, 1] = _HINGE[0] + shift[1] + cosine * y - sine * z
    result[:, 2] = _HINGE[1] + shift[2] + sine * y + cosine * z
    return result


@cache
def _jaw_share() -> Floats:
    """Give how far (N,) each vertex follows the jaw: 1 on it, 0 above the mouth, smooth between.

    Harmonic over the mesh, which is slit between the lips: they part where they meet.
    """
    family = load_family()
    points, count = family.base, len(family.base)
    corners = family.triangles
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    weights = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))
    weights = weights.tocsr()
    weights.data[:] = 1.0
    degree = np.asarray(weights.sum(axis=1)).ravel()
    front = points[:, 2] > _FACE_FRONT_M
    jaw = front & (points[:, 1] < _CHIN_M) & (points[:, 1] > -0.135) & (points[:, 2] > -0.06)
    lips = family.masks["lips"] > 0.8
    lower = lips & (points[:, 1] < _LIP_LINE_M - 0.003) & (points[:, 2] > -0.006)
    upper = lips & (points[:, 1] > _LIP_LINE_M + 0.002) & (points[:, 2] > -0.006)
    still = (points[:, 1] > -0.062) | ~front | upper | (points[:, 1] < -0.16)
    moving = jaw | lower
    fixed = moving | (still & ~moving)
    share = moving.astype(np.float64)
    free = ~fixed & (degree > 0.0)
    laplacian = (diags_array(degree) - weights).tocsr()
    right = -laplacian[free][:, fixed] @ share[fixed]
    share[free] = spsolve(laplacian[free][:, free].tocsc(), right)
    return np.clip(share, 0.0, 1.0)


@cache
def mouth_inside(jaw_rad: float) -> MouthInside:
    """Give the inside of the base's mouth with the jaw lowered by an angle."""
    zero = np.zeros(3)
    upper = _arch(-0.0655, -0.0765, -0.0075)
    lower = _turned_part(_arch(-0.0850, -0.0775, -0.0095), jaw_rad, zero)
    tongue = _turned_part(_sheet(-0.0815, 0.016, -0.016, -0.045), jaw_rad, zero)
    hollow = _wall(-0.030)
    parts = ((upper, TEETH), (lower, TEETH), (tongue, TONGUE), (hollow, HOLLOW))
    vertices: list[Floats] = []
    triangles: list[Ints] = []
    material: list[Ints] = []
    for (points, corners), kind in parts:
        triangles.append(corners + sum(len(v) for v in vertices))
        vertices.append(points)
        material.append(np.full(len(corners), kind, dtype=np.int32))
    return MouthInside(
        np.concatenate(vertices),
        np.concatenate(triangles).astype(np.int32),
        np.concatenate(material),
    )


_Part = tuple[Floats, Ints]


def _turned_part(part: _Part, angle: float, shift: Floats) -> _Part:
    points, corners = part
    return _turned(points, np.full(len(points), angle), shift), corners


def _arch(root_m: float, edge_m: float, front_m: float) -> _Part:
    """Give a row of teeth from its root to its edge, curved round the mouth."""
    x = np.linspace(-0.023, 0.023, 24)
    z = front_m - x**2 / 0.030
    # The edges of teeth are not one line.
    wave = 0.0006 * np.abs(np.sin(np.pi * x / 0.0078)) * np.sign(edge_m - root_m)
    rows = np.array(
        [np.column_stack([x, np.full_like(x, root_m), z]), np.column_stack([x, edge_m + wave, z])]
    )
    return _grid(rows)


def _sheet(height_m: float, half_m: float, front_m: float, back_m: float) -> _Part:
    """Give a tongue: a rounded sheet."""
    x = np.linspace(-half_m, half_m, 14)
    rows = np.array(
        [
            np.column_stack([x, height_m - 6.0 * x**2 - drop, np.full_like(x, z)])
            for z, drop in ((front_m, 0.003), (front_m - 0.006, 0.0), (back_m, -0.001))
        ]
    )
    return _grid(rows)


def _wall(depth_m: float) -> _Part:
    """Give the dark at the back."""
    x = np.linspace(-0.032, 0.032, 12)
    heights = np.linspace(-0.060, -0.101, 10)
    rows = np.array(
        [np.column_stack([x, np.full_like(x, y), np.full_like(x, depth_m)]) for y in heights]
    )
    return _grid(rows)


def _grid(rows: Floats) -> _Part:
    """Join rows (R, C, 3) of points to a mesh that faces the front."""
    count, columns = rows.shape[:2]
    corner = (np.arange(count - 1)[:, None] * columns + np.arange(columns - 1)[None]).ravel()
    one = np.column_stack([corner, corner + columns, corner + 1])
    two = np.column_stack([corner + 1, corner + columns, corner + columns + 1])
    triangles = np.concatenate([one, two]).astype(np.int32)
    points = rows.reshape(-1, 3)
    edge = points[triangles]
    normal = np.cross(edge[:, 1] - edge[:, 0], edge[:, 2] - edge[:, 0])
    flat = normal[:, 2] < 0.0
    triangles[flat] = triangles[flat][:, ::-1]
    return points, triangles
