"""Answers that browsers may keep: entity tags and 304 (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

REVALIDATE = "no-cache"
"""Keep it, but ask every time: the answer to that is an empty 304."""
KEEP_AN_HOUR = "public, max-age=3600"


def cached_answer(
    request: Request, body: bytes, media_type: str, *, policy: str = REVALIDATE
) -> Response:
    """Give `body` with its entity tag, or 304 where the client has it already."""
    return _tagged(request, body, _tag(body), media_type, policy)


def file_answer(
    request: Request, path: Path, media_type: str, *, policy: str = KEEP_AN_HOUR
) -> Response:
    """Give a file of the installation with its entity tag, or 304.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    status = path.stat()
    body, tag = _file(path, status.st_mtime_ns, status.st_size)
    return _tagged(request, body, tag, media_type, policy)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@lru_cache(maxsize=64)
def _file(path: Path, modified_ns: int, size: int) -> tuple[bytes, str]:
    del modified_ns, size  # Part of the key: a changed file is read again.
    body = path.read_bytes()
    return body, _tag(body)


def _tagged(request: Request, body: bytes, tag: str, media_type: str, policy: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": policy}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in {
        item.strip().removeprefix("W/") for item in known.split(",")
    }:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)
