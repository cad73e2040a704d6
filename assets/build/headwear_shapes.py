"""Surfaces of hats: the oval of a head, shells, brims, ribbons and tubes (mm).

Hats lie as they are made: y up from the lower edge of the band, z to the front, x to the wearer's
left, the origin in the middle of the opening. Texture rows run up the hat, columns around it.
"""

from dataclasses import dataclass

import numpy as np

from assets.build.glb import Part
from assets.build.outlines import Points
from assets.build.solids import Floats, Indices, Solid, joined

_DENSE = 720
HEAD_RATIO = 0.74
"""Breadth over length of a head at the height of a hat band."""
HEAD_EXPONENT = 2.2
"""Superellipse that follows the section of the head model there within 2 mm."""


@dataclass(frozen=True, slots=True)
class Oval:
    """Superellipse around the y axis; half sizes in mm."""

    half_width: float
    half_length: float
    exponent: float = HEAD_EXPONENT

    def at(self, angle: Floats) -> Points:
        """Points (..., 2), x and z, at angles from the front towards the wearer's left."""
        power = 2.0 / self.exponent
        sine, cosine = np.sin(angle), np.cos(angle)
        return np.stack(
            [
                self.half_width * np.sign(sine) * np.abs(sine) ** power,
                self.half_length * np.sign(cosine) * np.abs(cosine) ** power,
            ],
            axis=-1,
        )

    def grown(self, distance: float) -> "Oval":
        """The oval made wider and longer on every side."""
        return Oval(self.half_width + distance, self.half_length + distance, self.exponent)


def head_oval(circumference: float) -> Oval:
    """Oval of the opening of a hat with this inner circumference."""
    unit = Oval(HEAD_RATIO, 1.0)
    ring = unit.at(np.linspace(0.0, 2.0 * np.pi, _DENSE + 1))
    length = float(np.linalg.norm(np.diff(ring, axis=0), axis=1).sum())
    return Oval(circumference / length * HEAD_RATIO, circumference / length)


def around(sides: int) -> Floats:
    """Angles of the columns of a ring, the first repeated at the end."""
    return np.linspace(0.0, 2.0 * np.pi, sides + 1)


@dataclass(frozen=True, slots=True)
class Cloth:
    """Where a surface lies in its texture.

    Parameters
    ----------
    repeats
        How often the texture repeats around.
    low, high
        Texture rows of the first and the last row of the surface.
    """

    repeats: float = 1.0
    low: float = 0.0
    high: float = 1.0


