"""Metal parts: rims, bridges, end pieces, pad arms, temples and tips (mm)."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from assets.build.layout import Fitting, TempleLine, rounded_off, smooth_step
from assets.build.outlines import Points, grown
from assets.build.solids import Solid, joined, sweep, turned
from assets.build.surface import FrontSurface

UP = np.array([0.0, 1.0, 0.0])


def spline(points: Points, count: int) -> Points:
    """Smooth path (count, 3) through control points (N, 3)."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return CubicSpline(length, points)(np.linspace(0.0, length[-1], count))


def edge_at(outline: Points, height: float, *, temporal: bool) -> float:
    """Distance u of a lens outline's temporal or nasal side at a height v, mm."""
    middle = (outline[:, 0].min() + outline[:, 0].max()) / 2.0
    side = outline[(outline[:, 0] > middle) == temporal]
    order = np.argsort(side[:, 1])
    return float(np.interp(height, side[order, 1], side[order, 0]))


def span(outline: Points, start_deg: float, stop_deg: float, count: int) -> Points:
    """Part of an outline between two directions from its middle, degrees, (count, 2) mm."""
    middle = (outline.min(axis=0) + outline.max(axis=0)) / 2.0
    angle = np.unwrap(np.arctan2(*(outline - middle).T[::-1]))
    angle = np.concatenate([angle - 2 * np.pi, angle, angle + 2 * np.pi])
    ring = np.vstack([outline, outline, outline])
    wanted = np.radians(np.linspace(start_deg, stop_deg, count))
    return np.column_stack([np.interp(wanted, angle, ring[:, i]) for i in range(2)])


@dataclass(frozen=True, slots=True)
class Wire:
    """Section of a rim wire: half depth and half width, mm, and its superellipse exponent.

    An open wire thins by the share `end_taper` towards its ends.
    """

    half_depth: float = 1.0
    half_width: float = 0.75
    exponent: float = 2.6
    sides: int = 10
    end_taper: float = 0.0


def rim(
    fitting: Fitting, wire: Wire, depth: float, count: int = 64, *, overlap: float = 0.45
) -> Solid:
    """Closed wire around the left lens, its middle `depth` mm behind the front sheet.

    The wire covers the lens' edge by `overlap` mm.
    """
    line = grown(fitting.outline(count), wire.half_width - overlap)
    return _wire(fitting.surface(), line, wire, depth, closed=True)


def rim_arc(
    fitting: Fitting, wire: Wire, depth: float, arc: tuple[float, float], count: int = 44
) -> Solid:
    """Wire along part of the left lens' edge, between two directions in degrees."""
    line = span(grown(fitting.outline(240), wire.half_width - 0.45), *arc, count)
    return _wire(fitting.surface(), line, wire, depth, closed=False)


def _wire(surface: FrontSurface, line: Points, wire: Wire, depth: float, *, closed: bool) -> Solid:
    """Wire along a line (N, 2) of the sheet."""
    at = np.full(len(line), -depth)
    path = surface.place(np.column_stack([line, at]))
    outwards = surface.place(np.column_stack([line, at + 1.0])) - path
    ends = np.ones(len(line))
    if not closed:
        share = np.linspace(0.0, 1.0, len(line))
        ends = 1.0 - wire.end_taper * (1.0 - smooth_step(np.minimum(share, 1.0 - share) / 0.16))
    return sweep(
        path,
        outwards,
        wire.half_depth * ends,
        wire.half_width * ends,
        exponent=wire.exponent,
        sides=wire.sides,
        closed=closed,
        round_ends=(0.0, 0.0) if closed else (0.4, 0.4),
    )


@dataclass(frozen=True, slots=True)
class Bridge:
    """Bar between the lenses.

    Parameters
    ----------
    height
        Where it leaves the lenses, above their centre line, mm.
    rise
        How far its middle stands above its ends, mm.
    forward
        How far its middle stands before its ends, mm.
    half_height, half_depth
        Half sizes of its section, mm.
    reach
        How far its ends reach over the lens edges, mm.
    """

    height: float
    rise: float
    forward: float = 1.2
    half_height: float = 0.9
    half_depth: float = 0.9
    reach: float = -0.1
    shape: float = 2.0

    def solid(self, fitting: Fitting, depth: float) -> Solid:
        """Bar whose ends lie `depth` mm behind the front sheet."""
        end = edge_at(fitting.outline(240), self.height, temporal=False) + self.reach
        u = np.linspace(-1.0, 1.0, 21)
        arch = 1.0 - np.abs(u) ** self.shape
        flat = np.column_stack(
            [u * end, self.height + self.rise * arch, -depth + self.forward * arch]
        )
        return sweep(
            fitting.surface().place(flat),
            UP,
            self.half_height * (1.0 + 0.25 * np.abs(u) ** 3),
            self.half_depth,
            exponent=2.4,
            sides=10,
            round_ends=(0.4, 0.4),
        )

    def rear(self, fitting: Fitting, depth: float) -> Points:
        """Middle of its face-side surface, (3,) mm."""
        w = -depth + self.forward - self.half_depth
        return fitting.surface().point(0.0, self.height + self.rise, w)


