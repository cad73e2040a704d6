"""What the mirror's tests use: an application, a menu, a camera and an engine one can break."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from kiosk.arrays import Image
from kiosk.camera import Camera, CameraLostError
from kiosk.menu import Colour, MenuItem
from kiosk.settings import KioskSettings
from kiosk.ui.theme import load_fonts
from tryon import (
    BackendError,
    CameraIntrinsics,
    Choice,
    EngineReply,
    EngineStartingError,
    InputError,
    Report,
)
from tryon.errors import TrackerError


@pytest.fixture(scope="session")
def qt() -> QApplication:
    """Give the one application object of the process."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["tests"])
    load_fonts()
    return app


@pytest.fixture
def settings() -> KioskSettings:
    """Give settings of a small, fast mirror."""
    return KioskSettings(width=64, height=36, fullscreen=False, stall_s=0.4, engine_timeout_s=0.5)


@pytest.fixture
def items(tmp_path: Path) -> tuple[MenuItem, ...]:
    """Give a menu of six pairs with one to three colours."""
    picture = np.full((48, 64, 3), 255, np.uint8)
    path = tmp_path / "thumb.png"
    cv2.imwrite(str(path), picture)
    colours = (
        Colour("black", {"vi": "Đen", "en": "Black"}, "#1a1a1a"),
        Colour("brown", {"vi": "Nâu", "en": "Brown"}, "#6b3f1d"),
        Colour("blue", {"vi": "Xanh", "en": "Blue"}, "#27466f"),
    )
    return tuple(
        MenuItem(
            sku=f"pair-{number}",
            brand="Sông Hương",
            names={"vi": f"Cặp {number}", "en": f"Pair {number}"},
            prices={"vi": "1.290.000 ₫", "en": "₫1,290,000"},
            marking="52□18-145",
            colours=colours[: 1 + number % 3],
            thumbnail=path,
        )
        for number in range(6)
    )


class Plug:
    """A camera socket one can pull the plug of, and a camera that can freeze.

    A camera opened here stops after `sticks_after` pictures until `thaw` is set.
    """

    def __init__(self, *, frame_rate: float = 60.0, size: tuple[int, int] = (64, 36)) -> None:
        self.is_plugged = True
        self.thaw = threading.Event()
        self.sticks_after: int | None = None
        self.open_cameras = 0
        self.opened = 0
        self.period_s = 1.0 / frame_rate
        self.size = size

    def open(self) -> Camera:
        """Open the camera; the source of a capture."""
        if not self.is_plugged:
            msg = "camera: unplugged"
            raise CameraLostError(msg)
        self.open_cameras += 1
        self.opened += 1
        return _PluggedCamera(self)


