"""Earrings put together from parts (mm): one for the left ear, and its mirror image.

Axes of one earring: origin where it passes through the lobe, y up, z out of the lobe's outer
side, x across. A hoop's ring lies in the plane of y and z, as the hole through the lobe asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from assets.build.glb import Part
from assets.build.outlines import Points
from assets.build.product import Goods
from assets.build.solids import Faces, Solid, joined, strip, sweep, turned

_X = np.array([1.0, 0.0, 0.0])
_Y = np.array([0.0, 1.0, 0.0])
_Z = np.array([0.0, 0.0, 1.0])


def pair_of(kind: str, parts: Mapping[str, tuple[str, Solid]], *, apart: float) -> Goods:
    """Give a pair of earrings.

    Parameters
    ----------
    kind
        `hoop`, `drop` or `stud`: how it hangs.
    parts
        Material and solid of the left earring by part name.
    apart
        Distance between the two hooks in the product's frame, mm.
    """
    shift = 0.5 * apart * _X
    nodes: list[Part] = []
    for name, (material, solid) in parts.items():
        left = solid.mapped(lambda points: points + shift)
        nodes.append(Part(f"left_{name}", material, left))
        nodes.append(Part(f"right_{name}", material, left.mirrored()))
    vertices = np.vstack([solid.vertices for _, solid in parts.values()])
    dimensions = {
        "width_mm": float(np.ptp(vertices, axis=0)[[0, 2]].max()),
        "drop_mm": float(max(0.1, -vertices[:, 1].min())),
    }
    return Goods(
        category="earrings",
        mount="ears",
        dimensions=dimensions,
        parts=nodes,
        points={"left_hook": shift, "right_hook": shift * [-1.0, 1.0, 1.0]},
        traits={"kind": kind},
    )


def ring_path(radius: float, count: int) -> tuple[Points, Points]:
    """Give a ring (N, 3) that hangs below the hook, and the angle (N,) from its top, rad."""
    angle = np.asarray(np.arange(count) * (2.0 * np.pi / count), dtype=np.float64)
    path = np.column_stack(
        [np.zeros(count), radius * (np.cos(angle) - 1.0), radius * np.sin(angle)]
    )
    return path, angle


def hoop(radius: float, across: tuple[float, float], along: tuple[float, float]) -> Solid:
    """Smooth hoop.

    Parameters
    ----------
    radius
        Of the wire's middle, mm.
    across, along
        Half the section parallel to the lobe and in the ring's plane, at the top and bottom.
    """
    path, angle = ring_path(radius, 44)
    share = 0.5 - 0.5 * np.cos(angle)
    outward = path - [0.0, -radius, 0.0]
    return sweep(
        path,
        outward,
        along[0] + share * (along[1] - along[0]),
        across[0] + share * (across[1] - across[0]),
        exponent=2.3,
        sides=10,
        closed=True,
    )


def twisted_hoop(radius: float, strand: float, turns: int) -> Solid:
    """Hoop of two strands wound around each other; `strand` is a strand's radius, mm."""
    path, angle = ring_path(radius, 80)
    outward = (path - [0.0, -radius, 0.0]) / radius
    # Near the top the strands close up into the plain wire that passes through the lobe.
    open_share = np.clip((0.5 - 0.5 * np.cos(angle)) * 9.0, 0.25, 1.0)
    strands: list[Solid] = []
    for phase in (0.0, np.pi):
        turn = turns * angle + phase
        offset = 0.72 * strand * open_share
        aside = (offset * np.cos(turn))[:, None] * outward + (offset * np.sin(turn))[:, None] * _X
        half = strand * (0.55 + 0.45 * open_share)
        strands.append(sweep(path + aside, outward, half, half, sides=7, closed=True))
    return joined(strands)


def hoop_clasp(radius: float, half_wire: float) -> Solid:
    """Sleeve of the clasp and pin of the hinge on the rear of a hoop."""
    solids: list[Solid] = []
    for degrees, reach, room in ((-38.0, 1.6, 0.28), (-150.0, 0.9, 0.32)):
        angle = np.radians(degrees)
        middle = np.array([0.0, radius * (np.cos(angle) - 1.0), radius * np.sin(angle)])
        along = np.array([0.0, -np.sin(angle), np.cos(angle)])
        thick = half_wire + room
        profile = [(-reach, thick - 0.2), (-reach + 0.2, thick), (reach - 0.2, thick)]
        solids.append(turned(middle, along, [*profile, (reach, thick - 0.2)], 14))
    return joined(solids)


def post(length: float, radius: float = 0.45) -> Solid:
    """Pin that goes back through the lobe."""
    return turned(
        np.zeros(3), -_Z, [(-0.6, radius), (length - 0.3, radius), (length, radius / 2)], 8
    )