def sheet(rows: Points, cloth: Cloth) -> Solid:
    """Surface of a grid (R, C, 3); outside is to the right of travel along rows going up.

    Texture rows follow the length of the surface, so that weaves keep their shape.
    """
    count, columns = rows.shape[:2]
    steps = np.linalg.norm(np.diff(rows, axis=0), axis=2).mean(axis=1)
    up = np.concatenate([[0.0], np.cumsum(steps)])
    up = cloth.low + (cloth.high - cloth.low) * up / max(float(up[-1]), 1e-9)
    along = np.linspace(0.0, cloth.repeats, columns)
    uv = np.stack(np.broadcast_arrays(along[None], up[:, None]), axis=-1).reshape(-1, 2)
    index = np.arange(count * columns).reshape(count, columns)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    c, d = index[1:, 1:].ravel(), index[1:, :-1].ravel()
    faces = np.vstack([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
    return _sound(Solid(rows.reshape(-1, 3), faces, uv))


def _sound(solid: Solid) -> Solid:
    """Drop faces without area, which rows that meet in a point leave."""
    corners = solid.vertices[solid.faces]
    area = np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    return Solid(solid.vertices, solid.faces[area > 1e-6], solid.uv)


def grid_normals(rows: Points) -> Points:
    """Unit normals (R, C, 3) of a grid whose first and last column are the same."""
    padded = np.concatenate([rows[:, -2:-1], rows, rows[:, 1:2]], axis=1)
    across = padded[:, 2:] - padded[:, :-2]
    along = np.gradient(rows, axis=0)
    normal = np.cross(across, along)
    length = np.linalg.norm(normal, axis=2, keepdims=True)
    normal = np.where(length > 1e-9, normal / np.maximum(length, 1e-9), 0.0)
    # At a pole the row has no width: its neighbours know the way.
    flat = length[..., 0] <= 1e-9
    for row in np.flatnonzero(flat.any(axis=1)):
        normal[row] = normal[row - 1 if row else 1].mean(axis=0)
    return normal / np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)


def shell(rows: Points, thickness: float, cloth: Cloth) -> tuple[Solid, Solid]:
    """Outside and inside of a cloth of some thickness, joined at the first row.

    Parameters
    ----------
    rows
        (R, C, 3) outside, from the edge to the crown, normals pointing outwards.
    """
    inner = rows - thickness * grid_normals(rows)
    inner[-1] = inner[-1].mean(axis=0)
    rim = np.stack([inner[0], rows[0]])
    outside = joined([sheet(rows, cloth), sheet(rim, Cloth(cloth.repeats, cloth.low, cloth.low))])
    return outside, sheet(inner[::-1], Cloth(cloth.repeats, cloth.high, cloth.low))


def brim(rows: Points, thickness: float, cloth: Cloth) -> tuple[Solid, Solid]:
    """Upper side with its edge, and lower side, of a brim.

    Parameters
    ----------
    rows
        (R, C, 3) upper side, from its edge inwards.
    """
    under = rows - [0.0, thickness, 0.0]
    edge = np.stack([under[0], 0.5 * (rows[0] + under[0]), rows[0]])
    edge[1, :, [0, 2]] *= 1.0 + 0.5 * thickness / np.abs(rows[0, :, [0, 2]]).max()
    upper = joined([sheet(rows, cloth), sheet(edge, Cloth(cloth.repeats, cloth.low, cloth.low))])
    return upper, sheet(under[::-1], Cloth(cloth.repeats, cloth.high, cloth.low))


def ribbon(path: Points, normal: Points, width: float, lift: float) -> Solid:
    """Flat strip along a path on a surface: a seam, a row of stitches.

    Parameters
    ----------
    path, normal
        (N, 3) mm, and unit normals of the surface there.
    lift
        Height above the surface, mm.
    """
    tangent = np.gradient(path, axis=0)
    side = np.cross(normal, tangent)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    middle = path + lift * normal
    rows = np.stack([middle - 0.5 * width * side, middle + 0.5 * width * side])
    strip = sheet(rows, Cloth())
    corners = strip.vertices[strip.faces[0]]
    facing = np.cross(corners[1] - corners[0], corners[2] - corners[0]) @ normal[0]
    return strip if facing > 0.0 else Solid(strip.vertices, strip.faces[:, ::-1], strip.uv)


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A grid one can walk on: rows by share of the way up, columns by angle.

    Parameters
    ----------
    rows
        (R, C, 3) mm, first and last column the same.
    """

    rows: Points

    def at(self, angle: Floats, share: Floats) -> tuple[Points, Points]:
        """Points and unit normals, (N, 3) each, at angles and shares of the way up, [0, 1]."""
        normals = grid_normals(self.rows)
        place = [self._mixed(values, angle, share) for values in (self.rows, normals)]
        return place[0], place[1] / np.linalg.norm(place[1], axis=1, keepdims=True)

    def _mixed(self, values: Points, angle: Floats, share: Floats) -> Points:
        count, columns = values.shape[0] - 1, values.shape[1] - 1
        row, column = np.broadcast_arrays(
            np.clip(share, 0.0, 1.0) * count, np.mod(angle, 2.0 * np.pi) / (2.0 * np.pi) * columns
        )
        i = np.minimum(row.astype(int), count - 1)
        j = np.minimum(column.astype(int), columns - 1)
        p, q = (row - i)[:, None], (column - j)[:, None]
        lower = values[i, j] * (1.0 - q) + values[i, j + 1] * q
        upper = values[i + 1, j] * (1.0 - q) + values[i + 1, j + 1] * q
        return lower * (1.0 - p) + upper * p


def front_and_back(name: str, material: str, solid: Solid) -> list[Part]:
    """Cut a brim over the ears and behind: its back quarters may lie behind the wearer."""
    middle = solid.vertices[solid.faces].mean(axis=1)
    is_front, is_left = middle[:, 2] > 0.0, middle[:, 0] > 0.0
    quarters = (
        ("front", is_front),
        ("back_left", ~is_front & is_left),
        ("back_right", ~is_front & ~is_left),
    )
    return [
        Part(f"{name}_{side}", material, _kept(solid, solid.faces[chosen]))
        for side, chosen in quarters
    ]


def _kept(solid: Solid, faces: Indices) -> Solid:
    used, corners = np.unique(faces, return_inverse=True)
    return Solid(solid.vertices[used], corners.reshape(-1, 3), solid.uv[used])
