"""JSON bodies, bounded while they arrive and checked before anybody uses them."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from server.problems import Problem
from server.room_hints import faults_note

MOST_BYTES = 400_000
"""A room full of pieces with forty long strokes is a third of that."""

_Model = TypeVar("_Model", bound=BaseModel)


async def read_json(request: Request, model: type[_Model], timeout_s: float) -> _Model:
    """Receive a document.

    Parameters
    ----------
    model : what it must be
    timeout_s : to send it, s

    Raises
    ------
    Problem
        If it is too large, too slow, or no such document.
    ClientDisconnect
        If the client leaves.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    note = f"expected at most {MOST_BYTES} bytes of JSON"
                    raise Problem(413, "body_too_large", note)
    except TimeoutError as error:
        raise Problem(408, "upload_too_slow") from error
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        raise Problem(422, "invalid_request", faults_note(error)) from error
