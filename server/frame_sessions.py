"""What live sessions have in common: frames in, pictures out, one at a time, then forgotten."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from fastapi import WebSocket, WebSocketDisconnect

from server.decoding import DecodersBusyError
from server.mailbox import Arrival, Mailbox
from server.pool import QueueFullError
from server.problems import Problem, problem_of
from server.services import Services
from server.tasks import end_tasks
from tryon import EngineReply, Photo, TryOnError, encode_picture

_log = logging.getLogger(__name__)

MOST_TEXT = 16_000
CLOSE_IDLE = 4408
CLOSE_BAD_MESSAGE = 1008
CLOSE_FAILED = 1011
_Order = TypeVar("_Order")


class FrameSession(ABC, Generic[_Order]):
    """Serves one accepted WebSocket until either side ends it.

    Parameters
    ----------
    socket : accepted
    services : of the app
    name : unique among sessions; names the engine's streams
    """

    kind: ClassVar[str]
    """What its stages are counted as."""

    def __init__(self, socket: WebSocket, services: Services, name: str) -> None:
        self._socket = socket
        self._services = services
        self._name = name
        self._mailbox: Mailbox[_Order] = Mailbox()
        self._is_working = False

    async def run(self) -> None:
        """Serve until the client leaves, falls silent, or breaks the protocol."""
        working = asyncio.create_task(self._work(), name=self._name)
        receiving = asyncio.create_task(self._receive(), name=f"{self._name}-receive")
        try:
            done, _ = await asyncio.wait((working, receiving), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await self._finish(task)
        finally:
            # First forgotten: the order stands in line behind what is under way.
            self._forget()
            await end_tasks(working, receiving)

    @abstractmethod
    async def _hear(self, text: str) -> bool:
        """Do what a text message says; False if it cannot be understood."""

    @abstractmethod
    async def _answer(self, arrival: Arrival[_Order]) -> bool:
        """Answer a frame; False if it must not come now."""

    @abstractmethod
    def _forget(self) -> None:
        """Drop what the engine remembers of this session."""

    def _order(self) -> _Order | None:
        """Give what is to be done with the frame that came just now."""
        return None

    async def _finish(self, task: asyncio.Task[int]) -> None:
        error = task.exception()
        if isinstance(error, WebSocketDisconnect):
            return
        if error is not None:
            _log.error("live session failed", exc_info=error)
        code = CLOSE_FAILED if error is not None else task.result()
        try:
            await self._socket.close(code)
        except RuntimeError:
            _log.debug("live session was closed already")

    async def _receive(self) -> int:
        """Take messages; gives the code to close with."""
        while True:
            try:
                async with asyncio.timeout(self._services.settings.live_idle_s):
                    message = await self._socket.receive()
            except TimeoutError:
                if self._is_working:
                    continue  # Who waits for an answer has reason to be silent.
                return CLOSE_IDLE
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            data, text = message.get("bytes"), message.get("text")
            if data is not None:
                if not self._mailbox.put(data, self._order()):
                    self._services.metrics.live_frame("dropped")
            elif text is not None and not await self._hear(text[: MOST_TEXT + 1]):
                await self.tell_error("invalid_request")
                return CLOSE_BAD_MESSAGE

    async def _work(self) -> int:
        while True:
            self._is_working = False
            arrival = await self._mailbox.take()
            self._is_working = True
            try:
                if not await self._answer(arrival):
                    await self.tell_error("invalid_request")
                    return CLOSE_BAD_MESSAGE
            except TryOnError as error:
                await self._refuse(arrival, problem_of(error).code)
            except Problem as problem:
                await self._refuse(arrival, problem.code)
            except (DecodersBusyError, QueueFullError):
                await self._refuse(arrival, "busy")

    async def _refuse(self, arrival: Arrival[_Order], code: str) -> None:
        self._services.metrics.live_frame("refused")
        await self.tell({**_head(arrival), "has_picture": False, "hints": [code]})

    async def _decoded(self, arrival: Arrival[_Order]) -> Photo:
        limits = self._services.settings.live_limits
        return await self._services.decoders.decode(arrival.data, limits, None)

    async def _show(
        self,
        arrival: Arrival[_Order],
        reply: EngineReply,
        state: Mapping[str, object],
        timings_ms: Mapping[str, float],
    ) -> None:
        """Send a picture and its state; `timings_ms` are those before the engine's."""
        encode_s = time.monotonic()
        quality = self._services.settings.live_quality
        picture = await asyncio.to_thread(encode_picture, reply.image, "image/jpeg", quality)
        now_s = time.monotonic()
        timings = {
            **reply.report["timings_ms"],
            **timings_ms,
            "encode": round((now_s - encode_s) * 1000.0, 2),
            "total": round((now_s - arrival.timestamp_s) * 1000.0, 2),
        }
        self._services.metrics.live_frame("answered")
        self._services.metrics.stages_done(self.kind, timings)
        await self.tell({**_head(arrival), "has_picture": True, **state, "timings_ms": timings})
        await self._socket.send_bytes(picture)

    async def tell(self, content: Mapping[str, object]) -> None:
        """Send a text message."""
        await self._socket.send_text(json.dumps(content, allow_nan=False))

    async def tell_error(self, code: str) -> None:
        """Say that a message was not taken."""
        await self.tell({"type": "error", "code": code})


def since_ms(start_s: float) -> float:
    """Give the time since a moment, ms."""
    return round((time.monotonic() - start_s) * 1000.0, 2)


def _head(arrival: Arrival[_Order]) -> dict[str, object]:
    return {"type": "state", "frame": arrival.number, "dropped": arrival.dropped}
