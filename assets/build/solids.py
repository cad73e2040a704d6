"""Triangle solids of the builder: what a solid is, sweeps and turned parts (mm)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.build.outlines import Points

Faces = NDArray[np.int64]
Indices = NDArray[np.int64]
Floats = NDArray[np.float64]

TEXTURE_MM = 56.0
"""Length that one repeat of a pattern covers, mm."""


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Closed triangle surface.

    Parameters
    ----------
    vertices
        (N, 3) mm.
    faces
        (M, 3), counter-clockwise seen from outside.
    uv
        (N, 2) texture coordinates.
    """

    vertices: Points
    faces: Faces
    uv: Points

    def mapped(self, place: Callable[[Points], Points]) -> "Solid":
        """Return the solid with its vertices sent through `place`."""
        return Solid(place(self.vertices), self.faces, self.uv)

    def mirrored(self) -> "Solid":
        """Return the solid reflected at x = 0."""
        return Solid(self.vertices * [-1.0, 1.0, 1.0], self.faces[:, ::-1], self.uv)

    def outward(self) -> "Solid":
        """Return the solid with its faces turned so that it encloses a positive volume."""
        corners = self.vertices[self.faces]
        volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()
        return self if volume > 0.0 else Solid(self.vertices, self.faces[:, ::-1], self.uv)


def joined(solids: Sequence[Solid]) -> Solid:
    """Several solids as one."""
    starts = np.cumsum([0, *(len(solid.vertices) for solid in solids[:-1])])
    return Solid(
        np.vstack([solid.vertices for solid in solids]),
        np.vstack([solid.faces + start for solid, start in zip(solids, starts, strict=True)]),
        np.vstack([solid.uv for solid in solids]),
    )


def strip(first: Indices, second: Indices, *, closed: bool) -> Faces:
    """Quads between two rows of vertices, facing right of travel where `second` lies below."""
    last = len(first) if closed else len(first) - 1
    one, two = first[:last], np.roll(first, -1)[:last]
    four, three = second[:last], np.roll(second, -1)[:last]
    return np.vstack([np.column_stack([one, four, three]), np.column_stack([one, three, two])])


def section(count: int, exponent: float) -> Points:
    """Unit superellipse, (count, 2): 2 is an ellipse, 4 and more a rounded rectangle."""
    angle = (np.arange(count) + 0.5) * (2.0 * np.pi / count)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.column_stack(
        [
            np.sign(cosine) * np.abs(cosine) ** (2.0 / exponent),
            np.sign(sine) * np.abs(sine) ** (2.0 / exponent),
        ]
    )


def frames_along(path: Points, hint: Points, *, closed: bool = False) -> tuple[Points, Points]:
    """Two unit vectors across a path: as near to `hint` as possible, and the one beside it.

    Parameters
    ----------
    path
        (N, 3) mm.
    hint
        (3,) or (N, 3) wanted direction of the first vector.
    """
    if closed:
        tangent = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    else:
        tangent = np.gradient(path, axis=0)
    tangent = tangent / np.linalg.norm(tangent, axis=1, keepdims=True)
    first = np.broadcast_to(hint, path.shape).astype(np.float64)
    first = first - tangent * np.einsum("ij,ij->i", first, tangent)[:, None]
    first = first / np.linalg.norm(first, axis=1, keepdims=True)
    return first, np.cross(tangent, first)


