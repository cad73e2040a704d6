"""One live room: frames in, frames with furniture that stays where it was put out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from fastapi import WebSocket
from pydantic import Field, ValidationError

from server.frame_sessions import FrameSession, since_ms
from server.jobs import BeginWalkJob, FollowRoomJob, ReadRoomJob
from server.mailbox import Arrival
from server.problems import Problem
from server.receiving import with_focal
from server.room_hints import HintPart, HintsDocument, room_hints
from server.room_placements import MOST_PIECES, PieceDocument, check_pieces, placements_of_pieces
from server.services import Services
from tryon import EngineReply, Photo, Report, RoomReading, UnknownStreamError, moved_reading

WALK_ENDED = "walk_ended"


class Put(HintPart):
    """What a client sends as text: all that stands in the room, px of the frame it sends next."""

    type: Literal["put"]
    pieces: tuple[PieceDocument, ...] = Field(max_length=MOST_PIECES)
    hints: HintsDocument = HintsDocument.model_validate({})


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What came of a frame; without a reply there is nothing to show."""

    reply: EngineReply | None
    is_put: bool = False
    refusal: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """The room that pieces stand in, and what was told of it but for taps and the sensor."""

    stream: str
    reading: RoomReading
    told: HintsDocument


class RoomLiveSession(FrameSession[Put]):
    """Serves one accepted WebSocket of subprotocol `tryon.rooms.v1`."""

    kind: ClassVar[str] = "room_live"

    def __init__(self, socket: WebSocket, services: Services, name: str) -> None:
        super().__init__(socket, services, name)
        self._put: Put | None = None
        self._walks = 0
        self._walk: _Walk | None = None
        self._begun: set[str] = set()

    def _forget(self) -> None:
        for stream in self._begun:
            self._services.engine.forget(stream)
        self._begun.clear()
        self._walk = None

    async def _hear(self, text: str) -> bool:
        """Keep what is to be put until the next frame."""
        try:
            put = Put.model_validate_json(text)
        except ValidationError:
            return False
        try:
            numbers = check_pieces(put.pieces, self._services.catalog)
        except Problem as problem:
            await self.tell_error(problem.code)
            return True
        self._put = put
        await self.tell({"type": "put", "numbers": numbers})
        return True

    def _order(self) -> Put | None:
        put, self._put = self._put, None
        return put

    async def _answer(self, arrival: Arrival[Put]) -> bool:
        photo = await self._decoded(arrival)
        timings = {"decode": since_ms(arrival.timestamp_s)}
        shown = await self._shown(photo, arrival, timings)
        if shown.reply is not None:
            await self._show(arrival, shown.reply, _state(shown, shown.reply.report), timings)
        elif shown.refusal is not None:
            await self._refuse(arrival, shown.refusal)
        else:
            # Nothing stands anywhere: the client has the picture already.
            await self._rest(arrival)
        return True

    async def _shown(
        self, photo: Photo, arrival: Arrival[Put], timings: dict[str, float]
    ) -> _Shown:
        refusal = None
        if arrival.order is not None:
            if not arrival.order.pieces:
                self._forget()
                return _Shown(None, is_put=True)
            begun = await self._begin(photo, arrival.order, timings)
            if not isinstance(begun, str):
                return _Shown(begun, is_put=True)
            refusal = begun
        if self._walk is None:
            return _Shown(None, refusal=refusal)
        job = FollowRoomJob(photo, self._walk.stream, arrival.timestamp_s)
        try:
            return _Shown(await self._services.engine.do(job), refusal=refusal)
        except UnknownStreamError:
            # The worker was replaced, or the phone turned.
            self._forget()
            return _Shown(None, refusal=refusal or WALK_ENDED)

    async def _begin(self, photo: Photo, put: Put, timings: dict[str, float]) -> EngineReply | str:
        """Read the room and put the pieces into it; a reason code if that cannot be done.

        What stood before stays until what is put now does stand.
        """
        hints = put.hints
        if not hints.taps:
            # The piece put last is listed last: the floor is to be surest there.
            hints = hints.model_copy(update={"taps": (put.pieces[-1].spot,)})
        photo = with_focal(photo, hints.focal_35mm)
        engine, started_s = self._services.engine, time.monotonic()
        reading = await self._walked_to(photo, put)
        if reading is None:
            read = await engine.do_apart(ReadRoomJob(photo, room_hints(hints, photo)))
            reading = read.reading
        timings["read"] = since_ms(started_s)
        if reading.refusal is not None:
            return reading.refusal
        placements = placements_of_pieces(put.pieces, self._services.catalog, photo)
        self._walks += 1
        stream = f"{self._name}.{self._walks}"
        self._begun.add(stream)
        job = BeginWalkJob(photo, reading, placements, stream, time.monotonic())
        reply = await engine.do(job)
        refusals = [fit["refusal"] for fit in reply.report["fits"]]
        if None not in refusals:
            self._drop(stream)
            return refusals[0] or WALK_ENDED
        if self._walk is not None:
            self._drop(self._walk.stream)
        self._walk = _Walk(stream, reading, _told(put))
        return reply

    async def _walked_to(self, photo: Photo, put: Put) -> RoomReading | None:
        """Give the room that is known already as this frame sees it; None to read it anew.

        Whoever moves a piece must not wait for a reading, nor have the floor change under it.
        """
        walk = self._walk
        if walk is None or walk.told != _told(put):
            return None
        job = FollowRoomJob(photo, walk.stream, time.monotonic())
        try:
            report = (await self._services.engine.do(job)).report
        except UnknownStreamError:
            self._forget()
            return None
        if not report.get("held", False) or not report["subjects"]:
            return None
        pose = np.array(report["subjects"][0]["camera_from_subject"])
        return moved_reading(walk.reading, pose)

    def _drop(self, stream: str) -> None:
        self._services.engine.forget(stream)
        self._begun.discard(stream)

    async def _rest(self, arrival: Arrival[Put]) -> None:
        self._services.metrics.live_frame("answered")
        await self.tell(
            {
                "type": "state",
                "frame": arrival.number,
                "dropped": arrival.dropped,
                "has_picture": False,
                "is_put": arrival.order is not None,
                "hints": [],
            }
        )


def _state(shown: _Shown, report: Report) -> dict[str, object]:
    subjects = report["subjects"]
    refusals = [] if shown.refusal is None else [shown.refusal]
    return {
        "is_put": shown.is_put,
        "is_held": report.get("held", True),
        "is_shown": report.get("shown", True),
        "refusal": shown.refusal,
        "hints": [*refusals, *report.get("notes", [])],
        "camera": report["camera"],
        "floor": subjects[0].get("floor") if subjects else None,
        "pieces": [
            {
                "number": fit.get("number"),
                "sku": fit["sku"],
                "refusal": fit["refusal"],
                "warnings": fit.get("warnings", []),
                "spot": fit.get("spot_px"),
                "yaw_deg": fit.get("yaw_deg"),
                "distance_m": fit.get("distance_m"),
                "distance_band_m": fit.get("distance_band_m"),
                "size_band_pct": fit.get("size_band_pct"),
            }
            for fit in report["fits"]
        ],
    }


def _told(put: Put) -> HintsDocument:
    """Give the hints without those that are of one frame only."""
    return put.hints.model_copy(update={"taps": (), "gravity": None, "orientation": None})
