"""Browline pairs: acetate bars above metal rims (mm)."""

from dataclasses import dataclass, field

import numpy as np
from shapely.geometry import MultiPoint, Polygon

from assets.build.acetate import AcetateTemple, temple_solid
from assets.build.glb import Part
from assets.build.hardware import hinge_parts, rivet
from assets.build.layout import Fitting, smooth_step, temple_line
from assets.build.metal import Bridge, Wire, pad_and_arm, rim, span
from assets.build.outlines import Points, grown, resample, rounded, smooth_closed
from assets.build.pairs import LENS_RINGS, both, settled, temple_points
from assets.build.plates import Edge, LensEdge, Loop, lens, plate
from assets.build.product import Pair
from assets.build.solids import Floats, Solid, joined


@dataclass(frozen=True, slots=True)
class BrowPair:
    """Pair with acetate brow bars, metal rims and acetate temples.

    Parameters
    ----------
    heights
        Height of the bar above the lens at its nasal end, in the middle and at the temporal
        corner, mm.
    thickness, end_thickness
        Depth of the bar over the lens and at the hinge, mm.
    """

    fitting: Fitting
    bridge: Bridge
    temple: AcetateTemple = field(default_factory=AcetateTemple)
    wire: Wire = field(default_factory=lambda: Wire(0.95, 0.7))
    heights: tuple[float, float, float] = (2.2, 4.6, 5.6)
    end_height: float = 9.5
    thickness: float = 3.8
    end_thickness: float = 5.2
    depth: float = 1.6
    lens_thickness: float = 1.8
    pad_height: float = -3.0
    pad_inset: float = 8.6

    def build(self) -> Pair:
        """Parts and attachment points of the pair."""
        fitting = self.fitting
        surface = fitting.surface()
        front = self.lens_thickness / 2.0 - self.depth
        glass = lens(fitting.outline(64), LensEdge(front, self.lens_thickness, 0.25), LENS_RINGS)
        wire = rim(fitting, self.wire, self.depth)
        pad, arm, skin = pad_and_arm(fitting, self.pad_height, self.pad_inset)
        half = self.temple.thicknesses[0] / 2.0
        hinge = surface.point(
            fitting.half_width - half - 0.15, fitting.hinge_height, 0.25 - self.end_thickness
        )
        line = temple_line(fitting, hinge)
        barrel, leaf = hinge_parts(line, half, 5.0)
        pins = self._pins()
        metal = [wire, wire.mirrored(), arm, arm.mirrored(), self.bridge.solid(fitting, self.depth)]
        parts = [
            *both("front_{}", "frame", self._bar()),
            Part("front", "metal", joined(metal)),
            *both("lens_{}", "lens", glass.mapped(surface.place)),
            Part("pads", "nose_pad", joined([pad, pad.mirrored()])),
            *both("temple_{}", "temple", temple_solid(line, self.temple, fitting.bend_at)),
            *both("hinge_{}", "metal", barrel),
            *both("temple_{}_hinge", "metal", leaf),
            Part("rivets", "accent", joined([pins, pins.mirrored()])),
        ]
        points = {"lens": surface.point(fitting.lens_centre, 0.0, front - self.lens_thickness)}
        points |= temple_points(line, fitting.bend_at, self.temple.heights[2] / 2.0)
        points["nose_pad"] = skin
        return settled(fitting, parts, self.bridge.rear(fitting, self.depth), points)

    def _bar(self) -> Solid:
        """Left brow bar with its end piece."""
        ring = _bar_outline(self)
        flat = plate(
            [Loop(ring, Edge(0.95, 0.7, 3, 2))],
            lambda at: np.zeros(len(at)),
            self._back,
            spacing=3.0,
        )
        return flat.mapped(self.fitting.surface().place)

    def _back(self, at: Points) -> Floats:
        """Face-side depth of the bar at flat points (N, 2), w in mm."""
        edge = self.fitting.lens_centre + self.fitting.lens.width / 2.0
        outer = smooth_step((at[:, 0] - edge + 6.0) / (self.fitting.half_width - edge + 3.0))
        return -(self.thickness + (self.end_thickness - self.thickness) * outer)

    def _pins(self) -> Solid:
        """Small shield of two pins on the left end piece."""
        surface, v = self.fitting.surface(), self.fitting.hinge_height
        u = self.fitting.half_width - 4.4
        axis = surface.point(u, v, 1.0) - surface.point(u, v, 0.0)
        return joined([rivet(surface.point(u, v + side, 0.0), axis, 0.85) for side in (-1.7, 1.7)])


def _bar_outline(pair: BrowPair) -> Points:
    """Closed outline of the left bar on the sheet, counter-clockwise, (96, 2) mm."""
    fitting = pair.fitting
    outline = fitting.outline(360)
    arc = (16.0, 166.0)
    share = np.linspace(0.0, 1.0, 120)
    nasal, middle, temporal = pair.heights
    height = np.interp(share, [0.0, 0.3, 0.6, 1.0], [temporal, temporal, middle, nasal])
    kernel = np.hanning(41)
    height = np.convolve(np.pad(height, 20, mode="edge"), kernel / kernel.sum(), "valid")
    inner = span(grown(outline, -0.7), *arc, 120)
    outer = inner + (span(grown(outline, 0.3), *arc, 120) - inner) * (height[:, None] + 0.7)
    bar = Polygon(np.vstack([outer, inner[::-1]])).buffer(0)
    half = pair.end_height / 2.0
    corners = [
        (fitting.half_width - 0.6, fitting.hinge_height - half),
        (fitting.half_width, fitting.hinge_height + half),
    ]
    near = np.vstack([outer, inner])
    near = near[near[:, 0] > fitting.lens_centre]
    end = MultiPoint([*corners, *near]).convex_hull.difference(Polygon(grown(outline, -0.7)))
    shape = rounded(bar.union(end), 7.0, 1.3)
    shape = rounded(shape.difference(Polygon(grown(outline, -0.7))), 0.5, 1.25)
    ring = np.asarray(shape.exterior.coords)[:-1]
    ring = ring if shape.exterior.is_ccw else ring[::-1]
    dense = resample(ring, 1440, closed=True, bend_share=0.0)
    return resample(
        smooth_closed(dense, 0.3 / shape.exterior.length), 96, closed=True, bend_share=0.45
    )
