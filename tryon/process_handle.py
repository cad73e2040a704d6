"""The parent's hold on one engine worker: started, asked, stopped, killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from functools import cache
from multiprocessing.connection import Connection, Pipe
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Self, cast

from tryon.errors import BackendError
from tryon.factory import EngineConfig
from tryon.process_messages import Failed, Forget, Ready, Request, Stop
from tryon.process_worker import run_worker

_START_TIMEOUT_S = 90.0
_STOP_TIMEOUT_S = 2.0


class WorkerHandle:
    """A worker that stands ready; `launch` makes one.

    Parameters
    ----------
    process, connection : of the worker
    device_name : what draws there
    """

    def __init__(self, process: BaseProcess, connection: Connection, device_name: str) -> None:
        self._process = process
        self._connection = connection
        self.device_name = device_name

    @classmethod
    def launch(cls, config: EngineConfig) -> Self:
        """Start a worker and wait until it is ready.

        Raises
        ------
        AssetError
            If a model or the catalogue is missing or altered.
        BackendError
            If the worker dies or is not ready in time.
        """
        # On Windows a pipe's ends have another type with the same methods.
        parent_end, worker_end = cast("tuple[Connection, Connection]", Pipe())
        process = worker_context().Process(
            target=run_worker, args=(config, worker_end), name="tryon-engine", daemon=True
        )
        try:
            process.start()
        except (EOFError, OSError) as error:
            msg = f"engine: the worker could not be started: {error}"
            raise BackendError(msg) from error
        worker_end.close()
        message = _first_message(process, parent_end)
        if isinstance(message, Ready):
            return cls(process, parent_end, message.device_name)
        handle = cls(process, parent_end, "")
        handle.kill()
        if isinstance(message, Failed):
            raise message.error
        msg = f"engine: worker ended at start, exit code {process.exitcode}"
        raise BackendError(msg)

    @property
    def pid(self) -> int | None:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def send(self, message: Request | Forget | Stop) -> None:
        """Tell the worker something; a worker that is gone hears nothing."""
        with contextlib.suppress(OSError, ValueError):
            self._connection.send(message)

    def receive(self, limit_s: float) -> object:
        """Wait for the worker's next answer.

        Raises
        ------
        TimeoutError
            If there is none in time.
        EOFError, OSError
            If the worker is gone.
        """
        if not self._connection.poll(limit_s):
            raise TimeoutError
        return self._connection.recv()

    def stop(self) -> None:
        """Ask the worker to end, and see to it that it does."""
        self.send(Stop())
        self._process.join(_STOP_TIMEOUT_S)
        self.kill()

    def kill(self) -> None:
        """End the worker at once; safe twice."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_STOP_TIMEOUT_S)
        self._connection.close()


def _first_message(process: BaseProcess, connection: Connection) -> object:
    """Wait for what a new worker says first; None if it dies or takes too long."""
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not connection.poll(0.1):
        if not process.is_alive() or time.monotonic() > deadline:
            break
    try:
        return connection.recv() if connection.poll(0) else None
    except (EOFError, OSError):
        return None


@cache
def worker_context() -> ForkServerContext | SpawnContext:
    """Give the way workers are started.

    A fork server imports the heavy libraries once, without ever opening a device, so that a
    replacement is there in a fraction of a second; where there is none, workers import anew.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tryon.process_preload"])
    return context
