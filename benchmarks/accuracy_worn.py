"""Whether hats that are worn already are noticed: our own drawn on real people, and real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy_photos import COCO_DIR, DLIB_DIR
from benchmarks.clips import load_image
from benchmarks.machine import DATA_DIR
from tryon import (
    DEFAULT_CATALOG_DIR,
    DEFAULT_SAMPLES_DIR,
    CameraIntrinsics,
    Catalog,
    Choice,
    EngineConfig,
    Frame,
    TryOnEngine,
    create_engine,
)
from tryon.engine_scene import WornProduct
from tryon.factory import worn_product
from tryon.landmarks.landmarks import Landmarks

NOTE = "headwear_worn"
_PHOTOS = (
    *sorted((DATA_DIR / "photos" / "faces").glob("*.png")),
    *sorted(DLIB_DIR.glob("*.jpg")),
    *sorted((DATA_DIR / "regression" / "tfjs_mediapipe").glob("p*.jpg")),
)
_REAL = (
    # Photo, and where the face under the hat is, as shares of its width and height.
    (DEFAULT_SAMPLES_DIR / "grace_hopper.jpg", (0.52, 0.39)),
    (COCO_DIR / "train2017" / "000000256353.jpg", (0.15, 0.13)),
    (COCO_DIR / "train2017" / "000000256353.jpg", (0.36, 0.28)),
    (COCO_DIR / "val2017" / "000000329323.jpg", (0.50, 0.17)),
    (COCO_DIR / "val2017" / "000000329323.jpg", (0.29, 0.10)),
)


def measure_worn() -> dict[str, Any]:
    """Draw every hat in every colour on every bare head, and ask whether one is worn."""
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    hats = [
        worn_product(catalog, Choice(product.sku, variant.id))
        for product in catalog.products
        if product.category == "headwear"
        for variant in product.variants
    ]
    engine = create_engine(EngineConfig(max_people=8))
    try:
        return _measured(engine, hats)
    finally:
        engine.close()


def _measured(engine: TryOnEngine, hats: list[WornProduct]) -> dict[str, Any]:
    bare: list[bool] = []
    found: dict[str, list[bool]] = {}
    for path in _PHOTOS:
        image = load_image(path)
        camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
        frame = Frame(image, camera)
        before = engine.try_on(frame, hats[:1], stream=None)
        bare += [NOTE in face.notes for face in before.landmarks]
        for hat in hats:
            dressed = engine.try_on(frame, [hat], stream=None)
            wearers = [
                face
                for face, fit in zip(dressed.landmarks, dressed.fits, strict=True)
                if fit.fit.refusal is None
            ]
            again = engine.try_on(Frame(dressed.image, camera), hats[:1], stream=None)
            name = f"{hat.product.sku}:{hat.variant.id}"
            found.setdefault(name, []).extend(
                NOTE in same.notes for face in wearers if (same := _same(face, again.landmarks))
            )
    real = [_noted(engine, hats, path, place) for path, place in _REAL]
    every = [noted for each in found.values() for noted in each]
    worst = min(found, key=lambda name: float(np.mean(found[name])))
    return {
        "bare_heads": len(bare),
        "bare_noted": sum(bare),
        "drawn": len(every),
        "drawn_noted_pct": round(100.0 * float(np.mean(every)), 1),
        "worst": {worst: round(100.0 * float(np.mean(found[worst])), 1)},
        "real_hats": len(_REAL),
        "real_noted": sum(real),
    }


def _same(face: Landmarks, others: tuple[Landmarks, ...]) -> Landmarks | None:
    """Find the same face in the picture with a hat."""
    middle, width = np.mean(face.image_points, axis=0), face.box[2] - face.box[0]
    for other in others:
        if np.linalg.norm(np.mean(other.image_points, axis=0) - middle) < 0.3 * width:
            return other
    return None


def _noted(
    engine: TryOnEngine, hats: list[WornProduct], path: Path, place: tuple[float, float]
) -> bool:
    """Tell whether the hat of the face nearest to a place of a photo is noted."""
    image = load_image(path)
    height, width = image.shape[:2]
    camera = CameraIntrinsics.default(width, height)
    found = engine.try_on(Frame(image, camera), hats[:1], stream=None).landmarks
    middle = np.array(place) * [width, height]
    nearest = min(found, key=lambda f: np.linalg.norm(np.mean(f.image_points, axis=0) - middle))
    return NOTE in nearest.notes
