"""Camera unplugged, engine killed, again and again: `python -m benchmarks.robustness`."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import simplejpeg

from benchmarks.clips import Image, head_clip, read_clip
from benchmarks.frame_rate import DEFAULT_SKU
from benchmarks.machine import describe_machine, save_result
from benchmarks.timing import ProcessTree, Spread
from kiosk.camera import Camera, CameraLostError, CameraSource
from kiosk.capture import Capture
from kiosk.mailbox import Mailbox
from kiosk.settings import KioskSettings
from kiosk.try_on_thread import TryOnThread
from kiosk.trying_on import TriedOn
from tryon import Choice, EngineConfig, EngineProcess

_FIRST_START_S = 180.0


class Plug:
    """A cable that can be pulled: cameras opened through it die with it."""

    def __init__(self, path: Path) -> None:
        self._frames = read_clip(path)
        self._is_in = threading.Event()
        self._is_in.set()

    def pull(self) -> None:
        """Unplug the camera."""
        self._is_in.clear()

    def put_back(self) -> None:
        """Plug it in again."""
        self._is_in.set()

    @property
    def source(self) -> CameraSource:
        """Opens the camera while it is plugged in."""

        def open_camera() -> Camera:
            self.check()
            return _PluggedCamera(self._frames, self)

        return open_camera

    def check(self) -> None:
        """Fail as a driver does when the device is gone."""
        if not self._is_in.is_set():
            msg = "camera: unplugged"
            raise CameraLostError(msg)


class _PluggedCamera:
    """A recorded camera of 30 frames/s at the end of the cable."""

    name = "recorded"

    def __init__(self, frames: list[bytes], plug: Plug) -> None:
        self._frames = frames
        self._plug = plug
        self._index = 0

    def read(self) -> Image:
        """Give the next picture while plugged in."""
        time.sleep(1.0 / 30.0)
        self._plug.check()
        self._index += 1
        jpeg = self._frames[self._index % len(self._frames)]
        return np.asarray(simplejpeg.decode_jpeg(jpeg, "RGB"), dtype=np.uint8)

    def close(self) -> None:
        """Do nothing: the frames are the plug's."""


class HeadlessMirror:
    """The mirror's threads and engine without its window."""

    def __init__(self, plug: Plug) -> None:
        settings = KioskSettings(max_people=1)
        self.frames: Mailbox[Any] = Mailbox()
        self.results: Mailbox[TriedOn] = Mailbox()
        self.engine = EngineProcess(
            EngineConfig(max_people=1, subjects=("face",)), timeout_s=settings.engine_timeout_s
        )
        self._capture = Capture(plug.source, (self.frames,), settings)
        self._try_on = TryOnThread(
            self.engine,
            self.frames,
            self.results,
            notify=lambda: None,
            compared=lambda _: None,
        )
        self._try_on.choose((Choice(DEFAULT_SKU),))

    def start(self) -> None:
        """Start camera and engine."""
        self._capture.start()
        self._try_on.start()

    def wait_live(self, since_s: float, patience_s: float = 30.0) -> float:
        """Wait for a finished picture taken after a moment; gives s from then to it."""
        while time.monotonic() - since_s < patience_s:
            answer = self.results.take(0.1)
            if answer is not None and answer.frame.timestamp_s > since_s:
                return time.monotonic() - since_s
        msg = f"mirror: not live again within {patience_s:.0f} s"
        raise TimeoutError(msg)

    def close(self) -> None:
        """End everything."""
        self._capture.close()
        self._try_on.close()


def own_shared_blocks() -> set[str]:
    """Give the names of the shared memory this process has open; empty where unknown."""
    maps = Path("/proc/self/maps")
    text = maps.read_text(encoding="utf-8") if maps.is_file() else ""
    return set(re.findall(r"/dev/shm/(\S+)", text))


def holdings() -> dict[str, float]:
    """Give what a leak would make grow: threads, open files, children, memory."""
    process = psutil.Process()
    return {
        "threads": process.num_threads(),
        "open_files": process.num_fds(),
        "children": len(process.children(recursive=True)),
        "shared_blocks": len(own_shared_blocks()),
        "memory_mb": round(ProcessTree().usage().memory_mb, 1),
    }


def repeat(mirror: HeadlessMirror, times: int, accident: Callable[[], float]) -> dict[str, Any]:
    """Let an accident happen some times; `accident` gives when recovery could begin."""
    recoveries = [mirror.wait_live(accident()) for _ in range(2)]
    before = holdings()
    recoveries = [mirror.wait_live(accident()) for _ in range(times)]
    time.sleep(1.0)
    after = holdings()
    return {
        "times": times,
        "live_again_s": Spread.of(recoveries).as_dict(),
        "before": before,
        "after": after,
    }


def measure(times: int) -> dict[str, Any]:
    """Unplug the camera and kill the engine, each some times."""
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "head.mjpeg"
        head_clip(clip, frames=120)
        plug = Plug(clip)
        mirror = HeadlessMirror(plug)
        try:
            mirror.start()
            mirror.wait_live(time.monotonic(), _FIRST_START_S)
            return {
                "camera_unplugged": repeat(mirror, times, lambda: _unplug(plug)),
                "engine_killed": repeat(mirror, times, lambda: _kill(mirror.engine)),
            }
        finally:
            mirror.close()


def _unplug(plug: Plug) -> float:
    plug.pull()
    time.sleep(0.7)
    plug.put_back()
    return time.monotonic()


def _kill(engine: EngineProcess) -> float:
    time.sleep(0.5)
    pid = engine.pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    return time.monotonic()


def save(times: int = 20) -> None:
    """Measure and write `results/robustness.json`."""
    machine = describe_machine()
    result = measure(times)
    save_result("robustness", machine, result)
    print(json.dumps(result, indent=1))


def main(arguments: list[str] | None = None) -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="Measure recovery from accidents.")
    parser.add_argument("--times", type=int, default=20)
    save(parser.parse_args(arguments).times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
