"""`POST /v1/try-ons`: a photo in, the same photo with products on it out."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.choices import check_people, resolved
from server.decoding import DecodersBusyError
from server.hints import reasons_nothing_is_worn
from server.negotiation import AnswerType, chosen_type
from server.openapi import TRY_ON_BODY, TRY_ON_RESPONSES
from server.pool import QueueFullError, TryOnJob
from server.problems import Problem, busy
from server.services import Services, services_of
from server.tasks import end_tasks
from server.uploads import (
    ClientDisconnect,
    TryOnForm,
    UploadLimits,
    read_form,
    wait_for_disconnect,
)
from tryon import (
    CameraIntrinsics,
    Choice,
    EngineReply,
    Photo,
    Report,
    encode_picture,
    scaled_report,
)

router = APIRouter(prefix="/v1", tags=["try-on"])

_Result = TypeVar("_Result")
_CLIENT_LEFT = 499


@router.post(
    "/try-ons",
    summary="Try products on a photo",
    openapi_extra={"requestBody": TRY_ON_BODY},
    responses=TRY_ON_RESPONSES,
)
async def create_try_on(request: Request) -> Response:
    """Put products on the people of a photo, all in one pass.

    Products of different slots are worn together. `SKU@PERSON` dresses one person, by the id
    that the report gives the subject; without it everybody wears the product, except who has one
    of their own in its slot. The ids of a photo are the same each time it is sent.

    The answer is the picture (`Accept: image/jpeg`, `image/png`, `image/webp`), the report
    (`application/json`), or both as parts `report` and `image` (`multipart/form-data`). The photo
    is kept in memory until the answer is sent, and nowhere else.
    """
    answer_type = chosen_type(request.headers.get("accept"))
    services = services_of(request)
    try:
        with _upload_place(services):
            settings = services.settings
            limits = UploadLimits(settings.max_upload_bytes, settings.upload_timeout_s)
            form = await read_form(request, limits)
            choices = resolved(services.catalog, services.looks, form.choices, form.looks)
            return await _unless_gone(request, _work(services, form, choices, answer_type))
    except ClientDisconnect:
        return Response(status_code=_CLIENT_LEFT)
    except (QueueFullError, DecodersBusyError) as error:
        raise busy() from error


@contextmanager
def _upload_place(services: Services) -> Generator[None]:
    """Bound the pictures held in memory."""
    occupancy = services.occupancy
    if occupancy.uploads >= services.settings.uploads:
        raise busy()
    occupancy.uploads += 1
    try:
        yield
    finally:
        occupancy.uploads -= 1


async def _unless_gone(request: Request, work: Awaitable[_Result]) -> _Result:
    """Finish `work`, or cancel it when the client leaves."""
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(wait_for_disconnect(request))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        await end_tasks(task, leaving)


async def _work(
    services: Services, form: TryOnForm, choices: tuple[Choice, ...], answer_type: AnswerType
) -> Response:
    settings = services.settings
    started_s = time.perf_counter()
    photo = await services.decoders.decode(form.image, settings.photo_limits, settings.output_side)
    photo = _with_focal(photo, form.focal_35mm)
    decode_ms = _since_ms(started_s)
    job = TryOnJob(
        photo,
        choices,
        pupillary_distance_mm=form.pupillary_distance_mm,
        holds_card=form.holds_card,
    )
    reply = await services.engine.try_on(job)
    check_people(choices, reply.report)
    if answer_type.startswith("image/"):
        reasons = reasons_nothing_is_worn(reply.report)
        if reasons:
            raise Problem(422, reasons[0])
    timings = {**reply.report["timings_ms"], "decode": decode_ms}
    picture = b""
    if answer_type != "application/json":
        encode_s = time.perf_counter()
        picture = await asyncio.to_thread(_encode, reply, answer_type, settings.jpeg_quality)
        timings["encode"] = _since_ms(encode_s)
    timings["total"] = _since_ms(started_s)
    services.metrics.stages_done("photo", timings)
    return _answer(_report(reply, photo, timings), picture, answer_type)


def _with_focal(photo: Photo, focal_35mm: float | None) -> Photo:
    """Use the focal length sent beside a picture that carries none itself."""
    if focal_35mm is None or photo.camera.source == "exif":
        return photo
    height, width = photo.image.shape[:2]
    return replace(photo, camera=CameraIntrinsics.from_focal_35mm(width, height, focal_35mm))


def _encode(reply: EngineReply, answer_type: AnswerType, quality: int) -> bytes:
    if answer_type == "image/png":
        return encode_picture(reply.image, "image/png")
    if answer_type == "image/webp":
        return encode_picture(reply.image, "image/webp", quality)
    return encode_picture(reply.image, "image/jpeg", quality)


def _report(reply: EngineReply, photo: Photo, timings_ms: dict[str, float]) -> Report:
    report: Report = {**reply.report, "input": None, "output": None, "timings_ms": timings_ms}
    return scaled_report(report, photo.width, photo.height)


def _answer(report: Report, picture: bytes, answer_type: AnswerType) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if answer_type == "application/json":
        return Response(_json(report), 200, headers, answer_type)
    if answer_type != "multipart/form-data":
        return Response(picture, 200, headers, answer_type)
    boundary = secrets.token_hex(16)
    body = b"".join(
        (
            _part(boundary, 'name="report"', "application/json", _json(report)),
            _part(boundary, 'name="image"; filename="try-on.jpg"', "image/jpeg", picture),
            f"--{boundary}--\r\n".encode(),
        )
    )
    # FormData of browsers reads this with one call; nothing else of theirs reads two parts.
    return Response(body, 200, headers, f"multipart/form-data; boundary={boundary}")


def _json(report: Report) -> bytes:
    return json.dumps(report, ensure_ascii=False, allow_nan=False).encode()


def _part(boundary: str, disposition: str, media_type: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n"
        f"Content-Type: {media_type}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"


def _since_ms(started_s: float) -> float:
    return round((time.perf_counter() - started_s) * 1000.0, 2)
