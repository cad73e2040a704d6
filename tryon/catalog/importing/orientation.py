"""Which way a pair of glasses lies in its file: left and right, front and back, up and down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.importing.faults import ImportFault, fault, refusal

_SYMMETRY_LIMIT = 0.02  # Median distance to the mirrored surface over the diagonal.
_ALIGNED_LIMIT = 0.008  # Sampling alone gives 0.003-0.005.
_MIN_DEPTH_PER_HEIGHT = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Orientation:
    """Product axes in the file, and the plane of symmetry.

    Parameters
    ----------
    rotation : (3, 3), rows are product x, y, z in file axes; proper
    offset : distance of the plane of symmetry from the file's origin along x, file unit
    faults : what is uncertain
    """

    rotation: Array2
    offset: float
    faults: tuple[ImportFault, ...]

    def apply(self, points: Array2) -> Array2:
        """Turn (N, 3) file points to product axes; x = 0 is the plane of symmetry."""
        return points @ self.rotation.T - np.array([self.offset, 0.0, 0.0])


def find_orientation(points: Array2) -> Orientation:
    """Find the axes of a pair of glasses.

    Parameters
    ----------
    points : (S, 3) even samples of its surface, file axes and unit

    Raises
    ------
    ImportRefusedError
        `not_glasses` if no plane of symmetry, or no temples behind a front, are found.
    """
    diagonal = float(np.linalg.norm(np.ptp(points, axis=0)))
    if diagonal <= 0.0:
        raise refusal("no_geometry", "all points of the model coincide")
    normal, aligned = _symmetry_normal(points, diagonal)
    faults: list[ImportFault] = []
    forward = _forward(points, normal, aligned)
    up = np.cross(forward, normal)
    up, score = _upward(points, normal, up, forward)
    if score < 0.08:
        faults.append(fault("up_uncertain", "it is not clear which side of the frame is up"))
    if not aligned:
        faults.append(fault("axes_estimated", "the model does not lie along the file's axes"))
    rotation = np.array([np.cross(up, forward), up, forward])
    _require_proportions(np.ptp(points @ rotation.T, axis=0))
    _, offset = _mirror_error(points, rotation[0], diagonal)
    return Orientation(rotation, offset, tuple(faults))


def _require_proportions(size: Array1) -> None:
    height, depth = float(size[1] / size[0]), float(size[2] / size[0])
    if not (0.1 < height < 0.6 and 0.6 < depth < 1.8):
        msg = (
            "the proportions are not those of open glasses: height and depth are "
            f"{height:.2f} and {depth:.2f} of the width"
        )
        raise refusal("not_glasses", msg)


def _symmetry_normal(points: Array2, diagonal: float) -> tuple[Array1, bool]:
    """Give the normal of the plane of symmetry, and whether it is an axis of the file."""
    errors = [_mirror_error(points, axis, diagonal)[0] for axis in np.eye(3)]
    best = int(np.argmin(errors))
    if errors[best] < _ALIGNED_LIMIT:
        return np.eye(3)[best], True
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    refined = [_refined_normal(points, axis, diagonal) for axis in axes]
    normal, error = min(refined, key=lambda item: item[1])
    if errors[best] < min(error * 1.5, _SYMMETRY_LIMIT):
        return np.eye(3)[best], True
    if error > _SYMMETRY_LIMIT:
        msg = "the model has no left and right half alike"
        raise refusal("not_glasses", msg)
    return normal, False


def _mirror_error(points: Array2, normal: Array1, diagonal: float) -> tuple[float, float]:
    """Give the median mirror distance over the diagonal, and the offset of the best plane."""
    nearest_to = _neighbours(points)
    heights = points @ normal
    offset = float(heights.min() + heights.max()) / 2.0
    distances = np.zeros(1)
    some = points[:: max(1, len(points) // 3000)]
    for _ in range(6):
        mirrored = some - 2.0 * np.outer(some @ normal - offset, normal)
        distances, nearest = nearest_to(mirrored)
        near = distances <= np.percentile(distances, 80.0)
        middle = (some[near] + points[nearest[near]]) / 2.0
        offset = float(np.mean(middle @ normal))
    return float(np.median(distances)) / diagonal, offset


def _refined_normal(points: Array2, normal: Array1, diagonal: float) -> tuple[Array1, float]:
    """Turn a normal until the mirrored surface fits: the pairs' differences point along it."""
    nearest_to = _neighbours(points)
    some = points[:: max(1, len(points) // 3000)]
    offset = float(np.median(points @ normal))
    for _ in range(40):
        mirrored = some - 2.0 * np.outer(some @ normal - offset, normal)
        distances, nearest = nearest_to(mirrored)
        near = distances <= np.percentile(distances, 80.0)
        difference = some[near] - points[nearest[near]]
        _, vectors = np.linalg.eigh(difference.T @ difference)
        candidate = vectors[:, 2]
        normal = candidate * np.sign(candidate @ normal or 1.0)
        offset = float(np.mean((some[near] + points[nearest[near]]) / 2.0 @ normal))
    return normal, _mirror_error(points, normal, diagonal)[0]


def _neighbours(points: Array2) -> Callable[[Array2], tuple[Array1, AnyArray]]:
    """Give a function that finds the distance to, and the row of, the nearest of the points."""
    tree = KDTree(points)

    def nearest(others: Array2) -> tuple[Array1, AnyArray]:
        distances, rows = tree.query(others)
        return np.asarray(distances, dtype=np.float64), np.asarray(rows, dtype=np.int64)

    return nearest


def _forward(points: Array2, normal: Array1, aligned: bool) -> Array1:
    """Give the direction from the temples' ends to the bridge, within the symmetry plane."""
    if aligned:
        axis = int(np.argmax(np.abs(normal)))
        first, second = (np.eye(3)[(axis + step) % 3] for step in (1, 2))
    else:
        flat = points - np.outer(points @ normal, normal)
        _, _, axes = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
        first = np.asarray(axes[0], dtype=np.float64)
        second = np.cross(normal, first)
    deep, high = (first, second)
    if np.ptp(points @ second) > np.ptp(points @ first):
        deep, high = second, first
    if np.ptp(points @ deep) < _MIN_DEPTH_PER_HEIGHT * np.ptp(points @ high):
        msg = "no temples are seen behind a front; they may be folded or missing"
        raise refusal("not_glasses", msg)
    side = np.abs(points @ normal - np.median(points @ normal))
    central = side < 0.15 * side.max()
    if not central.any():
        raise refusal("not_glasses", "nothing joins the left and the right half")
    sign = np.sign(np.mean(points[central] @ deep) - np.mean(points @ deep)) or 1.0
    forward = np.asarray(deep * sign, dtype=np.float64)
    return forward if aligned else _along_temples(points, normal, forward)


def _along_temples(points: Array2, normal: Array1, forward: Array1) -> Array1:
    """Turn the estimated front within the plane so that the straight temples lie along it."""
    depth = points @ forward
    share = (depth - depth.min()) / np.ptp(depth)
    side = np.abs(points @ normal - np.median(points @ normal))
    temple = (share > 0.4) & (share < 0.8) & (side > 0.7 * side.max())
    if temple.sum() < 20:
        return forward
    up = np.cross(forward, normal)
    slope = np.polyfit(depth[temple], points[temple] @ up, 1)[0]
    turned = forward + slope * up
    return turned / np.linalg.norm(turned)


def _upward(points: Array2, normal: Array1, up: Array1, forward: Array1) -> tuple[Array1, float]:
    """Give the way up and how clear it is: bridges sit high, temple tips bend down."""
    height, depth = points @ up, points @ forward
    share = (depth - depth.min()) / np.ptp(depth)
    side = np.abs(points @ normal - np.median(points @ normal))
    front = share > 0.75
    span = float(np.ptp(height[front])) or 1.0
    middle = (height[front].min() + height[front].max()) / 2.0
    bridge = front & (side < 0.08 * side.max())
    score = 0.0
    if bridge.any():
        score += float(np.mean(height[bridge]) - middle) / span
    tip, straight = share < 0.06, (share > 0.35) & (share < 0.6)
    if tip.any() and straight.any():
        score += float(np.mean(height[straight]) - np.mean(height[tip])) / span
    return (up if score >= 0.0 else -up), abs(score)
