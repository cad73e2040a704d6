"""Pictures of strangers are decoded in small processes of their own.

A worker may use little memory, open no file for writing, and has seconds to answer; one that
does not is killed and replaced. Its answer is read as plain data, never unpickled.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import queue
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self, cast

import numpy as np

from server.decoding_worker import run_decoder
from tryon import CameraIntrinsics, Photo, PhotoLimits, PhotoRefusedError

_log = logging.getLogger(__name__)

_START_TIMEOUT_S = 30.0


class DecodersBusyError(Exception):
    """As many pictures as allowed wait to be decoded already."""


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """How decoders run.

    Parameters
    ----------
    count : processes
    timeout_s : longest decode, s
    memory_mb : memory a decoder may map beyond what it needs to start, MiB
    waiting : pictures that may wait for a decoder
    """

    count: int = 2
    timeout_s: float = 3.0
    memory_mb: int = 768
    waiting: int = 16


class Decoders:
    """A few decoding processes; use from one event loop.

    Parameters
    ----------
    config : how many, how long, how large
    """

    def __init__(self, config: DecoderConfig) -> None:
        self._config = config
        # Last in, first out: a running process is taken before one that has yet to start.
        self._idle: queue.LifoQueue[_Decoder] = queue.LifoQueue()
        self._threads = ThreadPoolExecutor(config.count, thread_name_prefix="tryon-decode")
        self._in_flight = 0
        self._replaced = 0
        for _ in range(config.count):
            self._idle.put(_Decoder(config))

    @property
    def replaced(self) -> int:
        """How many decoders were killed for being late or dead."""
        return self._replaced

    def start(self) -> None:
        """Start one process without waiting for it; others start when they are needed."""
        self._threads.submit(self._warm, 1)

    def start_all(self) -> None:
        """Start the other processes too, without waiting for them."""
        self._threads.submit(self._warm, self._config.count)

    async def decode(self, data: bytes, limits: PhotoLimits, max_side: int | None) -> Photo:
        """Decode as `tryon.decode_photo` does.

        Raises
        ------
        PhotoRefusedError
            If the picture is refused, or takes too long or too much memory.
        DecodersBusyError
            If too many pictures wait already.
        """
        if self._in_flight >= self._config.count + self._config.waiting:
            raise DecodersBusyError
        self._in_flight += 1
        try:
            loop = asyncio.get_running_loop()
            job = partial(self._decode, data, limits, max_side)
            return await loop.run_in_executor(self._threads, job)
        finally:
            self._in_flight -= 1

    def close(self) -> None:
        """End the processes; safe twice."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _warm(self, count: int) -> None:
        taken: list[_Decoder] = []
        try:
            while len(taken) < count:
                try:
                    taken.append(self._idle.get_nowait())
                except queue.Empty:
                    break  # The rest are at work, so they run already.
                taken[-1].start()
        except (OSError, EOFError, TimeoutError):
            _log.exception("decoder: cannot start")
        finally:
            for decoder in reversed(taken):
                self._idle.put(decoder)

    def _decode(self, data: bytes, limits: PhotoLimits, max_side: int | None) -> Photo:
        decoder = self._idle.get()
        try:
            decoder.start()
            return decoder.decode(data, limits, max_side)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            decoder.close()
            self._replaced += 1
            _log.warning("decoder: replaced after %s", type(error).__name__)
            msg = "picture: expected one that decodes within the limits of time and memory"
            raise PhotoRefusedError(msg, "damaged") from error
        finally:
            self._idle.put(decoder)


class _Decoder:
    """One process; used by one thread at a time."""

    def __init__(self, config: DecoderConfig) -> None:
        self._config = config
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def start(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = cast("tuple[Connection, Connection]", context.Pipe())
        process = context.Process(
            target=run_decoder,
            args=(theirs, self._config.memory_mb * 1024 * 1024),
            name="tryon-decoder",
            daemon=True,
        )
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        if not ours.poll(_START_TIMEOUT_S):
            msg = "decoder: expected to start in time"
            raise TimeoutError(msg)
        ours.recv_bytes()

    def decode(self, data: bytes, limits: PhotoLimits, max_side: int | None) -> Photo:
        connection = self._connection
        if connection is None:
            msg = "decoder: expected a running process"
            raise EOFError(msg)
        order = {
            "max_bytes": limits.max_bytes,
            "max_pixels": limits.max_pixels,
            "max_side": limits.max_side,
            "reduce_to": max_side,
        }
        connection.send_bytes(json.dumps(order).encode())
        connection.send_bytes(data)
        if not connection.poll(self._config.timeout_s):
            msg = f"decoder: expected an answer within {self._config.timeout_s} s"
            raise TimeoutError(msg)
        answer = json.loads(connection.recv_bytes(4096))
        if "fault" in answer:
            msg = "picture: refused by the decoder"
            raise PhotoRefusedError(msg, answer["fault"])
        image = np.empty((answer["rows"], answer["columns"], 3), np.uint8)
        connection.recv_bytes_into(image.data.cast("B"))
        camera = CameraIntrinsics(**answer["camera"])
        return Photo(image, camera, answer["width"], answer["height"])

    def close(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.join(2.0)