def link(centre: Points, half_height: float, half_width: float, wire: float, turn: float) -> Solid:
    """Link of a chain, turned about the vertical by `turn`, rad."""
    angle = np.arange(16) * (2.0 * np.pi / 16)
    aside = np.cos(turn) * _X + np.sin(turn) * _Z
    path = (
        centre
        + half_height * np.sin(angle)[:, None] * _Y
        + half_width * np.cos(angle)[:, None] * aside
    )
    return sweep(path, path - centre, wire, wire, sides=6, closed=True)


def chain(top: Points, count: int, pitch: float, wire: float) -> Solid:
    """Hanging chain of `count` links; `top` is the upper inside of the first."""
    links = [
        link(
            top - (0.5 + number) * pitch * _Y, 0.5 * pitch + wire, 0.36 * pitch, wire, 1.57 * number
        )
        for number in range(count)
    ]
    return joined(links)


def ear_wire(drop: float, wire: float = 0.42) -> Solid:
    """Fish-hook wire: up from the ornament, through the lobe, down behind it.

    Parameters
    ----------
    drop
        How far below the hole the ornament's loop hangs, mm.
    """
    corners = np.array(
        [
            [0.0, -drop, 2.4],
            [0.0, -0.72 * drop, 3.0],
            [0.0, -0.35 * drop, 3.1],
            [0.0, -0.05 * drop, 2.2],
            [0.0, 0.5, 0.4],
            [0.0, 0.1, -2.2],
            [0.0, -2.6, -3.6],
            [0.0, -5.4, -3.8],
            [0.0, -8.0, -3.2],
        ]
    )
    return sweep(spline(corners, 40), _X, wire, wire, sides=8, round_ends=(wire, wire))


def spline(corners: Points, count: int) -> Points:
    """Smooth curve (count, 3) through corners (K, 3): Catmull-Rom, evenly by parameter."""
    padded = np.vstack([2.0 * corners[0] - corners[1], corners, 2.0 * corners[-1] - corners[-2]])
    place = np.linspace(0.0, len(corners) - 1.0, count)
    index = np.minimum(place.astype(int), len(corners) - 2)
    t = (place - index)[:, None]
    a, b, c, d = (padded[index + k] for k in range(4))
    return 0.5 * (
        2.0 * b
        + (c - a) * t
        + (2.0 * a - 5.0 * b + 4.0 * c - d) * t**2
        + (3.0 * b - 3.0 * c + d - a) * t**3
    )


def teardrop(height: float, width: float, count: int = 40) -> Points:
    """Outline (count, 2) of a drop whose tip is at the origin and which hangs down, mm."""
    angle = np.arange(count) * (2.0 * np.pi / count)
    across = 0.5 * width * np.sin(angle) * np.sin(0.5 * angle) ** 1.1 * 1.12
    return np.column_stack([across, 0.5 * height * (np.cos(angle) - 1.0)])


def leaf(height: float, width: float, count: int = 44) -> Points:
    """Outline (count, 2) of a leaf pointed at both ends, its stalk at the origin, mm."""
    angle = np.arange(count) * (2.0 * np.pi / count)
    share = 0.5 - 0.5 * np.cos(angle)
    belly = np.sin(np.pi * share**0.8) ** 1.2
    return np.column_stack([0.5 * width * np.sign(np.sin(angle)) * belly, -height * share])


def domed(outline: Points, dome: float, back: float, middle: Points) -> Solid:
    """Plate with a bulging front.

    Parameters
    ----------
    outline
        (N, 2) mm, x and y.
    dome, back
        How far the front bulges and how thick the plate is behind its edge, mm.
    middle
        (2,) towards which the outline shrinks.
    """
    rows: list[Points] = []
    for scale, z in ((0.9, -back), (1.0, -0.6 * back), (1.0, 0.0)):
        flat = middle + scale * (outline - middle)
        rows.append(np.column_stack([flat, np.full(len(flat), z)]))
    for scale in (0.93, 0.8, 0.62, 0.4, 0.18):
        flat = middle + scale * (outline - middle)
        height = dome * np.sqrt(1.0 - scale**2)
        rows.append(np.column_stack([flat, np.full(len(flat), height)]))
    return stacked(rows)


def stacked(rows: Sequence[Points]) -> Solid:
    """Closed surface through rows (K, 3) of equal length, ends closed to their middles."""
    count = len(rows[0])
    index = np.arange(len(rows) * count).reshape(len(rows), count)
    vertices = np.vstack([*rows, rows[0].mean(axis=0), rows[-1].mean(axis=0)])
    faces: list[Faces] = [strip(one, two, closed=True) for one, two in pairwise(index)]
    for ring, centre in ((index[0], len(vertices) - 2), (index[-1][::-1], len(vertices) - 1)):
        faces.append(np.column_stack([np.full(count, centre), ring, np.roll(ring, -1)]))
    return Solid(vertices, np.vstack(faces), np.zeros((len(vertices), 2))).outward()


def rim(outline: Points, half: float, height: float) -> Solid:
    """Bezel: a wire around an outline (N, 2), mm."""
    path = np.column_stack([outline, np.zeros(len(outline))])
    return sweep(path, _Z, height, half, exponent=2.6, sides=8, closed=True)
