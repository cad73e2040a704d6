"""Pieces that a client puts into a room, as JSON; pixels are those of the photo as sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from server.choices import is_for_rooms
from server.problems import Problem
from server.room_hints import HintPart, PixelDocument, Scaling
from tryon import Catalog, Cutout, Photo, Placement, Stand, UnknownProductError

MOST_PIECES = 12
_MOST_CUTOUTS = 40
_MOST_POINTS = 400
_Angle = Annotated[float, Field(ge=-720.0, le=720.0, allow_inf_nan=False)]


class PieceDocument(HintPart):
    """One piece and where it stands."""

    sku: str = Field(max_length=100, examples=["sofa-chesterfield"])
    variant: str | None = Field(None, max_length=100, description="null takes the first")
    number: int | None = Field(
        None, ge=0, le=9999, description="tells pieces apart; null takes the place in the list"
    )
    spot: PixelDocument = Field(
        description="px, where the middle of its footprint stands on the floor; for the wall: "
        "where the wall under it meets the floor; for the ceiling: the floor below; for a table: "
        "the place on the table"
    )
    yaw_deg: _Angle = Field(0.0, description="counter-clockwise from above; 0 looks at the viewer")
    snap: bool = Field(True, description="turned along the walls where that is near")
    elevation_m: float | None = Field(
        None, ge=0.0, le=4.0, description="of its lowest point above the floor; null: its own"
    )


class CutoutDocument(HintPart):
    """One stroke around or over what shall stay in front of the pieces."""

    points: tuple[PixelDocument, ...] = Field(min_length=1, max_length=_MOST_POINTS)
    kind: Literal["object", "background"] = "object"
    shape: Literal["scribble", "polygon", "box"] = "scribble"
    width_px: float = Field(12.0, gt=0.0, le=900.0, description="of a scribble")


class PlacementsDocument(HintPart):
    """What stands in a room, all of it: a later request replaces an earlier one."""

    pieces: tuple[PieceDocument, ...] = Field(min_length=1, max_length=MOST_PIECES)
    cutouts: tuple[CutoutDocument, ...] = Field((), max_length=_MOST_CUTOUTS)
    people: bool = Field(
        True, description="people and pets of the photo hide what stands farther away"
    )


def placements_of(
    told: PlacementsDocument, catalog: Catalog, photo: Photo
) -> tuple[tuple[Placement, ...], tuple[Cutout, ...]]:
    """Say to the engine what stands where.

    Raises
    ------
    Problem
        If a piece or its colour does not exist or is no furniture, or two have one number.
    """
    scaling = Scaling(photo)
    pieces = placements_of_pieces(told.pieces, catalog, photo)
    try:
        cutouts = tuple(
            Cutout(
                tuple(scaling.inwards(point) for point in stroke.points),
                stroke.kind,
                stroke.shape,
                scaling.length(stroke.width_px),
            )
            for stroke in told.cutouts
        )
    except ValueError as error:
        raise Problem(422, "invalid_request", "expected cutouts with enough points") from error
    return pieces, cutouts


def placements_of_pieces(
    told: Sequence[PieceDocument], catalog: Catalog, photo: Photo
) -> tuple[Placement, ...]:
    """Say to the engine what stands where.

    Raises
    ------
    Problem
        As `check_pieces` does.
    """
    scaling = Scaling(photo)
    return tuple(
        _placement(piece, number, scaling)
        for piece, number in zip(told, check_pieces(told, catalog), strict=True)
    )


def check_pieces(told: Sequence[PieceDocument], catalog: Catalog) -> tuple[int, ...]:
    """Make sure that pieces can be put into a room; gives their numbers.

    Raises
    ------
    Problem
        If a piece or its colour does not exist or is no furniture, or two have one number.
    """
    numbers = tuple(
        place if piece.number is None else piece.number for place, piece in enumerate(told)
    )
    if len(set(numbers)) < len(numbers):
        raise Problem(422, "invalid_request", "expected a number of its own for each piece")
    for piece in told:
        furniture(catalog, piece.sku, piece.variant)
    return numbers


def furniture(catalog: Catalog, sku: str, variant: str | None = None) -> tuple[float, float, float]:
    """Make sure that a product stands in rooms; gives its width, height and depth, m.

    Raises
    ------
    Problem
        If there is no such product or colour, or it is worn.
    """
    try:
        product = catalog.listed(sku)
        product.variant(variant)
    except (UnknownProductError, KeyError) as error:
        raise Problem(422, "unknown_product") from error
    if not is_for_rooms(product):
        raise Problem(422, "not_for_rooms")
    width, height, depth = (float(size) for size in product.size_m)
    return width, height, depth


def _placement(piece: PieceDocument, number: int, scaling: Scaling) -> Placement:
    stand = Stand(number, scaling.inwards(piece.spot), piece.yaw_deg, piece.snap, piece.elevation_m)
    return Placement(piece.sku, piece.variant, stand)
