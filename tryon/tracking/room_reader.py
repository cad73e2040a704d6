"""All that is read of a room's picture: its floor, and who is in it."""

from __future__ import annotations

from dataclasses import replace

from tryon.arrays import Image
from tryon.frame import Frame
from tryon.landmarks.room import Bystander, RoomHints, RoomReading
from tryon.tracking.bystanders import BystanderFinder
from tryon.tracking.models import ModelStore
from tryon.tracking.object_net import ObjectNet
from tryon.tracking.outline_net import OutlineNet
from tryon.tracking.room import analyse_room


def load_room_reader(store: ModelStore) -> RoomReader:
    """Make a reader with the nets of a store.

    Raises
    ------
    ModelMissingError, ModelAlteredError
        If a model is not fetched or not the pinned one.
    """
    objects = ObjectNet(store.path("efficientdet_lite0.tflite"))
    return RoomReader(BystanderFinder(objects, OutlineNet(store.path("deeplab_v3.tflite"))))


class RoomReader:
    """Reads rooms; use from one thread at a time.

    Parameters
    ----------
    finder : of people and pets
    """

    def __init__(self, finder: BystanderFinder) -> None:
        self._finder = finder

    def read(self, frame: Frame, hints: RoomHints) -> RoomReading:
        """Read a picture, with what is told of it; nobody is looked for where no floor is found.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        reading = analyse_room(frame, hints)
        if reading.floor is None:
            return reading
        return replace(reading, bystanders=self.bystanders(frame.image))

    def bystanders(self, image: Image) -> tuple[Bystander, ...]:
        """Find people and pets in a picture (H, W, 3) RGB; the surest first.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        return self._finder.find(image)
