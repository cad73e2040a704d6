"""The pictures under way to a worker: answered in the order in which they were sent."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass

from tryon.arrays import Image
from tryon.errors import TryOnError
from tryon.process_handle import WorkerHandle
from tryon.process_memory import PictureMemory
from tryon.report import Report

AT_ONCE = 2
"""Pictures under way: one is tracked while the other is drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class EngineReply:
    """What the engine answered.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored, owned by the caller
    report : the report object of the picture
    """

    image: Image
    report: Report


@dataclass(slots=True, eq=False)
class PendingReply:
    """The answer to a picture that is under way: wait for it, or its place is never free again.

    Parameters
    ----------
    line : that it stands in
    worker : that was asked
    memory : with the picture, and room for the answer
    image : (H, W, 3) RGB uint8 that was sent
    skus : products in it
    limit_s : longest wait
    outcome : what came of it, None as long as that is not known
    """

    line: Line
    worker: WorkerHandle
    memory: PictureMemory
    image: Image
    skus: Set[str]
    limit_s: float
    outcome: EngineReply | TryOnError | None = None

    def wait(self) -> EngineReply:
        """Block until the answer is there.

        Raises
        ------
        UnknownProductError, WrongSubjectError
            If a product or variant does not exist, or is not for this kind of picture.
        TrackerError
            If the worker died or did not answer in time; a new one is being started.
        """
        outcome = self.line.settle(self)
        if isinstance(outcome, TryOnError):
            raise outcome
        return outcome


class Line:
    """Pictures under way, no more than two.

    Parameters
    ----------
    receive : waits for the answer to the oldest picture; gives errors instead of raising them
    """

    def __init__(self, receive: Callable[[PendingReply], EngineReply | TryOnError]) -> None:
        self._receive = receive
        self._waiting: deque[PendingReply] = deque()
        self._memories = tuple(PictureMemory() for _ in range(AT_ONCE))
        # The memory used last is the warmest.
        self._free: queue.LifoQueue[PictureMemory] = queue.LifoQueue()
        for memory in self._memories:
            self._free.put(memory)
        self.receiving = threading.Lock()
        """Held while waiting for the worker."""

    def reserve(self) -> PictureMemory:
        """Give memory for a picture; blocks while two are under way."""
        return self._free.get()

    def release(self, memory: PictureMemory) -> None:
        """Give memory back that no picture was sent in."""
        self._free.put(memory)

    def add(self, pending: PendingReply) -> None:
        """Note a picture in the order of sending."""
        self._waiting.append(pending)

    def settle(self, pending: PendingReply) -> EngineReply | TryOnError:
        """Receive answers up to that of one picture, and give it."""
        with self.receiving:
            while pending.outcome is None:
                oldest = self._waiting[0]
                oldest.outcome = self._receive(oldest)
                self._waiting.popleft()
                self._free.put(oldest.memory)
            return pending.outcome

    def close(self) -> None:
        """Free the memory; safe twice."""
        for memory in self._memories:
            memory.close()
