"""The camera thread: opens, reads, notices a dead camera, searches for it again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.arrays import Image
from kiosk.camera import Camera, CameraFrame, CameraSource, upright_frame
from kiosk.mailbox import Mailbox
from kiosk.settings import KioskSettings
from tryon import TryOnError

_log = logging.getLogger(__name__)

_BACKOFF_S = (0.3, 0.5, 0.8, 1.0)
# Opening a webcam takes up to two seconds (USB reset, exposure): longer than a frame may.
_OPEN_S = 5.0
_JOIN_S = 0.5
# Threads stuck in a driver cannot be ended; more than a few would be a leak.
_MOST_STUCK = 3


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """What staff may know about the camera.

    Parameters
    ----------
    name : of the open camera; empty while searching
    is_live : whether pictures arrive
    problem : why there is none; empty while live
    opened : how often a camera was opened since the start
    """

    name: str = ""
    is_live: bool = False
    problem: str = ""
    opened: int = 0


class Capture:
    """Keep the newest upright picture in mailboxes, whatever happens to the camera.

    Parameters
    ----------
    source : opens the camera or raises `CameraLostError`
    mailboxes : each gets every picture
    settings : turn, calibration and watchdog
    """

    def __init__(
        self,
        source: CameraSource,
        mailboxes: Sequence[Mailbox[CameraFrame]],
        settings: KioskSettings,
    ) -> None:
        self._source = source
        self._mailboxes = tuple(mailboxes)
        self._settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera-watch", daemon=True)
        self._lock = threading.Lock()
        self._status = CameraStatus()
        self._index = 0
        self._stuck: list[_Reader] = []

    def start(self) -> None:
        """Start searching; returns at once."""
        self._thread.start()

    @property
    def status(self) -> CameraStatus:
        """What the camera does now."""
        with self._lock:
            return self._status

    def close(self) -> None:
        """Close the camera and end its threads. Safe to call twice, or without `start`."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            reader = self._next_reader()
            if reader is None:
                self._stop.wait(_BACKOFF_S[-1])
                continue
            self._watch(reader)
            attempt = 0 if reader.has_delivered else attempt + 1
            self._stop.wait(_BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)])

    def _next_reader(self) -> _Reader | None:
        self._stuck = [reader for reader in self._stuck if reader.is_alive]
        if len(self._stuck) >= _MOST_STUCK:
            self._set_status(problem="camera: the driver does not answer")
            return None
        reader = _Reader(self._source, self._deliver)
        reader.start()
        return reader

    def _watch(self, reader: _Reader) -> None:
        """Wait until the reader fails or its newest picture is too old; then end it."""
        is_live = False
        while not self._stop.wait(0.05) and reader.is_alive:
            limit_s = self._settings.stall_s if reader.has_delivered else _OPEN_S
            if reader.silence_s > limit_s:
                reader.problem = f"camera {reader.name}: no picture for {limit_s:.1f} s"
                break
            if reader.has_delivered and not is_live:
                is_live = True
                self._set_status(name=reader.name, is_live=True)
        if not self._stop.is_set():
            # A shop may leave the camera out for days: each trouble is logged once.
            if reader.problem != self.status.problem:
                _log.warning("%s; searching again", reader.problem)
            self._set_status(problem=reader.problem)
        if not reader.close(_JOIN_S):
            self._stuck.append(reader)

    def _deliver(self, image: Image) -> None:
        frame = upright_frame(image, self._settings, self._index)
        self._index += 1
        for mailbox in self._mailboxes:
            mailbox.put(frame)

    def _set_status(self, *, name: str = "", is_live: bool = False, problem: str = "") -> None:
        with self._lock:
            opened = self._status.opened + (1 if is_live else 0)
            changed = CameraStatus(name, is_live, problem, opened)
            if is_live:
                _log.info("camera %s is live", name)
            self._status = changed


class _Reader:
    """One life of one camera on a thread of its own, which also opens and closes it."""

    def __init__(self, source: CameraSource, deliver: Callable[[Image], None]) -> None:
        self._source = source
        self._deliver = deliver
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera-read", daemon=True)
        self._last_s = time.monotonic()
        self.name = ""
        self.problem = "camera: closed"
        self.has_delivered = False

    def start(self) -> None:
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def silence_s(self) -> float:
        return time.monotonic() - self._last_s

    def close(self, timeout_s: float) -> bool:
        """Ask the thread to end; whether it did."""
        self._stop.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        camera: Camera | None = None
        try:
            camera = self._source()
            self.name = camera.name
            while not self._stop.is_set():
                image = camera.read()
                # A reader given up while it was stuck must not speak for its successor.
                if self._stop.is_set():
                    break
                self._deliver(image)
                self._last_s = time.monotonic()
                self.has_delivered = True
        except TryOnError as error:
            self.problem = str(error)
        except Exception as error:
            _log.exception("camera thread failed")
            self.problem = f"camera: {error}"
        finally:
            if camera is not None:
                camera.close()
