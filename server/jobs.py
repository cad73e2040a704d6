"""What the engine is asked to do, and what the service needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tryon import (
    CameraIntrinsics,
    Choice,
    Cutout,
    EngineReply,
    Photo,
    Placement,
    RoomHints,
    RoomReading,
    RoomReply,
)

_Answer_co = TypeVar("_Answer_co", covariant=True)


class Engine(Protocol):
    """What the service needs of `tryon.EngineProcess`."""

    @property
    def is_ready(self) -> bool:
        """Whether a picture would be taken now."""
        ...

    @property
    def restarts(self) -> int:
        """How often a worker was replaced."""
        ...

    def start(self) -> None:
        """Start and wait until ready."""
        ...

    def try_on(
        self,
        image: NDArray[np.uint8],
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
        pupillary_distance_mm: float | None = None,
        holds_card: bool = False,
    ) -> EngineReply:
        """Put products on the people of a picture."""
        ...

    def read_room(
        self, image: NDArray[np.uint8], camera: CameraIntrinsics | None, hints: RoomHints
    ) -> RoomReply:
        """Read the floor from the picture of a room."""
        ...

    def furnish(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        cutouts: Sequence[Cutout] = (),
    ) -> EngineReply:
        """Put pieces into the picture of a room."""
        ...

    def begin_walk(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        stream: str,
        *,
        timestamp_s: float = 0.0,
    ) -> EngineReply:
        """Put pieces into the picture of a room and keep them there."""
        ...

    def follow_room(
        self, image: NDArray[np.uint8], stream: str, *, timestamp_s: float
    ) -> EngineReply:
        """Draw a stream's pieces into its next picture."""
        ...

    def forget(self, stream: str) -> None:
        """Drop a stream's memory."""
        ...

    def close(self) -> None:
        """Stop."""
        ...


class Job(Protocol[_Answer_co]):
    """One call of the engine; `stream` names a live preview, None is a single picture."""

    @property
    def stream(self) -> str | None:
        """Name of the stream that the picture belongs to."""
        ...

    def run(self, engine: Engine) -> _Answer_co:
        """Ask the engine and wait for its answer."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TryOnJob:
    """A picture of people to work on.

    Parameters
    ----------
    photo : decoded picture
    choices : products to wear
    stream : name of a live preview, None for a photo
    timestamp_s : capture time within the stream, s
    pupillary_distance_mm : typed by the wearer, mm
    holds_card : whether the wearer holds a bank card flat against the face
    """

    photo: Photo
    choices: tuple[Choice, ...]
    stream: str | None = None
    timestamp_s: float = 0.0
    pupillary_distance_mm: float | None = None
    holds_card: bool = False

    def run(self, engine: Engine) -> EngineReply:
        """Put the products on."""
        return engine.try_on(
            self.photo.image,
            self.photo.camera,
            self.choices,
            stream=self.stream,
            timestamp_s=self.timestamp_s,
            pupillary_distance_mm=self.pupillary_distance_mm,
            holds_card=self.holds_card,
        )


@dataclass(frozen=True, slots=True, eq=False)
class ReadRoomJob:
    """The photo of a room whose floor is looked for.

    Parameters
    ----------
    photo : decoded picture
    hints : what was told with it, px of the decoded picture
    """

    photo: Photo
    hints: RoomHints
    stream: None = None

    def run(self, engine: Engine) -> RoomReply:
        """Read the room."""
        return engine.read_room(self.photo.image, self.photo.camera, self.hints)


@dataclass(frozen=True, slots=True, eq=False)
class FurnishJob:
    """The photo of a room to put pieces into.

    Parameters
    ----------
    photo : decoded picture
    reading : of that picture
    placements : pieces and where they stand
    cutouts : what stays in front of them
    """

    photo: Photo
    reading: RoomReading
    placements: tuple[Placement, ...]
    cutouts: tuple[Cutout, ...] = ()
    stream: None = None

    def run(self, engine: Engine) -> EngineReply:
        """Put the pieces in."""
        return engine.furnish(self.photo.image, self.reading, self.placements, self.cutouts)


@dataclass(frozen=True, slots=True, eq=False)
class BeginWalkJob:
    """The frame of a room to put pieces into, where they are to stay.

    Parameters
    ----------
    photo : decoded frame
    reading : of that frame
    placements : pieces and where they stand
    stream : names the walk from now on
    timestamp_s : time within the stream, s
    """

    photo: Photo
    reading: RoomReading
    placements: tuple[Placement, ...]
    stream: str
    timestamp_s: float

    def run(self, engine: Engine) -> EngineReply:
        """Put the pieces in."""
        return engine.begin_walk(
            self.photo.image,
            self.reading,
            self.placements,
            self.stream,
            timestamp_s=self.timestamp_s,
        )


@dataclass(frozen=True, slots=True, eq=False)
class FollowRoomJob:
    """The next frame of a room that pieces stand in.

    Parameters
    ----------
    photo : decoded frame
    stream : of the walk
    timestamp_s : capture time within the stream, s
    """

    photo: Photo
    stream: str
    timestamp_s: float

    def run(self, engine: Engine) -> EngineReply:
        """Draw the pieces where they stand."""
        return engine.follow_room(self.photo.image, self.stream, timestamp_s=self.timestamp_s)
