"""A real, small implementation of the engine's interface: paints instead of tracking."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.server.room_painter import RoomPainter
from tryon import (
    CameraIntrinsics,
    Choice,
    Cutout,
    EngineReply,
    EngineStartingError,
    Placement,
    Report,
    RoomHints,
    RoomReading,
    RoomReply,
    TryOnError,
)


@dataclass
class PaintEngine:
    """Sees faces in every picture that is not black, and paints those who wear something green.

    Parameters
    ----------
    people : how many faces it sees: one in the middle, or several side by side
    notes : what it notes about each
    refused : reason codes by SKU
    delay_s : time one picture takes, s
    start_error : raised by `start`, if given
    """

    people: int = 1
    notes: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    start_error: TryOnError | None = None
    failures: list[Exception] = field(default_factory=list)
    calls: list[dict[str, object]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    is_ready: bool = False
    is_closed: bool = False
    restarts: int = 0
    rooms: RoomPainter = field(default_factory=RoomPainter)

    def __post_init__(self) -> None:
        self.gate.set()

    def reset(self) -> None:
        """Forget what happened, as if newly started."""
        self.failures.clear()
        self.calls.clear()
        self.forgotten.clear()
        self.refused.clear()
        self.notes.clear()
        self.people = 1
        self.gate.set()
        self.delay_s = 0.0
        self.is_ready = True

    def start(self) -> None:
        if self.start_error is not None:
            raise self.start_error
        self.is_ready = True

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
        if not self.is_ready:
            raise EngineStartingError("engine: starting")
        self.calls.append(
            {
                "shape": image.shape,
                "camera": camera,
                "choices": tuple(choices),
                "stream": stream,
                "timestamp_s": timestamp_s,
                "pupillary_distance_mm": pupillary_distance_mm,
                "holds_card": holds_card,
            }
        )
        self.gate.wait(10.0)
        time.sleep(self.delay_s)
        if self.failures:
            raise self.failures.pop(0)
        painted = image.copy()
        report = self._report(camera, choices, people=self.people if image.max() > 40 else 0)
        dressed = {fit["subject"] for fit in report["fits"] if fit["refusal"] is None}
        for subject in report["subjects"]:
            x0, y0, x1, y1 = (int(value) for value in subject["box"])
            if subject["id"] in dressed:
                painted[y0:y1, x0:x1] = (0, 200, 0)
        return EngineReply(painted, report)

    def read_room(
        self, image: NDArray[np.uint8], camera: CameraIntrinsics | None, hints: RoomHints
    ) -> RoomReply:
        return self.rooms.read(image, camera, hints)

    def furnish(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        cutouts: Sequence[Cutout] = (),
    ) -> EngineReply:
        if self.failures:
            raise self.failures.pop(0)
        return self.rooms.furnish(image, reading, placements, cutouts)

    def begin_walk(
        self,
        image: NDArray[np.uint8],
        reading: RoomReading,
        placements: Sequence[Placement],
        stream: str,
        *,
        timestamp_s: float = 0.0,
    ) -> EngineReply:
        if self.failures:
            raise self.failures.pop(0)
        return self.rooms.begin_walk(image, reading, placements, stream, timestamp_s)

    def follow_room(
        self, image: NDArray[np.uint8], stream: str, *, timestamp_s: float
    ) -> EngineReply:
        self.gate.wait(10.0)
        if self.failures:
            raise self.failures.pop(0)
        return self.rooms.follow(image, stream, timestamp_s)

    def forget(self, stream: str) -> None:
        self.forgotten.append(stream)
        self.rooms.forget(stream)

    def close(self) -> None:
        self.is_closed = True
        self.is_ready = False

    def _report(
        self, camera: CameraIntrinsics, choices: Sequence[Choice], *, people: int
    ) -> Report:
        width, height = camera.width, camera.height
        pose = np.eye(4).tolist()
        subjects = [
            {
                "id": number,
                "kind": "face",
                "score": 0.9,
                "box": _box(width, height, number, people),
                "landmarks": [[width / 2 - 0.5, height / 2 - 0.5]],
                "camera_from_subject": pose,
                "points": {"nose_bridge": [width / 2 - 0.5, height / 2 - 0.5]},
                "measures": {"pupillary_distance_mm": {"value": 62.0, "low": 58.0, "high": 66.0}},
                "notes": list(self.notes),
            }
            for number in range(people)
        ]
        fits = [
            {
                "sku": choice.sku,
                "category": "eyewear",
                "subject": number,
                "camera_from_product": pose,
                "scale": 1.0,
                "confidence": 0.9,
                "points": {"bridge": [0.0, 0.0]},
                "refusal": self.refused.get(choice.sku),
            }
            for number in range(people)
            for choice in choices
            if choice.person in (None, number)
        ]
        return {
            "input": None,
            "frame": 0,
            "width": width,
            "height": height,
            "camera": {
                "fx": camera.fx,
                "fy": camera.fy,
                "cx": camera.cx,
                "cy": camera.cy,
                "source": camera.source,
            },
            "subjects": subjects,
            "fits": fits,
            "timings_ms": {"track": 1.0, "total": 1.0},
            "output": None,
        }  # pyright: ignore[reportReturnType]


def _box(width: int, height: int, number: int, people: int) -> list[float]:
    """Give the face of one of several people; a single one stands left of the middle."""
    if people == 1:
        return [width / 4, height / 4, width / 2, height / 2]
    share = width / people
    return [(number + 0.3) * share, height / 4, (number + 0.7) * share, height / 2]
