"""One live preview: frames in, frames with products on them out, never a queue."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.choices import MOST_CHOICES, resolved
from server.decoding import DecodersBusyError
from server.hints import hints
from server.jobs import TryOnJob
from server.problems import Problem, problem_of
from server.services import Services
from server.tasks import end_tasks
from tryon import (
    Choice,
    EngineReply,
    Photo,
    Report,
    TryOnError,
    encode_picture,
)

_log = logging.getLogger(__name__)

_MOST_TEXT = 16_000
_CLOSE_IDLE = 4408
_CLOSE_BAD_MESSAGE = 1008
_CLOSE_FAILED = 1011


class Selected(BaseModel):
    """One product of a selection; `person` is the id of a subject, null for everybody."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sku: str = Field(max_length=100)
    variant: str | None = Field(None, max_length=100)
    person: int | None = Field(None, ge=0, le=999_999_999)


class Selection(BaseModel):
    """What a client sends as text: `hello` first, `select` to change what is worn."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: str = Field(pattern="^(hello|select)$")
    products: tuple[Selected, ...] = Field(max_length=MOST_CHOICES)
    pupillary_distance_mm: float | None = Field(None, ge=40.0, le=80.0)


@dataclass(frozen=True, slots=True)
class _Arrival:
    number: int
    data: bytes
    timestamp_s: float
    dropped: int


class Mailbox:
    """One slot: a newer frame replaces the one that still waits."""

    def __init__(self) -> None:
        self._slot: _Arrival | None = None
        self._filled = asyncio.Event()
        self._count = 0
        self._dropped = 0

    def put(self, data: bytes) -> bool:
        """Leave a frame; False if it pushed out an older one."""
        is_replacing = self._slot is not None
        self._dropped += int(is_replacing)
        self._slot = _Arrival(self._count, data, time.monotonic(), self._dropped)
        self._count += 1
        self._filled.set()
        return not is_replacing

    async def take(self) -> _Arrival:
        """Wait for a frame and take it out."""
        while self._slot is None:
            self._filled.clear()
            await self._filled.wait()
        arrival, self._slot = self._slot, None
        return arrival


class LiveSession:
    """Serves one accepted WebSocket until either side ends it.

    Parameters
    ----------
    socket : accepted, subprotocol `tryon.v1`
    services : of the app
    name : unique among sessions; names the engine's stream
    """

    def __init__(self, socket: WebSocket, services: Services, name: str) -> None:
        self._socket = socket
        self._services = services
        self._name = name
        self._mailbox = Mailbox()
        self._choices: tuple[Choice, ...] | None = None
        self._distance_mm: float | None = None
        self._size: tuple[int, int] | None = None
        self._generation = 0

    async def run(self) -> None:
        """Serve until the client leaves, falls silent, or breaks the protocol."""
        working = asyncio.create_task(self._work(), name=self._name)
        receiving = asyncio.create_task(self._receive(), name=f"{self._name}-receive")
        try:
            done, _ = await asyncio.wait((working, receiving), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await self._finish(task)
        finally:
            self._services.engine.forget(self._stream)
            await end_tasks(working, receiving)

    async def _finish(self, task: asyncio.Task[int]) -> None:
        error = task.exception()
        if isinstance(error, WebSocketDisconnect):
            return
        if error is not None:
            _log.error("live preview failed", exc_info=error)
        code = _CLOSE_FAILED if error is not None else task.result()
        try:
            await self._socket.close(code)
        except RuntimeError:
            _log.debug("live preview was closed already")

    @property
    def _stream(self) -> str:
        return f"{self._name}.{self._generation}"

    async def _receive(self) -> int:
        """Take messages; gives the code to close with."""
        while True:
            try:
                async with asyncio.timeout(self._services.settings.live_idle_s):
                    message = await self._socket.receive()
            except TimeoutError:
                return _CLOSE_IDLE
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            data, text = message.get("bytes"), message.get("text")
            if data is not None:
                if not self._mailbox.put(data):
                    self._services.metrics.live_frame("dropped")
            elif text is not None and not await self._select(text):
                return _CLOSE_BAD_MESSAGE

    async def _select(self, text: str) -> bool:
        """Change what is worn; False if the message cannot be understood."""
        try:
            selection = Selection.model_validate_json(text[: _MOST_TEXT + 1])
        except ValidationError:
            await self._send({"type": "error", "code": "invalid_request"})
            return False
        services = self._services
        wanted = [Choice(item.sku, item.variant, item.person) for item in selection.products]
        try:
            self._choices = resolved(services.catalog, services.looks, wanted, ())
        except Problem as problem:
            await self._send({"type": "error", "code": problem.code})
            return True
        self._distance_mm = selection.pupillary_distance_mm
        products = [item.model_dump() for item in selection.products]
        await self._send({"type": "selected", "products": products})
        return True

    async def _work(self) -> int:
        while True:
            arrival = await self._mailbox.take()
            choices = self._choices
            if choices is None:
                await self._send({"type": "error", "code": "invalid_request"})
                return _CLOSE_BAD_MESSAGE
            try:
                reply, picture, timings = await self._try_on(arrival, choices)
            except TryOnError as error:
                await self._refuse(arrival, problem_of(error).code)
            except DecodersBusyError:
                await self._refuse(arrival, "busy")
            else:
                self._services.metrics.live_frame("answered")
                self._services.metrics.stages_done("live", timings)
                await self._send(_state(arrival, reply.report, timings))
                await self._socket.send_bytes(picture)

    async def _refuse(self, arrival: _Arrival, code: str) -> None:
        self._services.metrics.live_frame("refused")
        await self._send(
            {
                "type": "state",
                "frame": arrival.number,
                "dropped": arrival.dropped,
                "has_picture": False,
                "hints": [code],
            }
        )

    async def _try_on(
        self, arrival: _Arrival, choices: tuple[Choice, ...]
    ) -> tuple[EngineReply, bytes, dict[str, float]]:
        settings = self._services.settings
        photo = await self._services.decoders.decode(arrival.data, settings.live_limits, None)
        decoded_s = time.monotonic()
        self._follow_size(photo)
        job = TryOnJob(photo, choices, self._stream, arrival.timestamp_s, self._distance_mm)
        reply = await self._services.engine.do(job)
        encode_s = time.monotonic()
        picture = await asyncio.to_thread(
            encode_picture, reply.image, "image/jpeg", settings.live_quality
        )
        now_s = time.monotonic()
        timings = {
            **reply.report["timings_ms"],
            "decode": round((decoded_s - arrival.timestamp_s) * 1000.0, 2),
            "encode": round((now_s - encode_s) * 1000.0, 2),
            "total": round((now_s - arrival.timestamp_s) * 1000.0, 2),
        }
        return reply, picture, timings

    def _follow_size(self, photo: Photo) -> None:
        """Begin a new stream when the camera is turned: its landmarks are of another picture."""
        size = (photo.width, photo.height)
        if self._size not in (None, size):
            self._services.engine.forget(self._stream)
            self._generation += 1
        self._size = size

    async def _send(self, content: dict[str, object]) -> None:
        await self._socket.send_text(json.dumps(content, allow_nan=False))


def _state(arrival: _Arrival, report: Report, timings_ms: dict[str, float]) -> dict[str, object]:
    measures = report["subjects"][0]["measures"] if report["subjects"] else {}
    return {
        "type": "state",
        "frame": arrival.number,
        "dropped": arrival.dropped,
        "has_picture": True,
        "subjects": [
            {"id": subject["id"], "box": subject["box"]} for subject in report["subjects"]
        ],
        "refusals": [
            {"sku": fit["sku"], "subject": fit["subject"], "code": fit["refusal"]}
            for fit in report["fits"]
            if fit["refusal"] is not None
        ],
        "hints": hints(report),
        "measures": measures,
        "timings_ms": timings_ms,
    }
