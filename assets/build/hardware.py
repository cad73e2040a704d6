"""Metal hardware: barrel hinges, rivets and screws (mm)."""

import numpy as np

from assets.build.layout import TempleLine
from assets.build.outlines import Points
from assets.build.solids import Solid, box_solid, joined, turned

_SIDES = 10


def barrel(centre: Points, axis: Points, length: float, radius: float, knuckles: int) -> Solid:
    """Hinge barrel of several knuckles with a screw head on top."""
    step = length / knuckles
    start = centre - axis * length / 2.0
    parts = [
        turned(
            start + axis * step * k,
            axis,
            [
                (0.0, radius - 0.2),
                (0.12, radius),
                (step - 0.2, radius),
                (step - 0.06, radius - 0.2),
            ],
            _SIDES,
        )
        for k in range(knuckles)
    ]
    top = start + axis * length
    parts.append(
        turned(
            top, axis, [(-0.1, 0.62 * radius), (0.3, 0.62 * radius), (0.45, 0.4 * radius)], _SIDES
        )
    )
    return joined(parts)


def rivet(place: Points, outwards: Points, radius: float) -> Solid:
    """Flat domed pin head standing 0.3 mm proud of a surface."""
    profile = [(-1.0, radius), (0.1, radius), (0.25, 0.8 * radius), (0.32, 0.4 * radius)]
    return turned(place, outwards, profile, _SIDES)


def leaf(centre: Points, along: Points, up: Points, half: tuple[float, float, float]) -> Solid:
    """Hinge leaf: half sizes across, up and along, mm."""
    along = along / np.linalg.norm(along)
    across = np.cross(up, along)
    across = across / np.linalg.norm(across)
    return box_solid(centre, np.vstack([across, np.cross(along, across), along]), np.array(half))


def hinge_parts(line: TempleLine, inner: float, height: float) -> tuple[Solid, Solid]:
    """Barrel with the front's leaf, and the temple's leaf, of the left hinge.

    Parameters
    ----------
    inner
        Half thickness of the temple, mm: the hinge lies on its inner face.
    height
        Length of the barrel, mm.
    """
    along, up, inwards = _directions(line)
    centre = line.at(0.0) + inwards * (inner + 0.7)
    front = joined(
        [
            barrel(centre, up, height, 1.15, 3),
            leaf(centre + inwards * 1.0 - along * 0.9, inwards, up, (0.45, 0.42 * height, 1.3)),
        ]
    )
    flank = line.at(5.5) + inwards * inner
    return front, leaf(flank, along, up, (0.4, 0.4 * height, 4.5))


def flat_hinge(line: TempleLine, inner: float, height: float) -> tuple[Solid, Solid]:
    """Barrel with a leaf on the end piece, and the temple's leaf, of a left metal hinge.

    Parameters
    ----------
    inner
        Half thickness of the bar, mm: the hinge lies on its inner face.
    height
        Length of the barrel, mm.
    """
    along, up, inwards = _directions(line)
    centre = line.at(0.0) + inwards * (inner + 0.65)
    before = line.at(0.0) - along * 2.0 + inwards * (inner + 0.2)
    behind = line.at(2.6) + inwards * (inner + 0.2)
    half = (0.35, 0.38 * height, 1.9)
    front = joined([barrel(centre, up, height, 0.9, 3), leaf(before, along, up, half)])
    return front, leaf(behind, along, up, half)


def sunk_hinge(line: TempleLine, inner: float, height: float) -> tuple[Solid, Solid]:
    """Barrel half sunk into the inner face, and a small temple leaf, of a left moulded pair.

    Parameters
    ----------
    inner
        Half thickness of the temple, mm.
    height
        Length of the barrel, mm.
    """
    along, up, inwards = _directions(line)
    centre = line.at(0.2) + inwards * (inner - 0.3)
    flank = line.at(3.0) + inwards * (inner - 0.1)
    return barrel(centre, up, height, 1.0, 3), leaf(flank, along, up, (0.3, 0.35 * height, 2.2))


def _directions(line: TempleLine) -> tuple[Points, Points, Points]:
    """Unit vectors at the left hinge: along the temple, up its flank, towards the face."""
    along = line.at(6.0) - line.at(0.0)
    along = along / np.linalg.norm(along)
    up = line.up_at(0.0)
    inwards = np.cross(along, up)
    inwards = inwards / np.linalg.norm(inwards)
    return along, up, inwards if inwards[0] < 0.0 else -inwards
