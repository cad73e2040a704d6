"""A tracker that plays back recorded landmarks: for tests, demonstrations and measurements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tryon.errors import TrackerError
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import Need, WearerHints
from tryon.tracking.tracker import Tracker


class ReplayTracker:
    """Answers the n-th frame with the n-th recording, starting over after the last.

    Parameters
    ----------
    recording : per frame, the subjects to answer with
    size : width and height, px, of the pictures they were recorded on; others are refused,
        because landmarks in px mean nothing there. None accepts any.
    """

    def __init__(
        self,
        recording: Sequence[tuple[Landmarks, ...]],
        *,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._recording = tuple(recording)
        self._size = size
        self._next = 0

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Give the next recording with the frame's time.

        Raises
        ------
        TrackerError
            If the frame's size is not the recording's.
        """
        size = (frame.camera.width, frame.camera.height)
        if self._size is not None and size != self._size:
            raise TrackerError(f"replay: expected frames of {self._size}, got {size}")
        if not self._recording:
            return ()
        subjects = self._recording[self._next % len(self._recording)]
        self._next += 1
        return tuple(replace(subject, timestamp_s=frame.timestamp_s) for subject in subjects)

    def use_hints(self, hints: WearerHints) -> None:
        """Change nothing: what was recorded stays."""

    def use_needs(self, needs: frozenset[Need]) -> None:
        """Change nothing: what was recorded stays."""

    def close(self) -> None:
        """Start over; safe twice."""
        self._next = 0


def record(tracker: Tracker, frames: Iterable[Frame]) -> tuple[tuple[Landmarks, ...], ...]:
    """Run a tracker over frames and keep what it finds."""
    return tuple(tracker.track(frame) for frame in frames)
