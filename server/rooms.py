"""Photos of rooms, kept in memory for a short while so that pieces can be moved about in them."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tryon import Photo, RoomReading

if TYPE_CHECKING:
    from server.room_hints import HintsDocument

_ID_BYTES = 18
"""Nobody guesses 144 random bits: who has an address was given it."""


@dataclass(slots=True, eq=False)
class Room:
    """One photo and what was read from it.

    Parameters
    ----------
    id : unguessable
    photo : reduced to the working size; its `width` and `height` are those of the photo as sent
    hints : as told, px of the photo as sent
    reading : px of the reduced picture
    picture : the last furnished one, a JPEG
    used_s : when it was last asked for, monotonic, s
    """

    id: str
    photo: Photo
    hints: HintsDocument
    reading: RoomReading
    picture: bytes | None = None
    used_s: float = 0.0

    @property
    def nbytes(self) -> int:
        """Memory that the pictures take."""
        return self.photo.image.nbytes + len(self.picture or b"")


class UnknownRoomError(LookupError):
    """There is no such room, or none any more."""


class RoomShelf:
    """The rooms of a service; bounded in number, bytes and age. Use from one event loop.

    Parameters
    ----------
    most : rooms
    most_bytes : of all their pictures
    keep_s : a room not asked for this long is forgotten, s
    clock : gives the time, s
    """

    def __init__(
        self,
        most: int,
        most_bytes: int,
        keep_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._keep_s = keep_s
        self._clock = clock
        # The least recently used comes first.
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def nbytes(self) -> int:
        """Memory that all pictures take."""
        return sum(room.nbytes for room in self._rooms.values())

    def add(self, photo: Photo, hints: HintsDocument, reading: RoomReading) -> Room:
        """Keep a room; the least recently used make place."""
        room = Room(secrets.token_urlsafe(_ID_BYTES), photo, hints, reading)
        room.used_s = self._clock()
        self._rooms[room.id] = room
        self.sweep()
        return room

    def room(self, room_id: str) -> Room:
        """Give a room, which then stays for another while.

        Raises
        ------
        UnknownRoomError
            If there is none, or none any more.
        """
        self.sweep()
        room = self._rooms.get(room_id)
        if room is None:
            raise UnknownRoomError
        room.used_s = self._clock()
        self._rooms.move_to_end(room_id)
        return room

    def peek(self, room_id: str) -> Room:
        """Give a room without keeping it any longer for that.

        Raises
        ------
        UnknownRoomError
            If there is none, or none any more.
        """
        self.sweep()
        if room_id not in self._rooms:
            raise UnknownRoomError
        return self._rooms[room_id]

    def keep_picture(self, room: Room, picture: bytes) -> None:
        """Keep the last furnished picture of a room that is still there."""
        if room.id in self._rooms:
            room.picture = picture
            self.sweep()

    def drop(self, room_id: str) -> None:
        """Forget a room.

        Raises
        ------
        UnknownRoomError
            If there is none.
        """
        if self._rooms.pop(room_id, None) is None:
            raise UnknownRoomError

    def left_s(self, room: Room) -> float:
        """Give how long a room stays if nobody asks for it, s."""
        return max(0.0, room.used_s + self._keep_s - self._clock())

    def sweep(self) -> None:
        """Forget rooms that are too old, and the least recently used of too many."""
        oldest_s = self._clock() - self._keep_s
        while self._rooms:
            first = next(iter(self._rooms.values()))
            is_over = len(self._rooms) > self._most or self.nbytes > self._most_bytes
            # The newest stays, however large: it was let in by the limits of uploads.
            if first.used_s > oldest_s and not (is_over and len(self._rooms) > 1):
                return
            del self._rooms[first.id]
