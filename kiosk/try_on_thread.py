"""The engine threads: newest camera picture in, picture with products out."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kiosk.camera import CameraFrame
from kiosk.mailbox import Mailbox
from kiosk.trying_on import Comparison, Engine, EngineStatus, Pending, TriedOn
from tryon import Choice, EngineStartingError, InputError, Report, TryOnError

_log = logging.getLogger(__name__)

STREAM = "mirror"
_Given = TypeVar("_Given")
_AT_ONCE = 2
"""Pictures with the engine: one is tracked while the other is drawn."""
_KEEPS_UP_S = 0.027
"""Work on a picture, s, with which one after the other keeps up with 30 pictures a second."""
_LEARNED = 0.1
_HEAD_START = 0.7
"""Part of the time that tracking could wait for drawing; the rest evens out their changes."""
_START_BACKOFF_S = (1.0, 2.0, 5.0, 10.0)
_WAIT_S = 0.2
_RETRY_S = 0.05
# A worker being replaced says that it starts. One that is not ready and has failed this often
# in a row without saying so has given up, and has to be started again.
_GIVEN_UP = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A picture that the engine works on."""

    pending: Pending
    frame: CameraFrame
    choices: tuple[Choice, ...]
    began_s: float

    def wait(self) -> TriedOn:
        reply = self.pending.wait()
        times = (self.began_s, time.monotonic() - self.began_s)
        return TriedOn(reply.image, reply.report, self.frame, self.choices, *times)


class FrameSource(Protocol):
    """Where the newest picture lies: a mailbox."""

    def take(self, timeout_s: float) -> CameraFrame | None:
        """Give the newest picture once; None if none came in time."""
        ...

    def close(self) -> None:
        """Wake who waits."""
        ...


class TryOnThread:
    """Own the engine: start it, feed it the newest picture, survive its failures.

    A second thread waits for the answers, so that the next picture is tracked while one is drawn.

    Parameters
    ----------
    engine : started, used and closed on this thread
    frames : where the camera leaves its pictures; only the newest is ever taken
    results : where finished pictures are left
    notify : called on the second thread when `results` was empty and no longer is
    compared : called on this thread with each finished comparison
    """

    def __init__(
        self,
        engine: Engine,
        frames: FrameSource,
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
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._room = threading.Condition()
        self._under_way = 0
        self._work_s = 0.0
        self._not_before_s = 0.0
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
        answers = threading.Thread(target=self._collect, name="try-on-answers", daemon=True)
        answers.start()
        try:
            self._start_engine()
            while not self._stop.is_set():
                self._step()
        finally:
            self._asked.put(None)
            answers.join()
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
        with self._room:
            if not self._room.wait_for(self._has_room, _WAIT_S):
                return
        self._stop.wait(max(0.0, self._not_before_s - time.monotonic()))
        frame = self._frames.take(_WAIT_S)
        with self._lock:
            choices, pause_s = self._choices, self._pause_s
        asked = None if frame is None else self._ask(frame, choices, STREAM)
        if asked is None:
            return
        with self._room:
            self._under_way += 1
        self._asked.put(asked)
        if pause_s > 0.0:
            self._stop.wait(pause_s)

    def _collect(self) -> None:
        """Hand answers on, on the second thread."""
        while (asked := self._asked.get()) is not None:
            done = self._answer(asked)
            if done is not None:
                work_s = done.report["timings_ms"]["total"] / 1000.0
                self._work_s += _LEARNED * (work_s - self._work_s)
                head_start_s = 0.0 if self._asked.empty() else _head_start_s(done.report)
                self._not_before_s = time.monotonic() + head_start_s
            with self._room:
                self._under_way -= 1
                self._room.notify()
            if done is not None and self._results.put(done):
                self._notify()

    def _has_room(self) -> bool:
        """Whether a picture may go to the engine now.

        Two at once slow each other down: while one after the other keeps up with the camera, that
        is what shows the newest picture.
        """
        return self._under_way < (_AT_ONCE if self._work_s > _KEEPS_UP_S else 1)

    def _do_job(self) -> None:
        try:
            frame, outfits = self._jobs.get_nowait()
        except queue.Empty:
            return
        done: list[TriedOn] = []
        for outfit in outfits:
            asked = self._ask(frame, outfit, None)
            answer = None if asked is None else self._answer(asked)
            if answer is not None:
                done.append(answer)
        self._compared(Comparison(frame, tuple(done)))

    def _ask(
        self, frame: CameraFrame, choices: tuple[Choice, ...], stream: str | None
    ) -> _Asked | None:
        """Send a picture to the engine; None if it failed, which the status then says."""
        began_s = time.monotonic()
        pending = self._watched(
            lambda: self._engine.begin(
                frame.image, frame.camera, choices, stream=stream, timestamp_s=frame.timestamp_s
            )
        )
        return None if pending is None else _Asked(pending, frame, choices, began_s)

    def _answer(self, asked: _Asked) -> TriedOn | None:
        """Wait for an answer; None if there is none, which the status then says."""
        done = self._watched(asked.wait)
        if done is not None:
            self._set_ready()
        return done

    def _watched(self, call: Callable[[], _Given]) -> _Given | None:
        try:
            return call()
        except EngineStartingError:
            self._stop.wait(_RETRY_S)
        except InputError as error:
            # Another pair may work: the engine itself is well.
            self._failed(str(error))
            self._stop.wait(_WAIT_S)
        except TryOnError as error:
            _log.warning("the engine failed: %s", error)
            self._failed(str(error))
            self._stop.wait(_RETRY_S)
        except Exception as error:
            _log.exception("the engine thread failed")
            self._failed(str(error))
            self._stop.wait(_WAIT_S)
        return None

    def _failed(self, problem: str) -> None:
        with self._lock:
            self._failed_in_a_row += 1
            self._status = EngineStatus(False, problem, self._status.failures + 1)

    def _set_ready(self) -> None:
        with self._lock:
            self._failed_in_a_row = 0
            if not self._status.is_ready:
                self._status = EngineStatus(True, "", self._status.failures)


def _head_start_s(report: Report) -> float:
    """Give how long taking the next picture may wait, s, while another is drawn.

    With drawing slower than tracking, a picture taken at once would only wait for its turn to be
    drawn; taken later, it is newer when it is shown.
    """
    timings = report["timings_ms"]
    ahead = timings["track"] + timings.get("fit", 0.0)
    return _HEAD_START * max(0.0, timings["total"] - 2.0 * ahead) / 1000.0