def end_piece(
    fitting: Fitting, start_u: float, depth: float, half: tuple[float, float], back: float
) -> tuple[Solid, Points]:
    """Left end piece from the lens edge round to the hinge, and the hinge, (3,) mm.

    Parameters
    ----------
    half
        Half height and half thickness of its section, mm.
    back
        Distance of the hinge behind the corner, mm.
    """
    surface, v = fitting.surface(), fitting.hinge_height
    start = surface.point(start_u, v, -depth)
    corner = surface.point(fitting.half_width, v, -depth)
    hinge = corner - [0.0, 0.0, back]
    reach = min(3.2, back * 0.6, float(np.linalg.norm(corner - start)) * 0.7)
    before = corner + (start - corner) / np.linalg.norm(start - corner) * reach
    after = corner - [0.0, 0.0, reach]
    share = np.linspace(0.0, 1.0, 9)[:, None]
    bend = (1 - share) ** 2 * before + 2 * share * (1 - share) * corner + share**2 * after
    path = np.vstack([start, (start + before) / 2.0, bend, hinge])
    height = np.linspace(half[0] * 1.15, half[0], len(path))
    return (
        sweep(path, UP, height, half[1], exponent=4.0, sides=12, round_ends=(0.3, 0.0)),
        hinge,
    )


def pad_direction() -> Points:
    """Outward normal of the left pad's skin side, (3,): to the nose and to the rear."""
    direction = np.array([-0.80, 0.12, -0.58])
    return direction / np.linalg.norm(direction)


def pad_and_arm(fitting: Fitting, height: float, inset: float) -> tuple[Solid, Solid, Points]:
    """Left silicone pad, its arm with the cap, and the middle of its skin side, (3,) mm.

    Parameters
    ----------
    height
        Height of the pad's middle against the lens centre line, mm.
    inset
        Distance of the pad's middle from the middle plane, mm.
    """
    surface, facing = fitting.surface(), pad_direction()
    outline = fitting.outline(240)
    level = surface.point(inset, height, 0.0)
    centre = np.array([inset, level[1], level[2] - 6.8])
    along = np.array([-0.24, 0.95, 0.10])
    along = along - facing * (along @ facing)
    along = along / np.linalg.norm(along)
    share = np.linspace(-0.985, 0.985, 11)
    round_ = np.sqrt(1.0 - share**2) ** 0.9
    pad = sweep(
        centre + share[:, None] * 6.6 * along,
        facing,
        0.1 + 1.25 * round_,
        0.1 + (3.5 - 0.5 * share) * round_,
        exponent=2.2,
        sides=10,
    )
    u = edge_at(outline, height + 3.5, temporal=False)
    root = surface.point(u - 0.1, height + 3.5, -1.6)
    cap = centre - facing * 1.25
    control = np.array(
        [
            root,
            root + np.array([-0.2, -0.9, -2.2]),
            root + np.array([0.9, -3.2, -4.6]),
            cap + np.array([1.6, 1.0, 0.3]),
            cap - facing * 0.9,
        ]
    )
    arm = sweep(spline(control, 18), np.array([1.0, 0.3, 0.0]), 0.48, 0.48, sides=8)
    disc = turned(cap - facing * 1.0, facing, [(0.0, 0.9), (0.15, 1.2), (0.9, 1.2), (1.0, 0.9)], 12)
    return pad, joined([arm, disc]), centre + facing * 1.35


@dataclass(frozen=True, slots=True)
class MetalTemple:
    """Half heights at hinge and bend and half thickness, mm; the tip's cover starts at `cover`.

    Parameters
    ----------
    cover
        Length of the acetate or silicone tip, mm.
    tip_heights
        Half heights of the tip at its start and its widest place, mm.
    """

    half_heights: tuple[float, float] = (1.7, 0.9)
    half_thickness: float = 0.65
    cover: float = 58.0
    tip_heights: tuple[float, float] = (1.7, 2.9)
    tip_thickness: float = 1.5


def metal_temple(line: TempleLine, temple: MetalTemple) -> tuple[Solid, Solid]:
    """Left temple bar and its tip."""
    length = float(line.along[-1])
    start = length - temple.cover
    bar = line.cut(0.0, start + 4.0)
    ease = smooth_step(bar.along / (start - 5.0))
    height = temple.half_heights[0] + (temple.half_heights[1] - temple.half_heights[0]) * ease
    body = sweep(
        bar.path,
        bar.up,
        height,
        temple.half_thickness,
        exponent=3.2,
        sides=10,
        round_ends=(0.2, 0.2),
    )
    tip = line.cut(start, length)
    share = (tip.along - start) / temple.cover
    low, high = temple.tip_heights
    height = low + (high - low) * smooth_step((share - 0.35) / 0.5)
    height *= rounded_off(length - tip.along, 5.5)
    height *= 0.6 + 0.4 * rounded_off(tip.along - start, 1.0)
    thick = temple.tip_thickness * rounded_off(length - tip.along, 2.0)
    thick *= 0.5 + 0.5 * rounded_off(tip.along - start, 1.0)
    cover = sweep(tip.path, tip.up, height, thick, exponent=2.6, sides=10, round_ends=(0.0, 0.0))
    return body, cover


def drill_screw(surface: FrontSurface, place: Points, front: float, back: float) -> Solid:
    """Screw through a lens at flat (u, v): cap before `front`, nut behind `back` (w, mm)."""
    head = surface.point(float(place[0]), float(place[1]), front)
    axis = head - surface.point(float(place[0]), float(place[1]), back)
    length = float(np.linalg.norm(axis))
    return turned(
        head,
        -axis,
        [
            (-0.75, 0.55),
            (-0.62, 0.95),
            (0.0, 1.1),
            (0.01, 0.6),
            (length, 0.6),
            (length + 0.01, 1.15),
            (length + 0.9, 1.15),
            (length + 1.1, 0.8),
        ],
        12,
    )
