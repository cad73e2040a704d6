"""The floor from a sheet that lies on it: plane, height and how well both are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

import cv2
import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import CLOUD_SIZE, FloorCloud
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.geometry.upright import HoldingHabit
from tryon.landmarks.room import MARKER_AMBIGUOUS, MARKER_NOT_FOUND
from tryon.tracking.room_marker import SheetCorners
from tryon.tracking.room_upright import Upright

_MOST_MISS_PX = 2.5
"""Corners of a known sheet that miss by more, px of a picture 1280 px wide, are another thing's."""
_MOST_UP_COST = 12.0
"""Squared deviations of its up from what else tells up: more, and it lies on no floor."""
_MOST_COST = 16.0
"""What a quadrangle may cost that nobody called a sheet: any window looks like one somehow."""
_CLEAR_COST = 6.0
"""Lead, in squared deviations, of one of the two poses a small square always allows."""
_STEPS = 6
_MOST_GUESSES = 12
_LEAST_HEIGHT_M, _MOST_HEIGHT_M = 0.1, 3.0
_MOST_HEIGHT_SD = 0.12
"""A sheet so small that it leaves more open, a share, measures nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetFloor:
    """A floor measured by a sheet.

    Parameters
    ----------
    corners : (N, 2), px
    up : (3,), unit, camera frame
    up_sd_rad : its deviation per axis, rad
    height_m : of the camera above the floor, m
    focal_ratio : focal length that fits best over the one given
    cloud : floors that may be true, beside a camera of the best focal length
    """

    corners: Array2
    up: Array1
    up_sd_rad: float
    height_m: float
    focal_ratio: float
    cloud: FloorCloud


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    """What a fit starts from; `side` is the sheet's side, 1 or -1, that looks up."""

    corners: SheetCorners
    pose: RigidTransform
    side: float

    def changed(self, change: Array1) -> tuple[RigidTransform, float]:
        """Turn and shift by the first six numbers; give the focal ratio by the last."""
        rotation = rotation_from_vector(change[:3]) @ self.pose.rotation
        translation = self.pose.translation + change[3:6]
        return RigidTransform(rotation, translation), float(np.exp(change[6]))


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A fitted change, (7,), of a start, its covariance, and its cost in squared deviations."""

    start: _Start
    state: Array1
    covariance: Array2
    cost: float

    @property
    def up(self) -> Array1:
        return self.start.side * self.start.changed(self.state)[0].rotation[:, 2]

    @property
    def height_m(self) -> float:
        return -float(self.up @ self.start.changed(self.state)[0].translation)


def floor_from_sheet(
    seen: Iterable[SheetCorners],
    camera: CameraIntrinsics,
    focal_sd: float,
    upright: Upright | None,
    rng: np.random.Generator,
) -> SheetFloor | str:
    """Give the floor under a sheet, or the reason why there is none.

    Parameters
    ----------
    seen : what may be its corners
    camera : its focal length may be a guess
    focal_sd : deviation of the focal length's logarithm
    upright : up by sensor or lines, which tells the two poses of a small square apart
    """
    fits = [
        fit
        for corners in islice(seen, _MOST_GUESSES)
        for start in _starts(corners, camera)
        if (fit := _fitted(start, camera, focal_sd, upright)) is not None
    ]
    if not fits:
        return MARKER_NOT_FOUND
    fits.sort(key=lambda fit: fit.cost)
    best = fits[0]
    for other in fits[1:]:
        is_other = best.up @ other.up < np.cos(np.radians(3.0)) or not (
            0.95 < best.height_m / other.height_m < 1.05
        )
        if is_other and other.cost - best.cost < _CLEAR_COST:
            return MARKER_AMBIGUOUS
    floor = _with_cloud(best, rng)
    is_told = float(np.log(floor.cloud.heights_m).std()) < _MOST_HEIGHT_SD
    return floor if is_told else MARKER_NOT_FOUND


def _starts(corners: SheetCorners, camera: CameraIntrinsics) -> list[_Start]:
    """Give the one or two poses of a flat sheet (IPPE; Collins and Bartoli, IJCV 2014)."""
    count, turns, shifts, _ = cv2.solvePnPGeneric(
        corners.sheet_points,
        corners.image_points,
        camera.matrix,
        np.zeros(4),
        flags=cv2.SOLVEPNP_IPPE,
    )
    starts: list[_Start] = []
    for turn, shift in zip(turns[:count], shifts[:count], strict=True):
        translation = np.asarray(shift, dtype=np.float64).ravel()
        vector = np.asarray(turn, dtype=np.float64).ravel()
        if np.isfinite(translation).all() and translation[2] > 0.0:
            pose = RigidTransform(rotation_from_vector(vector), translation)
            side = -1.0 if pose.rotation[:, 2] @ translation > 0.0 else 1.0
            starts.append(_Start(corners, pose, side))
    return starts


def _misses(
    start: _Start,
    change: Array1,
    camera: CameraIntrinsics,
    focal_sd: float,
    upright: Upright | None,
) -> Array1:
    """Give by how many deviations corners, up and focal length miss, corners first."""
    pose, ratio = start.changed(change)
    centre = np.array([camera.cx, camera.cy])
    shown = (camera.project(pose.apply(start.corners.sheet_points)) - centre) * ratio + centre
    parts = [(shown - start.corners.image_points).ravel() / start.corners.noise_px]
    if upright is not None:
        parts.append((start.side * pose.rotation[:, 2] - upright.up) / upright.deviation_rad)
    parts.append(np.array([change[6] / focal_sd]))
    return np.concatenate(parts)


def _fitted(
    start: _Start, camera: CameraIntrinsics, focal_sd: float, upright: Upright | None
) -> _Fit | None:
    """Fit pose and focal length together; None where the sheet would not lie on a floor.

    Notes
    -----
    Gauss and Newton with slopes by differences; the inverse of the last normal matrix is the
    covariance. Where corners miss by more than their noise, the paper bends or the lens does,
    and everything is that much less sure.
    """
    steps = np.diag([1e-5] * 3 + [1e-5 * float(start.pose.translation[2])] * 3 + [1e-5])
    state, information = np.zeros(7), np.eye(7)
    for _ in range(_STEPS):
        here = _misses(start, state, camera, focal_sd, upright)
        moved = [_misses(start, state + step, camera, focal_sd, upright) for step in steps]
        slopes = np.stack(
            [(there - here) / step.sum() for there, step in zip(moved, steps, strict=True)], axis=1
        )
        information = slopes.T @ slopes + 1e-9 * np.eye(7)
        state = np.asarray(state - np.linalg.solve(information, slopes.T @ here))
        if not np.isfinite(state).all() or np.abs(state[[0, 1, 2, 6]]).max() > 1.5:
            return None
    count = start.corners.image_points.size
    last = _misses(start, state, camera, focal_sd, upright) ** 2
    miss_px = float(np.sqrt(last[:count].mean())) * start.corners.noise_px
    if miss_px > _MOST_MISS_PX * max(1.0, max(camera.width, camera.height) / 1280.0):
        return None
    if upright is not None and float(last[count : count + 3].sum()) > _MOST_UP_COST:
        return None
    looseness = max(1.0, float(last[:count].sum()) / max(2, count - 6))
    cost = float(last[:count].sum()) + float(last[count:].sum())
    if not start.corners.is_named and (upright is None or cost > _MOST_COST):
        return None
    covariance = np.asarray(np.linalg.inv(information) * looseness, dtype=np.float64)
    fit = _Fit(start, state, covariance, cost)
    if not _LEAST_HEIGHT_M < fit.height_m < _MOST_HEIGHT_M:
        return None
    if upright is None:
        habit = HoldingHabit()
        if not habit.allows(fit.up[None])[0]:
            return None
        # What habit says, without the weight it has against lines that repeat each other.
        surprise = 2.0 * float(habit.surprise(fit.up[None])[0]) / habit.trust
        fit = replace(fit, cost=cost + surprise)
    return fit


def _with_cloud(fit: _Fit, rng: np.random.Generator) -> SheetFloor:
    """Draw floors from the fit's covariance."""
    changes = rng.multivariate_normal(fit.state, fit.covariance, CLOUD_SIZE, method="svd")
    changes[0] = fit.state
    poses = [fit.start.changed(change)[0] for change in changes]
    ups = np.stack([fit.start.side * pose.rotation[:, 2] for pose in poses])
    heights = -np.array([up @ pose.translation for up, pose in zip(ups, poses, strict=True)])
    sizes = np.exp(rng.normal(0.0, fit.start.corners.size_sd, CLOUD_SIZE))
    sizes[0] = 1.0
    heights = np.maximum(heights, _LEAST_HEIGHT_M) * sizes
    away = np.arccos(np.clip(ups @ ups[0], -1.0, 1.0))
    return SheetFloor(
        fit.start.corners.image_points,
        ups[0],
        float(np.sqrt(np.mean(away**2) / 2.0)),
        float(heights[0]),
        float(np.exp(fit.state[6])),
        FloorCloud(ups, heights, np.exp(changes[:, 6] - fit.state[6])),
    )
