"""`WS /v1/live` and `WS /v1/rooms/live`: the doors of live previews."""

from __future__ import annotations

import itertools
import json
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket

from server.live import LiveSession
from server.live_rooms import RoomLiveSession
from server.services import services_of

router = APIRouter()

SUBPROTOCOL = "tryon.v1"
ROOMS_SUBPROTOCOL = "tryon.rooms.v1"
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
    await _serve(socket, SUBPROTOCOL, LiveSession)


@router.websocket("/v1/rooms/live")
async def live_room(socket: WebSocket) -> None:
    """Serve a live room: furniture that stays where it was put while the camera moves.

    The client sends `{"type": "put", "pieces": [{"sku": ..., "variant": ..., "number": n, "spot":
    [u, v], "yaw_deg": ...}], "hints": {...}}`, pieces and hints as for `POST /v1/rooms`, px of the
    JPEG frame that it sends next, a binary message. The floor is read from that frame, within a
    second; the pieces then stand in the room, and it and all further frames come back with them.
    Moved, turned, added or removed is with another `put` of all pieces; none takes all away.

    Each frame is answered by a text message `{"type": "state", "frame": n, "dropped": n,
    "has_picture": true, "is_put": ..., "is_held": ..., "is_shown": ..., "refusal": null, "hints":
    [...], "camera": {...}, "floor": {...}, "pieces": [{"number": n, "spot": [u, v], "yaw_deg": ...,
    "distance_m": ..., "size_band_pct": ..., "refusal": null, "warnings": [...]}]}` and, where it
    says so, the picture as a binary JPEG. Floor, spots and turns are those of this frame. `refusal`
    says why a `put` was not done: what stood before still does. `walk_ended` means that it no
    longer does, and is to be put again. A client that sends faster than it is answered loses all
    but the newest frame and that of a `put`. Nothing is kept when the connection ends.
    """
    await _serve(socket, ROOMS_SUBPROTOCOL, RoomLiveSession)


async def _serve(
    socket: WebSocket, subprotocol: str, kind: type[LiveSession | RoomLiveSession]
) -> None:
    services = services_of(socket)
    is_spoken = subprotocol in socket.scope.get("subprotocols", [])
    if not is_spoken or not _is_same_origin(socket):
        await socket.close(1008)
        return
    await socket.accept(subprotocol)
    occupancy = services.occupancy
    if occupancy.live_sessions >= services.settings.live_sessions:
        await socket.send_text(json.dumps({"type": "error", "code": "busy"}))
        await socket.close(_TRY_AGAIN_LATER)
        return
    occupancy.live_sessions += 1
    try:
        await kind(socket, services, f"{kind.kind}-{next(_numbers)}").run()
    finally:
        occupancy.live_sessions -= 1


def _is_same_origin(socket: WebSocket) -> bool:
    """Refuse other sites' pages: browsers let any page open a WebSocket anywhere."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
