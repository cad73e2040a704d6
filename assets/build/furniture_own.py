"""Pieces of our own making: lamps, rugs, pictures and a mirror (mm, y up, standing at y = 0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assets.build.furniture_pictures import brocade, misty_mountains, seagrass
from assets.build.outlines import Points
from assets.build.solids import Solid, box_solid, joined, sweep, turned
from tryon.catalog.normals import creased_normals
from tryon.catalog.product import MeshPart, SurfaceMaterial

Picture = NDArray[np.uint8]
_UP = np.array([0.0, 1.0, 0.0])
_PLAIN = SurfaceMaterial((0.8, 0.8, 0.8))


def part(name: str, solid: Solid) -> MeshPart:
    """A solid as a part in metres, its material named as itself."""
    vertices = (solid.vertices / 1e3).astype(np.float32)
    source, triangles, normals = creased_normals(vertices, solid.faces.astype(np.int32))
    return MeshPart(name, name, _PLAIN, vertices[source], normals, triangles)


def pictured(
    name: str, solid: Solid, picture: Picture, place: Callable[[Points], Points]
) -> MeshPart:
    """A solid with a picture on it; `place` gives each vertex (N, 3), mm, its (u, v)."""
    bare = part(name, solid)
    uvs = place(bare.vertices.astype(np.float64) * 1e3).astype(np.float32)
    return MeshPart(name, name, _PLAIN, bare.vertices, bare.normals, bare.triangles, uvs, picture)


def centred(*parts: MeshPart) -> tuple[MeshPart, ...]:
    """The parts moved so that they stand on the origin, which is the middle of their footprint."""
    low = np.min([p.vertices.min(axis=0) for p in parts], axis=0)
    high = np.max([p.vertices.max(axis=0) for p in parts], axis=0)
    middle = 0.5 * (low + high)
    origin = np.array([middle[0], low[1], middle[2]])
    return tuple(replace(p, vertices=p.vertices - origin) for p in parts)


def block(low: Sequence[float], high: Sequence[float]) -> Solid:
    """Block between two corners, mm."""
    corner, other = np.asarray(low, float), np.asarray(high, float)
    return box_solid(0.5 * (corner + other), np.eye(3), 0.5 * (other - corner))


def rod(points: Sequence[Sequence[float]], radius: float, sides: int = 14) -> Solid:
    """Round rod along points, mm."""
    path = np.asarray(points, float)
    hint = np.array([1.0, 0.0, 0.0]) if abs(path[1] - path[0])[0] < 1.0 else _UP
    return sweep(path, hint, radius, radius, sides=sides)


def shade(bottom: float, top: float, low_radius: float, high_radius: float) -> Solid:
    """Open drum of cloth, 2 mm thick."""
    profile = [
        (0.0, low_radius), (top - bottom, high_radius), (top - bottom, high_radius - 2.0),
        (0.0, low_radius - 2.0),
    ]  # fmt: skip
    sides = 72
    angle = 2.0 * np.pi * np.arange(sides) / sides
    rows = np.stack(
        [
            np.stack([r * np.sin(angle), np.full(sides, bottom + y), r * np.cos(angle)], axis=-1)
            for y, r in profile
        ]
    )
    faces: list[tuple[int, int, int]] = []
    for row in range(4):
        for step in range(sides):
            a, b = row * sides + step, row * sides + (step + 1) % sides
            c, d = ((row + 1) % 4) * sides + step, ((row + 1) % 4) * sides + (step + 1) % sides
            faces += [(a, b, d), (a, d, c)]
    vertices = rows.reshape(-1, 3)
    return Solid(vertices, np.array(faces), np.zeros((len(vertices), 2))).outward()


def floor_lamp() -> tuple[MeshPart, ...]:
    """Tripod of wood with a drum of linen, 1.5 m high."""
    legs: list[Solid] = []
    for turn in np.radians([90.0, 210.0, 330.0]):
        out = np.array([np.cos(turn), 0.0, -np.sin(turn)])
        foot, knee = 245.0 * out, 38.0 * out + 1120.0 * _UP
        path = np.linspace(foot, knee, 6)
        radius = np.linspace(13.0, 19.0, 6)
        legs.append(sweep(path, np.cross(_UP, out), radius, radius, sides=18))
    plate = turned(1108.0 * _UP, _UP, [(0, 52), (3, 56), (15, 56), (18, 52)], 48)
    stem = turned(1120.0 * _UP, _UP, [(0, 8), (150, 8)], 20)
    holder = turned(1235.0 * _UP, _UP, [(0, 18), (4, 20), (52, 20), (56, 17)], 28)
    spider = joined(
        [rod([[0, 1262, 0], [r * np.sin(t), 1262, r * np.cos(t)]], 2.4, 8)
         for r, t in ((214.0, 0.5), (214.0, 2.594), (214.0, 4.689))]
    )  # fmt: skip
    bulb = turned(
        1290.0 * _UP, _UP, [(0, 14), (14, 17), (32, 27), (52, 32), (72, 27), (84, 12)], 28
    )
    return centred(
        part("wood", joined(legs)),
        part("metal", joined([plate, stem, holder, spider])),
        part("shade", shade(1215.0, 1500.0, 225.0, 205.0)),
        part("bulb", bulb),
    )


def table_lamp() -> tuple[MeshPart, ...]:
    """Ceramic gourd with a small drum of linen, 0.48 m high."""
    height = np.linspace(0.0, 230.0, 40)
    share = height / 230.0
    radius = 34.0 + 52.0 * np.sin(np.pi * np.clip(share, 0.0, 1.0) ** 0.8) ** 0.9 - 14.0 * share
    body = turned(8.0 * _UP, _UP, list(zip(height, radius, strict=True)), 64)
    foot = turned(0.0 * _UP, _UP, [(0, 40), (2, 42), (8, 42), (10, 40)], 56)
    neck = turned(236.0 * _UP, _UP, [(0, 16), (4, 17), (10, 9), (64, 9), (64, 15), (92, 15)], 28)
    bulb = turned(326.0 * _UP, _UP, [(0, 12), (12, 15), (28, 25), (44, 28), (58, 22), (66, 8)], 28)
    spider = joined(
        [rod([[0, 322, 0], [117 * np.sin(t), 322, 117 * np.cos(t)]], 1.6, 8)
         for t in (0.5, 2.594, 4.689)]
    )  # fmt: skip
    return centred(
        part("ceramic", body),
        part("metal", joined([foot, neck, spider])),
        part("shade", shade(300.0, 480.0, 132.0, 108.0)),
        part("bulb", bulb),
    )


def wool_rug() -> tuple[MeshPart, ...]:
    """Woven rug of 2 x 3 m with a bound edge, 12 mm thick."""
    width, depth, thick, edge = 2000.0, 3000.0, 12.0, 14.0
    field = block(
        (edge - width / 2, 0, edge - depth / 2), (width / 2 - edge, thick, depth / 2 - edge)
    )
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    ring = np.array(
        [[x * (width - edge) / 2, thick / 2, z * (depth - edge) / 2] for x, z in corners]
    )
    sides = [
        sweep(np.linspace(ring[i], ring[(i + 1) % 4], 12), _UP, 0.5 * thick, 0.5 * edge,
              exponent=2.6, sides=10, round_ends=(4.0, 4.0))
        for i in range(4)
    ]  # fmt: skip

    def place(spots: Points) -> Points:
        return np.column_stack([spots[:, 0] / width + 0.5, spots[:, 2] / depth + 0.5])

    return centred(pictured("wool", field, brocade(), place), part("edge", joined(sides)))


def round_rug() -> tuple[MeshPart, ...]:
    """Round of plaited seagrass, 1.6 m across, 14 mm thick."""
    profile = [(0.0, 792.0), (4.0, 798.0), (8.0, 800.0), (11.0, 797.0), (14.0, 788.0)]
    solid = turned(np.zeros(3), _UP, profile, 128)

    def place(spots: Points) -> Points:
        return np.column_stack([spots[:, 0], spots[:, 2]]) / 1600.0 + 0.5

    return centred(pictured("grass", solid, seagrass(), place))


def picture() -> tuple[MeshPart, ...]:
    """Canvas of 90 x 60 cm in a frame that stands 18 mm around it and 30 mm off the wall."""
    half_width, half_height, rail, depth = 450.0, 300.0, 18.0, 30.0
    rails = [
        block((-half_width, 0, 0), (half_width, rail, depth)),
        block((-half_width, 2 * half_height - rail, 0), (half_width, 2 * half_height, depth)),
        block((-half_width, rail, 0), (rail - half_width, 2 * half_height - rail, depth)),
        block((half_width - rail, rail, 0), (half_width, 2 * half_height - rail, depth)),
    ]
    canvas = block(
        (rail - half_width, rail, 6), (half_width - rail, 2 * half_height - rail, depth - 8)
    )

    def place(spots: Points) -> Points:
        u = (spots[:, 0] + half_width) / (2 * half_width)
        return np.column_stack([u, 1.0 - spots[:, 1] / (2 * half_height)])

    return centred(
        pictured("canvas", canvas, misty_mountains(), place), part("frame", joined(rails))
    )


def mirror() -> tuple[MeshPart, ...]:
    """Round mirror, 0.8 m across, its rim 22 mm deep."""
    forward = np.array([0.0, 0.0, 1.0])
    middle = 400.0 * _UP
    angle = 2.0 * np.pi * np.arange(120) / 120
    ring = middle + 393.0 * np.stack([np.cos(angle), np.sin(angle), 0.0 * angle], axis=-1)
    rim = sweep(ring + 12.0 * forward, forward, 11.0, 7.0, exponent=5.0, sides=16, closed=True)
    glass = turned(middle + 12.0 * forward, forward, [(0, 388), (4, 388)], 96)
    back = turned(middle + 1.0 * forward, forward, [(0, 384), (11, 384)], 96)
    return centred(part("mirror", glass), part("rim", rim), part("back", back))


OWN: Mapping[str, Callable[[], tuple[MeshPart, ...]]] = {
    "floor-lamp": floor_lamp,
    "table-lamp": table_lamp,
    "wool-rug": wool_rug,
    "round-rug": round_rug,
    "picture": picture,
    "mirror": mirror,
}
"""By the piece's id."""
