"""What the engine thread needs, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.arrays import Image
from kiosk.camera import CameraFrame
from tryon import CameraIntrinsics, Choice, EngineReply, Report


class Pending(Protocol):
    """What the mirror needs of `PendingReply`."""

    def wait(self) -> EngineReply:
        """Give the answer."""
        ...


class Engine(Protocol):
    """What the mirror needs of `EngineProcess`."""

    @property
    def is_ready(self) -> bool:
        """Whether it would take a picture now."""
        ...

    def start(self) -> None:
        """Return when the engine is ready."""
        ...

    def begin(
        self,
        image: Image,
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
    ) -> Pending:
        """Have products put on a picture."""
        ...

    def close(self) -> None:
        """End the engine."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TriedOn:
    """A picture with products on it.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored
    report : what was found and how long each stage took
    frame : the camera's picture it was made from
    choices : what was put on
    began_s : when the engine thread took the camera's picture, monotonic, s
    round_trip_s : from then to the answer
    """

    image: Image
    report: Report
    frame: CameraFrame
    choices: tuple[Choice, ...]
    began_s: float
    round_trip_s: float


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What staff may know about the engine.

    Parameters
    ----------
    is_ready : whether it answers
    problem : why it does not; empty while it does
    failures : answers that did not come since the start
    """

    is_ready: bool = False
    problem: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One moment with each of several outfits, in the order asked for."""

    frame: CameraFrame
    pictures: tuple[TriedOn, ...]
