"""One slot for frames of a live session: never a queue."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Generic, TypeVar

_Order = TypeVar("_Order")


@dataclass(frozen=True, slots=True)
class Arrival(Generic[_Order]):
    """A frame that came in.

    Parameters
    ----------
    number : of the frame in its session
    data : the picture's file
    timestamp_s : when it came, monotonic, s
    dropped : frames lost so far
    order : what is to be done with just this one, None if it is like any other
    """

    number: int
    data: bytes
    timestamp_s: float
    dropped: int
    order: _Order | None


class Mailbox(Generic[_Order]):
    """One slot: a newer frame replaces the one that still waits, unless that came with an order."""

    def __init__(self) -> None:
        self._slot: Arrival[_Order] | None = None
        self._filled = asyncio.Event()
        self._count = 0
        self._dropped = 0

    def put(self, data: bytes, order: _Order | None = None) -> bool:
        """Leave a frame; False if that lost one: the older, or this one."""
        waiting = self._slot
        self._dropped += int(waiting is not None)
        if waiting is None or waiting.order is None or order is not None:
            self._slot = Arrival(self._count, data, time.monotonic(), self._dropped, order)
        self._count += 1
        self._filled.set()
        return waiting is None

    async def take(self) -> Arrival[_Order]:
        """Wait for a frame and take it out."""
        while self._slot is None:
            self._filled.clear()
            await self._filled.wait()
        arrival, self._slot = self._slot, None
        return arrival
