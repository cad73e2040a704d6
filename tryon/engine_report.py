"""What an engine's result says as the report object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tryon.categories.category import Category, Fit
from tryon.engine import PlacedFit, TryOnResult
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.report import FitReport, Report, camera_report, subject_report


def make_report(
    result: TryOnResult,
    frame: Frame,
    categories: Mapping[str, Category],
    *,
    input_name: str | None = None,
    output_name: str | None = None,
) -> Report:
    """Describe a result as the report object, pixels of the frame's own picture."""
    return {
        "input": input_name,
        "frame": frame.index,
        "width": frame.camera.width,
        "height": frame.camera.height,
        "camera": camera_report(frame.camera),
        "subjects": [subject_report(found, frame.camera) for found in result.landmarks],
        "fits": [_fit_report(placed, frame.camera, categories) for placed in result.fits],
        "timings_ms": {name: round(t * 1000, 3) for name, t in result.timings_s.items()},
        "output": output_name,
    }


def _fit_report(
    placed: PlacedFit, camera: CameraIntrinsics, categories: Mapping[str, Category]
) -> FitReport:
    fit, product = placed.fit, placed.worn.product
    refused = fit.refusal is not None
    names = () if refused else categories[product.category].reported_points
    return {
        "sku": product.sku,
        "category": product.category,
        "subject": placed.track_id,
        "camera_from_product": None if refused else fit.camera_from_product.matrix.tolist(),
        "scale": None if refused else fit.scale,
        "confidence": round(fit.confidence, 4),
        "points": _points(placed, names, camera),
        "refusal": fit.refusal,
    }


def _points(
    placed: PlacedFit, names: Sequence[str], camera: CameraIntrinsics
) -> dict[str, list[float]]:
    """Give where named points of a product are seen, px; those behind the camera are left out."""
    fit, product = placed.fit, placed.worn.product
    seen = [(name, place) for name in names if (place := _place_of(fit, name)) is not None]
    if not seen:
        return {}
    # Parts share their pose mostly: one step for all of one pose.
    positions = np.empty((len(seen), 3))
    for place in {id(place): place for _, place in seen}.values():
        rows = [row for row, (_, own) in enumerate(seen) if own is place]
        own_points = np.array([product.point(seen[row][0]) for row in rows])
        positions[rows] = place.apply(fit.scale * own_points)
    ahead = positions[:, 2] > 1e-6
    pixels = iter(camera.project(positions[ahead]).round(3).tolist())
    return {name: next(pixels) for (name, _), is_ahead in zip(seen, ahead, strict=True) if is_ahead}


def _place_of(fit: Fit, point: str) -> RigidTransform | None:
    """Give `camera_from_product` of the part a point belongs to; None if it is hidden."""
    for part in fit.parts:
        if point.startswith(part.prefix):
            return part.camera_from_product
    return fit.camera_from_product
