"""How long a shopper waits for a room: read, furnished, and a piece dragged."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from benchmarks.rooms_truth import made_rooms
from tryon import (
    DEFAULT_CATALOG_DIR,
    CameraIntrinsics,
    Catalog,
    EngineConfig,
    EngineProcess,
    Frame,
    Placement,
    RoomHints,
    Stand,
    subject_of,
)
from tryon.arrays import Image
from tryon.factory import create_room_reader

_SIZE = (1280, 960)
_SPOT = (640.0, 760.0)
_MOVES = 10


def photo() -> tuple[Image, CameraIntrinsics]:
    """Give the picture of a made room, 1280 px wide, and its camera."""
    made = next(made_rooms(1, seed=3))
    image = cv2.resize(made.image, _SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(image, dtype=np.uint8), made.camera.resized(*_SIZE)


def measure_reading(runs: int = 15) -> dict[str, float]:
    """Give the time of a photo 1280 px wide, nothing told but a tap, ms."""
    image, camera = photo()
    result: dict[str, float] = {}
    for name, used in (("known", camera), ("unknown", CameraIntrinsics.default(*_SIZE))):
        hints = RoomHints(taps=(_SPOT,))
        spent = [
            # Every photo is read in a process of its own, which loads its nets.
            _ms(lambda: create_room_reader().read(Frame(image, used), hints))  # noqa: B023 - called at once
            for _ in range(runs)
        ]
        result[f"camera_{name}_median_ms"] = round(statistics.median(spent), 1)
    return result


def measure_placing() -> dict[str, Any]:
    """Put every bundled piece into the photo for the first time, then drag and turn it; ms."""
    image, camera = photo()
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    skus = [item.sku for item in catalog.products if subject_of(item) == "room"]
    first: list[float] = []
    moved: list[float] = []
    engine = EngineProcess(EngineConfig(subjects=("room",)))
    try:
        engine.start()
        reading = engine.read_room(image, camera, RoomHints(taps=(_SPOT,))).reading
        for sku in skus:
            for number in range(_MOVES + 1):
                spot = (_SPOT[0] + 12.0 * number, _SPOT[1] - 6.0 * number)
                stand = Stand(number=0, spot=spot, yaw_deg=9.0 * number)
                spent = _ms(lambda: engine.furnish(image, reading, [Placement(sku, None, stand)]))  # noqa: B023
                (moved if number else first).append(spent)
    finally:
        engine.close()
    return {
        "pieces": len(skus),
        "first_median_ms": round(statistics.median(first), 1),
        "first_max_ms": round(max(first), 1),
        "moved_median_ms": round(statistics.median(moved), 1),
        "moved_p95_ms": round(float(np.quantile(moved, 0.95)), 1),
        "moved_max_ms": round(max(moved), 1),
    }


def _ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000.0 * (time.perf_counter() - start)
