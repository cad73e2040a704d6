"""How still an anchored product stands while the camera walks, and what a frame costs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.room_walks import (
    CAMERA,
    Picture,
    Side,
    film,
    painted_floor,
    path,
    read_picture,
    real_floor,
    walled,
)
from benchmarks.rooms_truth import real_rooms
from benchmarks.synthetic_paints import poster
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.tracking.room_anchor import RoomAnchor
from tryon.tracking.room_map import on_floor

_SPOT_M = (0.0, 0.0, -2.0)
_SECONDS = 4.0
# Patches of real floors, m, in their own room frames: x0, z0, x1, z1.
_PATCHES = {
    "concrete": ("pair 1", (-0.9, -3.2, 0.9, -2.4)),
    "carpet": ("dining 5", (-0.2, -2.0, 0.5, -1.45)),
    "wood": ("livingroom 5", (0.0, -1.75, 0.25, -1.6)),
}


def measure_walks(data: Path | None) -> dict[str, Any]:
    """Give drift and time on floors of photographs, or on painted ones where there are none."""
    floors: dict[str, Picture] = {f"painted {seed}": painted_floor(seed, 8.0) for seed in (1, 5)}
    rng = np.random.default_rng(2)
    posters = [poster(rng), poster(rng)]
    if data is not None:
        rooms = {room.name: room for room in real_rooms(data / "gt_rooms")}
        for name, (picture, patch) in _PATCHES.items():
            room = rooms[picture]
            assert room.height_m is not None
            pose = camera_from_room(room.up, room.height_m)
            floors[name] = real_floor(room.image, room.camera, pose, patch)
        posters = [
            read_picture(data / "photos" / "rooms" / "reading_room_unsplash.jpg"),
            rooms["dining 1"].image,
        ]
    result: dict[str, Any] = {}
    for name, floor in floors.items():
        sides = walled(floor, posters, 3)
        result[name] = {
            "walk": walk(sides, path(_SECONDS, 7)),
            "walk_up_1_deg_wrong": walk(sides, path(_SECONDS, 8), tilt_deg=1.0),
            "look_away_and_back": walk(sides, path(_SECONDS, 7, look_away=True)),
        }
    return result


def walk(sides: list[Side], poses: list[RigidTransform], tilt_deg: float = 0.0) -> dict[str, float]:
    """Give the drift of a place 2 m before the camera, as cm at 1 m, and ms per frame."""
    frames = film(sides, poses, 1)
    first = next(frames)
    true = first.camera_from_room
    start = true
    if tilt_deg:
        turn = rotation_from_vector(np.radians([tilt_deg / 1.25, 0.0, 0.6 * tilt_deg]))
        start = camera_from_room(turn @ true.rotation[:, 1], 1.4)
    pixel = CAMERA.project(true.apply(np.array([_SPOT_M])))
    placed = on_floor(pixel, CAMERA, start).room_points
    real = on_floor(pixel, CAMERA, true).room_points
    anchor = RoomAnchor(first.image, CAMERA, start, pixel)
    drift: list[float] = []
    spent: list[float] = []
    held = 0
    for frame in frames:
        begin = time.perf_counter()
        state = anchor.follow(frame.image)
        spent.append(1000.0 * (time.perf_counter() - begin))
        held += state.is_held
        mine = CAMERA.project(state.camera_from_room.apply(placed))
        away = mine - CAMERA.project(frame.camera_from_room.apply(real))
        drift.append(100.0 * float(np.linalg.norm(away)) / CAMERA.fx)
    return {
        "frames": len(drift),
        "held_pct": round(100.0 * held / len(drift), 1),
        "median_cm": round(float(np.median(drift)), 2),
        "p90_cm": round(float(np.quantile(drift, 0.9)), 2),
        "final_cm": round(drift[-1], 2),
        "median_ms": round(float(np.median(spent)), 1),
    }
