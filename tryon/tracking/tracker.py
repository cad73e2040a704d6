"""The protocol every tracker follows."""

from typing import Protocol

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks


class Tracker(Protocol):
    """Finds subjects in frames; made, used and closed on one thread."""

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Find the subjects of one frame, nearest (largest) first; empty means nobody.

        Raises
        ------
        TrackerError
            If the tracker below failed.
        """
        ...

    def close(self) -> None:
        """Free everything; safe twice."""
        ...
