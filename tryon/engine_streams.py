"""What the engine remembers of streams of frames."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from tryon.landmarks.landmarks import Subject
from tryon.landmarks.wearer import NO_HINTS, WearerHints
from tryon.rendering.lighting import LightEstimator
from tryon.rendering.retouch import RetouchMemory
from tryon.tracking.tracker import Tracker

_MAX_STREAMS = 16
"""The least recently used stream is dropped: a guard against callers that never forget one."""


@dataclass(slots=True)
class Stream:
    """What one stream of frames remembers."""

    trackers: dict[Subject, Tracker] = field(default_factory=dict[Subject, Tracker])
    hints: WearerHints = NO_HINTS
    light: LightEstimator = field(default_factory=LightEstimator)
    retouching: RetouchMemory | None = None
    motion: dict[tuple[int, str], Any] = field(default_factory=dict[tuple[int, str], Any])
    """What `Category.animate` remembers, by track and SKU."""

    def use_hints(self, hints: WearerHints) -> None:
        """Tell the trackers what the wearer tells now; what they measured stays."""
        if hints != self.hints:
            self.hints = hints
            for tracker in self.trackers.values():
                tracker.use_hints(hints)

    def close(self) -> None:
        """Free the trackers; safe twice."""
        for tracker in self.trackers.values():
            tracker.close()
        self.trackers.clear()


class Streams:
    """Streams by name, and what single pictures share."""

    def __init__(self) -> None:
        self._named: OrderedDict[str, Stream] = OrderedDict()
        self._still = Stream()

    def of(self, name: str | None) -> Stream:
        """Give a stream, made on first use; None is for single pictures."""
        if name is None:
            # Nothing of one shopper's picture may colour the next one's.
            self._still.light = LightEstimator()
            return self._still
        stream = self._named.setdefault(name, Stream(retouching=RetouchMemory()))
        self._named.move_to_end(name)
        while len(self._named) > _MAX_STREAMS:
            self._named.popitem(last=False)[1].close()
        return stream

    def forget(self, name: str) -> None:
        """Drop a stream; unknown names are fine."""
        stream = self._named.pop(name, None)
        if stream is not None:
            stream.close()

    def close(self) -> None:
        """Free everything; safe twice."""
        for stream in (*self._named.values(), self._still):
            stream.close()
        self._named.clear()
