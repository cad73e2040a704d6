"""Whole pairs put together from metal parts: full rim, half rim and rimless (mm)."""

from dataclasses import dataclass, field

import numpy as np

from assets.build.glb import Part
from assets.build.hardware import flat_hinge
from assets.build.layout import Fitting, temple_line
from assets.build.metal import (
    Bridge,
    MetalTemple,
    Wire,
    drill_screw,
    edge_at,
    end_piece,
    metal_temple,
    pad_and_arm,
    rim,
    rim_arc,
)
from assets.build.pairs import LENS_RINGS, both, settled, temple_points
from assets.build.plates import LensEdge, lens
from assets.build.product import Pair
from assets.build.solids import Solid, joined


@dataclass(frozen=True, slots=True)
class MetalBody:
    """What every metal pair has: bridges, end pieces, pads and temples.

    Parameters
    ----------
    bridges
        The first is the one that the pair rests with.
    depth
        Middle of rims and bridge ends behind the front sheet, mm.
    end_half
        Half height and half thickness of the end pieces, mm.
    end_back
        Distance of the hinges behind the front's corners, mm.
    pad_height, pad_inset
        Middle of the left pad: against the lens centre line, and from the middle, mm.
    end_reach
        Where the end pieces begin, outside the lens edge, mm.
    """

    fitting: Fitting
    bridges: tuple[Bridge, ...]
    temple: MetalTemple = field(default_factory=MetalTemple)
    depth: float = 1.0
    end_half: tuple[float, float] = (1.6, 0.65)
    end_back: float = 7.0
    pad_height: float = -2.5
    pad_inset: float = 8.4
    end_reach: float = 0.7

    def pair(self, front: list[Solid], others: list[Part], glass: Solid, lens_back: float) -> Pair:
        """Pair from its rims (both sides), its other parts and the flat left lens."""
        fitting = self.fitting
        surface = fitting.surface()
        start = edge_at(fitting.outline(240), fitting.hinge_height, temporal=True)
        end, hinge = end_piece(
            fitting, start + self.end_reach, self.depth, self.end_half, self.end_back
        )
        line = temple_line(fitting, hinge)
        bar, tip = metal_temple(line, self.temple)
        barrel, leaf = flat_hinge(line, self.temple.half_thickness, 2.0 * self.end_half[0])
        pad, arm, skin = pad_and_arm(fitting, self.pad_height, self.pad_inset)
        metal = [
            *front,
            *(bridge.solid(fitting, self.depth) for bridge in self.bridges),
            *(side for part in (end, arm) for side in (part, part.mirrored())),
        ]
        parts = [
            Part("front", "metal", joined(metal)),
            *others,
            *both("lens_{}", "lens", glass.mapped(surface.place)),
            Part("pads", "nose_pad", joined([pad, pad.mirrored()])),
            *both("temple_{}", "metal", bar),
            *both("temple_{}_tip", "tip", tip),
            *both("hinge_{}", "metal", barrel),
            *both("temple_{}_hinge", "metal", leaf),
        ]
        points = {"lens": surface.point(fitting.lens_centre, 0.0, lens_back)}
        points |= temple_points(line, fitting.bend_at, self._rest())
        points["nose_pad"] = skin
        return settled(fitting, parts, self.bridges[0].rear(fitting, self.depth), points)

    def _rest(self) -> float:
        """Half height of the tip where it rests on the ear, mm."""
        return self.temple.tip_heights[0]


@dataclass(frozen=True, slots=True)
class RimmedPair:
    """Metal pair with closed rims."""

    body: MetalBody
    wire: Wire = field(default_factory=Wire)
    lens_thickness: float = 1.8

    def build(self) -> Pair:
        """Parts and attachment points of the pair."""
        body = self.body
        wire = rim(body.fitting, self.wire, body.depth)
        front = self.lens_thickness / 2.0 - body.depth
        glass = lens(
            body.fitting.outline(64), LensEdge(front, self.lens_thickness, 0.25), LENS_RINGS
        )
        return body.pair([wire, wire.mirrored()], [], glass, front - self.lens_thickness)


@dataclass(frozen=True, slots=True)
class HalfRimPair:
    """Pair with a bar over the lenses and a nylon thread below them."""

    body: MetalBody
    bar: Wire = field(default_factory=lambda: Wire(1.35, 1.35, 3.4, 12, 0.35))
    arc: tuple[float, float] = (7.0, 173.0)
    lens_thickness: float = 2.2

    def build(self) -> Pair:
        """Parts and attachment points of the pair."""
        body = self.body
        bar = rim_arc(body.fitting, self.bar, body.depth, self.arc)
        nylon = rim_arc(
            body.fitting,
            Wire(0.34, 0.34, 2.0, 6),
            body.depth,
            (self.arc[1] - 1.0, self.arc[0] + 361.0),
            40,
        )
        front = self.lens_thickness / 2.0 - body.depth
        glass = lens(
            body.fitting.outline(64), LensEdge(front, self.lens_thickness, 0.0), LENS_RINGS
        )
        edge = polished_edge(body.fitting, body.depth, self.lens_thickness)
        thread = Part("nylon", "accent", joined([nylon, nylon.mirrored(), edge, edge.mirrored()]))
        brow = Part("brow", "frame", joined([bar, bar.mirrored()]))
        return body.pair([], [brow, thread], glass, front - self.lens_thickness)


@dataclass(frozen=True, slots=True)
class RimlessPair:
    """Pair of drilled lenses held by screws."""

    body: MetalBody
    lens_thickness: float = 2.2

    def build(self) -> Pair:
        """Parts and attachment points of the pair."""
        body, fitting = self.body, self.body.fitting
        outline, surface = fitting.outline(96), fitting.surface()
        front = -body.depth - 0.55
        glass = lens(outline, LensEdge(front, self.lens_thickness, 0.0), LENS_RINGS)
        nasal = edge_at(outline, body.bridges[0].height, temporal=False) + 2.6
        outer = edge_at(outline, fitting.hinge_height, temporal=True) - 2.6
        places = np.array([[nasal, body.bridges[0].height], [outer, fitting.hinge_height]])
        screws = [
            drill_screw(surface, place, front + 1.1, front - self.lens_thickness)
            for place in places
        ]
        pins = Part("screws", "metal", joined([s for p in screws for s in (p, p.mirrored())]))
        edge = polished_edge(fitting, self.lens_thickness / 2.0 - front, self.lens_thickness)
        rims = Part("lens_edges", "accent", joined([edge, edge.mirrored()]))
        return body.pair([], [pins, rims], glass, front - self.lens_thickness)


def polished_edge(fitting: Fitting, depth: float, thickness: float) -> Solid:
    """Thin band on a lens' flat edge, which catches the light where there is no rim."""
    band = Wire(thickness / 2.0 - 0.2, 0.11, 3.0, 6)
    return rim(fitting, band, depth, 72, overlap=0.14)
