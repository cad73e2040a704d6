"""One live preview: frames in, frames with products on them out, never a queue."""

from __future__ import annotations

from typing import ClassVar

from fastapi import WebSocket
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.choices import MOST_CHOICES, resolved
from server.frame_sessions import FrameSession, since_ms
from server.hints import hints
from server.jobs import TryOnJob
from server.mailbox import Arrival
from server.problems import Problem
from server.services import Services
from tryon import Choice, Photo, Report


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


class LiveSession(FrameSession[None]):
    """Serves one accepted WebSocket of subprotocol `tryon.v1`."""

    kind: ClassVar[str] = "live"

    def __init__(self, socket: WebSocket, services: Services, name: str) -> None:
        super().__init__(socket, services, name)
        self._choices: tuple[Choice, ...] | None = None
        self._distance_mm: float | None = None
        self._size: tuple[int, int] | None = None
        self._generation = 0

    @property
    def _stream(self) -> str:
        return f"{self._name}.{self._generation}"

    def _forget(self) -> None:
        self._services.engine.forget(self._stream)

    async def _hear(self, text: str) -> bool:
        """Change what is worn."""
        try:
            selection = Selection.model_validate_json(text)
        except ValidationError:
            return False
        services = self._services
        wanted = [Choice(item.sku, item.variant, item.person) for item in selection.products]
        try:
            self._choices = resolved(services.catalog, services.looks, wanted, ())
        except Problem as problem:
            await self.tell_error(problem.code)
            return True
        self._distance_mm = selection.pupillary_distance_mm
        products = [item.model_dump() for item in selection.products]
        await self.tell({"type": "selected", "products": products})
        return True

    async def _answer(self, arrival: Arrival[None]) -> bool:
        choices = self._choices
        if choices is None:
            return False
        photo = await self._decoded(arrival)
        timings = {"decode": since_ms(arrival.timestamp_s)}
        self._follow_size(photo)
        job = TryOnJob(photo, choices, self._stream, arrival.timestamp_s, self._distance_mm)
        reply = await self._services.engine.do(job)
        await self._show(arrival, reply, _state(reply.report), timings)
        return True

    def _follow_size(self, photo: Photo) -> None:
        """Begin a new stream when the camera is turned: its landmarks are of another picture."""
        size = (photo.width, photo.height)
        if self._size not in (None, size):
            self._services.engine.forget(self._stream)
            self._generation += 1
        self._size = size


def _state(report: Report) -> dict[str, object]:
    measures = report["subjects"][0]["measures"] if report["subjects"] else {}
    return {
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
    }
