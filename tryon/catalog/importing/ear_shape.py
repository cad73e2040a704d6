"""What an earring's mesh tells: one or a pair, how it hangs, and where it passes the lobe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.importing.soup import Soup

Kind = Literal["hoop", "drop", "stud"]

_ALIKE = 0.25
"""The two of a pair differ by less in each size."""
_SLICES = 40
_WIRE_SHARE = 0.22
_NECK_SHARE = 0.40
_STUD_HEIGHT_MM = 13.0
_HOLE_SHARE = 0.42
"""A ring leaves the middle of its outline empty up to this share of its radius."""
_ROUND = 0.25
_RING_SECTORS = 24


@dataclass(frozen=True, slots=True, eq=False)
class EarShape:
    """One earring's shape.

    Parameters
    ----------
    kind : how it hangs
    ring_axis : 0 or 2, the product axis a hoop's hole looks along; None for all else
    hook : (3,), where it passes through the lobe, in the points' unit and axes
    band : breadth of a ring along its axis over its diameter; 0 for all else
    """

    kind: Kind
    ring_axis: int | None
    hook: Array1
    band: float


def left_of_pair(soup: Soup) -> AnyArray | None:
    """Tell which triangles (M,) belong to the earring at +x; None if there is only one.

    Notes
    -----
    A pair is two groups of pieces of about the same size with a gap between them along x.
    """
    low, high = soup.piece_boxes()
    order = np.argsort(low[:, 0])
    reach = np.maximum.accumulate(high[order, 0])
    gaps = low[order[1:], 0] - reach[:-1]
    if not len(gaps) or gaps.max() <= 0.0:
        return None
    cut = int(gaps.argmax())
    border = float(reach[cut] + 0.5 * gaps[cut])
    is_left = 0.5 * (low[:, 0] + high[:, 0]) > border
    sizes = [high[group].max(axis=0) - low[group].min(axis=0) for group in (is_left, ~is_left)]
    largest = float(max(sizes[0].max(), sizes[1].max()))
    if float(np.abs(sizes[0] - sizes[1]).max()) > _ALIKE * largest:
        return None
    return np.asarray(is_left[soup.piece])


def find_shape(points: Array2, mm_per_unit: float) -> EarShape:
    """Find how one earring hangs and where it passes through the lobe.

    Parameters
    ----------
    points : (S, 3), spread evenly over its surface, y up, z front
    """
    low, high = points.min(axis=0), points.max(axis=0)
    size = high - low
    for axis in (2, 0):
        if _is_ring(points, axis):
            across = float(size[1])
            top = points[points[:, 1] > high[1] - 0.1 * size[1]]
            # The hole's edge at the top: the wire's middle lies between it and the top.
            inner = _inner_top(points, axis)
            hook = top.mean(axis=0)
            hook[1] = 0.5 * (high[1] + inner)
            return EarShape("hoop", axis, hook, float(size[axis]) / across)
    if float(size[1]) * mm_per_unit <= _STUD_HEIGHT_MM and size[1] < 1.6 * size[0]:
        return EarShape("stud", None, _stud_back(points), 0.0)
    return EarShape("drop", None, _drop_top(points), 0.0)


def _is_ring(points: Array2, axis: int) -> bool:
    flat = points[:, [2 - axis, 1]]
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = high - low
    if abs(float(size[0] / size[1]) - 1.0) > _ROUND:
        return False
    away = (flat - 0.5 * (low + high)) / (0.5 * size)
    radius = np.hypot(away[:, 0], away[:, 1])
    if float(np.quantile(radius, 0.01)) < _HOLE_SHARE:
        return False
    sector = np.floor((np.arctan2(away[:, 1], away[:, 0]) / (2 * np.pi) + 0.5) * _RING_SECTORS)
    # Open hoops leave a gap at the rear.
    return len(np.unique(sector)) >= 0.8 * _RING_SECTORS


def _inner_top(points: Array2, axis: int) -> float:
    flat = points[:, [2 - axis, 1]]
    middle = 0.5 * (flat.min(axis=0) + flat.max(axis=0))
    radius = 0.5 * float(np.ptp(flat[:, 0]))
    column = flat[(np.abs(flat[:, 0] - middle[0]) < 0.12 * radius) & (flat[:, 1] > middle[1])]
    return float(column[:, 1].min()) if len(column) else float(flat[:, 1].max())


def _stud_back(points: Array2) -> Array1:
    """Give the middle of a stud where its pin leaves the ornament."""
    low, high = points.min(axis=0), points.max(axis=0)
    edges = np.linspace(low[2], high[2], _SLICES + 1)
    widths = _widths(points, edges, 2, 0)
    broad = np.flatnonzero(widths > _NECK_SHARE * widths.max())
    back = float(edges[broad[0]]) if len(broad) else float(low[2])
    front = points[points[:, 2] >= back]
    middle = 0.5 * (front.min(axis=0) + front.max(axis=0))
    return np.array([middle[0], middle[1], back])


def _drop_top(points: Array2) -> Array1:
    """Give the top of an ear wire, or the middle of the ornament that sits on the lobe."""
    low, high = points.min(axis=0), points.max(axis=0)
    edges = np.linspace(high[1], low[1], _SLICES + 1)
    widths = _widths(points, edges, 1, 0)
    if float(widths[:2].max()) < _WIRE_SHARE * float(widths.max()):
        top = points[points[:, 1] > edges[2]]
        return np.array([top[:, 0].mean(), float(top[:, 1].mean()), top[:, 2].mean()])
    broadest = np.maximum.accumulate(widths)
    narrow = np.flatnonzero(widths < _NECK_SHARE * broadest)
    end = float(edges[narrow[0]]) if len(narrow) else float(high[1] - 0.1 * (high[1] - low[1]))
    return _stud_back(points[points[:, 1] >= end])


def _widths(points: Array2, edges: Array1, along: int, across: int) -> Array1:
    """Give the width of each slice between edges, in either direction."""
    ends = np.sort(edges)
    place = np.clip(np.searchsorted(ends, points[:, along], side="right") - 1, 0, len(edges) - 2)
    low, high = np.full(len(edges) - 1, np.inf), np.full(len(edges) - 1, -np.inf)
    np.minimum.at(low, place, points[:, across])
    np.maximum.at(high, place, points[:, across])
    widths = np.maximum(high - low, 0.0)
    return np.asarray(widths if edges[0] < edges[-1] else widths[::-1], dtype=np.float64)
