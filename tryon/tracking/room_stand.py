"""From a tap on the floor to the place where a piece stands."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import FloorCloud, camera_from_room, snapped_yaw_rad
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.room import (
    LOWEST_RAY_RAD,
    SNAP_DEG,
    TOO_FAR,
    Floor,
    RoomReading,
    Stand,
    is_too_far,
)

_LEAST_DROP_M = 0.05
"""A surface at the height of the lens is seen as a line, on which no place can be told."""


def stand_landmarks(
    reading: RoomReading,
    stand: Stand,
    *,
    surface_m: float = 0.0,
    snap_deg: float = SNAP_DEG,
) -> Landmarks | None:
    """Give the place of one piece as a subject of its own; None where no floor can be meant.

    Parameters
    ----------
    reading : of the room
    stand : its spot is a pixel of the picture that was read
    surface_m : height above the floor of the level surface that the spot lies on, m
    snap_deg : how far a piece that snaps is turned at most to stand along a wall, degrees

    Returns
    -------
    Landmarks or None
        Its frame stands on the floor: y up, z where the piece's front looks. Measures:
        `distance_m` from the camera with its interval of 95 %; `size_band_pct` by how much the
        drawn size may be wrong here, a 90 % band; `yaw_deg` after snapping; `elevation_m` if the
        stand tells one. None above the horizon, or so close to it that a pixel is metres.
    """
    floor = reading.floor
    if floor is None or floor.height_m - surface_m < _LEAST_DROP_M:
        return None
    camera = reading.camera
    heights = np.maximum(floor.cloud.heights_m - surface_m, _LEAST_DROP_M)
    cloud = FloorCloud(floor.cloud.ups, heights, floor.cloud.focal_ratios)
    spot = np.array([stand.spot])
    ray = cloud.rays(spot, camera)[0]
    if float(cloud.drops(spot, camera)[0, 0]) < np.sin(LOWEST_RAY_RAD) * np.linalg.norm(ray):
        return None
    point = cloud.points_m(spot, camera)[0]
    yaw = _yaw_rad(floor, stand, snap_deg)
    rotation = camera_from_room(floor.up, floor.height_m, yaw).rotation
    camera_from_stand = RigidTransform(rotation, point - surface_m * floor.up)
    measures = _measures(cloud, camera, spot[0])
    band, distance = measures["size_band_pct"].value / 100.0, measures["distance_m"].value
    measures["yaw_deg"] = _exactly(float(np.degrees(yaw)))
    if stand.elevation_m is not None:
        measures["elevation_m"] = _exactly(stand.elevation_m)
    return Landmarks(
        "room",
        stand.number,
        # Sizes that may be wrong by a fifth are worth half.
        1.0 / (1.0 + 5.0 * band),
        spot,
        point[None],
        np.ones(1),
        np.empty((0, 3), np.int32),
        camera_from_stand,
        {"floor_under_tap": np.zeros(3)},
        measures,
        (TOO_FAR,) if is_too_far(distance, band, floor.scale_source) else (),
    )


def _yaw_rad(floor: Floor, stand: Stand, snap_deg: float) -> float:
    yaw = float(np.radians(stand.yaw_deg))
    if stand.snap:
        yaw = snapped_yaw_rad(yaw, floor.wall_yaw_rad, float(np.radians(snap_deg)))
    return yaw


def _measures(cloud: FloorCloud, camera: CameraIntrinsics, spot: Array1) -> dict[str, Measure]:
    distances = np.linalg.norm(cloud.points_m(spot[None], camera), axis=1)
    low, high = np.quantile(distances[1:], [0.025, 0.975])
    best = float(distances[0])
    return {
        "distance_m": Measure(best, min(float(low), best), max(float(high), best)),
        "size_band_pct": _exactly(100.0 * cloud.size_band(spot, camera)),
    }


def _exactly(value: float) -> Measure:
    return Measure(value, value, value)
