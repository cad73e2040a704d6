"""Taking pictures in: places for them, and clients that leave before the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from fastapi import Request

from server.forms import ClientDisconnect, wait_for_disconnect
from server.problems import busy
from server.services import Services
from server.tasks import end_tasks
from tryon import CameraIntrinsics, Photo

_Result = TypeVar("_Result")


@contextmanager
def upload_place(services: Services) -> Generator[None]:
    """Bound the pictures held in memory."""
    occupancy = services.occupancy
    if occupancy.uploads >= services.settings.uploads:
        raise busy()
    occupancy.uploads += 1
    try:
        yield
    finally:
        occupancy.uploads -= 1


async def unless_gone(request: Request, work: Awaitable[_Result]) -> _Result:
    """Finish `work`, or cancel it when the client leaves.

    Raises
    ------
    ClientDisconnect
        If the client leaves.
    """
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(wait_for_disconnect(request))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        await end_tasks(task, leaving)


def with_focal(photo: Photo, focal_35mm: float | None) -> Photo:
    """Use the focal length sent beside a picture that carries none itself."""
    if focal_35mm is None or photo.camera.source == "exif":
        return photo
    height, width = photo.image.shape[:2]
    return replace(photo, camera=CameraIntrinsics.from_focal_35mm(width, height, focal_35mm))
