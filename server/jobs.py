"""What the engine is asked to do, and what the service needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tryon import CameraIntrinsics, Choice, EngineReply, Photo

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
