"""What the routes work with, made once per app."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from server.decoding import Decoders
from server.metrics import Metrics
from server.pool import EngineQueue
from server.rooms import RoomShelf
from server.screens import Screens
from server.settings import Settings
from tryon import Catalog, Looks


@dataclass(slots=True)
class Occupancy:
    """How many clients are being served; changed only on the event loop."""

    uploads: int = 0
    live_sessions: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Services:
    """The parts of a running service."""

    settings: Settings
    catalog: Catalog
    looks: Looks
    engine: EngineQueue
    decoders: Decoders
    metrics: Metrics
    rooms: RoomShelf
    screens: Screens
    occupancy: Occupancy = field(default_factory=Occupancy)


def services_of(connection: HTTPConnection) -> Services:
    """Give the services of the app that a request came to."""
    services = connection.app.state.services
    if not isinstance(services, Services):
        msg = "app: expected services"
        raise TypeError(msg)
    return services
