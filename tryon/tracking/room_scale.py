"""How high the camera is above the floor, by whatever length of the room is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import FloorCloud, heights_from_span, heights_from_upright
from tryon.landmarks.room import (
    SCALE_ASSUMED,
    SCALE_CONFLICT,
    TAPS_TOO_CLOSE,
    FloorSpan,
    Pixel,
    RoomHints,
    ScaleSource,
    UprightReference,
)

ASSUMED_HEIGHT_M, ASSUMED_SD_M = 1.42, 0.13
"""Cameras held to take a room: 1.41 m, deviation 0.11 m, over 27 pictures of nine rooms; shoppers
differ more than those who made them."""
_LOW_SHARE, _LOW_M = 0.18, (0.6, 1.3)
"""Who sits or kneels holds it lower: 0.96 and 1.08 m in two of ten pictures with a floor."""
ENTERED_SD_M = 0.03
_STANDING_SD = 0.006
"""What doors lean, people slouch and lenses bend, of a reference's height."""
_SHORTEST_SPAN_M = 0.6
"""Two taps of 4 px each leave 5 % of a shorter length open at 2 m."""
_CONFLICT_DEVIATIONS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Camera heights, (S,), m, for the rows of a cloud, best first, and where they come from."""

    heights_m: Array1
    source: ScaleSource
    notes: tuple[str, ...]


def settle_scale(
    cloud: FloorCloud, camera: CameraIntrinsics, hints: RoomHints, rng: np.random.Generator
) -> Scale:
    """Give the camera's height by the best that is told, and say if the rest contradicts.

    Parameters
    ----------
    cloud : ups and focal lengths; its heights do not count
    """
    told: list[tuple[ScaleSource, Array1]] = []
    tap_sd = hints.tap_px / 1280.0 * max(camera.width, camera.height)
    if hints.reference is not None:
        told.append(("reference", _by_reference(cloud, camera, hints.reference, tap_sd, rng)))
    span = None if hints.span is None else _by_span(cloud, camera, hints.span, tap_sd, rng)
    is_long = hints.span is not None and hints.span.length_m >= _SHORTEST_SPAN_M
    if span is not None and is_long:
        told.append(("span", span))
    if hints.camera_height_m is not None:
        heights = rng.normal(hints.camera_height_m, ENTERED_SD_M, len(cloud.ups))
        heights[0] = hints.camera_height_m
        told.append(("height_entered", np.maximum(heights, 0.1)))
    notes: list[str] = []
    if span is not None and not is_long:
        told.append(("span", span))
        notes.append(TAPS_TOO_CLOSE)
    if not told:
        heights = _assumed_heights(len(cloud.ups), rng)
        return Scale(heights, "height_assumed", (SCALE_ASSUMED,))
    source, heights = told[0]
    if any(conflict(heights, others) for _, others in told[1:]):
        notes.append(SCALE_CONFLICT)
    return Scale(heights, source, tuple(notes))


def _assumed_heights(count: int, rng: np.random.Generator) -> Array1:
    heights = np.maximum(rng.normal(ASSUMED_HEIGHT_M, ASSUMED_SD_M, count), 0.5)
    # Evenly, not by chance: the band's end lies among these few.
    low = np.linspace(*_LOW_M, round(_LOW_SHARE * count))
    heights[rng.permutation(count)[: len(low)]] = low
    heights[0] = ASSUMED_HEIGHT_M
    return heights


def conflict(first: Array1, second: Array1) -> bool:
    """Tell whether two clouds of heights, (S,), m, can hardly both be true."""
    one, other = np.log(first), np.log(second)
    spread = float(np.hypot(one[1:].std(), other[1:].std()))
    return abs(float(one[0] - other[0])) > _CONFLICT_DEVIATIONS * spread


def _by_reference(
    cloud: FloorCloud,
    camera: CameraIntrinsics,
    reference: UprightReference,
    tap_sd: float,
    rng: np.random.Generator,
) -> Array1:
    pixels = _tapped(camera, (reference.foot, reference.top), len(cloud.ups), tap_sd, rng)
    deviation_m = float(np.hypot(reference.deviation_m, _STANDING_SD * reference.height_m))
    lengths = rng.normal(reference.height_m, deviation_m, len(cloud.ups))
    lengths[0] = reference.height_m
    return heights_from_upright(cloud, pixels, lengths)


def _by_span(
    cloud: FloorCloud,
    camera: CameraIntrinsics,
    span: FloorSpan,
    tap_sd: float,
    rng: np.random.Generator,
) -> Array1:
    pixels = _tapped(camera, (span.first, span.second), len(cloud.ups), tap_sd, rng)
    lengths = rng.normal(span.length_m, span.deviation_m, len(cloud.ups))
    lengths[0] = span.length_m
    return heights_from_span(cloud, pixels, lengths)


def _tapped(
    camera: CameraIntrinsics,
    taps: tuple[Pixel, Pixel],
    count: int,
    tap_sd: float,
    rng: np.random.Generator,
) -> Array2:
    """Give (2 * count, 2) rays of taps that miss as fingers do; the first two hit."""
    noise = rng.normal(0.0, tap_sd, (count, 2, 2))
    noise[0] = 0.0
    pixels = (np.array(taps) + noise).reshape(-1, 2)
    return camera.unproject(pixels, np.ones(len(pixels)))[:, :2]