class _PluggedCamera:
    def __init__(self, plug: Plug) -> None:
        self._plug = plug
        self._is_open = True
        self._count = 0

    @property
    def name(self) -> str:
        return "plug"

    def read(self) -> Image:
        time.sleep(self._plug.period_s)
        limit = self._plug.sticks_after
        if limit is not None and self._count >= limit:
            self._plug.thaw.wait()
        if not self._plug.is_plugged:
            msg = "camera: unplugged"
            raise CameraLostError(msg)
        self._count += 1
        width, height = self._plug.size
        image = np.full((height, width, 3), 90, np.uint8)
        image[:, : width // 2, 0] = 200
        image[0, 0] = self._count % 256
        return image

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._plug.open_cameras -= 1


@dataclass(frozen=True)
class BreakableReply:
    """The answer of a `BreakableEngine`, made by whoever waits for it."""

    make: Callable[[], EngineReply]

    def wait(self) -> EngineReply:
        """Give it, or break."""
        return self.make()


@dataclass
class BreakableEngine:
    """An engine without models: it marks the picture, and breaks the way processes do.

    `restart_s` is how long it reports that it starts after a kill, `delay_s` what an answer costs,
    `work_ms` what it says it cost; with `gave_up` its restart failed.
    """

    has_face: bool = True
    people: int = 1
    delay_s: float = 0.002
    work_ms: float = 15.0
    under_way: int = 0
    most_under_way: int = 0
    restart_s: float = 0.05
    start_failures: int = 0
    known: frozenset[str] | None = None
    gave_up: bool = False
    restarts: int = 0
    closed: int = 0
    asked: list[tuple[tuple[Choice, ...], str | None]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    _working: threading.Lock = field(default_factory=threading.Lock)
    _ready_at_s: float = float("inf")
    _is_killed: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it would answer now."""
        return time.monotonic() >= self._ready_at_s

    def start(self) -> None:
        """Become ready, unless told to fail."""
        self.threads.add(threading.current_thread().name)
        if self.start_failures > 0:
            self.start_failures -= 1
            msg = "engine: no graphics device"
            raise BackendError(msg)
        self._ready_at_s = time.monotonic()
        self.gave_up = False

    def kill(self) -> None:
        """Break as if the worker had been killed."""
        self._is_killed = True

    def begin(
        self,
        image: Image,
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
    ) -> "BreakableReply":
        """Promise a picture whose middle is marked with a shade."""
        del timestamp_s
        self.threads.add(threading.current_thread().name)
        if self.gave_up:
            msg = "engine: worker ended at start"
            raise BackendError(msg)
        if not self.is_ready:
            msg = "engine: still starting"
            raise EngineStartingError(msg)
        assert image.shape[:2] == (camera.height, camera.width)
        self.asked.append((tuple(choices), stream))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        return BreakableReply(partial(self._finish, image, camera, choices))

    def _finish(
        self, image: Image, camera: CameraIntrinsics, choices: Sequence[Choice]
    ) -> EngineReply:
        try:
            return self._answer(image, camera, choices)
        finally:
            self.under_way -= 1

    def _answer(
        self, image: Image, camera: CameraIntrinsics, choices: Sequence[Choice]
    ) -> EngineReply:
        with self._working:
            if self._is_killed:
                self._is_killed = False
                self.restarts += 1
                self._ready_at_s = time.monotonic() + self.restart_s
                msg = "engine: the worker ended unexpectedly"
                raise TrackerError(msg)
            if not self.is_ready:
                msg = "engine: the worker was replaced"
                raise TrackerError(msg)
            if self.known is not None and any(choice.sku not in self.known for choice in choices):
                msg = "unknown product"
                raise InputError(msg)
            time.sleep(self.delay_s)
            marked = image.copy()
            marked[camera.height // 2, camera.width // 2] = (7, 8, 9)
            return EngineReply(marked, self._report(camera, choices))

    def close(self) -> None:
        """End it."""
        self.closed += 1
        self._ready_at_s = float("inf")

    def _report(self, camera: CameraIntrinsics, choices: Sequence[Choice]) -> Report:
        width, height = float(camera.width), float(camera.height)
        wide = min(90.0, 0.6 * width / self.people)
        report: Report = {
            "input": None,
            "frame": 0,
            "width": camera.width,
            "height": camera.height,
            "camera": {"fx": 1.0, "fy": 1.0, "cx": 0.0, "cy": 0.0, "source": "default"},
            "subjects": [],
            "fits": [],
            "timings_ms": {"track": 7.7, "render": 6.8, "total": self.work_ms},
            "output": None,
        }
        if self.has_face:
            report["subjects"] = [
                {
                    "id": number,
                    "kind": "face",
                    "score": 0.9,
                    "box": self._box(number, wide, width, height),
                    "landmarks": [],
                    "camera_from_subject": [],
                    "points": {},
                    "measures": {},
                    "notes": [],
                }
                for number in range(self.people)
            ]
            report["fits"] = [
                {
                    "sku": choice.sku,
                    "category": "eyewear",
                    "subject": 0,
                    "camera_from_product": None,
                    "scale": 1.0,
                    "confidence": 0.9,
                    "points": {},
                    "refusal": None,
                }
                for choice in choices
            ]
        return report

    @staticmethod
    def _box(number: int, wide: float, width: float, height: float) -> list[float]:
        left = 0.1 * width + number * 1.5 * wide if number else 0.1 * width
        return [left, 0.2 * height, left + wide, 0.6 * height]


def wait_until(is_true: Callable[[], object], timeout_s: float = 10.0) -> float:
    """Wait for something to become true; give how long it took, s, or fail."""
    began = time.monotonic()
    app = QApplication.instance()
    while not is_true():
        if app is not None and threading.current_thread() is threading.main_thread():
            app.processEvents()
        elapsed_s = time.monotonic() - began
        assert elapsed_s < timeout_s, f"not true within {timeout_s} s"
        time.sleep(0.002)
    return time.monotonic() - began


@pytest.fixture(autouse=True)
def _leaves_no_thread() -> Iterator[None]:
    before = {thread.ident for thread in threading.enumerate()}
    yield
    deadline = time.monotonic() + 5.0
    while True:
        left = [t for t in threading.enumerate() if t.ident not in before and t.is_alive()]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    assert not left, [thread.name for thread in left]
