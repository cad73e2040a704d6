"""Directions that lines of a picture share: three axes of a room, and how sure they are.

A segment seen by a camera spans a plane through the camera's centre. A line of the room with
direction d lies in that plane, so the plane's normal n is perpendicular to d; the angle by which
a segment misses d is measured at its middle m, between the plane and the plane of m and d.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import nearest_rotation, rotation_from_vector

_END_NOISE_PX = 0.7
"""Scatter of a segment's end across its direction, px: what line detectors leave."""
_MODEL_NOISE_RAD = np.radians(0.3)
"""What straight edges of real rooms, lenses and builders add to every segment."""
_BLIND_SINE = 0.05
"""Nearer than this to a direction's own vanishing point a segment says nothing about it."""
_MISS = np.pi / 2.0
_GRID = (4, 3)
CELLS = _GRID[0] * _GRID[1]
"""Parts a picture is divided into: one thing fills about one, a room spans all."""
_SHARE_PRIOR = 1.0
"""Segments each axis, and none of them, is credited with before any is counted."""
_SHARE_STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Sightlines:
    """Segments of a picture as planes through the camera.

    Parameters
    ----------
    normals : (N, 3), unit, camera frame, of the plane through the camera and the segment
    middles : (N, 3), unit, camera frame, towards the segment's middle
    noise_rad : (N,), standard deviation of the segment's direction, rad
    weights : (N,), what the segment counts, [0, 1]
    places : (N, 2), the segment's middle as shares of the picture's width and height
    """

    normals: Array2
    middles: Array2
    noise_rad: Array1
    weights: Array1
    places: Array2

    def __post_init__(self) -> None:
        normals = frozen(self.normals, np.float64, (None, 3), "normals")
        count = len(normals)
        middles = frozen(self.middles, np.float64, (count, 3), "middles")
        object.__setattr__(self, "normals", normals)
        object.__setattr__(self, "middles", middles)
        object.__setattr__(
            self, "noise_rad", frozen(self.noise_rad, np.float64, (count,), "noise_rad")
        )
        object.__setattr__(self, "weights", frozen(self.weights, np.float64, (count,), "weights"))
        object.__setattr__(self, "places", frozen(self.places, np.float64, (count, 2), "places"))

    def __len__(self) -> int:
        return len(self.normals)

    @property
    def cells(self) -> IndexArray:
        """The part of the picture each segment lies in, (N,), [0, CELLS)."""
        column, row = np.clip(self.places * _GRID, 0, np.array(_GRID) - 1).astype(np.int32).T
        return column * _GRID[1] + row

    def without(self, cell: int) -> Sightlines:
        """Give the segments outside one part of the picture."""
        kept = self.cells != cell
        return Sightlines(
            self.normals[kept],
            self.middles[kept],
            self.noise_rad[kept],
            self.weights[kept],
            self.places[kept],
        )


def sightlines(segments: Array2, camera: CameraIntrinsics) -> Sightlines:
    """Give the planes of segments.

    Parameters
    ----------
    segments : (N, 4), px, both ends: u0, v0, u1, v1, apart from each other
    camera : of the picture
    """
    ones = np.ones(len(segments))
    first = camera.unproject(segments[:, :2], ones)
    second = camera.unproject(segments[:, 2:], ones)
    middles = camera.unproject((segments[:, :2] + segments[:, 2:]) / 2.0, ones)
    normals = np.cross(first, second)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    noise = np.hypot(np.sqrt(2.0) * _END_NOISE_PX / length, _MODEL_NOISE_RAD)
    # Twice as long is not twice as sure: a long edge is one edge.
    weights = np.sqrt(np.minimum(1.0, length / (0.12 * np.hypot(camera.width, camera.height))))
    places = (segments[:, :2] + segments[:, 2:]) / 2.0 / [camera.width, camera.height]
    return Sightlines(normals, middles, noise, weights, places)


def misses(lines: Sightlines, directions: Array2) -> Array2:
    """Give by what angle segments miss directions.

    Parameters
    ----------
    directions : (D, 3), unit, camera frame

    Returns
    -------
    (D, N), rad, signed as the product of normal and direction; pi / 2 where a segment lies too
    near the vanishing point to tell
    """
    across = directions @ lines.normals.T
    along = directions @ lines.middles.T
    sine = np.sqrt(np.maximum(0.0, 1.0 - along**2))
    told = sine > _BLIND_SINE
    ratio = np.where(told, across / np.maximum(sine, _BLIND_SINE), 1.0)
    return np.asarray(np.where(told, np.arcsin(np.clip(ratio, -1.0, 1.0)), _MISS))


