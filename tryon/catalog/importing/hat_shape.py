"""Where a hat's opening is and which way it lies: from evenly spread samples of its surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import label

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.kind import Axis, Declared

_CELLS = 24
_ANGLES = 48
_LEVELS = 40
_LEAST_CAVITY = 0.3
"""Depth of a hat's inside over its height: what is shallower has no room for a head."""
_USUAL_SHARE = 0.6
"""Files whose up is y, as formats agree, are believed unless another side is far deeper."""
_FINE_CELLS = 72
_RIM_SHARE = 0.3
_LEAST_HOLLOW_CELLS = 20
_COMPLETE = 0.85
_WIDENS = 1.04
"""Crowns widen slowly downwards; where it is more than this from one level to the next, of 40,
a brim or a cone begins."""
_OVERHANG = 1.12
"""A side that reaches this much farther out than the other is the front: a visor."""
_FACE_RATIO = 1.04
"""Openings at least this much longer than broad tell sides from front and back."""


@dataclass(frozen=True, slots=True, eq=False)
class HatAxes:
    """Product axes in the file.

    Parameters
    ----------
    rotation : (3, 3), rows are product x, y, z in file axes; proper
    faults : what is uncertain
    """

    rotation: Array2
    faults: tuple[ImportFault, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The ring that lies around the head.

    Parameters
    ----------
    middle : (3,)
    radii : (A,) inner radius by angle, from the front towards the wearer's left
    """

    middle: Array1
    radii: Array1

    @property
    def angles(self) -> Array1:
        """Angles (A,) of the radii, rad."""
        return np.linspace(0.0, 2.0 * np.pi, len(self.radii), endpoint=False)

    @property
    def ring(self) -> Array2:
        """Points (A, 3)."""
        flat = np.column_stack(
            [np.sin(self.angles), np.zeros(len(self.radii)), np.cos(self.angles)]
        )
        return np.asarray(self.middle + self.radii[:, None] * flat, dtype=np.float64)

    @property
    def circumference(self) -> float:
        """Length around the ring."""
        ring = self.ring
        return float(np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1).sum())

    def reach(self, points: Array2) -> Array1:
        """Give how far points (N, 3) lie from the axis, over the ring's radius there, (N,)."""
        away = points - self.middle
        angle = np.mod(np.arctan2(away[:, 0], away[:, 2]), 2.0 * np.pi)
        closed = np.append(self.radii, self.radii[0])
        steps = np.append(self.angles, 2.0 * np.pi)
        radii = np.interp(angle, steps, closed)
        return np.asarray(np.hypot(away[:, 0], away[:, 2]) / radii, dtype=np.float64)


def axis_vector(axis: Axis) -> Array1:
    """Give the unit vector (3,) of an axis such as `+y`."""
    vector = np.zeros(3)
    vector["xyz".index(axis[1])] = 1.0 if axis[0] == "+" else -1.0
    return vector


def find_axes(points: Array2, declared: Declared) -> HatAxes:
    """Find how a hat lies in its file.

    Parameters
    ----------
    points : (S, 3) even samples of its surface, file axes and unit

    Raises
    ------
    ImportRefusedError
        `not_hat` if no side is hollow.
    """
    faults: list[ImportFault] = []
    ups = (
        [axis_vector(declared.up)]
        if declared.up
        else [sign * row for row in np.eye(3) for sign in (1.0, -1.0)]
    )
    depths = [_cavity(points, up) for up in ups]
    best = int(np.argmax(depths))
    usual = int(np.argmax([float(up[1]) for up in ups]))
    if depths[usual] >= max(_LEAST_CAVITY, _USUAL_SHARE * depths[best]):
        best = usual
    if depths[best] < _LEAST_CAVITY:
        msg = "no side of the model is open and deep enough for a head"
        raise refusal("not_hat", msg)
    up = ups[best]
    if declared.front:
        front = axis_vector(declared.front)
        if abs(float(front @ up)) > 0.5:
            msg = f"the opening lies across {declared.front}, which was said to be the front"
            raise refusal("not_hat", msg)
    else:
        front, is_sure = _front(points, up)
        if not is_sure:
            msg = "front and back look alike; the file's own front was taken"
            faults.append(fault("front_estimated", msg))
    return HatAxes(np.stack([np.cross(up, front), up, front]), tuple(faults))


def _cavity(points: Array2, up: Array1) -> float:
    """Give how deep the middle is hollow seen from below, over the height; negative if it bulges.

    The middle counts only where something closes it above.
    """
    height = points @ up
    flat = points - np.outer(height, up)
    first = np.eye(3)[(int(np.argmax(np.abs(up))) + 1) % 3]
    x, y = flat @ first, flat @ np.cross(up, first)
    lowest = np.full((_CELLS, _CELLS), np.inf)
    cells = [
        np.clip(((v - v.min()) / max(float(np.ptp(v)), 1e-12) * _CELLS).astype(int), 0, _CELLS - 1)
        for v in (x, y)
    ]
    np.minimum.at(lowest, (cells[0], cells[1]), height)
    third = _CELLS // 3
    middle = lowest[third:-third, third:-third]
    if np.isfinite(middle).mean() < 0.6:
        return -1.0
    rise = float(np.median(middle[np.isfinite(middle)]) - height.min())
    return rise / max(float(np.ptp(height)), 1e-12)


def _front(points: Array2, up: Array1) -> tuple[Array1, bool]:
    """Give the direction to the front, and whether the shape tells it from the back."""
    across = [row for row in np.eye(3) if abs(float(row @ up)) < 0.5]
    turned = np.stack([across[0], up, np.cross(across[0], up)])
    opening = find_opening(points @ turned.T)
    ring = opening.ring - opening.middle
    lengths = np.ptp(ring, axis=0)
    along = turned[2] if lengths[2] >= lengths[0] else turned[0]
    is_long = max(lengths[0], lengths[2]) > _FACE_RATIO * min(lengths[0], lengths[2])
    sides = []
    for direction in (along, -along):
        reach = (points - opening.middle @ turned) @ direction
        sides.append(float(reach.max()))
    if max(sides) > _OVERHANG * min(sides):
        return (along, is_long) if sides[0] > sides[1] else (-along, is_long)
    # Formats agree that z points to the front, unless it points up.
    usual = np.array([0.0, 0.0, 1.0]) if abs(up[2]) < 0.5 else np.array([0.0, -1.0, 0.0])
    if not is_long:
        return usual, False
    sign = float(along @ usual)
    return (along if sign >= 0.0 else -along), False


def find_opening(points: Array2) -> Opening:
    """Find the ring of a hat that lies around the head: where its hollow is last closed below.

    Parameters
    ----------
    points : (S, 3) even samples, product axes

    Raises
    ------
    ImportRefusedError
        `not_hat` if nothing goes all around.
    """
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    edges = np.linspace(low, high, _LEVELS + 1)
    middle = _axis(points)
    profiles = [_inner_radii(points, middle, edges[i], edges[i + 1]) for i in range(_LEVELS)]
    start = int(0.45 * _LEVELS)
    chosen: int | None = None
    last = 0.0
    for level in range(start, -1, -1):
        radii = profiles[level]
        known = np.isfinite(radii)
        if known.mean() < _COMPLETE:
            if chosen is None:
                continue
            break
        typical = float(np.median(radii[known]))
        if chosen is not None and typical > _WIDENS * last:
            break
        chosen, last = level, typical
    if chosen is None:
        raise refusal("not_hat", "no band goes all around an opening")
    # A level or two higher the lining is surely met, and not the hem's outside.
    radii = np.fmin(profiles[chosen], profiles[min(chosen + 1, _LEVELS - 1)])
    height = float(edges[chosen])
    return Opening(np.array([middle[0], height, middle[1]]), _smoothed(radii))


def _axis(points: Array2) -> Array1:
    """Give x and z, (2,), of the axis: the middle of the hollow that a low rim goes all around.

    Raises
    ------
    ImportRefusedError
        `not_hat` if there is no such hollow.
    """
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    step = float(max(span[0], span[2])) / _FINE_CELLS
    cells = np.floor((points[:, [0, 2]] - low[[0, 2]]) / step).astype(int) + 1
    lowest = np.full(cells.max(axis=0) + 2, np.inf)
    np.minimum.at(lowest, (cells[:, 0], cells[:, 1]), points[:, 1])
    is_rim = lowest < low[1] + _RIM_SHARE * span[1]
    labels, count = label(~is_rim)
    outside = labels[0, 0]
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[[0, outside]] = 0
    if sizes.max() < _LEAST_HOLLOW_CELLS:
        raise refusal("not_hat", "no rim goes all around a hollow for a head")
    x, z = np.nonzero(labels == int(sizes.argmax()))
    middle = np.array([x.min() + x.max() + 1.0, z.min() + z.max() + 1.0]) / 2.0 - 1.0
    return low[[0, 2]] + middle * step


def _inner_radii(points: Array2, middle: Array1, low: float, high: float) -> Array1:
    """Give the nearest surface to the axis by angle, (A,), between two heights; inf where none."""
    slab = points[(points[:, 1] >= low) & (points[:, 1] < high)]
    away = slab[:, [0, 2]] - middle
    angle = np.mod(np.arctan2(away[:, 0], away[:, 1]), 2.0 * np.pi)
    index = np.round(angle / (2.0 * np.pi) * _ANGLES).astype(int) % _ANGLES
    radii = np.full(_ANGLES, np.inf)
    np.minimum.at(radii, index, np.hypot(away[:, 0], away[:, 1]))
    return radii


def _smoothed(radii: AnyArray) -> Array1:
    """Fill gaps from their neighbours and take the roughness of sampling away."""
    known = np.flatnonzero(np.isfinite(radii))
    filled = np.interp(np.arange(len(radii)), known, radii[known], period=len(radii))
    window = np.array([np.roll(filled, shift) for shift in (-2, -1, 0, 1, 2)])
    return np.asarray(np.median(window, axis=0), dtype=np.float64)
