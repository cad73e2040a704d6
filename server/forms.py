"""A multipart form read into memory, counted while it streams; nothing is spooled to disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from server.problems import Problem

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FIELD_COUNT = 64
_FORM_OVERHEAD_BYTES = 40_000


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How large a form may be, and how long it may take to arrive.

    Parameters
    ----------
    picture_bytes : of the picture
    timeout_s : to send all of it, s
    field_bytes : of one other field
    """

    picture_bytes: int
    timeout_s: float
    field_bytes: int = 200


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it arrived.

    Parameters
    ----------
    image : the picture file
    fields : names and texts of the other fields, in the order given
    """

    image: bytes
    fields: tuple[tuple[str, str], ...]


async def receive_form(request: Request, limits: UploadLimits) -> Form:
    """Receive the form of a request.

    Raises
    ------
    Problem
        If it is no form, too large, too slow, or incomplete.
    ClientDisconnect
        If the client leaves.
    """
    boundary = _boundary(request.headers.get("content-type", ""))
    most = limits.picture_bytes + _FORM_OVERHEAD_BYTES
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise Problem(413, "too_many_bytes")
    collector = _Collector(limits.picture_bytes, limits.field_bytes)
    parser = MultipartParser(boundary, collector.callbacks(), max_header_count=8)
    try:
        async with asyncio.timeout(limits.timeout_s):
            received = 0
            async for chunk in request.stream():
                received += len(chunk)
                if received > most:
                    raise Problem(413, "too_many_bytes")
                if chunk:
                    parser.write(chunk)
    except TimeoutError as error:
        raise Problem(408, "upload_too_slow") from error
    except FormParserError as error:
        raise Problem(422, "invalid_request", "expected well-formed multipart data") from error
    if not collector.is_complete:
        raise Problem(422, "invalid_request", "expected a complete multipart form")
    if collector.image is None:
        raise Problem(422, "invalid_request", "expected a field `image` with a picture file")
    return Form(bytes(collector.image), tuple(collector.fields))


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind.lower() != b"multipart/form-data" or not 0 < len(boundary) <= 70:
        raise Problem(415, "unsupported_body")
    return boundary


@dataclass(slots=True)
class _Collector:
    """Keeps the parts of a form; files' names are not kept."""

    picture_bytes: int
    field_bytes: int
    image: bytearray | None = None
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    is_complete: bool = False
    _name: str = ""
    _value: bytearray = field(default_factory=bytearray)
    _header: bytearray = field(default_factory=bytearray)
    _header_value: bytearray = field(default_factory=bytearray)
    _parts: int = 0

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._part_begin,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_header_begin": self._header_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_text,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > _FIELD_COUNT:
            raise Problem(422, "invalid_request", f"expected at most {_FIELD_COUNT} fields")
        self._name = ""
        self._value = bytearray()

    def _header_begin(self) -> None:
        self._header.clear()
        self._header_value.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_text(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._header_value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if self._name == "image":
            if len(self._value) > self.picture_bytes:
                raise Problem(413, "too_many_bytes")
        elif len(self._value) > self.field_bytes:
            raise Problem(
                422, "invalid_request", f"expected fields of {self.field_bytes} bytes at most"
            )

    def _part_end(self) -> None:
        if self._name == "image":
            if self.image is not None:
                raise Problem(422, "invalid_request", "expected one image")
            self.image = self._value
        else:
            self.fields.append((self._name, self._value.decode("utf-8", "replace").strip()))

    def _end(self) -> None:
        self.is_complete = True


async def wait_for_disconnect(request: Request) -> None:
    """Return once the client has left; for use after the body was read."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


__all__ = ["ClientDisconnect", "Form", "UploadLimits", "receive_form", "wait_for_disconnect"]
