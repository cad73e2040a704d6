"""The service put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from server import (
    routes_health,
    routes_live,
    routes_models,
    routes_pages,
    routes_products,
    routes_rooms,
    routes_screens,
    routes_try_ons,
)
from server.decoding import DecoderConfig, Decoders
from server.jobs import Engine
from server.metrics import Metrics
from server.middleware import RequestFrame
from server.pool import EngineQueue
from server.problems import add_problem_handlers
from server.rooms import RoomShelf
from server.screens import Screens
from server.services import Services
from server.settings import Settings
from server.tasks import end_tasks
from tryon import Catalog, EngineConfig, EngineProcess, __version__, load_looks

_LOOK_EVERY_S = 0.2
_SWEEP_EVERY_S = 5.0
_SCREEN_SILENT_S = 20.0

_ROUTES = (
    routes_products,
    routes_models,
    routes_try_ons,
    routes_rooms,
    routes_screens,
    routes_live,
    routes_health,
    routes_pages,
)

EngineFactory = Callable[[Settings], Engine]

_DESCRIPTION = (
    "Try products on a photo or a live picture (`WS /v1/live`), and furniture in the photo of a "
    "room or in it live (`WS /v1/rooms/live`). Pictures are worked on in memory and forgotten with "
    "the answer, photos of rooms after some minutes; errors are problem documents (RFC 9457) in "
    "English or Vietnamese."
)


def engine_process(settings: Settings) -> Engine:
    """Make the real engine, in a process of its own, not started yet."""
    return EngineProcess(
        EngineConfig(
            max_people=settings.max_people,
            renderer=settings.renderer,
            catalog_dirs=settings.catalog_dirs,
            models_dir=settings.models_dir,
        ),
        timeout_s=settings.engine_timeout_s,
    )


def create_app(settings: Settings, make_engine: EngineFactory = engine_process) -> FastAPI:
    """Build the app; the engine and decoders start with it, in the background.

    Parameters
    ----------
    settings : of the service
    make_engine : gives the engine, not started
    """
    services = _services(settings, make_engine)
    _watch(services)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        del app
        services.engine.start()
        services.decoders.start()
        warming = asyncio.create_task(_start_rest(services))
        sweeping = asyncio.create_task(_sweep_rooms(services))
        try:
            yield
        finally:
            await end_tasks(warming, sweeping)
            await asyncio.to_thread(services.engine.close)
            await asyncio.to_thread(services.decoders.close)

    app = FastAPI(
        title="Try-on",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        # Their pages load scripts from elsewhere; /openapi.json stays.
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    for routes in _ROUTES:
        app.include_router(routes.router)
    add_problem_handlers(app)
    app.add_middleware(RequestFrame, metrics=services.metrics)
    return app


def _services(settings: Settings, make_engine: EngineFactory) -> Services:
    catalog = Catalog.load(settings.catalog_dirs)
    return Services(
        settings,
        catalog,
        load_looks(catalog, settings.looks_dirs),
        EngineQueue(make_engine(settings), settings.queue_length),
        Decoders(
            DecoderConfig(
                settings.decoders,
                settings.decode_timeout_s,
                settings.decode_memory_mb,
                settings.queue_length + settings.live_sessions,
            )
        ),
        Metrics(),
        RoomShelf(settings.rooms, settings.room_bytes, 60.0 * settings.room_minutes),
        Screens(settings.screens, _SCREEN_SILENT_S),
    )


async def _start_rest(services: Services) -> None:
    """Start the other decoders once the engine no longer needs every core to start."""
    while not services.engine.is_ready:  # noqa: ASYNC110 - the engine lives on another thread
        await asyncio.sleep(_LOOK_EVERY_S)
    services.decoders.start_all()


async def _sweep_rooms(services: Services) -> None:
    """Forget rooms when their time is up, not only when somebody comes by."""
    while True:
        await asyncio.sleep(_SWEEP_EVERY_S)
        services.rooms.sweep()


def _watch(services: Services) -> None:
    watch = services.metrics.watch
    engine, occupancy = services.engine, services.occupancy
    watch("tryon_engine_ready", "1 if the engine takes pictures.", lambda: float(engine.is_ready))
    watch("tryon_engine_restarts", "Workers replaced.", lambda: float(engine.restarts))
    watch("tryon_queue_depth", "Photos that wait.", lambda: float(engine.waiting))
    watch("tryon_uploads", "Photos in memory.", lambda: float(occupancy.uploads))
    watch("tryon_live_sessions", "Live previews.", lambda: float(occupancy.live_sessions))
    rooms = services.rooms
    watch("tryon_rooms", "Photos of rooms in memory.", lambda: float(len(rooms)))
    watch("tryon_room_bytes", "Memory they take.", lambda: float(rooms.nbytes))
    watch(
        "tryon_decoders_replaced",
        "Decoders killed for being late or dead.",
        lambda: float(services.decoders.replaced),
    )
