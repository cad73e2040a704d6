"""What was read of a room, and how it was furnished, as the report object."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon.landmarks.room import COLLISION, RoomReading
from tryon.report import FitReport, FloorReport, Report, camera_report, pixels, subject_report
from tryon.room_scene import PlacedPiece, footprint_pixels
from tryon.room_studio import RoomPicture


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
