"""The tracker of heads: faces, and around them what worn products ask for."""

from __future__ import annotations

import itertools

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import Need, WearerHints
from tryon.tracking.background_look import BackgroundLook
from tryon.tracking.head_finder import HeadFinder
from tryon.tracking.tracker import Tracker


class StillHeadTracker:
    """Looks around the heads of single pictures while the caller waits.

    Parameters
    ----------
    faces : finds the faces; owned by this tracker from here on
    finder : shared by all trackers of the process; not closed by this one
    """

    def __init__(self, faces: Tracker, finder: HeadFinder) -> None:
        self._faces = faces
        self._finder = finder
        self._needs: frozenset[Need] = frozenset()

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Find the faces of a picture, largest first, and what is needed around them.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        faces = self._faces.track(frame)
        if not self._needs:
            return faces
        found = self._finder.look(frame, faces, self._needs)
        return tuple(found[face.track_id].on(face, frame.camera) for face in faces)

    def use_hints(self, hints: WearerHints) -> None:
        """Take what the wearers tell from now on."""
        self._faces.use_hints(hints)

    def use_needs(self, needs: frozenset[Need]) -> None:
        """Find from now on what these needs ask for, and nothing else."""
        self._needs = needs

    def close(self) -> None:
        """Forget everybody; safe twice."""
        self._faces.close()


class StreamHeadTracker:
    """Follows heads through a stream; looks around them in the background.

    What was seen last moves with each head until the next look, some times a second.

    Parameters
    ----------
    faces : follows the faces; owned by this tracker from here on
    background : shared by all trackers of the process; not closed by this one
    """

    _stream_ids = itertools.count()

    def __init__(self, faces: Tracker, background: BackgroundLook) -> None:
        self._faces = faces
        self._background = background
        self._needs: frozenset[Need] = frozenset()
        self._stream_id = next(self._stream_ids)
        background.start()

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Follow the faces, largest first, with what was last seen around them.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        faces = self._faces.track(frame)
        if not self._needs or not faces:
            return faces
        self._background.offer(self._stream_id, frame, faces, self._needs)
        found = self._background.found(self._stream_id)
        return tuple(
            found[face.track_id].on(face, frame.camera) if face.track_id in found else face
            for face in faces
        )

    def use_hints(self, hints: WearerHints) -> None:
        """Take what the wearers tell from now on."""
        self._faces.use_hints(hints)

    def use_needs(self, needs: frozenset[Need]) -> None:
        """Find from now on what these needs ask for, and nothing else."""
        if self._needs and not needs:
            self._background.forget(self._stream_id)
        self._needs = needs

    def close(self) -> None:
        """Forget everybody; safe twice."""
        self._faces.close()
        self._background.forget(self._stream_id)
