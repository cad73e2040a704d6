"""Accuracy of necklaces on synthetic people: where the neck is, and how the torso is turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.synthetic_neck import NeckSitting, neck_sittings
from benchmarks.timing import Spread
from tryon import (
    DEFAULT_CATALOG_DIR,
    CameraIntrinsics,
    Catalog,
    EngineConfig,
    Frame,
    TryOnEngine,
    create_engine,
)
from tryon.engine_scene import WornProduct
from tryon.landmarks.landmarks import Landmarks

CAMERA = CameraIntrinsics(640, 480, 608.0, 608.0, 319.5, 239.5)
TURN_BINS = ((0, 20), (20, 40), (40, 90))
_SKU = "ngu-hanh"


@dataclass(frozen=True, slots=True)
class NeckError:
    """How far one result is from the truth.

    Parameters
    ----------
    place_cm : of the neck's centre, across the line of sight
    space_cm : of the neck's centre in space, with what the size of the face leaves open
    yaw_deg : of the torso
    """

    place_cm: float
    space_cm: float
    yaw_deg: float


def neck_error(sitting: NeckSitting, found: Landmarks) -> NeckError:
    """Compare a face's neck with the truth."""
    points = found.subject_points
    names = ("neck_base", "left_shoulder", "right_shoulder")
    neck, left, right = found.camera_from_subject.apply(np.array([points[n] for n in names]))
    pixels = CAMERA.project(np.array([neck, sitting.neck_base]))
    away_px = float(np.linalg.norm(pixels[1] - pixels[0]))
    across, truth = left - right, sitting.camera_from_torso[:, 0]
    yaws = [np.degrees(np.arctan2(line[2], line[0])) for line in (across, truth)]
    return NeckError(
        100.0 * away_px * float(sitting.neck_base[2]) / CAMERA.fx,
        100.0 * float(np.linalg.norm(neck - sitting.neck_base)),
        float(yaws[0] - yaws[1]),
    )


def summarise(errors: Sequence[NeckError | None]) -> dict[str, Any]:
    """Give the spreads of some results; None are people not found."""
    known = [error for error in errors if error is not None]
    return {
        "pictures": len(errors),
        "found": len(known),
        "neck_centre_cm": Spread.of(error.place_cm for error in known).as_dict(),
        "neck_in_space_cm": Spread.of(error.space_cm for error in known).as_dict(),
        "abs_torso_yaw_deg": Spread.of(abs(error.yaw_deg) for error in known).as_dict(),
    }


def measure_necks(engine: TryOnEngine, pictures: Sequence[NeckSitting]) -> dict[str, Any]:
    """Give neck errors: all, by how far the head is turned, and by skin tone."""
    product = Catalog.load((DEFAULT_CATALOG_DIR,)).product(_SKU)
    worn = WornProduct(product, product.variant(None))
    groups: dict[str, list[NeckError | None]] = defaultdict(list)
    refusals: dict[str, int] = defaultdict(int)
    for sitting in pictures:
        result = engine.try_on(Frame(sitting.image, CAMERA), [worn])
        face = result.landmarks[0] if result.landmarks else None
        error = None if face is None else neck_error(sitting, face)
        shade = "tone 1-3" if sitting.tone < 3 else "tone 4-6" if sitting.tone < 6 else "tone 7-10"
        for name in ("all", turn_name(sitting.turn_deg), shade):
            groups[name].append(error)
        for placed in result.fits:
            if placed.fit.refusal is not None:
                refusals[placed.fit.refusal] += 1
    return {name: summarise(groups[name]) for name in sorted(groups)} | {"refusals": dict(refusals)}


def turn_name(turn_deg: float) -> str:
    """Give the bin of a head's turn against its torso."""
    for low, high in TURN_BINS:
        if turn_deg < high:
            return f"turned {low}-{high}"
    return "turned beyond"


def measure_necklace(people: int) -> dict[str, Any]:
    """Measure everything about necklaces."""
    pictures = neck_sittings(people, CAMERA)
    engine = create_engine(EngineConfig(max_people=1))
    try:
        return {
            "people": people,
            "camera": [CAMERA.width, CAMERA.height],
            **measure_necks(engine, pictures),
        }
    finally:
        engine.close()
