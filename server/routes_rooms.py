"""`/v1/rooms`: photos of rooms, and furniture in them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.answers import answer, encoded
from server.forms import Form, UploadLimits, receive_form
from server.jobs import FurnishJob, ReadRoomJob
from server.json_bodies import read_json
from server.negotiation import AnswerType, chosen_type
from server.openapi_rooms import (
    HINTS_BODY,
    MEASURE_BODY,
    PLACEMENTS_BODY,
    PLACEMENTS_RESPONSES,
    ROOM_BODY,
    ROOM_RESPONSES,
)
from server.problems import Problem
from server.receiving import unless_gone, upload_place, with_focal
from server.room_documents import (
    MeasureDocument,
    MeasureRequest,
    RoomDocument,
    measured,
    room_document,
)
from server.room_hints import HintsDocument, parse_hints, room_hints
from server.room_placements import PlacementsDocument, furniture, placements_of
from server.rooms import Room
from server.services import Services, services_of
from server.texts import preferred_language
from tryon import Photo, RoomReading, scaled_report

router = APIRouter(prefix="/v1/rooms", tags=["rooms"])

_HINTS_BYTES = 8_000
_NO_STORE = {"Cache-Control": "no-store"}


@router.post(
    "",
    status_code=201,
    response_model=RoomDocument,
    summary="Read the floor from a photo of a room",
    openapi_extra={"requestBody": ROOM_BODY},
    responses=ROOM_RESPONSES,
)
async def create_room(request: Request) -> Response:
    """Take the photo of a room and find its floor, so that furniture can be put on it.

    The photo stays in memory, under an address nobody can guess, until it is deleted or nobody
    has asked for it for some minutes; it touches no disk and no log. Where the floor cannot be
    told, `refusal` says why: `PUT hints` reads the same photo again with more to go by.
    """
    services = services_of(request)
    limits = UploadLimits(
        services.settings.max_upload_bytes, services.settings.upload_timeout_s, _HINTS_BYTES
    )
    with upload_place(services):
        form = await receive_form(request, limits)
        told = parse_hints(_field(form, "hints"))
        room = await unless_gone(request, _received(services, form, told))
    response = _described(request, room, 201)
    response.headers["Location"] = f"/v1/rooms/{room.id}"
    return response


@router.get("/{room_id}", response_model=RoomDocument, summary="A room", responses=ROOM_RESPONSES)
async def read_room(request: Request, room_id: str) -> Response:
    """Describe a room that is still kept."""
    return _described(request, services_of(request).rooms.room(room_id))


@router.put(
    "/{room_id}/hints",
    response_model=RoomDocument,
    summary="Read a room again with other hints",
    openapi_extra={"requestBody": HINTS_BODY},
    responses=ROOM_RESPONSES,
)
async def replace_hints(request: Request, room_id: str) -> Response:
    """Read the floor of the same photo again; what was told before no longer counts."""
    services = services_of(request)
    told = await read_json(request, HintsDocument, services.settings.upload_timeout_s)
    room = services.rooms.room(room_id)
    photo = with_focal(room.photo, told.focal_35mm)
    reading = await unless_gone(request, _reading(services, photo, told))
    room.photo, room.hints, room.reading = photo, told, reading
    return _described(request, room)


@router.delete("/{room_id}", status_code=204, summary="Forget a room", responses=ROOM_RESPONSES)
async def delete_room(request: Request, room_id: str) -> Response:
    """Delete the photo and everything read from it."""
    services_of(request).rooms.drop(room_id)
    return Response(status_code=204, headers=_NO_STORE)


@router.post(
    "/{room_id}/measure",
    response_model=MeasureDocument,
    summary="Measure between two places on the floor",
    openapi_extra={"requestBody": MEASURE_BODY},
    responses=ROOM_RESPONSES,
)
async def measure(request: Request, room_id: str) -> Response:
    """Give the length between two places with its band, and whether a piece fits between them."""
    services = services_of(request)
    asked = await read_json(request, MeasureRequest, services.settings.upload_timeout_s)
    room = services.rooms.room(room_id)
    needed_m = None
    if asked.sku is not None:
        width, _, depth = furniture(services.catalog, asked.sku)
        needed_m = width if asked.side == "width" else depth
    _check_floor(room.reading)
    found = measured(room, asked, needed_m)
    if found is None:
        raise Problem(422, "tap_above_horizon")
    return Response(found.model_dump_json(), 200, _NO_STORE, "application/json")


@router.post(
    "/{room_id}/placements",
    summary="Put furniture into a room",
    openapi_extra={"requestBody": PLACEMENTS_BODY},
    responses=PLACEMENTS_RESPONSES,
)
async def place(request: Request, room_id: str) -> Response:
    """Show the room with pieces in it, each at its true size where it was put.

    The answer is the picture (`Accept: image/jpeg`, `image/png`, `image/webp`), the report
    (`application/json`, with the address of the picture), or both as parts `report` and `image`
    (`multipart/form-data`).
    """
    answer_type = chosen_type(request.headers.get("accept"))
    services = services_of(request)
    told = await read_json(request, PlacementsDocument, services.settings.upload_timeout_s)
    room = services.rooms.room(room_id)
    _check_floor(room.reading)
    return await unless_gone(request, _furnished(services, room, told, answer_type))


@router.get("/{room_id}/picture", summary="The last furnished picture", responses=ROOM_RESPONSES)
async def read_picture(request: Request, room_id: str) -> Response:
    """Give the last picture that was made of this room, a JPEG."""
    picture = services_of(request).rooms.room(room_id).picture
    if picture is None:
        raise Problem(404, "not_found")
    return Response(picture, 200, _NO_STORE, "image/jpeg")


async def _received(services: Services, form: Form, told: HintsDocument) -> Room:
    settings = services.settings
    started_s = time.perf_counter()
    photo = await services.decoders.decode(form.image, settings.photo_limits, settings.room_side)
    services.metrics.stages_done("room", {"decode": _since_ms(started_s)})
    photo = with_focal(photo, told.focal_35mm)
    reading = await _reading(services, photo, told)
    return services.rooms.add(photo, told, reading)


async def _reading(services: Services, photo: Photo, told: HintsDocument) -> RoomReading:
    started_s = time.perf_counter()
    job = ReadRoomJob(photo, room_hints(told, photo))
    reply = await services.engine.do_apart(job)
    services.metrics.stages_done("room", {"analyse": _since_ms(started_s)})
    return reply.reading


async def _furnished(
    services: Services, room: Room, told: PlacementsDocument, answer_type: AnswerType
) -> Response:
    started_s = time.perf_counter()
    placements, cutouts = placements_of(told, services.catalog, room.photo)
    reading = room.reading if told.people else replace(room.reading, bystanders=())
    job = FurnishJob(room.photo, reading, placements, cutouts)
    reply = await services.engine.do(job)
    fits = reply.report["fits"]
    refusals = [fit["refusal"] for fit in fits if fit["refusal"] is not None]
    if answer_type.startswith("image/") and len(refusals) == len(fits):
        raise Problem(422, refusals[0] if refusals else "product_out_of_frame")
    timings = dict(reply.report["timings_ms"])
    encode_s = time.perf_counter()
    quality = services.settings.jpeg_quality
    picture = await asyncio.to_thread(encoded, reply.image, "image/jpeg", quality)
    services.rooms.keep_picture(room, picture)
    if answer_type in ("image/png", "image/webp"):
        picture = await asyncio.to_thread(encoded, reply.image, answer_type, quality)
    timings |= {"encode": _since_ms(encode_s), "total": _since_ms(started_s)}
    services.metrics.stages_done("room", timings)
    report = scaled_report(
        {**reply.report, "input": None, "output": None, "timings_ms": timings},
        room.photo.width,
        room.photo.height,
    )
    return answer({**report, "picture": f"/v1/rooms/{room.id}/picture"}, picture, answer_type)


def _check_floor(reading: RoomReading) -> None:
    if reading.floor is None:
        raise Problem(422, reading.refusal or "no_gravity")


def _described(request: Request, room: Room, status: int = 200) -> Response:
    language = preferred_language(request.headers.get("accept-language"))
    document = room_document(room, services_of(request).rooms.left_s(room), language)
    headers = {**_NO_STORE, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(document.model_dump_json(), status, headers, "application/json")


def _field(form: Form, name: str) -> str:
    values = [text for key, text in form.fields if key == name]
    if len(values) > 1:
        raise Problem(422, "invalid_request", f"expected one field `{name}`")
    return values[0] if values else ""


def _since_ms(started_s: float) -> float:
    return round((time.perf_counter() - started_s) * 1000.0, 2)
