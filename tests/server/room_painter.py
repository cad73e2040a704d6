"""Rooms as the engine's process does them, in this process and without a graphics device."""

from collections.abc import Sequence
from dataclasses import replace
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
    Stand,
)
from tryon.engine_scene import WornProduct
from tryon.factory import create_renderer, create_studio, worn_product
from tryon.landmarks.room_pieces import Bystander
from tryon.room_report import make_reading_report, make_room_report
from tryon.room_walks import RoomWalks
from tryon.tracking.room import analyse_room


class RoomPainter:
    """Reads rooms with the real analysis and furnishes them with the software renderer."""

    def __init__(self, catalog_dirs: Sequence[Path] = ()) -> None:
        self._dirs = catalog_dirs
        self._catalog: Catalog | None = None
        self._made: tuple[RoomWalks, RoomStudio] | None = None
        self.hints: list[RoomHints] = []
        self.furnished: list[tuple[tuple[Placement, ...], tuple[Cutout, ...]]] = []
        self.followed: list[str] = []
        self.bystanders: tuple[Bystander, ...] = ()
        self.hiding: list[int] = []
        self.pictures: list[NDArray[np.uint8]] = []

    def read(
        self, image: NDArray[np.uint8], camera: CameraIntrinsics | None, hints: RoomHints
    ) -> RoomReply:
        self.hints.append(hints)
        camera = camera or CameraIntrinsics.default(image.shape[1], image.shape[0])
        reading = analyse_room(Frame(image, camera), hints)
        if reading.floor is not None:
            reading = replace(reading, bystanders=self.bystanders)
        return RoomReply(reading, make_reading_report(reading, {"read": 0.0, "total": 0.0}))

    def furnish(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        cutouts: Sequence[Cutout],
    ) -> EngineReply:
        self.furnished.append((tuple(placements), tuple(cutouts)))
        self.hiding.append(len(reading.bystanders))
        self.pictures.append(image)
        pieces = self._pieces(placements)
        frame = Frame(image, reading.camera)
        picture = self._walks_and_studio()[1].furnish(frame, reading, pieces, cutouts=cutouts)
        return EngineReply(picture.image, make_room_report(picture, reading))

    def begin_walk(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        stream: str,
        timestamp_s: float,
    ) -> EngineReply:
        self.furnished.append((tuple(placements), ()))
        self.pictures.append(image)
        out = np.empty_like(image)
        frame = Frame(image, reading.camera, timestamp_s)
        pieces = self._pieces(placements)
        report = self._walks_and_studio()[0].begin(stream, frame, reading, pieces, out)
        return EngineReply(out, report)

    def follow(self, image: NDArray[np.uint8], stream: str, timestamp_s: float) -> EngineReply:
        self.followed.append(stream)
        out = np.empty_like(image)
        camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
        report = self._walks_and_studio()[0].follow(stream, Frame(image, camera, timestamp_s), out)
        return EngineReply(out, report)

    def forget(self, stream: str) -> None:
        if self._made is not None:
            self._made[0].forget(stream)

    @property
    def walks(self) -> int:
        """How many rooms are being walked through."""
        return 0 if self._made is None else len(self._made[0])

    def _pieces(self, placements: Sequence[Placement]) -> list[tuple[WornProduct, Stand]]:
        catalog = self._catalog = self._catalog or Catalog.load(self._dirs)
        return [
            (worn_product(catalog, Choice(order.sku, order.variant), "room"), order.stand)
            for order in placements
        ]

    def _walks_and_studio(self) -> tuple[RoomWalks, RoomStudio]:
        if self._made is None:
            studio = create_studio(create_renderer("flat"))
            self._made = RoomWalks(studio), studio
        return self._made
