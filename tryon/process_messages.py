"""What the engine process and its worker say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from tryon.errors import TryOnError
from tryon.factory import Choice, Placement
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import Cutout, RoomReading
from tryon.landmarks.wearer import WearerHints
from tryon.report import Report


@dataclass(frozen=True, slots=True)
class Order:
    """Put products on the people of a picture."""

    camera: CameraIntrinsics
    choices: tuple[Choice, ...]
    stream: str | None
    timestamp_s: float
    hints: WearerHints


@dataclass(frozen=True, slots=True)
class FurnishOrder:
    """Put pieces into the picture of a room that was read."""

    reading: RoomReading
    placements: tuple[Placement, ...]
    cutouts: tuple[Cutout, ...]


@dataclass(frozen=True, slots=True)
class WalkOrder:
    """Put pieces into the picture of a room that was read, and keep them there from now on."""

    reading: RoomReading
    placements: tuple[Placement, ...]
    stream: str
    timestamp_s: float


@dataclass(frozen=True, slots=True)
class FollowOrder:
    """Draw the pieces of a stream into its next picture; only the size of `camera` counts."""

    camera: CameraIntrinsics
    stream: str
    timestamp_s: float


AnyOrder = Order | FurnishOrder | WalkOrder | FollowOrder


@dataclass(frozen=True, slots=True)
class Request:
    """Parent to worker: a picture lies in shared memory, where the answer takes its place."""

    order: AnyOrder
    block: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Parent to worker: drop a stream."""

    stream: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Parent to worker: end."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to parent: the engine stands."""

    device_name: str


@dataclass(frozen=True, slots=True)
class Response:
    """Worker to parent: the picture is in shared memory."""

    report: Report


@dataclass(frozen=True, slots=True)
class Failed:
    """Worker to parent: an error the caller shall see."""

    error: TryOnError