def support(lines: Sightlines, camera_from_axes: Array2) -> Array1:
    """Give each segment's log likelihood ratio of three axes against pointing anywhere, (N,).

    Parameters
    ----------
    camera_from_axes : (3, 3), the axes as columns
    """
    miss = misses(lines, camera_from_axes.T) / lines.noise_rad
    # Half a normal distribution against an even one over a right angle.
    density = np.exp(-0.5 * miss**2) * (np.sqrt(np.pi / 2.0) / lines.noise_rad)
    density = np.concatenate([density, np.ones((1, len(lines)))])
    shares = np.full(4, 0.25)
    total = float(lines.weights.sum())
    for _ in range(_SHARE_STEPS):
        owned = shares[:, None] * density
        owned /= owned.sum(axis=0)
        shares = (owned @ lines.weights + _SHARE_PRIOR) / (total + 4.0 * _SHARE_PRIOR)
    return np.asarray(lines.weights * np.log(shares @ density))


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """Three axes of a room as a picture's segments show them.

    Parameters
    ----------
    camera_from_axes : (3, 3), proper rotation; the second column points up
    information : (3, 3), 1 / rad^2, inverse covariance of small turns in the camera frame
    support : (N,), each segment's log likelihood ratio against pointing anywhere
    counts : segments along each axis
    """

    camera_from_axes: Array2
    information: Array2
    support: Array1
    counts: tuple[int, int, int]

    @property
    def up(self) -> Array1:
        """The upward axis, (3,), unit, camera frame."""
        return self.camera_from_axes[:, 1]

    def up_sd_rad(self) -> float:
        """Give the standard deviation of the upward axis, rad, along its weakest direction."""
        covariance = np.linalg.inv(self.information + 1e-6 * np.eye(3))
        # A turn t moves the axis u by t x u: the turn about u itself does not count.
        skew = _skew(self.up)
        moved = skew @ covariance @ skew.T
        return float(np.sqrt(max(0.0, float(np.linalg.eigvalsh(moved)[-1]))))


def refine_axes(
    lines: Sightlines,
    camera_from_axes: Array2,
    *,
    gravity: tuple[Array1, float] | None = None,
    steps: int = 8,
) -> Axes:
    """Turn three axes until the segments along them fit best.

    Parameters
    ----------
    camera_from_axes : (3, 3), start, within some degrees
    gravity : up as a sensor tells it, (3,), unit, camera frame, and its deviation per axis, rad
    steps : of Gauss and Newton with weights by Geman and McClure

    Returns
    -------
    Axes
        `information` holds the sensor's share as well.
    """
    rotation = camera_from_axes
    information = np.zeros((3, 3))
    for step in range(steps):
        # Wide at first, so that a start some degrees off still sees its segments.
        tolerance = lines.noise_rad * max(1.5, 4.0 * 0.6**step)
        information, gradient = _normal_equations(lines, rotation, tolerance)
        if gravity is not None:
            sensed, deviation_rad = gravity
            up = rotation[:, 1]
            information = information + (np.eye(3) - np.outer(up, up)) / deviation_rad**2
            gradient = gradient + np.cross(up, sensed) / deviation_rad**2
        turn = np.linalg.solve(information + 1e-3 * np.eye(3), gradient)
        size = float(np.linalg.norm(turn))
        turn = turn * min(1.0, 0.2 / max(size, 1e-12))
        rotation = nearest_rotation(
            rotation_from_vector(np.asarray(turn, dtype=np.float64)) @ rotation
        )
    inlying = np.abs(misses(lines, rotation.T)) < 2.5 * lines.noise_rad
    counts = (int(inlying[0].sum()), int(inlying[1].sum()), int(inlying[2].sum()))
    return Axes(rotation, information, support(lines, rotation), counts)


def _normal_equations(
    lines: Sightlines, rotation: Array2, tolerance: Array1
) -> tuple[Array2, Array1]:
    """Give the information matrix and the gradient of a small turn of the axes."""
    miss = misses(lines, rotation.T)
    nearest = np.abs(miss).argmin(axis=0)
    rows = np.arange(len(lines))
    own = miss[nearest, rows]
    axes = rotation.T[nearest]
    sine = np.sqrt(np.maximum(_BLIND_SINE**2, 1.0 - (axes * lines.middles).sum(axis=1) ** 2))
    slopes = np.cross(axes, lines.normals) / sine[:, None]
    trust = lines.weights / (1.0 + (own / tolerance) ** 2) ** 2 / lines.noise_rad**2
    weighted = slopes * trust[:, None]
    return weighted.T @ slopes, -weighted.T @ own


def _skew(vector: Array1) -> Array2:
    x, y, z = (float(value) for value in vector)
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
