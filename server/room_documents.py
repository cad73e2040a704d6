"""What the API says about a room, as documents; pixels are those of the photo as sent."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from server.room_hints import HintsDocument, PixelDocument, Scaling
from server.rooms import Room
from server.schemas import Document
from server.texts import Language, message
from tryon import RoomReading

Verdict = Literal["fits", "uncertain", "does_not_fit"]


class CameraDocument(Document):
    """The camera a photo was understood with, px."""

    fx: float
    fy: float
    cx: float
    cy: float
    source: str = Field(examples=["exif"], description="given, exif, lines or default")


class FloorDocument(Document):
    """The floor under the camera."""

    up: tuple[float, float, float] = Field(description="unit, camera frame: x right, y down")
    up_sd_deg: float = Field(description="its deviation per axis, degrees")
    height_m: float = Field(description="of the camera above the floor, m")
    height_sd_m: float
    up_source: str = Field(examples=["lines", "sensor", "sheet"])
    scale_source: str = Field(examples=["sheet", "reference", "height_assumed"])
    size_band_pct: float = Field(description="how wrong sizes at the first tap may be, 90 % band")
    wall_yaw_deg: float | None = Field(description="yaw along a wall; walls are 90 degrees apart")


class IntervalDocument(Document):
    """A measure with its 95 % interval."""

    value: float
    low: float
    high: float


class BystanderDocument(Document):
    """Somebody in the photo, who hides pieces that stand farther away."""

    kind: str = Field(examples=["person"], description="person, cat or dog")
    score: float = Field(description="how sure that is, 0 to 1")
    box: tuple[float, float, float, float] = Field(description="left, top, right, bottom, px")


class RoomDocument(Document):
    """A room: what its photo told. With a refusal nothing can be placed yet: send other hints."""

    id: str
    expires_in_s: float = Field(description="kept so long after the last request about it")
    width: int
    height: int
    camera: CameraDocument
    floor: FloorDocument | None
    refusal: str | None = Field(examples=["no_gravity"])
    notes: tuple[str, ...] = Field(examples=[["scale_assumed"]])
    messages: dict[str, str] = Field(description="refusal and notes in words, by code")
    measures: dict[str, IntervalDocument]
    sheet_corners: tuple[tuple[float, float], ...] = Field(description="of the sheet found, px")
    bystanders: tuple[BystanderDocument, ...] = Field(description="people and pets in the photo")
    hints: HintsDocument
    picture: str | None = Field(description="the last furnished picture; null before")


class MeasureDocument(Document):
    """A length along the floor, and whether a piece fits into it."""

    length_m: float
    low_m: float = Field(description="5th percentile")
    high_m: float = Field(description="95th percentile")
    needed_m: float | None = Field(None, description="width of the piece asked for")
    spare_m: float | None = Field(None, description="length less needed; negative: too short")
    verdict: Verdict | None = Field(
        None, description="`fits`, `does_not_fit`, or `uncertain` within the band"
    )


class MeasureRequest(Document):
    """Two places on the floor, and the piece that shall go between them."""

    first: PixelDocument
    second: PixelDocument
    sku: str | None = Field(None, max_length=100)
    side: Literal["width", "depth"] = Field("width", description="of the piece")


def room_document(room: Room, left_s: float, language: Language) -> RoomDocument:
    """Describe a room."""
    reading = room.reading
    scaling = Scaling(room.photo)
    codes = [*([] if reading.refusal is None else [reading.refusal]), *reading.notes]
    landmarks = reading.landmarks
    measures = {} if landmarks is None else landmarks.measures
    return RoomDocument(
        id=room.id,
        expires_in_s=round(left_s, 1),
        width=room.photo.width,
        height=room.photo.height,
        camera=_camera(room, scaling),
        floor=_floor(reading),
        refusal=reading.refusal,
        notes=tuple(dict.fromkeys(reading.notes)),
        messages={code: message(code, language).detail for code in codes},
        measures={
            name: IntervalDocument(
                value=round(measure.value, 3),
                low=round(measure.low, 3),
                high=round(measure.high, 3),
            )
            for name, measure in measures.items()
        },
        sheet_corners=tuple(
            _pair(scaling.outwards((float(u), float(v)))) for u, v in reading.sheet_corners
        ),
        bystanders=tuple(
            BystanderDocument(
                kind=item.kind, score=round(item.score, 4), box=_box(item.box, scaling)
            )
            for item in reading.bystanders
        ),
        hints=room.hints,
        picture=None if room.picture is None else f"/v1/rooms/{room.id}/picture",
    )


def measured(room: Room, asked: MeasureRequest, needed_m: float | None) -> MeasureDocument | None:
    """Measure between two places on the floor; None if one of them is not on it."""
    floor, camera = room.reading.floor, room.reading.camera
    if floor is None:
        return None
    scaling = Scaling(room.photo)
    ends = np.array([scaling.inwards(asked.first), scaling.inwards(asked.second)])
    if float(floor.cloud.drops(ends, camera)[0].min()) <= 0.02:
        return None
    length, low, high = floor.cloud.span_m(ends[0], ends[1], camera)
    return MeasureDocument(
        length_m=round(length, 3),
        low_m=round(low, 3),
        high_m=round(high, 3),
        needed_m=None if needed_m is None else round(needed_m, 3),
        spare_m=None if needed_m is None else round(length - needed_m, 3),
        verdict=None if needed_m is None else _verdict(low, high, needed_m),
    )


def _verdict(low_m: float, high_m: float, needed_m: float) -> Verdict:
    if needed_m <= low_m:
        return "fits"
    return "does_not_fit" if needed_m > high_m else "uncertain"


def _camera(room: Room, scaling: Scaling) -> CameraDocument:
    camera = room.reading.camera
    full = camera.resized(room.photo.width, room.photo.height)
    cx, cy = scaling.outwards((camera.cx, camera.cy))
    return CameraDocument(
        fx=round(full.fx, 3), fy=round(full.fy, 3), cx=cx, cy=cy, source=room.reading.focal_source
    )


def _floor(reading: RoomReading) -> FloorDocument | None:
    floor = reading.floor
    if floor is None:
        return None
    x, y, z = (round(float(value), 6) for value in floor.up)
    yaw = floor.wall_yaw_rad
    return FloorDocument(
        up=(x, y, z),
        up_sd_deg=round(floor.up_sd_deg, 3),
        height_m=round(floor.height_m, 4),
        height_sd_m=round(floor.height_sd_m, 4),
        up_source=floor.up_source,
        scale_source=floor.scale_source,
        size_band_pct=round(floor.size_band_pct, 2),
        wall_yaw_deg=None if yaw is None else round(math.degrees(yaw), 2),
    )


def _box(
    box: tuple[float, float, float, float], scaling: Scaling
) -> tuple[float, float, float, float]:
    left, top = scaling.outwards(box[:2])
    right, bottom = scaling.outwards(box[2:])
    return left, top, right, bottom


def _pair(values: list[float]) -> tuple[float, float]:
    return values[0], values[1]
