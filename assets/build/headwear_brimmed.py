"""Blocked hats: fedora, straw sun hat, conical leaf hat; and the knitted beanie (mm)."""

from dataclasses import dataclass

import numpy as np

from assets.build.glb import Part
from assets.build.headwear_caps import dome
from assets.build.headwear_shapes import (
    Cloth,
    Oval,
    Surface,
    around,
    brim,
    front_and_back,
    head_oval,
    sheet,
    shell,
)
from assets.build.outlines import Points
from assets.build.solids import Floats, Solid, joined, sweep

_SIDES = 64


def _spread(oval: Oval, turn: Floats) -> tuple[Points, Points]:
    """Ring (C, 2) of an oval, and unit directions (C, 2) away from it."""
    ring = oval.at(turn)
    return ring, ring / np.linalg.norm(ring, axis=1, keepdims=True)


def _edge_binding(rows: Points, thickness: float, half: tuple[float, float]) -> Solid:
    """Bound edge along the outermost row of a brim."""
    path = rows[0, :-1] - [0.0, 0.5 * thickness, 0.0]
    return sweep(path, np.array([0.0, 1.0, 0.0]), half[0], half[1], sides=6, closed=True)


def _band(surface: Surface, low: float, high: float, lift: float, repeats: float) -> Solid:
    """Hat ribbon around a crown, between two shares of its height, with upper edge."""
    turn = around(_SIDES)
    shares = np.linspace(low, high, 4)
    rows: list[Points] = []
    for share in shares:
        path, normal = surface.at(turn, np.full(len(turn), share))
        rows.append(path + lift * normal)
    path, _ = surface.at(turn, np.full(len(turn), high))
    rows.append(path)
    return sheet(np.stack(rows), Cloth(repeats, 0.53, 0.97))


def _bow(surface: Surface, angle: float, shares: tuple[float, float], width: float) -> Solid:
    """Flat bow of a hat ribbon: two loops and the knot over their middle."""
    low, high = (
        shares[0] + 0.06 * (shares[1] - shares[0]),
        shares[1] - 0.06 * (shares[1] - shares[0]),
    )
    middle, _ = surface.at(np.array([angle]), np.array([0.5 * (low + high)]))
    per_mm = 1.0 / float(np.hypot(middle[0, 0], middle[0, 2]))
    across = np.linspace(-1.0, 1.0, 9)
    arch = np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0))
    pieces: list[Solid] = []
    for offset, half, puff in (
        (-0.52 * width, 0.5 * width, 2.8),
        (0.52 * width, 0.5 * width, 2.8),
        (0.0, 0.2 * width, 4.6),
    ):
        # Loops of ribbon are fullest in the middle and lie flat at their ends and edges.
        rows: list[Points] = []
        for share, lift in (
            (low, 0.8),
            (low, 1.5 + puff * arch),
            (high, 1.5 + puff * arch),
            (high, 0.8),
        ):
            place = angle + (offset + half * across) * per_mm
            path, normal = surface.at(place, np.full(len(across), share))
            rows.append(path + np.broadcast_to(lift, across.shape)[:, None] * normal)
        pieces.append(sheet(np.stack(rows), Cloth(width / 240.0, 0.53, 0.97)))
    return joined(pieces)


