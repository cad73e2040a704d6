"""A room in one picture: its floor, at its true scale, and how well that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import CLOUD_SIZE, FloorCloud, camera_from_room, tilted
from tryon.geometry.upright import HoldingHabit, level_azimuth
from tryon.geometry.vanishing import refine_axes, sightlines
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.room import (
    CAMERA_TOO_TILTED,
    FOCAL_ASSUMED,
    IMAGE_CROPPED,
    LENS_TOO_WIDE,
    LOWEST_RAY_RAD,
    NO_GRAVITY,
    SCALE_CONFLICT,
    SENSOR_DISAGREES,
    TAP_ABOVE_HORIZON,
    TOO_FAR,
    Floor,
    RoomHints,
    RoomReading,
    ScaleSource,
    UpSource,
    is_too_far,
)
from tryon.tracking.room_focal import Focal, settle_focal
from tryon.tracking.room_lines import RoomSegments, find_segments
from tryon.tracking.room_marker import sheet_corners
from tryon.tracking.room_scale import conflict, settle_scale
from tryon.tracking.room_sheet import SheetFloor, floor_from_sheet
from tryon.tracking.room_upright import Upright, up_from_lines, up_from_sensor

_SEED = 4
"""One picture must always give one answer."""
_LEAST_WALL_SHARE = 0.4
_LEAST_WALL_LINES = 12
_DEFAULT_SPOT = (0.5, 0.82)


@dataclass(frozen=True, slots=True, eq=False)
class _Plane:
    """A floor before taps are looked at."""

    up_sd_rad: float
    up_source: UpSource
    scale_source: ScaleSource
    cloud: FloorCloud


def analyse_room(frame: Frame, hints: RoomHints) -> RoomReading:
    """Read the floor from a picture and what is told with it.

    Parameters
    ----------
    frame : its camera's `source` says what the focal length is worth
    hints : pixels are those of the frame
    """
    rng = np.random.default_rng(_SEED)
    seen = find_segments(frame.image)
    segments = seen.sharp
    focal = _focal(segments, frame.camera, hints)
    notes = _focal_notes(focal, hints)
    upright, says_else = _upright(seen, focal.camera, hints)
    notes += [SENSOR_DISAGREES] if says_else else []
    sheet = _sheet(frame, focal, hints, upright)
    if isinstance(sheet, SheetFloor):
        focal = _refocused(focal, sheet)
        plane, scale_notes = _plane_of_sheet(sheet, focal, hints, rng)
        corners = sheet.corners
    elif upright is None:
        return _refused(focal, sheet or NO_GRAVITY, notes)
    else:
        notes += [] if sheet is None else [sheet]
        base = _base_cloud(upright, segments, focal, rng)
        scale = settle_scale(base, focal.camera, hints, rng)
        cloud = FloorCloud(base.ups, scale.heights_m, base.focal_ratios)
        plane = _Plane(upright.deviation_rad, upright.source, scale.source, cloud)
        scale_notes, corners = list(scale.notes), np.empty((0, 2))
    notes += scale_notes
    if not HoldingHabit().allows(plane.cloud.ups[:1])[0]:
        return _refused(focal, CAMERA_TOO_TILTED, notes)
    reading = _reading(frame, focal, plane, segments, hints)
    return replace(reading, notes=(*notes, *reading.notes), sheet_corners=corners)


def _focal(segments: Array2, camera: CameraIntrinsics, hints: RoomHints) -> Focal:
    if hints.is_cropped and camera.source == "exif":
        # EXIF tells of the picture as it was taken; of a part of it, it says nothing.
        camera = CameraIntrinsics.default(camera.width, camera.height)
    return settle_focal(segments, camera)


def _focal_notes(focal: Focal, hints: RoomHints) -> list[str]:
    notes = [FOCAL_ASSUMED] if focal.source == "default" else []
    notes += [IMAGE_CROPPED] if hints.is_cropped else []
    return notes + ([LENS_TOO_WIDE] if focal.is_wide else [])


def _upright(
    seen: RoomSegments, camera: CameraIntrinsics, hints: RoomHints
) -> tuple[Upright | None, bool]:
    looks = sightlines(seen.sharp, camera), sightlines(seen.soft, camera)
    if hints.gravity is not None:
        return up_from_sensor(looks, hints.gravity)
    return up_from_lines(looks), False


def _sheet(
    frame: Frame, focal: Focal, hints: RoomHints, upright: Upright | None
) -> SheetFloor | str | None:
    if hints.sheet is None:
        return None
    corners = sheet_corners(frame.image, hints.sheet)
    rng = np.random.default_rng(_SEED)
    return floor_from_sheet(corners, focal.camera, focal.deviation, upright, rng)


def _refocused(focal: Focal, sheet: SheetFloor) -> Focal:
    """Take the focal length the sheet fits best with; it differs only where it was a guess."""
    camera = focal.camera
    ratio = sheet.focal_ratio
    return replace(focal, camera=replace(camera, fx=camera.fx * ratio, fy=camera.fy * ratio))


def _plane_of_sheet(
    sheet: SheetFloor, focal: Focal, hints: RoomHints, rng: np.random.Generator
) -> tuple[_Plane, list[str]]:
    plane = _Plane(sheet.up_sd_rad, "sheet", "sheet", sheet.cloud)
    told = settle_scale(sheet.cloud, focal.camera, hints, rng)
    is_told = told.source != "height_assumed"
    clashes = is_told and conflict(sheet.cloud.heights_m, told.heights_m)
    return plane, [SCALE_CONFLICT] if clashes else []


def _base_cloud(
    upright: Upright, segments: Array2, focal: Focal, rng: np.random.Generator
) -> FloorCloud:
    """Scatter up and focal length; where lines tell up, it moves with the focal length."""
    logs = rng.normal(0.0, focal.deviation, CLOUD_SIZE)
    logs[0] = 0.0
    ups = tilted(upright.up, upright.deviation_rad, rng, CLOUD_SIZE)
    if upright.source == "lines" and focal.deviation > 0.02:
        ups = ups + logs[:, None] * _up_per_log_focal(upright.up, segments, focal)
        ups = ups / np.linalg.norm(ups, axis=1, keepdims=True)
    return FloorCloud(ups, np.ones(CLOUD_SIZE), np.exp(logs))


def _up_per_log_focal(up: Array1, segments: Array2, focal: Focal) -> Array1:
    """Give how up, (3,), moves with the logarithm of the focal length."""
    azimuth, _ = level_azimuth(sightlines(segments, focal.camera), up)
    axes = camera_from_room(up, 1.0, azimuth).rotation
    step = focal.deviation
    ends: list[Array1] = []
    for sign in (-1.0, 1.0):
        ratio = float(np.exp(sign * step))
        camera = replace(focal.camera, fx=focal.camera.fx * ratio, fy=focal.camera.fy * ratio)
        ends.append(refine_axes(sightlines(segments, camera), axes, steps=6).up)
    return np.asarray((ends[1] - ends[0]) / (2.0 * step))


def _reading(
    frame: Frame, focal: Focal, plane: _Plane, segments: Array2, hints: RoomHints
) -> RoomReading:
    """Look where the taps lie on the floor, and put everything together."""
    camera, cloud = focal.camera, plane.cloud
    spots = np.array(hints.taps or [_default_spot(camera)], dtype=np.float64)
    rays = cloud.rays(spots, camera)[: len(spots)]
    sines = cloud.drops(spots, camera)[0] / np.linalg.norm(rays, axis=1)
    if hints.taps and float(sines.min()) < np.sin(LOWEST_RAY_RAD):
        return _refused(focal, TAP_ABOVE_HORIZON, [])
    band = cloud.size_band(spots[0], camera)
    distance, _ = cloud.distance_m(spots[0], camera)
    is_far = is_too_far(distance, band, plane.scale_source)
    notes = (TOO_FAR,) if hints.taps and is_far else ()
    up, height = cloud.ups[0], float(cloud.heights_m[0])
    floor = Floor(
        up,
        float(np.degrees(plane.up_sd_rad)),
        height,
        float(cloud.heights_m[1:].std()),
        plane.up_source,
        plane.scale_source,
        cloud,
        100.0 * band,
        _wall_yaw(segments, camera, up),
    )
    points = cloud.points_m(spots, camera)[: len(spots)]
    room = camera_from_room(up, height)
    landmarks = Landmarks(
        "room",
        0,
        # Sizes that may be wrong by a fifth are worth half.
        1.0 / (1.0 + 5.0 * band),
        spots,
        points,
        np.ones(len(spots)),
        np.empty((0, 3), np.int32),
        room,
        {"floor_under_tap": room.inverse().apply(points[:1])[0]},
        _measures(cloud, camera, spots, hints),
        timestamp_s=frame.timestamp_s,
    )
    return RoomReading(camera, focal.source, landmarks, floor, None, notes)


def _wall_yaw(segments: Array2, camera: CameraIntrinsics, up: Array1) -> float | None:
    """Give the walls' direction if it stands out."""
    if len(segments) < _LEAST_WALL_LINES:
        return None
    azimuth, share = level_azimuth(sightlines(segments, camera), up)
    return azimuth if share > _LEAST_WALL_SHARE else None


