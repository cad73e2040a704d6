"""`/v1/screens`: a shopper's room on a screen of the shop, shown from their phone."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from server.json_bodies import read_json
from server.problems import Problem, busy
from server.rooms import Room, UnknownRoomError
from server.schemas import Document
from server.screens import Screen
from server.services import Services, services_of
from tryon import encode_picture

router = APIRouter(prefix="/v1", tags=["screens"])

_NO_STORE = {"Cache-Control": "no-store"}
_CODE_CELL_PX = 8


class ScreenDocument(Document):
    """A screen as it knows itself."""

    id: str
    address: str = Field(description="what its code says: the page of rooms with the screen's key")
    code: str = Field(description="where that is as a QR code, a PNG")
    picture: str | None = Field(description="what to show; null while nobody shows anything")


class ShowRequest(Document):
    """A shopper's wish to see their room on the screen."""

    room: str = Field(max_length=100)
    agreed: Literal[True] = Field(description="the shopper agreed that all see it in the shop")


@router.post("/screens", status_code=201, response_model=ScreenDocument, summary="Open a screen")
async def open_screen(request: Request) -> Response:
    """Take a screen in; it must ask for itself every few seconds, or is forgotten."""
    screen = services_of(request).screens.open()
    if screen is None:
        raise busy()
    return _described(request, screen, 201)


@router.get("/screens/{screen_id}", response_model=ScreenDocument, summary="What to show")
async def read_screen(request: Request, screen_id: str) -> Response:
    """Say what a screen shows now."""
    return _described(request, services_of(request).screens.screen(screen_id))


@router.get("/screens/{screen_id}/code", summary="The code that shoppers read")
async def read_code(request: Request, screen_id: str) -> Response:
    """Give the address for phones as a QR code."""
    screen = services_of(request).screens.screen(screen_id)
    cells = cv2.QRCodeEncoder.create().encode(_address(request, screen))
    large = np.kron(cells, np.ones((_CODE_CELL_PX, _CODE_CELL_PX), np.uint8)).astype(np.uint8)
    picture = encode_picture(np.repeat(large[..., None], 3, axis=2), "image/png")
    return Response(picture, 200, _NO_STORE, "image/png")


@router.get("/screens/{screen_id}/picture", summary="The room that is shown")
async def read_shown(request: Request, screen_id: str) -> Response:
    """Give the newest furnished picture of the room on the screen."""
    services = services_of(request)
    room = _shown(services, services.screens.screen(screen_id))
    if room is None or room.picture is None:
        raise Problem(404, "not_found")
    return Response(room.picture, 200, _NO_STORE, "image/jpeg")


@router.delete("/screens/{screen_id}", status_code=204, summary="Close a screen")
async def close_screen(request: Request, screen_id: str) -> Response:
    """Forget a screen; the shopper's room stays theirs."""
    services_of(request).screens.close(screen_id)
    return Response(status_code=204, headers=_NO_STORE)


@router.put("/shown/{key}", status_code=204, summary="Show a room on a screen")
async def show(request: Request, key: str) -> Response:
    """Put a room on the screen whose code says `key`, as long as its shopper wants."""
    services = services_of(request)
    wish = await read_json(request, ShowRequest, services.settings.upload_timeout_s)
    services.rooms.room(wish.room)
    services.screens.show(key, wish.room)
    return Response(status_code=204, headers=_NO_STORE)


@router.delete("/shown/{key}", status_code=204, summary="Take a room off a screen")
async def take_off(request: Request, key: str) -> Response:
    """Make the screen forget the room; its code changes for the next shopper."""
    services_of(request).screens.clear(key)
    return Response(status_code=204, headers=_NO_STORE)


def _described(request: Request, screen: Screen, status: int = 200) -> Response:
    room = _shown(services_of(request), screen)
    base = f"/v1/screens/{screen.id}"
    document = ScreenDocument(
        id=screen.id,
        address=_address(request, screen),
        code=f"{base}/code",
        picture=None if room is None or room.picture is None else f"{base}/picture",
    )
    return Response(document.model_dump_json(), status, _NO_STORE, "application/json")


def _address(request: Request, screen: Screen) -> str:
    told = services_of(request).settings.public_url
    base = (told or str(request.base_url)).rstrip("/")
    return f"{base}/room?screen={screen.key}"


def _shown(services: Services, screen: Screen) -> Room | None:
    """Give the room on a screen; one that has ended leaves it, and the next key is made."""
    if screen.room_id is None:
        return None
    try:
        # A look must not keep a room alive: only its shopper does.
        return services.rooms.peek(screen.room_id)
    except UnknownRoomError:
        services.screens.renew(screen)
        return None
