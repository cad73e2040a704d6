"""The engine thread: newest camera picture in, picture with products out."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.arrays import Image
from kiosk.camera import CameraFrame
from kiosk.mailbox import Mailbox
from tryon import (
    CameraIntrinsics,
    Choice,
    EngineReply,
    EngineStartingError,
    InputError,
    Report,
    TryOnError,
)

_log = logging.getLogger(__name__)

STREAM = "mirror"
_START_BACKOFF_S = (1.0, 2.0, 5.0, 10.0)
_WAIT_S = 0.2
_RETRY_S = 0.05
# A worker being replaced says that it starts. One that is not ready and has failed this often
# in a row without saying so has given up, and has to be started again.
_GIVEN_UP = 3


class Engine(Protocol):
    """What the mirror needs of `EngineProcess`."""

    @property
    def is_ready(self) -> bool:
        """Whether it would take a picture now."""
        ...

    def start(self) -> None:
        """Return when the engine is ready."""
        ...

    def try_on(
        self,
        image: Image,
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
    ) -> EngineReply:
        """Put products on a picture."""
        ...

    def close(self) -> None:
        """End the engine."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TriedOn:
    """A picture with products on it.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored
    report : what was found and how long each stage took
    frame : the camera's picture it was made from
    choices : what was put on
    round_trip_s : from the engine thread's call to its answer
    """

    image: Image
    report: Report
    frame: CameraFrame
    choices: tuple[Choice, ...]
    round_trip_s: float


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What staff may know about the engine.

    Parameters
    ----------
    is_ready : whether it answers
    problem : why it does not; empty while it does
    failures : answers that did not come since the start
    """

    is_ready: bool = False
    problem: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One moment with each of several outfits, in the order asked for."""

    frame: CameraFrame
    pictures: tuple[TriedOn, ...]


class TryOnThread:
    """Own the engine: start it, feed it the newest picture, survive its failures.

    Parameters
    ----------
    engine : started, used and closed on this thread
    frames : where the camera leaves its pictures
    results : where finished pictures are left
    notify : called on this thread when `results` was empty and no longer is
    compared : called on this thread with each finished comparison
    """

    def __init__(
        self,
        engine: Engine,
        frames: Mailbox[CameraFrame],
        results: Mailbox[TriedOn],
        *,
        notify: Callable[[], None],
        compared: Callable[[Comparison], None],
    ) -> None:
        self._engine = engine
        self._frames = frames
        self._results = results
        self._notify = notify
        self._compared = compared
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="try-on", daemon=True)
        self._lock = threading.Lock()
        self._choices: tuple[Choice, ...] = ()
        self._status = EngineStatus()
        self._pause_s = 0.0
        self._failed_in_a_row = 0
        self._jobs: queue.Queue[tuple[CameraFrame, tuple[tuple[Choice, ...], ...]]] = queue.Queue(
            maxsize=1
        )

    def start(self) -> None:
        """Start the engine in the background; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and the engine. Safe to call twice, or without `start`."""
        self._stop.set()
        self._frames.close()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def status(self) -> EngineStatus:
        """How the engine is."""
        with self._lock:
            return self._status

    def choose(self, choices: Sequence[Choice]) -> None:
        """Put these on, from the next picture on."""
        with self._lock:
            self._choices = tuple(choices)

    def rest(self, pause_s: float) -> None:
        """Pause after each picture, s; an idle mirror needs no 30 answers a second."""
        with self._lock:
            self._pause_s = pause_s

    def compare(self, frame: CameraFrame, outfits: Sequence[tuple[Choice, ...]]) -> bool:
        """Ask for one moment with each outfit; False if one is already being made."""
        try:
            self._jobs.put_nowait((frame, tuple(outfits)))
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        try:
            self._start_engine()
            while not self._stop.is_set():
                self._step()
        finally:
            self._engine.close()

    def _start_engine(self) -> None:
        """Start until it works or the mirror is closed."""
        attempt = 0
        while not self._stop.is_set():
            try:
                self._engine.start()
            except TryOnError as error:
                _log.exception("the engine does not start")
                self._failed(str(error))
                pause_s = _START_BACKOFF_S[min(attempt, len(_START_BACKOFF_S) - 1)]
                self._stop.wait(pause_s)
                attempt += 1
                continue
            self._set_ready()
            return

    def _step(self) -> None:
        if self._failed_in_a_row >= _GIVEN_UP and not self._engine.is_ready:
            self._start_engine()
        self._do_job()
        frame = self._frames.take(_WAIT_S)
        if frame is None:
            return
        with self._lock:
            choices, pause_s = self._choices, self._pause_s
        done = self._try_on(frame, choices, STREAM)
        if done is not None and self._results.put(done):
            self._notify()
        if pause_s > 0.0:
            self._stop.wait(pause_s)

    def _do_job(self) -> None:
        try:
            frame, outfits = self._jobs.get_nowait()
        except queue.Empty:
            return
        done = [self._try_on(frame, outfit, None) for outfit in outfits]
        self._compared(Comparison(frame, tuple(item for item in done if item is not None)))

    def _try_on(
        self, frame: CameraFrame, choices: tuple[Choice, ...], stream: str | None
    ) -> TriedOn | None:
        """Ask the engine once; None if it failed, which the status then says."""
        began = time.monotonic()
        try:
            reply = self._engine.try_on(
                frame.image, frame.camera, choices, stream=stream, timestamp_s=frame.timestamp_s
            )
        except EngineStartingError:
            self._stop.wait(_RETRY_S)
            return None
        except InputError as error:
            # Another pair may work: the engine itself is well.
            self._failed(str(error))
            self._stop.wait(_WAIT_S)
            return None
        except TryOnError as error:
            _log.warning("the engine failed: %s", error)
            self._failed(str(error))
            self._stop.wait(_RETRY_S)
            return None
        except Exception as error:
            _log.exception("the engine thread failed")
            self._failed(str(error))
            self._stop.wait(_WAIT_S)
            return None
        self._set_ready()
        elapsed_s = time.monotonic() - began
        return TriedOn(reply.image, reply.report, frame, choices, elapsed_s)

    def _failed(self, problem: str) -> None:
        self._failed_in_a_row += 1
        with self._lock:
            self._status = EngineStatus(False, problem, self._status.failures + 1)

    def _set_ready(self) -> None:
        self._failed_in_a_row = 0
        with self._lock:
            if not self._status.is_ready:
                self._status = EngineStatus(True, "", self._status.failures)
