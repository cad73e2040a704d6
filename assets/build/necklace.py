"""Necklaces put together from parts (mm), as they lie on the average neck.

Axes of a necklace: origin at the front of the loop, y up, z out of the chest, x to the wearer's
left. The loop is the one at rest of `tryon.catalog.rest_loop`, bent to other necks when worn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline

from assets.build.glb import Part
from assets.build.outlines import Points
from assets.build.product import Goods
from assets.build.solids import Faces, Floats, Solid, joined, strip, sweep
from tryon.catalog.rest_loop import FRONT_NODE, rest_loop

_MM = 1e3
CHAIN_GAP = 1.2
"""From the skin to the loop, mm, as it is in `assets/build/neck.py`."""
SEEN_DEPTH = 45.0
"""How far before the nape what may be seen begins, mm."""


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A chain's middle line at rest; mm.

    Parameters
    ----------
    kind
        `round` or `pointed`: whether a pendant pulls the front down.
    length
        Of the closed loop.
    """

    kind: str
    length: float

    def sampled(self, count: int) -> tuple[Points, Points]:
        """Places (count, 3) evenly along the loop from the nape, and frames (count, 3, 3).

        Rows of a frame: along the loop, off the skin, across.
        """
        rest = rest_loop(self.kind, self.length / _MM, 1.0)
        nodes = (rest.nodes - rest.nodes[FRONT_NODE]) * _MM
        closed = np.vstack([nodes, nodes[:1]])
        steps = np.linalg.norm(np.diff(closed, axis=0), axis=1)
        at = np.concatenate([[0.0], np.cumsum(steps)])
        line = CubicSpline(at, closed, bc_type="periodic")
        off = CubicSpline(at, np.vstack([rest.frames[:, 1], rest.frames[:1, 1]]),
                          bc_type="periodic")  # fmt: skip
        places = np.arange(count) * (at[-1] / count)
        along = line(places, 1)
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        out = off(places)
        out -= (out * along).sum(axis=1, keepdims=True) * along
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        return line(places), np.stack([along, out, np.cross(along, out)], axis=1)

    def hanging(self, solid: Solid) -> Solid:
        """Move a pendant to the front: its x, y, z to the wearer's left, up the skin, off it."""
        rest = rest_loop(self.kind, self.length / _MM, 1.0)
        out = rest.frames[FRONT_NODE, 1] * [0.0, 1.0, 1.0]
        out /= np.linalg.norm(out)
        left = np.array([1.0, 0.0, 0.0])
        axes = np.stack([left, np.cross(out, left), out])
        return solid.mapped(lambda points: points @ axes)


def goods(
    loop: Loop, parts: Mapping[str, tuple[str, Solid]], *, pendant_drop: float = 0.0
) -> Goods:
    """Give a necklace.

    Parameters
    ----------
    parts
        Material and solid by part name; names that begin with `pendant` hang from the front.
    pendant_drop
        From the loop to the tip of the pendant.
    """
    tip = Solid(np.array([[0.0, -pendant_drop, 0.0]]), np.zeros((0, 3), int), np.zeros((1, 2)))
    places, _ = loop.sampled(2)
    return Goods(
        category="necklace",
        mount="neck",
        dimensions={"length_mm": loop.length},
        parts=[Part(name, material, solid) for name, (material, solid) in parts.items()],
        points={
            "clasp": places[0],
            "front": np.zeros(3),
            "pendant": loop.hanging(tip).vertices[0],
        },
        traits={"drape": loop.kind},
    )


def link(half: tuple[float, float], wire: float, segments: int, sides: int) -> Solid:
    """One oval link in the plane of x (long) and y.

    Parameters
    ----------
    half
        Half length and half breadth of the wire's middle.
    wire
        Radius of the wire.
    """
    angle = (np.arange(segments) + 0.5) * (2.0 * np.pi / segments)
    # A superellipse: links of a cable chain have straight flanks.
    cosine, sine = np.cos(angle), np.sin(angle)
    path = np.column_stack(
        [
            half[0] * np.sign(cosine) * np.abs(cosine) ** 0.75,
            half[1] * np.sign(sine) * np.abs(sine) ** 0.75,
            np.zeros(segments),
        ]
    )
    return sweep(path, np.array([0.0, 0.0, 1.0]), wire, wire, sides=sides, closed=True)


