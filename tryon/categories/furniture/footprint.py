"""The room that pieces take, and where they run into each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, frozen
from tryon.catalog.product import Product
from tryon.geometry.transform import RigidTransform

_SLACK_M = 0.01
"""Pieces set side by side touch; that is no collision."""
_FLAT_M = 0.05
"""What is lower than this is stood upon: rugs, mats."""


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """An upright box: what a piece takes of the room.

    Parameters
    ----------
    corners : (4, 3), m, camera frame, on the level of the piece's lowest point: back left, back
        right, front right, front left as the piece itself has left (+x) and right
    up : (3,), unit, camera frame
    bottom_m, top_m : above the floor, m
    """

    corners: Array2
    up: Array1
    bottom_m: float
    top_m: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "corners", frozen(self.corners, np.float64, (4, 3), "corners"))
        object.__setattr__(self, "up", frozen(self.up, np.float64, (3,), "up"))

    @property
    def is_flat(self) -> bool:
        """Whether other pieces may stand on it: a rug."""
        return self.top_m - self.bottom_m < _FLAT_M


def footprint_of(
    camera_from_product: RigidTransform, product: Product, bottom_m: float
) -> Footprint:
    """Give the room that a product of upright pose takes, with its lowest point at a height, m."""
    half_x, _, half_z = product.size_m * 0.5
    corners = np.array(
        [
            [half_x, 0.0, -half_z],
            [-half_x, 0.0, -half_z],
            [-half_x, 0.0, half_z],
            [half_x, 0.0, half_z],
        ]
    )
    return Footprint(
        camera_from_product.apply(corners),
        camera_from_product.rotation[:, 1],
        bottom_m,
        bottom_m + float(product.size_m[1]),
    )


def collide(one: Footprint, other: Footprint) -> bool:
    """Tell whether two pieces of one room run into each other.

    Notes
    -----
    Separating axes (Gottschalk et al., SIGGRAPH 1996) of the level rectangles, and the overlap
    of their heights. Rugs run into nothing.
    """
    if one.is_flat or other.is_flat:
        return False
    if min(one.top_m, other.top_m) - max(one.bottom_m, other.bottom_m) <= _SLACK_M:
        return False
    for axis in (*_sides(one), *_sides(other)):
        ours, theirs = one.corners @ axis, other.corners @ axis
        if min(ours.max(), theirs.max()) - max(ours.min(), theirs.min()) <= _SLACK_M:
            return False
    return True


def is_before(place: Array1, footprint: Footprint) -> bool:
    """Tell whether who stands at a place on the floor hides a piece, or is hidden by it.

    Parameters
    ----------
    place : (3,), m, camera frame
    footprint : of the piece; rugs are hidden by everybody

    Notes
    -----
    Compared along the line of sight over the floor: with the middle of the footprint where that
    line crosses it, else with the corner that comes nearest to the line.
    """
    if footprint.is_flat:
        return True
    up = footprint.up
    level = place - (place @ up) * up
    distance = float(np.linalg.norm(level))
    if distance < 1e-9:
        return True
    along = level / distance
    corners = footprint.corners - (footprint.corners @ up)[:, None] * up
    ahead, aside = corners @ along, corners @ np.cross(up, along)
    crossings: list[float] = []
    for one, other in zip(range(4), (1, 2, 3, 0), strict=True):
        if (aside[one] > 0.0) != (aside[other] > 0.0):
            share = aside[one] / (aside[one] - aside[other])
            crossings.append(float(ahead[one] + share * (ahead[other] - ahead[one])))
    if crossings:
        return distance < 0.5 * (min(crossings) + max(crossings))
    reach = np.linalg.norm(corners, axis=1)
    return distance < float(reach[np.argmax(ahead / np.maximum(reach, 1e-9))])


def _sides(footprint: Footprint) -> tuple[Array1, Array1]:
    """Give the level unit directions of a footprint's sides."""
    across = footprint.corners[1] - footprint.corners[0]
    along = footprint.corners[3] - footprint.corners[0]
    return across / np.linalg.norm(across), along / np.linalg.norm(along)
