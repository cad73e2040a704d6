"""The worker's side of the engine process: messages and the loop that answers them."""

from __future__ import annotations

import gc
import logging
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING

import numpy as np

from tryon.arrays import Image
from tryon.errors import BackendError, TryOnError
from tryon.factory import (
    DEFAULT_SAMPLES_DIR,
    Choice,
    EngineConfig,
    Placement,
    create_engine,
    create_renderer,
    create_studio,
    load_catalog,
    load_categories,
    subject_of,
    worn_product,
)
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import Cutout, RoomReading
from tryon.report import Report

if TYPE_CHECKING:
    from tryon.catalog.catalog import Catalog
    from tryon.engine import TryOnEngine

_log = logging.getLogger(__name__)

_IDLE_S = 0.25
"""Quiet time after which the worker uses the pause to preload a product."""


@dataclass(frozen=True, slots=True)
class Request:
    """Parent to worker: a picture lies in shared memory, answer into the other block."""

    camera: CameraIntrinsics
    choices: tuple[Choice, ...]
    stream: str | None
    timestamp_s: float
    pupillary_distance_mm: float | None
    holds_card: bool
    input_block: str
    output_block: str


@dataclass(frozen=True, slots=True)
class Furnish:
    """Parent to worker: the picture of a room that was read, and what to put into it."""

    reading: RoomReading
    placements: tuple[Placement, ...]
    cutouts: tuple[Cutout, ...]
    input_block: str
    output_block: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Parent to worker: drop a stream."""

    stream: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Parent to worker: end."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to parent: the engine stands."""

    device_name: str


@dataclass(frozen=True, slots=True)
class Response:
    """Worker to parent: the picture is in the output block."""

    report: Report


@dataclass(frozen=True, slots=True)
class Failed:
    """Worker to parent: an error the caller shall see."""

    error: TryOnError


class _Blocks:
    """Shared memory of the parent, attached by name and kept while the name stays."""

    def __init__(self) -> None:
        self._attached: dict[str, SharedMemory] = {}

    def view(self, slot: str, name: str, shape: tuple[int, ...]) -> Image:
        block = self._attached.get(slot)
        if block is None or block.name != name:
            if block is not None:
                block.close()
            block = SharedMemory(name=name)
            self._attached[slot] = block
        return np.ndarray(shape, np.uint8, buffer=block.buf)

    def close(self) -> None:
        for block in self._attached.values():
            block.close()
        self._attached.clear()


class _Worker:
    """The engine, its catalogue and the products not preloaded yet."""

    def __init__(self, config: EngineConfig) -> None:
        # A process has one renderer: faces and rooms share it.
        renderer = create_renderer(config.renderer)
        self.studio = create_studio(renderer)
        self.engine: TryOnEngine = create_engine(config, renderer)
        self.catalog: Catalog = load_catalog(config)
        self.categories = load_categories()
        # Furniture last: its meshes are large, and mirrors show what is worn.
        products = sorted(self.catalog.products, key=lambda item: subject_of(item) != "face")
        self.waiting = [product.sku for product in products]
        self.blocks = _Blocks()
        self.frames = 0
        self._warm_up()
        # What stands now stays: collections in the middle of a frame need not look at it.
        gc.collect()
        gc.freeze()

    def _warm_up(self) -> None:
        """Try a product of each category on the bundled photo: no shopper waits for compilers."""
        from tryon.codec import decode_photo
        from tryon.engine_scene import WornProduct
        from tryon.room_warm_up import warm_up_room

        warm_up_room(self.studio)
        samples = sorted(DEFAULT_SAMPLES_DIR.glob("*.jpg"))
        if not samples or not self.waiting:
            return
        photo = decode_photo(samples[0].read_bytes())
        worn_on_faces = [p for p in self.catalog.products if subject_of(p) == "face"]
        firsts = {p.category: p.sku for p in reversed(worn_on_faces)}
        worn: list[WornProduct] = []
        for sku in firsts.values():
            try:
                product = self.catalog.product(sku)
            except TryOnError:
                continue  # Left waiting: the preload names it.
            self.waiting.remove(sku)
            worn.append(WornProduct(product, product.variants[0]))
        for stream in (None, "warm-up"):
            self.engine.try_on(Frame(photo.image, photo.camera), worn, stream=stream)
        self.engine.forget("warm-up")

    def answer(self, request: Request) -> Response:
        from tryon.engine_report import make_report

        shape = (request.camera.height, request.camera.width, 3)
        image = self.blocks.view("input", request.input_block, shape)
        # A single picture is frame 0 of its own, so that its grain is the same every time.
        index = 0 if request.stream is None else self.frames
        frame = Frame(image, request.camera, request.timestamp_s, index)
        worn = [worn_product(self.catalog, choice) for choice in request.choices]
        result = self.engine.try_on(
            frame,
            worn,
            stream=request.stream,
            pupillary_distance_mm=request.pupillary_distance_mm,
            holds_card=request.holds_card,
            out=self.blocks.view("output", request.output_block, shape),
        )
        self.frames += 1
        return Response(make_report(result, frame, self.categories))

    def furnish(self, request: Furnish) -> Response:
        from tryon.room_report import make_room_report

        reading = request.reading
        shape = (reading.camera.height, reading.camera.width, 3)
        frame = Frame(self.blocks.view("input", request.input_block, shape), reading.camera)
        picture = self.studio.furnish(
            frame,
            reading,
            [
                (worn_product(self.catalog, Choice(item.sku, item.variant), "room"), item.stand)
                for item in request.placements
            ],
            cutouts=request.cutouts,
            out=self.blocks.view("output", request.output_block, shape),
        )
        return Response(make_room_report(picture, reading))

    def preload_next(self) -> None:
        """Load one product so that putting it on later is quick."""
        sku = self.waiting.pop(0)
        try:
            self.engine.preload(self.catalog.product(sku))
        except TryOnError:
            _log.warning("engine: %s cannot be preloaded", sku, exc_info=True)

    def close(self) -> None:
        self.engine.close()
        self.blocks.close()


def run_worker(config: EngineConfig, connection: Connection) -> None:
    """Serve requests until the parent says stop or goes away; entry of the process."""
    # Ctrl-C reaches the whole group; the parent decides when the worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker = _Worker(config)
    except TryOnError as error:
        connection.send(Failed(error))
        return
    except Exception as error:
        _log.exception("engine: start failed")
        connection.send(Failed(BackendError(f"engine: {type(error).__name__}: {error}")))
        return
    try:
        connection.send(Ready(worker.engine.device_name))
        _serve(worker, connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        _log.info("engine: parent is gone")
    finally:
        # GL drivers and net runtimes may hang in their own clean-up; the parent has all
        # it needs, so the process ends at once after the orderly part.
        worker.close()
        connection.close()
        logging.shutdown()
        os._exit(0)


def _serve(worker: _Worker, connection: Connection) -> None:
    while True:
        if worker.waiting and not connection.poll(_IDLE_S):
            worker.preload_next()
            continue
        message = connection.recv()
        if isinstance(message, Stop):
            return
        if isinstance(message, Forget):
            worker.engine.forget(message.stream)
        elif isinstance(message, Request | Furnish):
            connection.send(_answer(worker, message))
            worker.engine.catch_up()


def _answer(worker: _Worker, request: Request | Furnish) -> Response | Failed:
    try:
        if isinstance(request, Furnish):
            return worker.furnish(request)
        return worker.answer(request)
    except TryOnError as error:
        return Failed(error)
    except Exception as error:
        _log.exception("engine: request failed")
        return Failed(BackendError(f"engine: {type(error).__name__}: {error}"))
