"""Looking around heads beside the frame loop, on a thread of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import Need
from tryon.tracking.face_change import FaceLook
from tryon.tracking.head_finder import HeadFinder
from tryon.tracking.head_findings import HeadFindings

_log = logging.getLogger(__name__)

_NICENESS = 10
_DUTY = 0.2
_DUTY_WITH_HANDS = 0.4
"""Share of one core the thread may take; hands move faster than heads."""
_LEAST_PAUSE_S = 0.03
_CALM_S = 1.2
"""While a face looks as it did, looks are that far apart: each of them delays a frame or two."""
_RESTLESS_S = 1.5
"""So long after news looks go on: what came may move, and one look may miss it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    stream: int
    frame: Frame
    heads: tuple[Landmarks, ...]
    needs: frozenset[Need]


@dataclass(slots=True)
class _Stream:
    """What is known of one stream: by track, and until when nothing but news asks for a look."""

    found: Mapping[int, HeadFindings] = field(default_factory=dict[int, HeadFindings])
    looks: Mapping[int, FaceLook] = field(default_factory=dict[int, FaceLook])
    calm_until_s: float = 0.0
    restless_until_s: float = 0.0

    def shows_news(self, frame: Frame, heads: Sequence[Landmarks], needs: frozenset[Need]) -> bool:
        """Tell whether a frame shows something that the last look did not."""
        for head in heads:
            known, look = self.found.get(head.track_id), self.looks.get(head.track_id)
            if known is None or look is None or known.needs != needs:
                return True
            if look.has_changed(frame, head):
                return True
        return False


class BackgroundLook:
    """Looks at the newest picture of each stream; nothing queues up.

    Parameters
    ----------
    finder : may be shared with whoever looks at single pictures
    """

    def __init__(self, finder: HeadFinder) -> None:
        self._finder = finder
        self._condition = threading.Condition()
        self._jobs: dict[int, _Job] = {}
        self._streams: dict[int, _Stream] = {}
        self._rested_s = 0.0
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; at once if it runs already."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="head-look", daemon=True)
            self._thread.start()

    def offer(
        self, stream: int, frame: Frame, heads: Sequence[Landmarks], needs: frozenset[Need]
    ) -> None:
        """Hand over a frame unless one waits already, the thread rests, or nothing is new.

        The picture is copied.
        """
        with self._condition:
            now_s = time.perf_counter()
            is_resting = not self._jobs and now_s < self._rested_s
            if stream in self._jobs or is_resting or self._is_closing:
                return
            state = self._streams.setdefault(stream, _Stream())
            if state.shows_news(frame, heads, needs):
                state.restless_until_s = now_s + _RESTLESS_S
            elif state.restless_until_s <= now_s < state.calm_until_s:
                return
            copied = replace(frame, image=np.array(frame.image))
            self._jobs[stream] = _Job(stream, copied, tuple(heads), needs)
            self._condition.notify()

    def found(self, stream: int) -> Mapping[int, HeadFindings]:
        """Give the newest findings of a stream by track."""
        state = self._streams.get(stream)
        return {} if state is None else state.found

    def forget(self, stream: int) -> None:
        """Drop everything about a stream."""
        with self._condition:
            self._jobs.pop(stream, None)
            self._streams.pop(stream, None)

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
                rest_s = max(0.0, self._rested_s - time.perf_counter())
                self._condition.wait_for(lambda: self._is_closing, timeout=rest_s)
                if self._is_closing:
                    return
                job = next(iter(self._jobs.values()), None)
            if job is None:  # Its stream was forgotten meanwhile.
                continue
            started_s = time.perf_counter()
            found = self._look(job)
            looks = {head.track_id: FaceLook.of(job.frame, head) for head in job.heads}
            ended_s = time.perf_counter()
            has_hands = any(item.hands for item in (found or {}).values())
            duty = _DUTY_WITH_HANDS if has_hands else _DUTY
            pause_s = max(_LEAST_PAUSE_S, (ended_s - started_s) * (1.0 - duty) / duty)
            with self._condition:
                self._rested_s = ended_s + pause_s
                # A stream forgotten meanwhile has no job any more: its findings go nowhere.
                if self._jobs.get(job.stream) is not job:
                    continue
                del self._jobs[job.stream]
                state = self._streams[job.stream]
                state.calm_until_s = self._rested_s if has_hands else ended_s + _CALM_S
                if found is not None:
                    state.found, state.looks = found, looks

    def _look(self, job: _Job) -> Mapping[int, HeadFindings] | None:
        try:
            return self._finder.look(job.frame, job.heads, job.needs, self.found(job.stream))
        except Exception:
            # Products are still drawn, only not hidden where they should be.
            _log.exception("look at heads failed")
            return None
