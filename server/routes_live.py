"""`WS /v1/live`: the door of live previews."""

from __future__ import annotations

import itertools
import json
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket

from server.live import LiveSession
from server.services import services_of

router = APIRouter()

SUBPROTOCOL = "tryon.v1"
_TRY_AGAIN_LATER = 1013
_numbers = itertools.count()


@router.websocket("/v1/live")
async def live(socket: WebSocket) -> None:
    """Serve a live preview.

    The client sends `{"type": "hello", "products": [{"sku": ..., "variant": ..., "person": ...}]}`,
    then JPEG frames as binary messages; `{"type": "select", "products": [...]}` changes what is
    worn. `person` is the id of a subject as the states name it; null or absent means everybody.
    Each frame is answered by a text message `{"type": "state", "frame": n, "dropped": n,
    "has_picture": true, "subjects": [{"id": n, "box": [...]}], "hints": [...]}` and, where it says
    so, the picture as a binary JPEG. A client that sends faster than it is answered loses all but
    the newest frame.
    """
    services = services_of(socket)
    is_spoken = SUBPROTOCOL in socket.scope.get("subprotocols", [])
    if not is_spoken or not _is_same_origin(socket):
        await socket.close(1008)
        return
    await socket.accept(SUBPROTOCOL)
    occupancy = services.occupancy
    if occupancy.live_sessions >= services.settings.live_sessions:
        await socket.send_text(json.dumps({"type": "error", "code": "busy"}))
        await socket.close(_TRY_AGAIN_LATER)
        return
    occupancy.live_sessions += 1
    try:
        await LiveSession(socket, services, f"live-{next(_numbers)}").run()
    finally:
        occupancy.live_sessions -= 1


def _is_same_origin(socket: WebSocket) -> bool:
    """Refuse other sites' pages: browsers let any page open a WebSocket anywhere."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
