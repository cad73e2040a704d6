"""Answers that hold a picture, a report, or both."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from starlette.responses import Response

from server.negotiation import AnswerType
from tryon import encode_picture


def encoded(image: NDArray[np.uint8], answer_type: AnswerType, quality: int) -> bytes:
    """Encode a picture; JPEG where the answer holds more than the picture."""
    if answer_type == "image/png":
        return encode_picture(image, "image/png")
    if answer_type == "image/webp":
        return encode_picture(image, "image/webp", quality)
    return encode_picture(image, "image/jpeg", quality)


def answer(report: Mapping[str, object], picture: bytes, answer_type: AnswerType) -> Response:
    """Give the HTTP answer of a report and its encoded picture in the form asked for."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if answer_type == "application/json":
        return Response(_json(report), 200, headers, answer_type)
    if answer_type != "multipart/form-data":
        return Response(picture, 200, headers, answer_type)
    boundary = secrets.token_hex(16)
    body = b"".join(
        (
            _part(boundary, 'name="report"', "application/json", _json(report)),
            _part(boundary, 'name="image"; filename="try-on.jpg"', "image/jpeg", picture),
            f"--{boundary}--\r\n".encode(),
        )
    )
    # FormData of browsers reads this with one call; nothing else of theirs reads two parts.
    return Response(body, 200, headers, f"multipart/form-data; boundary={boundary}")


def _json(report: Mapping[str, object]) -> bytes:
    return json.dumps(report, ensure_ascii=False, allow_nan=False).encode()


def _part(boundary: str, disposition: str, media_type: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n"
        f"Content-Type: {media_type}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
