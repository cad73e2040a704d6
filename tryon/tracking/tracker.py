"""The protocol every tracker follows."""

from typing import Protocol

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import Need, WearerHints


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

    def use_hints(self, hints: WearerHints) -> None:
        """Take what the wearers tell from now on, for those followed already as well."""
        ...

    def use_needs(self, needs: frozenset[Need]) -> None:
        """Find from now on what the products worn need besides landmarks, and nothing else."""
        ...

    def close(self) -> None:
        """Free everything; safe twice."""
        ...
