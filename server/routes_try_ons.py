"""`POST /v1/try-ons`: a photo in, the same photo with products on it out."""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.answers import answer, encoded
from server.choices import check_people, resolved
from server.forms import UploadLimits
from server.hints import reasons_nothing_is_worn
from server.jobs import TryOnJob
from server.negotiation import AnswerType, chosen_type
from server.openapi import TRY_ON_BODY, TRY_ON_RESPONSES
from server.problems import Problem
from server.receiving import unless_gone, upload_place, with_focal
from server.services import Services, services_of
from server.uploads import TryOnForm, read_form
from tryon import (
    Choice,
    EngineReply,
    Photo,
    Report,
    scaled_report,
)

router = APIRouter(prefix="/v1", tags=["try-on"])


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
    with upload_place(services):
        settings = services.settings
        limits = UploadLimits(settings.max_upload_bytes, settings.upload_timeout_s)
        form = await read_form(request, limits)
        choices = resolved(services.catalog, services.looks, form.choices, form.looks)
        return await unless_gone(request, _work(services, form, choices, answer_type))


async def _work(
    services: Services, form: TryOnForm, choices: tuple[Choice, ...], answer_type: AnswerType
) -> Response:
    settings = services.settings
    started_s = time.perf_counter()
    photo = await services.decoders.decode(form.image, settings.photo_limits, settings.output_side)
    photo = with_focal(photo, form.focal_35mm)
    decode_ms = _since_ms(started_s)
    job = TryOnJob(
        photo,
        choices,
        pupillary_distance_mm=form.pupillary_distance_mm,
        holds_card=form.holds_card,
    )
    reply = await services.engine.do(job)
    check_people(choices, reply.report)
    if answer_type.startswith("image/"):
        reasons = reasons_nothing_is_worn(reply.report)
        if reasons:
            raise Problem(422, reasons[0])
    timings = {**reply.report["timings_ms"], "decode": decode_ms}
    picture = b""
    if answer_type != "application/json":
        encode_s = time.perf_counter()
        picture = await asyncio.to_thread(encoded, reply.image, answer_type, settings.jpeg_quality)
        timings["encode"] = _since_ms(encode_s)
    timings["total"] = _since_ms(started_s)
    services.metrics.stages_done("photo", timings)
    return answer(_report(reply, photo, timings), picture, answer_type)


def _report(reply: EngineReply, photo: Photo, timings_ms: dict[str, float]) -> Report:
    report: Report = {**reply.report, "input": None, "output": None, "timings_ms": timings_ms}
    return scaled_report(report, photo.width, photo.height)


def _since_ms(started_s: float) -> float:
    return round((time.perf_counter() - started_s) * 1000.0, 2)
