"""The engine in a process of its own: shared-memory frames, a watchdog, restarts.

A tracker or driver can hang for ever, and a crash must not take the window or the service
with it. The parent waits for a bounded time, then kills the worker and starts another.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from tryon.arrays import Image
from tryon.errors import BackendError, TrackerError, TryOnError
from tryon.factory import Choice, EngineConfig
from tryon.geometry.camera import CameraIntrinsics
from tryon.process_worker import Failed, Forget, Ready, Request, Response, Stop, run_worker
from tryon.report import Report

_log = logging.getLogger(__name__)

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 2.0


class EngineStartingError(BackendError):
    """The engine is being (re)started; try again shortly."""


@dataclass(frozen=True, slots=True, eq=False)
class EngineReply:
    """What the engine answered.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored, owned by the caller
    report : the report object of the picture
    """

    image: Image
    report: Report


class EngineProcess:
    """An engine behind a process boundary; safe to call from several threads.

    Parameters
    ----------
    config : what the engine is made from
    timeout_s : longest wait for a frame of a stream, s, before the worker is replaced
    photo_timeout_s : the same for a single picture, whose full search takes longer
    device_name : what draws, once the engine is ready
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
        self._context = _worker_context()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._input: SharedMemory | None = None
        self._output: SharedMemory | None = None
        self._starter: threading.Thread | None = None
        self._start_error: TryOnError | None = None
        self._is_ready = threading.Event()
        self._is_closed = False
        self._restarts = 0
        self._device_name = ""

    @property
    def is_ready(self) -> bool:
        """Whether the worker would take a picture now."""
        return self._is_ready.is_set()

    @property
    def restarts(self) -> int:
        """How often a dead or silent worker was replaced."""
        return self._restarts

    @property
    def pid(self) -> int | None:
        """The worker's process id, None while there is none."""
        process = self._process
        return None if process is None else process.pid

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
        starter = self._starter
        if starter is not None:
            starter.join(_START_TIMEOUT_S)
        with self._lock:
            if not self.is_ready:
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
    ) -> EngineReply:
        """Put products on the people of a picture; blocks until the answer is there.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8
        camera : of this picture
        choices : what everybody in view wears
        stream : name of the stream the picture belongs to, None for a single picture
        timestamp_s : capture time within the stream, s
        pupillary_distance_mm : the wearer's own, typed, if known

        Raises
        ------
        UnknownProductError
            If a product or variant does not exist.
        TrackerError
            If the worker died or did not answer in time; a new one is being started.
        EngineStartingError
            If the worker is not ready yet.
        """
        with self._lock:
            if self._is_closed:
                msg = "engine: expected an open engine, it is closed"
                raise BackendError(msg)
            connection = self._connection
            if not self.is_ready or connection is None:
                raise self._start_error or EngineStartingError("engine: still starting")
            return self._exchange(
                connection,
                image,
                Request(
                    camera,
                    tuple(choices),
                    stream,
                    timestamp_s,
                    pupillary_distance_mm,
                    self._write(image),
                    self._output_block(image.nbytes),
                ),
            )

    def forget(self, stream: str) -> None:
        """Drop what is remembered of a stream."""
        with self._lock:
            if self.is_ready and self._connection is not None:
                self._connection.send(Forget(stream))

    def close(self) -> None:
        """Stop the worker and free the shared memory; safe twice."""
        starter = self._starter
        self._is_closed = True
        if starter is not None:
            starter.join(_START_TIMEOUT_S)
        with self._lock:
            self._is_ready.clear()
            if self._connection is not None:
                try:
                    self._connection.send(Stop())
                except (OSError, ValueError):
                    _log.debug("engine: worker is gone already")
            self._end_process(_STOP_TIMEOUT_S)
            for block in (self._input, self._output):
                if block is not None:
                    block.close()
                    block.unlink()
            self._input = self._output = None

    def _launch(self) -> None:
        parent_end, worker_end = self._context.Pipe()
        process = self._context.Process(
            target=run_worker, args=(self._config, worker_end), name="tryon-engine", daemon=True
        )
        process.start()
        worker_end.close()
        self._process, self._connection = process, parent_end
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not parent_end.poll(0.1):
            if not process.is_alive() or time.monotonic() > deadline:
                break
        try:
            message = parent_end.recv() if parent_end.poll(0) else None
        except (EOFError, OSError):
            message = None
        if isinstance(message, Ready):
            self._device_name = message.device_name
            self._start_error = None
            self._is_ready.set()
            return
        self._end_process(0.0)
        error: TryOnError = (
            message.error
            if isinstance(message, Failed)
            else BackendError(f"engine: worker ended at start, exit code {process.exitcode}")
        )
        self._start_error = error
        raise error

    def _exchange(self, connection: Connection, image: Image, request: Request) -> EngineReply:
        limit = self._timeout_s if request.stream is not None else self._photo_timeout_s
        try:
            connection.send(request)
            if not connection.poll(limit):
                reason = f"engine: no answer within {limit:.1f} s"
                raise self._replaced(reason)
            answer = connection.recv()
        except (EOFError, OSError) as error:
            reason = "engine: the worker ended unexpectedly"
            raise self._replaced(reason) from error
        if isinstance(answer, Failed):
            raise answer.error
        if not isinstance(answer, Response) or self._output is None:
            raise self._replaced("engine: unreadable answer")
        view = np.ndarray(image.shape, np.uint8, buffer=self._output.buf)
        return EngineReply(view.copy(), answer.report)

    def _replaced(self, reason: str) -> TrackerError:
        """Kill the worker, start another in the background, give the error to raise."""
        _log.warning("%s; starting another", reason)
        self._is_ready.clear()
        self._restarts += 1
        self._end_process(0.0)
        if not self._is_closed:
            self._starter = threading.Thread(
                target=self._restart, name="tryon-engine-restart", daemon=True
            )
            self._starter.start()
        return TrackerError(reason)

    def _restart(self) -> None:
        try:
            self._launch()
        except TryOnError:
            _log.exception("engine: restart failed")

    def _end_process(self, grace_s: float) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            if grace_s > 0.0:
                process.join(grace_s)
            if process.is_alive():
                process.kill()
            process.join(_STOP_TIMEOUT_S)
        if connection is not None:
            connection.close()

    def _write(self, image: Image) -> str:
        self._input = _grown(self._input, image.nbytes)
        np.ndarray(image.shape, np.uint8, buffer=self._input.buf)[...] = image
        return self._input.name

    def _output_block(self, size: int) -> str:
        self._output = _grown(self._output, size)
        return self._output.name


def _worker_context() -> BaseContext:
    """Give the way workers are started.

    A fork server imports the heavy libraries once, without ever opening a device, so that a
    replacement is there in a fraction of a second; where there is none, workers import anew.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tryon.process_preload"])
    return context


def _grown(block: SharedMemory | None, size: int) -> SharedMemory:
    """Give a block of at least `size` bytes, the same one where it is large enough."""
    if block is not None and block.size >= size:
        return block
    if block is not None:
        block.close()
        block.unlink()
    return SharedMemory(create=True, size=size)
