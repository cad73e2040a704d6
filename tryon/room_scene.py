"""From stands to what is drawn: pieces in place, what runs into what, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.catalog.product import CLEAR_LENS, Product
from tryon.categories.category import Category, Fit
from tryon.categories.furniture.fit import elevation_of, place_of
from tryon.categories.furniture.footprint import Footprint, collide
from tryon.engine_scene import WornProduct
from tryon.errors import WrongSubjectError
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.room import NO_GRAVITY, TAP_ABOVE_HORIZON, RoomReading, Stand
from tryon.scene import PlacedMesh
from tryon.tracking.room_stand import stand_landmarks

_WALL_SNAP_DEG = 45.0
"""What hangs at a wall is as the wall is, however it was turned."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPiece:
    """One piece of a room.

    Parameters
    ----------
    worn, stand : what was put where
    landmarks : of the stand; None where there is no floor under it
    fit : of the piece, refusals included
    footprint : the room it takes; None where there is none
    collides_with : numbers of the pieces it runs into
    """

    worn: WornProduct
    stand: Stand
    landmarks: Landmarks | None
    fit: Fit
    footprint: Footprint | None
    collides_with: tuple[int, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether it lies under other pieces, as a rug does."""
        footprint = self.footprint
        return footprint is not None and footprint.is_flat and footprint.bottom_m == 0.0


def place_pieces(
    reading: RoomReading,
    pieces: Sequence[tuple[WornProduct, Stand]],
    categories: Mapping[str, Category],
) -> tuple[PlacedPiece, ...]:
    """Fit pieces at their stands and say which run into each other.

    Raises
    ------
    ValueError
        If two pieces have one number.
    WrongSubjectError
        If a product is not for rooms.
    """
    numbers = [stand.number for _, stand in pieces]
    if len(set(numbers)) < len(numbers):
        msg = f"pieces: expected numbers of their own, got {numbers}"
        raise ValueError(msg)
    placed = [_place(reading, worn, stand, categories) for worn, stand in pieces]
    return tuple(
        replace(item, collides_with=tuple(_in_the_way(index, placed)))
        for index, item in enumerate(placed)
    )


def near_first(pieces: Sequence[PlacedPiece]) -> list[PlacedPiece]:
    """Order pieces by their distance: what is hidden need not be drawn."""
    return sorted(pieces, key=lambda item: float(item.fit.camera_from_product.translation[2]))


def placed_meshes(pieces: Sequence[PlacedPiece]) -> tuple[PlacedMesh, ...]:
    """Give the meshes of pieces that were ordered by `near_first`.

    What lets light through comes last, the farthest first: it writes depth too, and whatever is
    drawn behind it later would be missing.
    """
    solid: list[PlacedMesh] = []
    clear: list[PlacedMesh] = []
    for item in pieces:
        fit, variant = item.fit, item.worn.variant
        for mesh in item.worn.product.meshes:
            surface = variant.materials.get(mesh.material, mesh.surface)
            lens = (variant.lens or CLEAR_LENS) if mesh.is_lens else None
            part = PlacedMesh(mesh, surface, lens, fit.camera_from_product, fit.scale)
            (clear if surface.opacity < 1.0 else solid).append(part)
    return (*solid, *reversed(clear))


def _place(
    reading: RoomReading,
    worn: WornProduct,
    stand: Stand,
    categories: Mapping[str, Category],
) -> PlacedPiece:
    product = worn.product
    category = categories.get(product.category)
    if category is None:
        msg = f"{product.sku}: expected a product for rooms, got one of {product.category}"
        raise WrongSubjectError(msg)
    landmarks = _landmarks(reading, product, stand)
    fit = None if landmarks is None else category.fit(landmarks, product, reading.camera)
    if landmarks is None or fit is None:
        refusal = reading.refusal or (TAP_ABOVE_HORIZON if reading.floor else NO_GRAVITY)
        nowhere = Fit(RigidTransform.identity(), 1.0, 0.0, refusal=refusal, covered_by=())
        return PlacedPiece(worn, stand, landmarks, nowhere, None)
    return PlacedPiece(worn, stand, landmarks, fit, place_of(fit, landmarks, product))


def _landmarks(reading: RoomReading, product: Product, stand: Stand) -> Landmarks | None:
    if product.mount == "wall":
        return stand_landmarks(reading, stand, snap_deg=_WALL_SNAP_DEG)
    if product.mount == "tabletop":
        told = stand.elevation_m
        surface = elevation_of(product) if told is None else told
        return stand_landmarks(reading, stand, surface_m=surface)
    return stand_landmarks(reading, stand)


def _in_the_way(index: int, placed: Sequence[PlacedPiece]) -> list[int]:
    """Give the numbers of the pieces that one runs into."""
    own = placed[index]
    if own.footprint is None or own.fit.refusal is not None:
        return []
    return [
        other.stand.number
        for position, other in enumerate(placed)
        if position != index
        and other.footprint is not None
        and other.fit.refusal is None
        and collide(own.footprint, other.footprint)
    ]


def footprint_pixels(piece: PlacedPiece, reading: RoomReading) -> list[tuple[float, float]] | None:
    """Give the corners of a piece's footprint on the floor, px; None if one is behind the camera.

    In the order of `Footprint.corners`; of pieces that hang, below them on the floor.
    """
    footprint = piece.footprint
    if footprint is None:
        return None
    corners = footprint.corners - footprint.bottom_m * footprint.up
    if float(np.min(corners[:, 2])) <= 1e-3:
        return None
    return [(float(u), float(v)) for u, v in reading.camera.project(corners)]
