"""What was read of a room, and how it was furnished, as the report object."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon.geometry.plane import turn_in_room_rad, wall_angle_rad
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.room import COLLISION, Bystander, RoomReading
from tryon.report import (
    BystanderReport,
    FitReport,
    FloorReport,
    Report,
    camera_report,
    pixels,
    subject_report,
)
from tryon.room_live import RoomMoment
from tryon.room_scene import PlacedPiece, footprint_pixels
from tryon.room_studio import RoomPicture

_NEAREST_M = 0.05
"""Closer before the camera nothing has a pixel."""


def make_reading_report(
    reading: RoomReading,
    timings_s: Mapping[str, float],
    *,
    input_name: str | None = None,
) -> Report:
    """Describe what was read of a room; without a floor there is no subject but a refusal."""
    camera = reading.camera
    report: Report = {
        "input": input_name,
        "frame": 0,
        "width": camera.width,
        "height": camera.height,
        "camera": camera_report(camera),
        "subjects": [],
        "fits": [],
        "timings_ms": {name: round(t * 1000, 3) for name, t in timings_s.items()},
        "output": None,
        "refusal": reading.refusal,
        "notes": list(reading.notes),
        "bystanders": [_bystander_report(item) for item in reading.bystanders],
    }
    floor = _floor_report(reading)
    if reading.landmarks is not None and floor is not None:
        report["subjects"] = [
            {
                **subject_report(reading.landmarks, camera),
                "notes": list(reading.notes),
                "floor": floor,
            }
        ]
    return report


def make_room_report(
    picture: RoomPicture,
    reading: RoomReading,
    *,
    input_name: str | None = None,
    output_name: str | None = None,
) -> Report:
    """Describe a furnished room: what was read of it, and a fit for each piece."""
    report = make_reading_report(reading, picture.timings_s, input_name=input_name)
    return {
        **report,
        "fits": [_piece_report(piece, reading) for piece in picture.pieces],
        "output": output_name,
    }


def make_moment_report(
    moment: RoomMoment,
    reading: RoomReading,
    *,
    input_name: str | None = None,
    output_name: str | None = None,
) -> Report:
    """Describe a moment of a stream: floor and pieces as this picture shows them.

    Up, height, walls, turns, spots and distances are those of the moment's camera, so that they
    can be told again with its picture; how sure they are is as it was read.
    """
    report = make_room_report(
        moment.picture, reading, input_name=input_name, output_name=output_name
    )
    now = moment.camera_from_room
    for subject in report["subjects"]:
        subject["camera_from_subject"] = now.matrix.tolist()
        if "floor" in subject:
            subject["floor"] = _floor_now(subject["floor"], now)
    for piece, fit in zip(moment.picture.pieces, report["fits"], strict=True):
        _tell_place(fit, piece, reading, now)
    report["notes"] = [*dict.fromkeys([*moment.advice, *reading.notes])]
    report["held"], report["shown"] = moment.is_held, moment.is_shown
    return report


def _floor_now(floor: FloorReport, now: RigidTransform) -> FloorReport:
    wall = floor["wall_yaw_deg"]
    if wall is not None:
        turned = np.radians(wall) + turn_in_room_rad(now.rotation, now.rotation[:, 1])
        wall = round(float(np.degrees(wall_angle_rad(turned))), 2)
    return {
        **floor,
        "up": [round(float(value), 6) for value in now.rotation[:, 1]],
        "height_m": round(float(now.inverse().translation[1]), 4),
        "wall_yaw_deg": wall,
        "sheet_px": [],
    }


def _tell_place(
    fit: FitReport, piece: PlacedPiece, reading: RoomReading, now: RigidTransform
) -> None:
    """Say where a piece is in this picture, which is not the one it was put into."""
    landmarks = piece.landmarks
    if landmarks is None:
        fit["spot_px"] = None
        return
    place = landmarks.camera_points[:1]
    is_before = float(place[0, 2]) > _NEAREST_M
    fit["spot_px"] = pixels(reading.camera.project(place))[0] if is_before else None
    turn = turn_in_room_rad(landmarks.camera_from_subject.rotation, now.rotation[:, 1])
    fit["yaw_deg"] = round(float(np.degrees(turn)), 3)
    distance, told = float(np.linalg.norm(place)), fit.get("distance_m")
    band = fit.get("distance_band_m")
    fit["distance_m"] = round(distance, 3)
    if told and band is not None:
        fit["distance_band_m"] = round(band * distance / told, 3)


def _floor_report(reading: RoomReading) -> FloorReport | None:
    floor = reading.floor
    if floor is None:
        return None
    yaw = floor.wall_yaw_rad
    return {
        "up": [round(float(value), 6) for value in floor.up],
        "height_m": round(floor.height_m, 4),
        "height_sd_m": round(floor.height_sd_m, 4),
        "up_sd_deg": round(floor.up_sd_deg, 3),
        "size_band_pct": round(floor.size_band_pct, 2),
        "up_source": floor.up_source,
        "scale_source": floor.scale_source,
        "focal_source": reading.focal_source,
        "wall_yaw_deg": None if yaw is None else round(float(np.degrees(yaw)), 2),
        "sheet_px": pixels(reading.sheet_corners),
    }


def _bystander_report(bystander: Bystander) -> BystanderReport:
    box = [round(value, 2) for value in bystander.box]
    return {"kind": bystander.kind, "score": round(bystander.score, 4), "box": box}


def _piece_report(piece: PlacedPiece, reading: RoomReading) -> FitReport:
    fit, product = piece.fit, piece.worn.product
    refused = fit.refusal is not None
    measures = {} if piece.landmarks is None else piece.landmarks.measures
    told = {name: round(measure.value, 3) for name, measure in measures.items()}
    distance = measures.get("distance_m")
    band = None if distance is None else 0.5 * (distance.high - distance.low)
    corners = None if refused else footprint_pixels(piece, reading)
    warnings = () if piece.landmarks is None else piece.landmarks.notes
    return {
        "sku": product.sku,
        "category": product.category,
        "subject": 0,
        "camera_from_product": None if refused else fit.camera_from_product.matrix.tolist(),
        "scale": None if refused else fit.scale,
        "confidence": round(fit.confidence, 4),
        "points": {},
        "refusal": fit.refusal,
        "number": piece.stand.number,
        "distance_m": told.get("distance_m"),
        "distance_band_m": None if band is None else round(band, 3),
        "size_band_pct": told.get("size_band_pct"),
        "yaw_deg": told.get("yaw_deg"),
        "footprint_px": pixels(np.array(corners)) if corners else [],
        "warnings": [*warnings, *((COLLISION,) if piece.collides_with else ())],
        "collides_with": list(piece.collides_with),
    }
