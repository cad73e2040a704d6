"""What clients tell with the photo of a room, as JSON; pixels are those of the photo as sent."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.problems import Problem
from tryon import (
    ChessboardSheet,
    FloorSpan,
    Gravity,
    MarkerSheet,
    PaperSheet,
    Photo,
    RoomHints,
    UprightReference,
    up_from_device_orientation,
)

Coordinate = Annotated[float, Field(ge=-20_000.0, le=20_000.0, allow_inf_nan=False)]
PixelDocument = tuple[Coordinate, Coordinate]
Component = Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]


class HintPart(BaseModel):
    """Base of everything told: frozen, no unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MarkerDocument(HintPart):
    """A printed ArUco marker on the floor, `GET /v1/room-marker.pdf`."""

    kind: Literal["marker"]
    side_m: float = Field(0.15, ge=0.02, le=1.0, description="of its black square, m")
    dictionary: str = Field("4X4_50", pattern=r"^[4-7]X[4-7]_(50|100|250|1000)$")
    number: int | None = Field(None, ge=0, le=999)


class ChessboardDocument(HintPart):
    """A printed chessboard on the floor."""

    kind: Literal["chessboard"]
    columns: int = Field(9, ge=3, le=30, description="inner corners")
    rows: int = Field(6, ge=3, le=30, description="inner corners")
    square_m: float = Field(0.025, ge=0.005, le=0.2, description="side of one square, m")


class PaperDocument(HintPart):
    """A sheet of A4 on the floor."""

    kind: Literal["a4"]
    corners: tuple[PixelDocument, PixelDocument, PixelDocument, PixelDocument] | None = Field(
        None, description="about where its corners are, px, in turn; null searches the picture"
    )


class ReferenceDocument(HintPart):
    """A door, a person: something upright of known height that stands on the floor."""

    foot: PixelDocument
    top: PixelDocument
    height_m: float = Field(ge=0.2, le=4.0)
    deviation_m: float = Field(0.01, gt=0.0, le=0.5)


class SpanDocument(HintPart):
    """Two places on the floor a known length apart."""

    first: PixelDocument
    second: PixelDocument
    length_m: float = Field(ge=0.05, le=20.0)
    deviation_m: float = Field(0.005, gt=0.0, le=0.5)


class GravityDocument(HintPart):
    """Up by the phone's sensor."""

    up: tuple[Component, Component, Component] = Field(
        description="camera frame: x right, y down, z forward; of any length",
        examples=[[0.01, -0.97, -0.24]],
    )
    deviation_deg: float = Field(1.0, ge=0.1, le=15.0, description="per axis, degrees")


class OrientationDocument(HintPart):
    """How the phone was held, as a browser's `deviceorientation` event has it, degrees."""

    beta_deg: float = Field(ge=-180.0, le=180.0)
    gamma_deg: float = Field(ge=-90.0, le=90.0)
    screen_angle_deg: float | None = Field(
        None,
        ge=0.0,
        le=360.0,
        description="`screen.orientation.angle`, for frames of a page's video; null for a photo "
        "of the phone's own camera app",
    )
    deviation_deg: float = Field(1.0, ge=0.1, le=15.0, description="per axis, degrees")


class HintsDocument(HintPart):
    """What is known about a room's photo; everything may be missing."""

    taps: tuple[PixelDocument, ...] = Field(
        (), max_length=8, description="places on the floor, px; the first is where a piece goes"
    )
    sheet: (
        Annotated[MarkerDocument | ChessboardDocument | PaperDocument, Field(discriminator="kind")]
        | None
    ) = None
    reference: ReferenceDocument | None = None
    span: SpanDocument | None = None
    camera_height_m: float | None = Field(None, ge=0.2, le=3.0)
    gravity: GravityDocument | None = None
    orientation: OrientationDocument | None = Field(
        None, description="in place of `gravity`, for pages"
    )
    focal_35mm: float | None = Field(
        None, ge=9.0, le=300.0, description="35 mm equivalent focal length, mm, if EXIF is gone"
    )
    is_cropped: bool = Field(False, description="the picture is a part of what the camera took")


