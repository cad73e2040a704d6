"""Earrings and lobes for the tests of the category."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tryon.catalog.product import AttachmentPoint, Product, Variant
from tryon.landmarks.landmarks import Landmarks, Measure


def earrings(kind: str = "drop", drop_mm: float = 30.0) -> Product:
    """Give a pair without meshes."""
    hooks = {"left_hook": [0.012, 0.0, 0.0], "right_hook": [-0.012, 0.0, 0.0]}
    return Product(
        sku="test-pair",
        names={"vi": "Thử", "en": "Test"},
        descriptions={},
        category="earrings",
        brand="-",
        gtin=None,
        price=None,
        mount="ears",
        variants=(Variant("only", {"vi": "Một", "en": "One"}, "#ffffff"),),
        size_m=np.zeros(3),
        dimensions_mm={"width_mm": 8.0, "drop_mm": drop_mm},
        attachment_points={n: AttachmentPoint(n, np.array(p)) for n, p in hooks.items()},
        meshes=(),
        traits={"kind": kind},
    )


def with_lobes(face: Landmarks, errors_mm: Mapping[str, float]) -> Landmarks:
    """Give the face with lobes found in the picture, and their errors by side."""
    points, measures = dict(face.subject_points), dict(face.measures)
    for side, error in errors_mm.items():
        sign = 1.0 if side == "left" else -1.0
        points[f"{side}_lobe"] = np.array([sign * 0.078, -0.054, -0.098])
        measures[f"{side}_lobe_error_mm"] = Measure(error, 0.0, 2.45 * error)
    return replace(face, subject_points=points, measures=measures)
