"""What the worker remembers of rooms that cameras walk through."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tryon.arrays import Image
from tryon.engine_scene import WornProduct
from tryon.errors import UnknownStreamError
from tryon.frame import Frame
from tryon.landmarks.room import RoomReading, Stand
from tryon.report import Report
from tryon.room_live import RoomStream
from tryon.room_report import make_moment_report
from tryon.room_studio import RoomStudio

_MOST_WALKS = 16
"""The least recently used walk is dropped: a guard against callers that never forget one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    reading: RoomReading
    stream: RoomStream


class RoomWalks:
    """Streams of rooms by name. Drawn by one thread; forgotten by any.

    Parameters
    ----------
    studio : draws
    """

    def __init__(self, studio: RoomStudio) -> None:
        self._studio = studio
        self._named: OrderedDict[str, _Walk] = OrderedDict()

    def __len__(self) -> int:
        return len(self._named)

    def begin(
        self,
        name: str,
        frame: Frame,
        reading: RoomReading,
        pieces: Sequence[tuple[WornProduct, Stand]],
        out: Image,
    ) -> Report:
        """Begin a walk with the picture that was read, drawn into `out`; gives its report."""
        # What the old one remembers need not be there together with the new one's.
        self.forget(name)
        walk = _Walk(reading, RoomStream(self._studio, frame, reading, pieces))
        self._named[name] = walk
        while len(self._named) > _MOST_WALKS:
            self._named.popitem(last=False)
        return _shown(walk, out)

    def follow(self, name: str, frame: Frame, out: Image) -> Report:
        """Draw a walk's next picture into `out`; gives its report.

        Raises
        ------
        UnknownStreamError
            If there is no such walk, or its pictures have another size.
        """
        walk = self._named.get(name)
        if walk is None:
            msg = f"stream {name}: expected a walk that was begun, there is none any more"
            raise UnknownStreamError(msg)
        camera = walk.reading.camera
        if frame.image.shape != (camera.height, camera.width, 3):
            msg = (
                f"stream {name}: expected pictures of {camera.width} x {camera.height} px, "
                f"got {frame.image.shape[1]} x {frame.image.shape[0]}"
            )
            raise UnknownStreamError(msg)
        self._named.move_to_end(name)
        walk.stream.follow(frame)
        return _shown(walk, out)

    def forget(self, name: str) -> None:
        """Drop a walk; unknown names are fine."""
        self._named.pop(name, None)


def _shown(walk: _Walk, out: Image) -> Report:
    """Copy the last picture out: the stream keeps its own, and `out` goes back to its owner."""
    moment = walk.stream.moment
    np.copyto(out, moment.picture.image)
    return make_moment_report(moment, walk.reading)