@dataclass(frozen=True, slots=True)
class Fedora:
    """Felt hat with a creased, pinched crown, a ribbon and a brim turned down in front."""

    circumference: float
    height: float = 112.0
    width: float = 60.0

    def parts(self) -> list[Part]:
        """Nodes of the mesh."""
        oval = head_oval(self.circumference).grown(2.2)
        crown = self._crown(oval)
        outside, inside = shell(crown, 2.2, Cloth(5.0, 0.0, 0.47))
        surface = Surface(crown)
        rows = self._brim_rows(oval)
        upper, lower = brim(rows, 2.6, Cloth(7.0, 0.05, 0.45))
        binding = _edge_binding(rows, 2.6, (2.6, 1.5))
        ribbon_top = 0.215
        return [
            Part("crown", "felt", outside),
            Part("lining", "lining", inside),
            *front_and_back("brim", "felt", joined([upper, lower])),
            *front_and_back("brim_edge", "binding", binding),
            Part("ribbon", "ribbon", _band(surface, 0.006, ribbon_top, 1.2, 14.0)),
            Part("bow", "ribbon", _bow(surface, np.radians(82.0), (0.006, ribbon_top), 30.0)),
        ]

    def _crown(self, oval: Oval) -> Points:
        # Share of the way out and of the height: wall, shoulder, top.
        profile = np.array(
            [(1.0, 0.0), (0.995, 0.1), (0.985, 0.22), (0.972, 0.36), (0.958, 0.5), (0.942, 0.63),
             (0.922, 0.75), (0.893, 0.85), (0.85, 0.925), (0.79, 0.97), (0.70, 0.993),
             (0.58, 1.0), (0.42, 1.0), (0.26, 1.0), (0.12, 1.0), (0.0, 1.0)]
        )  # fmt: skip
        turn = around(_SIDES)
        ring = oval.at(turn)
        x, z = (profile[:, :1] * ring[:, axis] for axis in (0, 1))
        up = np.broadcast_to(profile[:, 1:], x.shape)
        top = _smooth((up - 0.72) / 0.28)
        y = self.height * up * (1.0 + 0.045 * z / oval.half_length)
        # The crease: a drop as long as the crown, deepest behind its middle.
        length = np.clip(np.abs(z + 6.0) / oval.half_length, 0.0, 1.0)
        y = y - 25.0 * top * np.exp(-((x / 21.0) ** 2)) * (1.0 - 0.75 * length**4)
        away = np.arctan2(x, z)
        pinch = np.exp(-(((np.abs(away) - np.radians(40.0)) / np.radians(17.0)) ** 2))
        inward = 1.0 - 0.17 * pinch * _smooth((up - 0.3) / 0.6)
        return np.stack([x * inward, y, z * inward], axis=-1)

    def _brim_rows(self, oval: Oval) -> Points:
        out = np.array([1.0, 0.94, 0.82, 0.66, 0.48, 0.3, 0.14, 0.0])[:, None]
        turn = around(_SIDES)
        ring, spread = _spread(oval, turn)
        facing = np.cos(turn)
        reach = out * self.width * (1.0 + 0.03 * facing)
        flat = ring[None] + reach[..., None] * spread[None]
        # Snapped down in front, up behind, rolled at the sides.
        down = 13.0 * _smooth((facing - 0.05) / 0.85) * out**1.4
        rolled = 11.0 * (1.0 - facing**2) * out**2.2 + 15.0 * _smooth(-facing / 0.9) * out**1.8
        y = 1.2 - down + rolled
        return np.stack([flat[..., 0], y, flat[..., 1]], axis=-1)


def _smooth(share: Floats) -> Floats:
    """Smooth step of shares of the way, clipped to [0, 1]."""
    inside = np.clip(share, 0.0, 1.0)
    return inside * inside * (3.0 - 2.0 * inside)


@dataclass(frozen=True, slots=True)
class SunHat:
    """Straw hat with a round crown and a wide, wavy brim."""

    circumference: float
    height: float = 104.0
    width: float = 102.0

    def parts(self) -> list[Part]:
        """Nodes of the mesh."""
        oval = head_oval(self.circumference).grown(2.0)
        crown = dome(oval, self.height, sides=_SIDES, rows=14, front=3.1, back=2.9)
        outside, inside = shell(crown, 2.0, Cloth(4.0, 0.0, 0.48))
        surface = Surface(crown)
        rows = self._brim_rows(oval)
        upper, lower = brim(rows, 1.8, Cloth(7.0, 0.0, 0.27))
        return [
            Part("crown", "straw", outside),
            Part("lining", "lining", inside),
            *front_and_back("brim", "straw", joined([upper, lower])),
            *front_and_back("brim_edge", "straw_edge", _edge_binding(rows, 1.8, (1.6, 1.6))),
            Part("ribbon", "ribbon", _band(surface, 0.012, 0.185, 1.2, 14.0)),
            Part("bow", "ribbon", _bow(surface, np.radians(140.0), (0.012, 0.185), 46.0)),
        ]

    def _brim_rows(self, oval: Oval) -> Points:
        out = np.linspace(1.0, 0.0, 10)[:, None]
        turn = around(_SIDES)
        ring, spread = _spread(oval, turn)
        reach = out * self.width
        flat = ring[None] + reach[..., None] * spread[None]
        wave = (5.0 * np.sin(3.0 * turn + 0.9) + 3.0 * np.sin(5.0 * turn)) * out**2
        facing = np.cos(turn)
        y = 1.0 - 0.10 * reach - 20.0 * out**2.4 * (0.75 - 0.45 * facing) + wave
        return np.stack([flat[..., 0], y, flat[..., 1]], axis=-1)


