"""A bounded queue in front of the engine, and the one thread that talks to it."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from server.jobs import Engine, Job
from tryon import AssetError, BackendError, EngineStartingError, TryOnError

_log = logging.getLogger(__name__)

_APART_AT_ONCE = 2
_RESTART_WAIT_S = 10.0
"""A photo waits this long for an engine that is being replaced; a live frame does not wait."""
_DYING_WITHIN_S = 2.0
"""A failure this soon is the worker's, not the photo's, s."""
_START_AGAIN_S = 10.0
"""Pause between attempts to start an engine whose files are missing, s: somebody fetches them."""
_HEAL_AFTER_S = 75.0
"""An engine that has not come back for longer than its own start may take is started anew, s."""


_Answer = TypeVar("_Answer")


class QueueFullError(Exception):
    """As many pictures as allowed wait for the engine already."""


@dataclass(slots=True, eq=False)
class _Ticket(Generic[_Answer]):
    job: Job[_Answer]
    future: Future[_Answer]


class EngineQueue:
    """Owns the engine; photos are bounded in number, live previews by their sessions.

    Parameters
    ----------
    engine : started by `start`, closed by `close`
    limit : photos that may wait
    """

    def __init__(self, engine: Engine, limit: int) -> None:
        self._engine = engine
        self._limit = limit
        self._orders: queue.SimpleQueue[_Ticket[Any] | str | None] = queue.SimpleQueue()
        self._waiting_photos = 0
        self._apart = 0
        self._apart_turns = asyncio.Semaphore(_APART_AT_ONCE)
        self._lock = threading.Lock()
        self._fault: str | None = None
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryon-server-engine", daemon=True)

    @property
    def is_ready(self) -> bool:
        """Whether a picture would be worked on now."""
        return self._engine.is_ready

    @property
    def restarts(self) -> int:
        """How often the engine's worker was replaced."""
        return self._engine.restarts

    @property
    def waiting(self) -> int:
        """Photos that wait."""
        return self._waiting_photos

    @property
    def fault(self) -> str | None:
        """Why the engine is not there, None while it starts or works."""
        return self._fault

    def start(self) -> None:
        """Start the engine in the background."""
        self._thread.start()

    async def do(self, job: Job[_Answer]) -> _Answer:
        """Wait for the turn of `job` and give its answer; cancelling gives the turn up.

        Raises
        ------
        QueueFullError
            If the photo finds no place to wait.
        TryOnError
            As the job's own call of `tryon.EngineProcess` raises.
        """
        if self._is_closing.is_set():
            raise EngineStartingError("engine: expected an open queue")
        if job.stream is None:
            with self._lock:
                if self._waiting_photos >= self._limit:
                    raise QueueFullError
                self._waiting_photos += 1
        ticket: _Ticket[_Answer] = _Ticket(job, Future())
        self._orders.put(ticket)
        return await asyncio.wrap_future(ticket.future)

    async def do_apart(self, job: Job[_Answer]) -> _Answer:
        """Do a job that needs no turn, a few at once; cancelling does not stop one begun.

        Raises
        ------
        QueueFullError
            If too many wait already.
        TryOnError
            As the job's own call of `tryon.EngineProcess` raises.
        """
        if self._apart >= self._limit:
            raise QueueFullError
        self._apart += 1
        try:
            async with self._apart_turns:
                return await asyncio.to_thread(job.run, self._engine)
        finally:
            self._apart -= 1

    def forget(self, stream: str) -> None:
        """Drop a stream's memory once its last frame is done."""
        self._orders.put(stream)

    def close(self) -> None:
        """Stop the engine and refuse who still waits; safe twice."""
        if self._is_closing.is_set():
            return
        self._is_closing.set()
        self._orders.put(None)
        if self._thread.is_alive():
            self._thread.join(30.0)
        self._engine.close()

    def _run(self) -> None:
        self._start_engine()
        gone_since_s: float | None = None
        while not self._is_closing.is_set():
            try:
                order = self._orders.get(timeout=1.0)
            except queue.Empty:
                gone_since_s = self._heal(gone_since_s)
                continue
            self._execute(order)
        while not self._orders.empty():
            self._execute(self._orders.get())

    def _start_engine(self) -> None:
        while not self._is_closing.is_set():
            try:
                self._engine.start()
            except (AssetError, BackendError) as error:
                if str(error) != self._fault:
                    _log.error("engine: cannot start: %s", error)
                self._fault = str(error)
                self._refuse_waiting(error)
                self._is_closing.wait(_START_AGAIN_S)
            else:
                self._fault = None
                _log.info("engine: ready")
                return

    def _refuse_waiting(self, error: TryOnError) -> None:
        while not self._orders.empty():
            order = self._orders.get()
            if isinstance(order, _Ticket) and self._take(order):
                order.future.set_exception(error)

    def _heal(self, gone_since_s: float | None) -> float | None:
        if self._engine.is_ready:
            return None
        now_s = time.monotonic()
        if gone_since_s is None or now_s - gone_since_s < _HEAL_AFTER_S:
            return gone_since_s or now_s
        self._start_engine()
        return None

    def _take(self, ticket: _Ticket[Any]) -> bool:
        """Leave the waiting room; False if nobody waits for the answer any more."""
        if ticket.job.stream is None:
            with self._lock:
                self._waiting_photos -= 1
        return ticket.future.set_running_or_notify_cancel()

    def _execute(self, order: _Ticket[Any] | str | None) -> None:
        if order is None:
            return
        if isinstance(order, str):
            _quietly(lambda: self._engine.forget(order))
            return
        if not self._take(order):
            return
        try:
            if self._is_closing.is_set():
                raise EngineStartingError("engine: closing")
            job = order.job
            reply = job.run(self._engine) if job.stream else self._photo(job)
        except Exception as error:  # The top of this thread's work: whoever waits gets it.
            order.future.set_exception(error)
        else:
            order.future.set_result(reply)

    def _photo(self, job: Job[_Answer]) -> _Answer:
        """Work on a photo, once more if it met a worker that was dying already."""
        self._wait_for_restart()
        started_s = time.monotonic()
        try:
            return job.run(self._engine)
        except BackendError:
            # A photo that itself takes the worker's whole time must not do so twice.
            if time.monotonic() - started_s > _DYING_WITHIN_S:
                raise
        self._wait_for_restart()
        return job.run(self._engine)

    def _wait_for_restart(self) -> None:
        deadline_s = time.monotonic() + _RESTART_WAIT_S
        while not self._engine.is_ready and time.monotonic() < deadline_s:
            if self._is_closing.wait(0.02):
                return


def _quietly(call: Callable[[], None]) -> None:
    try:
        call()
    except (TryOnError, OSError) as error:
        _log.debug("engine: %s", error)
