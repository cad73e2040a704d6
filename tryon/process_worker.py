"""The worker's side of the engine process: the loop that answers."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeVar

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
from tryon.process_memory import AttachedMemory
from tryon.process_messages import (
    Failed,
    FollowOrder,
    Forget,
    FurnishOrder,
    Ready,
    Request,
    Response,
    Stop,
    WalkOrder,
)

if TYPE_CHECKING:
    from tryon.catalog.catalog import Catalog
    from tryon.engine import FittedFrame, TryOnEngine
    from tryon.engine_scene import WornProduct
    from tryon.landmarks.room import Stand

_log = logging.getLogger(__name__)

_GLANCE_S = 0.004
_IDLE_S = 0.25
"""Quiet time after which the worker uses the pause to preload a product."""


_Prepared = Callable[[], Response] | Failed
_Answer = TypeVar("_Answer")


class _Worker:
    """The engine, its catalogue and the products not preloaded yet."""

    def __init__(self, config: EngineConfig) -> None:
        from tryon.room_walks import RoomWalks

        # A process has one renderer: faces and rooms share it.
        renderer = create_renderer(config.renderer)
        self.studio = create_studio(renderer)
        self.walks = RoomWalks(self.studio)
        self.engine: TryOnEngine = create_engine(config, renderer)
        self.catalog: Catalog = load_catalog(config)
        self.categories = load_categories()
        # Furniture is drawn with meshes of its own making, for which no pause is long enough.
        worn = [item.sku for item in self.catalog.products if subject_of(item) == "face"]
        self.waiting = worn if "face" in config.subjects else []
        self.blocks = AttachedMemory()
        self.frames = 0
        if "room" in config.subjects:
            self._warm_up_rooms()
        if "face" in config.subjects:
            self._warm_up_faces()
        # What stands now stays: collections in the middle of a frame need not look at it.
        gc.collect()
        gc.freeze()

    def _warm_up_rooms(self) -> None:
        from tryon.room_warm_up import warm_up_room

        warm_up_room(self.studio)

    def _warm_up_faces(self) -> None:
        """Try a product of each category on the bundled photo: no shopper waits for compilers."""
        from tryon.codec import decode_photo
        from tryon.engine_scene import WornProduct

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

    def prepare(self, request: Request) -> Callable[[], Response]:
        """Do what another thread than the drawing one may do; gives what is left."""
        order = request.order
        if isinstance(order, FurnishOrder):
            return partial(self._furnish, order, request)
        if isinstance(order, WalkOrder):
            return partial(self._begin_walk, order, request)
        if isinstance(order, FollowOrder):
            return partial(self._follow_room, order, request)
        # A single picture is frame 0 of its own, so that its grain is the same every time.
        index = 0 if order.stream is None else self.frames
        self.frames += 1
        image = self.blocks.view(request.block, order.camera)
        frame = Frame(image, order.camera, order.timestamp_s, index)
        worn = [worn_product(self.catalog, choice) for choice in order.choices]
        fitted = self.engine.fit(frame, worn, stream=order.stream, hints=order.hints)
        return partial(self._draw, fitted)

    def _draw(self, fitted: FittedFrame) -> Response:
        from tryon.engine_report import make_report

        result = self.engine.draw(fitted, out=fitted.frame.image)
        return Response(make_report(result, fitted.frame, self.categories))

    def _furnish(self, order: FurnishOrder, request: Request) -> Response:
        from tryon.room_report import make_room_report

        placed = self._pieces(order.placements)
        camera = order.reading.camera
        frame = Frame(self.blocks.view(request.block, camera), camera)
        picture = self.studio.furnish(
            frame, order.reading, placed, cutouts=order.cutouts, out=frame.image
        )
        return Response(make_room_report(picture, order.reading))

    def _begin_walk(self, order: WalkOrder, request: Request) -> Response:
        camera = order.reading.camera
        frame = Frame(self.blocks.view(request.block, camera), camera, order.timestamp_s)
        pieces = self._pieces(order.placements)
        report = self.walks.begin(order.stream, frame, order.reading, pieces, frame.image)
        return Response(report)

    def _follow_room(self, order: FollowOrder, request: Request) -> Response:
        image = self.blocks.view(request.block, order.camera)
        self.frames += 1
        frame = Frame(image, order.camera, order.timestamp_s, self.frames)
        return Response(self.walks.follow(order.stream, frame, image))

    def _pieces(self, placements: Sequence[Placement]) -> list[tuple[WornProduct, Stand]]:
        return [
            (worn_product(self.catalog, Choice(item.sku, item.variant), "room"), item.stand)
            for item in placements
        ]

    def forget(self, stream: str) -> None:
        """Drop a stream, of faces or of a room."""
        self.engine.forget(stream)
        self.walks.forget(stream)

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
    except (EOFError, OSError):
        _log.info("engine: parent is gone")
    finally:
        # GL drivers and net runtimes may hang in their own clean-up; the parent has all
        # it needs, so the process ends at once after the orderly part.
        worker.close()
        connection.close()
        logging.shutdown()
        os._exit(0)


def _serve(worker: _Worker, connection: Connection) -> None:
    """Answer in order. While a picture is drawn, another thread prepares the next if it is there.

    A picture that comes later is prepared on the drawing thread, whose caches are warm.
    """
    prepared: _Prepared | Stop | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="tryon-fit") as helper:
        while True:
            if prepared is None:
                if worker.waiting and not connection.poll(_IDLE_S):
                    worker.preload_next()
                    continue
                prepared = _prepared(worker, connection.recv())
            if isinstance(prepared, Stop):
                return
            if prepared is not None:
                is_drawn = threading.Event()
                ahead = helper.submit(_prepare_ahead, worker, connection, is_drawn)
                connection.send(prepared if isinstance(prepared, Failed) else _guarded(prepared))
                worker.engine.catch_up()
                is_drawn.set()
                prepared = ahead.result()


def _prepare_ahead(
    worker: _Worker, connection: Connection, is_drawn: threading.Event
) -> _Prepared | Stop | None:
    """Prepare a picture that comes while another is drawn; None if none does."""
    prepared: _Prepared | Stop | None = None
    while prepared is None and not is_drawn.is_set():
        if connection.poll(_GLANCE_S):
            prepared = _prepared(worker, connection.recv())
    return prepared


def _prepared(worker: _Worker, message: object) -> _Prepared | Stop | None:
    """Do what a message asks for; gives what is left of it for the drawing thread."""
    if isinstance(message, Forget):
        worker.forget(message.stream)
    if isinstance(message, Request):
        return _guarded(partial(worker.prepare, message))
    return message if isinstance(message, Stop) else None


def _guarded(call: Callable[[], _Answer]) -> _Answer | Failed:
    try:
        return call()
    except TryOnError as error:
        return Failed(error)
    except Exception as error:
        _log.exception("engine: request failed")
        return Failed(BackendError(f"engine: {type(error).__name__}: {error}"))
