"""The protocol every tracker follows, and that of who makes trackers."""

from typing import Protocol

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks, Subject
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


class TrackerFactory(Protocol):
    """Makes trackers, and owns what they share."""

    def __call__(self, subject: Subject, *, is_stream: bool, hints: WearerHints) -> Tracker:
        """Give a new tracker of a subject, for a stream of frames or for single pictures.

        Parameters
        ----------
        subject : what to track
        is_stream : whether the frames belong to one stream
        hints : what the wearers tell
        """
        ...

    def close(self) -> None:
        """Free what the trackers share, after all of them are closed; safe twice."""
        ...