def cable_chain(loop: Loop, pitch: float, breadth: float, wire: float) -> Solid:
    """Oval links, each turned by a right angle against the one before.

    Parameters
    ----------
    pitch
        Distance from link to link, made to divide the length.
    breadth
        Of a link over all.
    """
    count = 2 * round(loop.length / pitch / 2.0)
    places, frames = loop.sampled(count)
    half = (0.5 * loop.length / count + 0.9 * wire, 0.5 * breadth - wire)
    fine, coarse = link(half, wire, 8, 4), link(half, wire, 6, 3)
    parts: list[Solid] = []
    for index, (place, frame) in enumerate(zip(places, frames, strict=True)):
        # Links lie on the skin on edge, leaning to either side in turn.
        lean = 0.30 * np.pi if index % 2 else -0.20 * np.pi
        across = np.cos(lean) * frame[2] + np.sin(lean) * frame[1]
        axes = np.stack([frame[0], across, np.cross(frame[0], across)])
        shape = fine if place[2] > places[0, 2] + SEEN_DEPTH else coarse
        parts.append(shape.mapped(lambda points, a=axes, p=place: points @ a + p))
    return joined(parts)


def beads(loop: Loop, diameter: float, gap: float) -> Solid:
    """A strand of equal balls that lie on the skin, `gap` apart."""
    count = 2 * round(loop.length / (diameter + gap) / 2.0)
    places, frames = loop.sampled(count)
    radius = 0.5 * diameter
    fine, coarse = globe(radius, 14, 9), globe(radius, 8, 6)
    parts: list[Solid] = []
    for place, frame in zip(places, frames, strict=True):
        middle = place + (radius - CHAIN_GAP) * frame[1]
        shape = fine if place[2] > places[0, 2] + SEEN_DEPTH else coarse
        parts.append(shape.mapped(lambda points, f=frame, m=middle: points @ f + m))
    return joined(parts)


def ribbon(loop: Loop, height: float, thickness: float) -> Solid:
    """A band of cloth that lies flat on the skin, its edges rounded."""
    places, frames = loop.sampled(120)
    path = places + (0.5 * thickness - CHAIN_GAP + 0.4) * frames[:, 1]
    return sweep(
        path, frames[:, 1], 0.5 * thickness, 0.5 * height, exponent=3.0, sides=12, closed=True
    )


def globe(radius: float, sides: int, rings: int) -> Solid:
    """Ball around the origin, its poles along x."""
    turn = np.arange(sides) * (2.0 * np.pi / sides)
    tilt = np.pi * (np.arange(rings - 1) + 1.0) / rings
    rows = np.stack(
        [
            np.repeat(np.cos(tilt)[:, None], sides, axis=1),
            np.sin(tilt)[:, None] * np.cos(turn),
            np.sin(tilt)[:, None] * np.sin(turn),
        ],
        axis=-1,
    )
    vertices = radius * np.vstack([rows.reshape(-1, 3), [[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]])
    index = np.arange((rings - 1) * sides).reshape(rings - 1, sides)
    faces: list[Faces] = [strip(a, b, closed=True) for a, b in pairwise(index)]
    for ring, pole in ((index[0], len(vertices) - 2), (index[-1][::-1], len(vertices) - 1)):
        faces.append(np.column_stack([np.full(sides, pole), ring, np.roll(ring, -1)]))
    return Solid(vertices, np.vstack(faces), np.zeros((len(vertices), 2))).outward()


def ring(radius: float, wire: float, *, segments: int = 20, sides: int = 6) -> Solid:
    """A jump ring around the origin in the plane of y and z: the chain runs through it."""
    angle = np.arange(segments) * (2.0 * np.pi / segments)
    path = radius * np.column_stack([np.zeros(segments), np.cos(angle), np.sin(angle)])
    return sweep(path, np.array([1.0, 0.0, 0.0]), wire, wire, sides=sides, closed=True)


def disc(outer: float, hole: float, thickness: float) -> Solid:
    """A flat ring with rounded edges in the plane of x and y."""
    angle = np.arange(48) * (2.0 * np.pi / 48)
    middle = 0.5 * (outer + hole)
    path = middle * np.column_stack([np.cos(angle), np.sin(angle), np.zeros(48)])
    half: Floats = np.full(48, 0.5 * (outer - hole))
    return sweep(path, np.array([0.0, 0.0, 1.0]), 0.5 * thickness, half, exponent=2.6, sides=14,
                 closed=True)  # fmt: skip


def moved(solid: Solid, x: float, y: float, z: float) -> Solid:
    """The solid, shifted."""
    return solid.mapped(lambda points: points + np.array([x, y, z]))
