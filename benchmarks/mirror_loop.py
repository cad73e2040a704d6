"""The mirror's loop without a window: recorded camera, engine process, mirrored picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from benchmarks.clips import Image, covering, read_clip
from benchmarks.timing import ProcessTree, Spread, Usage
from kiosk.camera import CameraFrame
from kiosk.mailbox import Mailbox
from kiosk.try_on_thread import TryOnThread
from kiosk.trying_on import TriedOn
from tryon import CameraIntrinsics, Choice, EngineProcess, Report

FRAME_RATE = 30.0


class RecordedCamera:
    """Plays a clip for ever on a thread of its own, as the mirror's capture thread does.

    Parameters
    ----------
    path : concatenated JPEGs
    width, height : of the pictures given, px
    """

    def __init__(self, path: Path, width: int, height: int) -> None:
        self._frames = read_clip(path)
        self._size = (width, height)
        self._mailbox: Mailbox[CameraFrame] = Mailbox()
        self._stop = threading.Event()
        self._room = threading.Semaphore(0)
        self._is_paced = True
        self._thread = threading.Thread(target=self._run, name="recorded-camera", daemon=True)
        self.delivered = 0

    def start(self) -> None:
        """Begin to play; returns at once."""
        self._thread.start()

    def take(self, timeout_s: float = 1.0) -> CameraFrame | None:
        """Wait for the newest picture; None if none came."""
        if not self._is_paced:
            # What was left from the paced time is old.
            self._mailbox.take()
            self._room.release()
        return self._mailbox.take(timeout_s)

    def unpace(self) -> None:
        """From now on give a picture whenever one is taken."""
        self._is_paced = False

    def close(self) -> None:
        """End the thread; safe twice."""
        self._stop.set()
        self._room.release()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        start = time.perf_counter()
        number = -1
        while not self._stop.is_set():
            if self._is_paced:
                # Late frames are dropped: the number follows the clock.
                now = (time.perf_counter() - start) * FRAME_RATE
                number = max(number + 1, int(now))
                time.sleep(max(0.0, (number - now) / FRAME_RATE))
            else:
                self._room.acquire()
                number += 1
            image = self._decode(self._frames[number % len(self._frames)])
            self.delivered += 1
            camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
            self._mailbox.put(CameraFrame(image, camera, time.monotonic(), self.delivered))

    def _decode(self, data: bytes) -> Image:
        image = simplejpeg.decode_jpeg(data, "RGB", fastdct=True, fastupsample=True)
        if (image.shape[1], image.shape[0]) == self._size:
            return np.asarray(image)
        return covering(image, *self._size)


@dataclass(slots=True)
class Period:
    """What happened in one stretch of the loop; times in ms."""

    began_s: float
    camera_frames: int
    usage: Usage
    failures_before: int
    loops: int = 0
    tracked: int = 0
    people: int = 0
    worn: int = 0
    detect: list[float] = field(default_factory=list[float])
    draw: list[float] = field(default_factory=list[float])
    process: list[float] = field(default_factory=list[float])
    age: list[float] = field(default_factory=list[float])
    finished_s: list[float] = field(default_factory=list[float])


class MirrorLoop:
    """The mirror's engine thread on a recorded camera; takes what it finishes and mirrors it.

    Parameters
    ----------
    camera : started
    engine : started and closed here
    choices : what is worn
    """

    def __init__(
        self, camera: RecordedCamera, engine: EngineProcess, choices: Sequence[Choice]
    ) -> None:
        self._camera = camera
        self._results: Mailbox[TriedOn] = Mailbox()
        self._try_on = TryOnThread(
            engine, camera, self._results, notify=lambda: None, compared=lambda _: None
        )
        self._try_on.choose(choices)
        self._tree = ProcessTree()
        self.finished: Image | None = None
        self.report: Report | None = None

    def start(self) -> None:
        """Start camera and engine; returns at once."""
        self._camera.start()
        self._try_on.start()

    def close(self) -> None:
        """End both."""
        self._try_on.close()
        self._camera.close()

    def begin(self) -> Period:
        """Start to count anew."""
        failures = self._try_on.status.failures
        return Period(time.monotonic(), self._camera.delivered, self._tree.usage(), failures)

    def step(self, period: Period) -> bool:
        """Mirror one finished picture; whether a face was tracked in it."""
        done = self._results.take(1.0)
        if done is None:
            return False
        self.finished = cv2.flip(done.image, 1)
        self.report = done.report
        now = time.monotonic()
        timings = done.report["timings_ms"]
        is_tracked = bool(done.report["subjects"])
        period.loops += 1
        period.tracked += is_tracked
        period.people += len(done.report["subjects"])
        period.worn += sum(fit["refusal"] is None for fit in done.report["fits"])
        period.detect.append(timings["track"])
        period.draw.append(timings["total"] - timings["track"])
        period.process.append((now - done.began_s) * 1000.0)
        period.age.append((now - done.frame.timestamp_s) * 1000.0)
        period.finished_s.append(now)
        return is_tracked

    def run(self, seconds: float) -> Period:
        """Loop for a time."""
        period = self.begin()
        while time.monotonic() - period.began_s < seconds:
            self.step(period)
        return period

    def end(self, period: Period) -> dict[str, float]:
        """Give the figures of a stretch that ends now."""
        usage = self._tree.usage()
        seconds = time.monotonic() - period.began_s
        intervals = np.diff(period.finished_s) * 1000.0
        figures: dict[str, float] = {
            "secs": round(seconds, 3),
            "loops": period.loops,
            # Every loop takes a finished picture that was not there before.
            "new_frames": period.loops,
            "tracked": period.tracked,
            "people_mean": round(period.people / max(1, period.loops), 2),
            "worn_mean": round(period.worn / max(1, period.loops), 2),
            "failures": self._try_on.status.failures - period.failures_before,
            "camera_frames": self._camera.delivered - period.camera_frames,
        }
        for name, values in (
            ("detect", period.detect),
            ("draw", period.draw),
            ("proc", period.process),
            ("age", period.age),
            ("interval", intervals),
        ):
            spread = Spread.of(values)
            figures[f"{name}_med"], figures[f"{name}_p95"] = spread.median, spread.p95
        cpu_ms = (usage.cpu_s - period.usage.cpu_s) * 1000.0
        figures["cpu_ms_per_frame"] = round(cpu_ms / max(1, period.loops), 2)
        figures["memory_mb"] = round(usage.memory_mb, 1)
        return figures