def _measures(
    cloud: FloorCloud, camera: CameraIntrinsics, spots: Array2, hints: RoomHints
) -> dict[str, Measure]:
    """Give lengths with intervals of 95 %: camera's height, tap's distance, width between taps."""
    heights = cloud.heights_m
    measures = {"camera_height_m": _measure(heights, float(heights[0]))}
    if hints.taps:
        points = cloud.points_m(spots[:1], camera)
        distances = np.linalg.norm(points, axis=1)
        measures["tap_distance_m"] = _measure(distances, float(distances[0]))
    if len(hints.taps) >= 2:
        ends = cloud.points_m(spots[:2], camera).reshape(-1, 2, 3)
        widths = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
        measures["free_width_m"] = _measure(widths, float(widths[0]))
    return measures


def _measure(cloud: Array1, value: float) -> Measure:
    low, high = np.quantile(cloud[1:], [0.025, 0.975])
    return Measure(value, min(float(low), value), max(float(high), value))


def _default_spot(camera: CameraIntrinsics) -> tuple[float, float]:
    return _DEFAULT_SPOT[0] * camera.width, _DEFAULT_SPOT[1] * camera.height


def _refused(focal: Focal, reason: str, notes: list[str]) -> RoomReading:
    return RoomReading(focal.camera, focal.source, None, None, reason, tuple(notes))