def parse_hints(text: str) -> HintsDocument:
    """Read the JSON text of the form's field `hints`; an empty one tells nothing.

    Raises
    ------
    Problem
        If it is no such JSON.
    """
    if not text:
        return HintsDocument.model_validate({})
    try:
        return HintsDocument.model_validate_json(text)
    except ValidationError as error:
        raise Problem(422, "invalid_request", faults_note(error)) from error


def faults_note(error: ValidationError) -> str:
    """Name the places of a document that are wrong, never what was written there."""
    places = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
    return f"expected other values of {', '.join(places)[:300] or 'the document'}"


class Scaling:
    """From pixels of a photo as sent to those of the reduced picture, and back.

    Parameters
    ----------
    photo : decoded and reduced
    """

    def __init__(self, photo: Photo) -> None:
        height, width = photo.image.shape[:2]
        self._x = width / photo.width
        self._y = height / photo.height

    def inwards(self, pixel: PixelDocument) -> tuple[float, float]:
        """Give a pixel of the reduced picture; centres of pixels lie at whole numbers."""
        return (pixel[0] + 0.5) * self._x - 0.5, (pixel[1] + 0.5) * self._y - 0.5

    def length(self, pixels: float) -> float:
        """Give a length in pixels of the reduced picture."""
        return pixels * self._x

    def outwards(self, pixel: tuple[float, float]) -> list[float]:
        """Give a pixel of the photo as sent, rounded."""
        u, v = (pixel[0] + 0.5) / self._x - 0.5, (pixel[1] + 0.5) / self._y - 0.5
        return [round(u, 2), round(v, 2)]


def room_hints(told: HintsDocument, photo: Photo) -> RoomHints:
    """Say to the engine what a client told of a photo.

    Raises
    ------
    Problem
        If what was told contradicts itself.
    """
    scaling = Scaling(photo)
    try:
        return RoomHints(
            taps=tuple(scaling.inwards(tap) for tap in told.taps),
            sheet=_sheet(told, scaling),
            reference=_reference(told.reference, scaling),
            span=_span(told.span, scaling),
            camera_height_m=told.camera_height_m,
            gravity=_gravity(told),
            is_cropped=told.is_cropped,
        )
    except ValueError as error:
        raise Problem(422, "invalid_request", "expected hints that make sense") from error


def _sheet(
    told: HintsDocument, scaling: Scaling
) -> MarkerSheet | ChessboardSheet | PaperSheet | None:
    match told.sheet:
        case MarkerDocument() as marker:
            return MarkerSheet(marker.side_m, marker.dictionary, marker.number)
        case ChessboardDocument() as board:
            return ChessboardSheet(board.columns, board.rows, board.square_m)
        case PaperDocument(corners=None):
            return PaperSheet()
        case PaperDocument(corners=(first, second, third, fourth)):
            inwards = scaling.inwards
            return PaperSheet((inwards(first), inwards(second), inwards(third), inwards(fourth)))
        case _:
            return None


def _reference(told: ReferenceDocument | None, scaling: Scaling) -> UprightReference | None:
    if told is None:
        return None
    foot, top = scaling.inwards(told.foot), scaling.inwards(told.top)
    return UprightReference(foot, top, told.height_m, told.deviation_m)


def _span(told: SpanDocument | None, scaling: Scaling) -> FloorSpan | None:
    if told is None:
        return None
    first, second = scaling.inwards(told.first), scaling.inwards(told.second)
    return FloorSpan(first, second, told.length_m, told.deviation_m)


def _gravity(told: HintsDocument) -> Gravity | None:
    if told.gravity is not None:
        return Gravity(np.array(told.gravity.up), math.radians(told.gravity.deviation_deg))
    held = told.orientation
    if held is None:
        return None
    up = up_from_device_orientation(held.beta_deg, held.gamma_deg, held.screen_angle_deg)
    return Gravity(up, math.radians(held.deviation_deg))