def sweep(
    path: Points,
    hint: Points,
    half_first: Floats | float,
    half_second: Floats | float,
    *,
    exponent: float = 2.0,
    sides: int = 10,
    closed: bool = False,
    round_ends: tuple[float, float] = (0.0, 0.0),
) -> Solid:
    """Section carried along a path.

    Parameters
    ----------
    path
        (N, 3) mm.
    hint
        Direction of the section's first half size, (3,) or (N, 3).
    half_first, half_second
        Half sizes of the section along the path, mm.
    round_ends
        Radius of the rounding of the first and the last end, mm; 0 leaves them flat.
    """
    first, second = frames_along(path, hint, closed=closed)
    a = np.broadcast_to(np.asarray(half_first, dtype=np.float64), (len(path),)).copy()
    b = np.broadcast_to(np.asarray(half_second, dtype=np.float64), (len(path),)).copy()
    if not closed:
        path, first, second, a, b = _rounded_ends(path, (first, second), (a, b), round_ends)
    ring = section(sides, exponent)
    rows = (
        path[:, None]
        + (a[:, None] * ring[:, 0])[..., None] * first[:, None]
        + (b[:, None] * ring[:, 1])[..., None] * second[:, None]
    )
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    across = a[:, None] * ring[:, 0] + 0.6 * b[:, None] * ring[:, 1]
    uv = np.stack(np.broadcast_arrays(steps[:, None], across), axis=-1) / TEXTURE_MM
    index = np.arange(len(path) * sides).reshape(len(path), sides)
    parts = [strip(index[i], index[i + 1], closed=True) for i in range(len(path) - 1)]
    vertices, coordinates = rows.reshape(-1, 3), uv.reshape(-1, 2)
    if closed:
        parts.append(strip(index[-1], index[0], closed=True))
    else:
        vertices = np.vstack([vertices, path[[0, -1]]])
        coordinates = np.vstack([coordinates, uv[[0, -1], 0]])
        parts += [_fan(index[0], len(vertices) - 2), _fan(index[-1][::-1], len(vertices) - 1)]
    return Solid(vertices, np.vstack(parts), coordinates).outward()


def _fan(ring: Indices, centre: int) -> Faces:
    """Triangles from a ring to one vertex."""
    return np.column_stack([np.full(len(ring), centre), ring, np.roll(ring, -1)])


def _rounded_ends(
    path: Points,
    frames: tuple[Points, Points],
    halves: tuple[Floats, Floats],
    radii: tuple[float, float],
) -> tuple[Points, Points, Points, Floats, Floats]:
    """Rows added beyond the ends of a sweep so that it closes with a quarter round."""
    arrays = [path, frames[0], frames[1], halves[0], halves[1]]
    for end, radius in zip((0, -1), radii, strict=True):
        if radius <= 0.0:
            continue
        away = path[end] - path[1 if end == 0 else -2]
        away = away / np.linalg.norm(away)
        angle = np.array([0.35, 0.7, 1.05, 1.35])
        extra = [
            arrays[0][end] + radius * np.sin(angle)[:, None] * away,
            np.repeat(arrays[1][[end]], len(angle), axis=0),
            np.repeat(arrays[2][[end]], len(angle), axis=0),
            np.maximum(arrays[3][end] - radius * (1.0 - np.cos(angle)), 0.08),
            np.maximum(arrays[4][end] - radius * (1.0 - np.cos(angle)), 0.08),
        ]
        arrays = [
            np.concatenate([more[::-1], old] if end == 0 else [old, more])
            for old, more in zip(arrays, extra, strict=True)
        ]
    return arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]


def turned(
    start: Points, axis: Points, profile: Sequence[tuple[float, float]], sides: int
) -> Solid:
    """Part turned about an axis: barrel, pin or screw head.

    Parameters
    ----------
    start
        (3,) mm, where the profile's distance is 0.
    axis
        (3,) direction of increasing distance.
    profile
        Pairs (distance, radius), mm, from one end to the other; ends are closed flat.
    """
    along = axis / np.linalg.norm(axis)
    hint = np.array([1.0, 0.0, 0.0]) if abs(along[0]) < 0.7 else np.array([0.0, 1.0, 0.0])
    first = np.cross(along, hint)
    first = first / np.linalg.norm(first)
    second = np.cross(along, first)
    ring = section(sides, 2.0)
    rows = [
        start + distance * along + radius * (ring[:, :1] * first + ring[:, 1:] * second)
        for distance, radius in profile
    ]
    index = np.arange(len(rows) * sides).reshape(len(rows), sides)
    ends = [start + profile[0][0] * along, start + profile[-1][0] * along]
    vertices = np.vstack([*rows, *ends])
    parts = [strip(index[i], index[i + 1], closed=True) for i in range(len(rows) - 1)]
    parts += [_fan(index[0], len(vertices) - 2), _fan(index[-1][::-1], len(vertices) - 1)]
    return Solid(vertices, np.vstack(parts), np.zeros((len(vertices), 2))).outward()


def box_solid(centre: Points, axes: Points, half: Points) -> Solid:
    """Block; `axes` (3, 3) are its unit axes as rows, `half` its half sizes, mm."""
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
    quads = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    faces = [corner for a, b, c, d in quads for corner in ((a, b, c), (a, c, d))]
    vertices = centre + (signs * half) @ axes
    return Solid(vertices, np.array(faces), np.zeros((8, 2))).outward()
