"""Looking for new faces beside the frame loop, on a thread of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from dataclasses import dataclass

import numpy as np

from tryon.arrays import Image
from tryon.tracking.face_detector import FaceDetection
from tryon.tracking.face_search import FaceSearch

_log = logging.getLogger(__name__)

_NICENESS = 10
_DUTY = 0.1
"""Share of one core the thread may take: 3 ms of a frame at 30 frames per second. The whole
picture is searched about eight times a second, all tiles in one to two seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    stream: int
    image: Image
    turn: int


class BackgroundSearch:
    """Searches the newest picture of each stream; nothing queues up.

    Parameters
    ----------
    search : used by this thread only, so it needs nets of its own
    """

    def __init__(self, search: FaceSearch) -> None:
        self._search = search
        self._condition = threading.Condition()
        self._jobs: dict[int, _Job] = {}
        self._found: dict[int, tuple[FaceDetection, ...]] = {}
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; at once if it runs already."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="face-search", daemon=True)
            self._thread.start()

    def offer(self, stream: int, image: Image, turn: int) -> bool:
        """Hand over a picture unless one of this stream still waits; it is copied.

        Returns
        -------
        bool
            Whether the picture was taken.
        """
        with self._condition:
            if stream in self._jobs or self._is_closing:
                return False
            self._jobs[stream] = _Job(stream, np.array(image), turn)
            self._condition.notify()
        return True

    def take(self, stream: int) -> tuple[FaceDetection, ...]:
        """Fetch what was found since the last call."""
        with self._condition:
            return self._found.pop(stream, ())

    def forget(self, stream: int) -> None:
        """Drop everything about a stream."""
        with self._condition:
            self._jobs.pop(stream, None)
            self._found.pop(stream, None)

    def close(self) -> None:
        """Stop and join the thread; safe twice."""
        with self._condition:
            self._is_closing = True
            self._jobs.clear()
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(timeout=5.0)
            self._thread = None

    def _run(self) -> None:
        # On Linux a thread has a niceness of its own: frames go first.
        with contextlib.suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._jobs or self._is_closing)
                if self._is_closing:
                    return
                job = next(iter(self._jobs.values()))
            started_s = time.perf_counter()
            try:
                found = self._search.turn(job.image, job.turn)
            except Exception:
                # Known faces are still followed; only new ones are found later or not at all.
                _log.exception("face search failed")
                found = ()
            busy_s = time.perf_counter() - started_s
            with self._condition:
                # A stream forgotten meanwhile has no job any more: its faces go nowhere.
                if self._jobs.pop(job.stream, None) is not None:
                    self._found[job.stream] = found
                self._condition.wait_for(
                    lambda: self._is_closing, timeout=busy_s * (1.0 - _DUTY) / _DUTY
                )
