"""The focal length of a room's picture: given, by EXIF, by its lines, or the usual one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import level_frame
from tryon.geometry.upright import Candidate, HoldingHabit, find_axes
from tryon.geometry.vanishing import refine_axes, sightlines
from tryon.landmarks.room import FocalSource

GIVEN_SD, EXIF_SD, DEFAULT_SD = 0.003, 0.01, 0.10
"""Deviations of the logarithm of the focal length."""
_USUAL_35MM = 26.0
"""Main cameras of phones lie between 23 and 28 mm; that of webcams is shorter than 0.95 of the
longer side, which `CameraIntrinsics.default` takes, only by a tenth."""
_PRIOR_SD = 0.18
"""Pictures of no known camera come from other lenses, too, or are cut."""
_RATIOS = (0.72, 0.85, 1.0, 1.18, 1.4)
_LEAST_ALONG = 8
_LEAST_SLANT_RAD = np.radians(12.0)
"""A wall that faces the camera has its vanishing point too far off to tell a focal length."""
_MOST_LINES_SD = 0.06
_TEMPER = 0.15
"""Segments of one edge repeat each other: their support counts this much."""
_WIDE_FOV_RAD = np.radians(100.0)


@dataclass(frozen=True, slots=True)
class Focal:
    """A camera, the deviation of its focal length's logarithm, and where it comes from."""

    camera: CameraIntrinsics
    deviation: float
    source: FocalSource

    @property
    def is_wide(self) -> bool:
        """Whether the lens is so wide that straight lines bend."""
        longest = max(self.camera.width, self.camera.height)
        return bool(2.0 * np.arctan(longest / 2.0 / self.camera.fx) > _WIDE_FOV_RAD)


def settle_focal(segments: Array2, camera: CameraIntrinsics) -> Focal:
    """Give the focal length to go on with.

    Parameters
    ----------
    segments : (N, 4), px
    camera : as the picture came; its `source` says what it is worth
    """
    if camera.source in {"given", "calibrated"}:
        return Focal(camera, GIVEN_SD, "given")
    if camera.source == "exif":
        return Focal(camera, EXIF_SD, "exif")
    usual = CameraIntrinsics.from_focal_35mm(camera.width, camera.height, _USUAL_35MM)
    return _from_lines(segments, usual) or Focal(_scaled(usual, 1.0), DEFAULT_SD, "default")


def _from_lines(segments: Array2, usual: CameraIntrinsics) -> Focal | None:
    """Give the focal length at which the walls' two directions are at right angles."""
    if len(segments) < 2 * _LEAST_ALONG:
        return None
    plain = find_axes(sightlines(segments, usual), HoldingHabit())
    # The other focal lengths cost half a second: look there only if they can be told apart.
    if not plain or not _is_strong(segments, usual, plain[0]):
        return None
    best: tuple[float, float, Candidate] | None = None
    for ratio in _RATIOS:
        found = (
            plain
            if ratio == 1.0
            else find_axes(sightlines(segments, _scaled(usual, ratio)), HoldingHabit())
        )
        if found:
            score = found[0].score - 0.5 * (np.log(ratio) / _PRIOR_SD) ** 2
            if best is None or score > best[0]:
                best = (score, ratio, found[0])
    if best is None:
        return None
    _, ratio, candidate = best
    # A parabola through the support near the best of the coarse ratios gives place and width.
    steps = np.linspace(-0.16, 0.16, 9)
    scores = np.empty(len(steps))
    for row, step in enumerate(steps):
        lines = sightlines(segments, _scaled(usual, ratio * float(np.exp(step))))
        axes = refine_axes(lines, candidate.axes.camera_from_axes, steps=5)
        surprise = 0.5 * ((np.log(ratio) + step) / _PRIOR_SD) ** 2
        scores[row] = _TEMPER * float(axes.support.sum()) - surprise
    bend, slope, _ = np.polyfit(steps, scores, 2)
    if bend >= 0.0 or abs(slope / (2.0 * bend)) > 0.16:
        return None
    deviation = float(np.sqrt(-0.5 / bend))
    camera = _scaled(usual, ratio * float(np.exp(-slope / (2.0 * bend))))
    if deviation > _MOST_LINES_SD or not _is_strong(segments, camera, candidate):
        return None
    return Focal(camera, deviation, "lines")


def _is_strong(segments: Array2, camera: CameraIntrinsics, candidate: Candidate) -> bool:
    """Tell whether both walls are seen at a slant, along enough edges each."""
    lines = sightlines(segments, camera)
    axes = refine_axes(lines, candidate.axes.camera_from_axes)
    _, back = level_frame(axes.up[None])
    turn = abs(float(axes.camera_from_axes[:, 2] @ back[0]))
    slant_rad = float(np.arccos(np.clip(turn, 0.0, 1.0)))
    slant_rad = min(slant_rad, np.pi / 2.0 - slant_rad)
    return min(axes.counts[0], axes.counts[2]) >= _LEAST_ALONG and slant_rad > _LEAST_SLANT_RAD


def _scaled(camera: CameraIntrinsics, ratio: float) -> CameraIntrinsics:
    return CameraIntrinsics(
        camera.width,
        camera.height,
        camera.fx * ratio,
        camera.fy * ratio,
        camera.cx,
        camera.cy,
        "default",
    )
