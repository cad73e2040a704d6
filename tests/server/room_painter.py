"""Rooms as the engine's process does them, in this process and without a graphics device."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tryon import (
    CameraIntrinsics,
    Catalog,
    Choice,
    Cutout,
    EngineReply,
    Frame,
    Placement,
    RoomHints,
    RoomReading,
    RoomReply,
    RoomStudio,
)
from tryon.factory import create_renderer, create_studio, worn_product
from tryon.room_report import make_reading_report, make_room_report
from tryon.tracking.room import analyse_room


class RoomPainter:
    """Reads rooms with the real analysis and furnishes them with the software renderer."""

    def __init__(self, catalog_dirs: Sequence[Path] = ()) -> None:
        self._dirs = catalog_dirs
        self._catalog: Catalog | None = None
        self._studio: RoomStudio | None = None
        self.hints: list[RoomHints] = []
        self.furnished: list[tuple[tuple[Placement, ...], tuple[Cutout, ...]]] = []

    def read(
        self, image: NDArray[np.uint8], camera: CameraIntrinsics | None, hints: RoomHints
    ) -> RoomReply:
        self.hints.append(hints)
        camera = camera or CameraIntrinsics.default(image.shape[1], image.shape[0])
        reading = analyse_room(Frame(image, camera), hints)
        return RoomReply(reading, make_reading_report(reading, {"read": 0.0, "total": 0.0}))

    def furnish(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        cutouts: Sequence[Cutout],
    ) -> EngineReply:
        self.furnished.append((tuple(placements), tuple(cutouts)))
        catalog = self._catalog = self._catalog or Catalog.load(self._dirs)
        studio = self._studio = self._studio or create_studio(create_renderer("flat"))
        pieces = [
            (worn_product(catalog, Choice(order.sku, order.variant), "room"), order.stand)
            for order in placements
        ]
        frame = Frame(image, reading.camera)
        picture = studio.furnish(frame, reading, pieces, cutouts=cutouts)
        return EngineReply(picture.image, make_room_report(picture, reading))
