"""Whole pairs put together from parts: full-rim acetate (mm)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assets.build.acetate import (
    AcetateFront,
    AcetateTemple,
    front_solid,
    moulded_pad,
    temple_solid,
)
from assets.build.glb import Part
from assets.build.hardware import hinge_parts, rivet
from assets.build.layout import Fitting, TempleLine, temple_line
from assets.build.outlines import Points
from assets.build.plates import LensEdge, lens
from assets.build.product import Pair
from assets.build.solids import Solid, joined

LENS_RINGS = (0.3, 0.6, 0.85)

HingeMaker = Callable[[TempleLine, float, float], tuple[Solid, Solid]]
"""Gives barrel and temple leaf for a line, half thickness and barrel length (mm)."""


def both(name: str, material: str, left: Solid) -> list[Part]:
    """Left part and its mirror image; `{}` in the name stands for the side."""
    return [
        Part(name.format("left"), material, left),
        Part(name.format("right"), material, left.mirrored()),
    ]


def sided(points: dict[str, Points]) -> dict[str, Points]:
    """Attachment points of the left side followed by their mirror images."""
    result: dict[str, Points] = {}
    for name, point in points.items():
        result[f"left_{name}"] = point
        result[f"right_{name}"] = point * [-1.0, 1.0, 1.0]
    return result


def settled(
    fitting: Fitting,
    parts: list[Part],
    bridge: Points,
    left: dict[str, Points],
    pattern: bytes | None = None,
) -> Pair:
    """Pair moved so that the bridge point is the origin."""
    moved = [
        Part(part.name, part.material, part.solid.mapped(lambda p: p - bridge)) for part in parts
    ]
    points = {"bridge": np.zeros(3)}
    points |= sided({name: point - bridge for name, point in left.items()})
    return Pair(fitting, moved, points, pattern)


def temple_points(line: TempleLine, bend_at: float, half_height: float) -> dict[str, Points]:
    """Attachment points of the left temple."""
    return {
        "hinge": line.at(0.0),
        "temple_end": line.path[-1],
        "ear_rest": line.at(bend_at) - line.up_at(bend_at) * half_height,
    }


@dataclass(frozen=True, slots=True)
class AcetatePair:
    """Full-rim acetate pair."""

    fitting: Fitting
    front: AcetateFront
    temple: AcetateTemple
    lens_depth: float = 1.1
    lens_thickness: float = 2.0
    rivets: int = 2
    hinge: HingeMaker = hinge_parts
    hinge_height: float = 5.4

    def build(self, pattern: bytes | None = None) -> Pair:
        """Parts and attachment points of the pair."""
        fitting, front = self.fitting, self.front
        surface = fitting.surface()
        outline = fitting.outline(64)
        glass = lens(outline, LensEdge(-self.lens_depth, self.lens_thickness, 0.25), LENS_RINGS)
        pad, skin = moulded_pad(fitting, front)
        half = self.temple.thicknesses[0] / 2.0
        joint = surface.point(
            fitting.half_width - half - 0.15,
            fitting.hinge_height + front.end_rise,
            0.25 - front.end_thickness,
        )
        line = temple_line(fitting, joint)
        barrel, leaf = self.hinge(line, half, self.hinge_height)
        parts = [
            Part("front", "frame", front_solid(fitting, front)),
            *both("lens_{}", "lens", glass.mapped(surface.place)),
            Part("pads", "frame", joined([pad, pad.mirrored()])),
            *both("temple_{}", "temple", temple_solid(line, self.temple, fitting.bend_at)),
            *both("hinge_{}", "metal", barrel),
            *both("temple_{}_hinge", "metal", leaf),
        ]
        if self.rivets:
            parts += self._rivets(line, half)
        middle = 0.55 * front.bridge_bottom + 0.45 * front.bridge_top
        points = {
            "lens": surface.point(fitting.lens_centre, 0.0, -self.lens_depth - self.lens_thickness)
        }
        points |= temple_points(line, fitting.bend_at, self.temple.heights[2] / 2.0)
        points["nose_pad"] = skin
        bridge = surface.point(0.0, middle, -front.bridge_thickness)
        return settled(fitting, parts, bridge, points, pattern)

    def _rivets(self, line: TempleLine, half: float) -> list[Part]:
        """Pin heads on the end pieces and on the temples' outer faces."""
        fitting, front = self.fitting, self.front
        surface = fitting.surface()
        middle = fitting.hinge_height + front.end_rise
        u = fitting.half_width - 4.6
        outwards = surface.point(u, middle, 1.0) - surface.point(u, middle, 0.0)
        heights = np.linspace(-1.0, 1.0, self.rivets) * 1.9
        pins = [rivet(surface.point(u, middle + v, 0.0), outwards, 0.95) for v in heights]
        along = line.at(8.0) - line.at(5.0)
        side = np.cross(along, line.up_at(0.0))
        side = side / np.linalg.norm(side)
        flank = [
            rivet(line.at(6.5) + side * half + line.up_at(0.0) * v, side, 0.95) for v in heights
        ]
        return [
            Part("metal_front", "accent", joined([*pins, *(pin.mirrored() for pin in pins)])),
            *both("temple_{}_rivets", "accent", joined(flank)),
        ]
