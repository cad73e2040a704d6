"""The engine in a process of its own: shared-memory frames, a watchdog, restarts.

A tracker or driver can hang for ever, and a crash must not take the window or the service
with it. The parent waits for a bounded time, then kills the worker and starts another (see
`process_handle`). Two pictures may be under way: while one is drawn, the next is tracked.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence, Set

from tryon.arrays import Image
from tryon.errors import BackendError, TrackerError, TryOnError
from tryon.factory import Choice, EngineConfig
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.wearer import WearerHints
from tryon.process_handle import WorkerHandle
from tryon.process_line import EngineReply, Line, PendingReply
from tryon.process_messages import AnyOrder, Failed, Forget, Order, Request, Response
from tryon.process_rooms import RoomDoors

_log = logging.getLogger(__name__)

_NEW_PRODUCT_S = 0.5
"""More patience for each product that a worker has not drawn yet: reading a mesh and baking its
shadow must not get a worker killed, whose successor would have to do it all again."""


class EngineStartingError(BackendError):
    """The engine is being (re)started; try again shortly."""


class EngineProcess(RoomDoors):
    """An engine behind a process boundary; safe to call from several threads.

    Parameters
    ----------
    config : what the engine is made from
    timeout_s : longest wait for a frame of a stream, s, before the worker is replaced; more is
        granted for products that it has not drawn yet
    photo_timeout_s : the same for a single picture, whose full search takes longer
    """

    def __init__(
        self,
        config: EngineConfig,
        *,
        timeout_s: float = 1.0,
        photo_timeout_s: float = 15.0,
    ) -> None:
        self._config = config
        self._timeout_s = timeout_s
        self._photo_timeout_s = photo_timeout_s
        self._lock = threading.Lock()
        self._line = Line(self._receive)
        self._worker: WorkerHandle | None = None
        self._starter: threading.Thread | None = None
        self._start_error: TryOnError | None = None
        self._closing = threading.Event()
        self._restarts = 0
        self._device_name = ""
        self._drawn: set[str] = set()

    @property
    def is_ready(self) -> bool:
        """Whether the worker would take a picture now."""
        return self._worker is not None

    @property
    def restarts(self) -> int:
        """How often a dead or silent worker was replaced."""
        return self._restarts

    @property
    def pid(self) -> int | None:
        """The worker's process id, None while there is none."""
        worker = self._worker
        return None if worker is None else worker.pid

    @property
    def device_name(self) -> str:
        """The device that draws; empty before the first start."""
        return self._device_name

    def start(self) -> None:
        """Start the worker and wait until it is ready; does nothing if it is.

        Raises
        ------
        AssetError
            If a model or the catalogue is missing or altered.
        BackendError
            If the worker dies or is not ready in time.
        """
        self._join_starter()
        with self._lock:
            if self._worker is None:
                self._launch()

    def try_on(
        self,
        image: Image,
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
        pupillary_distance_mm: float | None = None,
        holds_card: bool = False,
    ) -> EngineReply:
        """Put products on the people of a picture; blocks until the answer is there.

        Parameters and errors are those of `begin` and of `PendingReply.wait`.
        """
        return self.begin(
            image,
            camera,
            choices,
            stream=stream,
            timestamp_s=timestamp_s,
            pupillary_distance_mm=pupillary_distance_mm,
            holds_card=holds_card,
        ).wait()

    def begin(
        self,
        image: Image,
        camera: CameraIntrinsics,
        choices: Sequence[Choice],
        *,
        stream: str | None = None,
        timestamp_s: float = 0.0,
        pupillary_distance_mm: float | None = None,
        holds_card: bool = False,
    ) -> PendingReply:
        """Send a picture to have products put on its people; blocks while two are under way.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8; free to be written to once this returns
        camera : of this picture
        choices : what everybody in view wears
        stream : name of the stream the picture belongs to, None for a single picture
        timestamp_s : capture time within the stream, s
        pupillary_distance_mm : the wearer's own, typed, if known
        holds_card : whether the wearer holds a bank card flat against forehead or mouth; a card
            that is not found gives the note `card_not_found`

        Raises
        ------
        EngineStartingError
            If the worker is not ready yet.
        """
        hints = WearerHints(pupillary_distance_mm, holds_card)
        order = Order(camera, tuple(choices), stream, timestamp_s, hints)
        limit_s = self._timeout_s if stream is not None else self._photo_timeout_s
        return self._begin(image, order, {choice.sku for choice in choices}, limit_s)

    def forget(self, stream: str) -> None:
        """Drop what is remembered of a stream."""
        with self._lock:
            if self._worker is not None:
                self._worker.send(Forget(stream))

    def close(self) -> None:
        """Stop the workers and free the shared memory; safe twice."""
        self._closing.set()
        self._join_starter()
        with self._line.receiving, self._lock:
            if self._worker is not None:
                self._worker.stop()
            self._worker = None
            self._line.close()

    def _ready_worker(self) -> WorkerHandle:
        if self._closing.is_set():
            msg = "engine: expected an open engine, it is closed"
            raise BackendError(msg)
        if self._worker is None:
            raise self._start_error or EngineStartingError("engine: still starting")
        return self._worker

    def _begin(self, image: Image, order: AnyOrder, skus: Set[str], limit_s: float) -> PendingReply:
        self._ready_worker()
        memory = self._line.reserve()
        try:
            with self._lock:
                worker = self._ready_worker()
                limit_s += _NEW_PRODUCT_S * len(skus - self._drawn)
                request = Request(order, memory.write(image))
                pending = PendingReply(self._line, worker, memory, image, skus, limit_s)
                worker.send(request)
                self._line.add(pending)
        except BaseException:
            self._line.release(memory)
            raise
        return pending

    def _receive(self, oldest: PendingReply) -> EngineReply | TryOnError:
        """Wait for the answer to the oldest picture under way."""
        if oldest.worker is not self._worker:
            return TrackerError("engine: the worker was replaced")
        try:
            answer = oldest.worker.receive(oldest.limit_s)
        except TimeoutError:
            return self._replaced(oldest.worker, f"engine: no answer within {oldest.limit_s:.1f} s")
        except (EOFError, OSError):
            return self._replaced(oldest.worker, "engine: the worker ended unexpectedly")
        if isinstance(answer, Failed):
            return answer.error
        if not isinstance(answer, Response):
            return self._replaced(oldest.worker, "engine: unreadable answer")
        self._drawn |= oldest.skus
        return EngineReply(oldest.memory.answer(oldest.image), answer.report)

    def _replaced(self, worker: WorkerHandle, reason: str) -> TrackerError:
        """Kill the worker, start another in the background, give the error to raise."""
        _log.warning("%s; starting another", reason)
        with self._lock:
            self._restarts += 1
            self._worker = None
            worker.kill()
        if not self._closing.is_set():
            self._starter = threading.Thread(
                target=self._restart, name="tryon-engine-start", daemon=True
            )
            self._starter.start()
        return TrackerError(reason)

    def _restart(self) -> None:
        try:
            self._launch()
        except TryOnError as error:
            _log.exception("engine: start failed")
            self._start_error = error

    def _launch(self) -> None:
        worker = WorkerHandle.launch(self._config)
        self._device_name = worker.device_name
        self._drawn = set()
        self._start_error = None
        self._worker = worker

    def _join_starter(self) -> None:
        if self._starter is not None:
            self._starter.join()