@dataclass(frozen=True, slots=True)
class LeafHat:
    """Conical hat of palm leaves on bamboo rings (non la), with the ring that sits on the head.

    Parameters
    ----------
    circumference
        Of the ring inside.
    radius, height
        Of the cone.
    """

    circumference: float
    radius: float = 203.0
    height: float = 178.0

    def parts(self) -> list[Part]:
        """Nodes of the mesh; y = 0 at the ring."""
        oval = head_oval(self.circumference)
        cone_at_ring = oval.half_length + 16.0
        rim_y = -self.height * (1.0 - cone_at_ring / self.radius)
        share = np.linspace(0.0, 1.0, 17)[:, None]
        turn = around(72)
        radius = self.radius * (1.0 - share)
        y = np.broadcast_to(rim_y + self.height * share, (17, len(turn)))
        cone = np.stack([radius * np.sin(turn), y, radius * np.cos(turn)], axis=-1)
        outside, inside = shell(cone, 1.6, Cloth(1.0, 0.98, 0.02))
        rim = sweep(
            cone[0, :-1] - [0.0, 0.6, 0.0],
            np.array([0.0, 1.0, 0.0]),
            1.9,
            1.9,
            sides=6,
            closed=True,
        )
        ring = np.stack([oval.at(turn), oval.grown(1.4).at(turn)])
        low, high = -2.0, 10.0
        rows = [(ring[0], high), (ring[0], low), (ring[1], low), (ring[1], high)]
        band = np.stack(
            [np.column_stack([flat[:, 0], np.full(len(turn), up), flat[:, 1]]) for flat, up in rows]
        )
        tip = cone[-1, 0]
        stub = np.array([[0.0, -6.0, 0.0], [0.0, -1.0, 0.0], [0.0, 3.0, 0.0]])
        thick = np.array([6.0, 4.5, 2.0])
        knob = sweep(tip + stub, np.array([1.0, 0.0, 0.0]), thick, thick, sides=10)
        return [
            *front_and_back("brim", "leaf", outside),
            *front_and_back("brim_under", "inside", inside),
            *front_and_back("brim_edge", "bamboo", rim),
            Part("band", "ribbon", sheet(band, Cloth())),
            Part("knob", "bamboo", knob),
        ]


@dataclass(frozen=True, slots=True)
class Beanie:
    """Rib-knitted beanie with a turned-up cuff."""

    circumference: float
    height: float = 122.0
    cuff: float = 56.0

    def parts(self) -> list[Part]:
        """Nodes of the mesh."""
        oval = head_oval(self.circumference).grown(3.0)
        body = dome(oval, self.height, sides=_SIDES, rows=16, front=2.9, back=2.7)
        body[..., 1] += 4.0 * np.linspace(0.0, 1.0, 17)[:, None] ** 6
        outside, inside = shell(body, 3.0, Cloth(12.0, 1.0, 0.0))
        turn = around(_SIDES)
        profile = [(-1.0, 1.5), (1.0, -1.5), (3.4, -1.0), (4.4, 2.0), (4.8, 0.35 * self.cuff),
                   (4.6, 0.7 * self.cuff), (4.4, self.cuff - 3.0), (3.2, self.cuff),
                   (0.6, self.cuff - 0.6), (0.0, self.cuff - 4.0)]  # fmt: skip
        rows: list[Points] = []
        for out, up in profile:
            ring = oval.grown(out + 2.0 * np.sin(np.pi * max(up, 0.0) / self.cuff) * 0.6).at(turn)
            wave = 0.8 * np.sin(7.0 * turn) * (up / self.cuff)
            rows.append(np.column_stack([ring[:, 0], up + wave, ring[:, 1]]))
        return [
            Part("crown", "knit", outside),
            Part("lining", "knit", inside),
            Part("cuff", "knit", sheet(np.stack(rows), Cloth(12.0, 0.42, 0.0))),
            Part("label", "accent", self._label(oval)),
        ]

    def _label(self, oval: Oval) -> Solid:
        """Woven label sewn on the cuff."""
        turn = np.linspace(-0.105, 0.105, 5)
        ring = oval.grown(6.6).at(turn + 0.42)
        rows = [np.column_stack([ring[:, 0], np.full(5, up), ring[:, 1]]) for up in (14.0, 38.0)]
        return sheet(np.stack(rows), Cloth())
