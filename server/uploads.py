"""A multipart form read into memory, counted while it streams; nothing is spooled to disk."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from server.choices import parse_choice
from server.problems import Problem
from tryon import Choice

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FIELD_BYTES = 200
_FIELD_COUNT = 64
_FORM_OVERHEAD_BYTES = 40_000
_PUPILLARY_DISTANCE_MM = (40.0, 80.0)
_FOCAL_35MM = (9.0, 300.0)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How large a form may be, and how long it may take to arrive."""

    picture_bytes: int
    timeout_s: float


@dataclass(frozen=True, slots=True)
class TryOnForm:
    """A checked form of `POST /v1/try-ons`.

    Parameters
    ----------
    image : the picture file
    choices : what to put on, in the order given; not held against the catalogue yet
    looks : sets to put on, `ID` or `ID@PERSON`
    pupillary_distance_mm : typed by the wearer, mm
    holds_card : whether the wearer holds a bank card flat against the face
    focal_35mm : 35 mm equivalent focal length, mm, for pictures whose EXIF was taken out
    """

    image: bytes
    choices: tuple[Choice, ...]
    looks: tuple[str, ...]
    pupillary_distance_mm: float | None
    holds_card: bool
    focal_35mm: float | None


async def read_form(request: Request, limits: UploadLimits) -> TryOnForm:
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
    collector = _Collector(limits.picture_bytes)
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
    return _checked(collector)


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
        elif len(self._value) > _FIELD_BYTES:
            raise Problem(
                422, "invalid_request", f"expected fields of {_FIELD_BYTES} bytes at most"
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


def _checked(collector: _Collector) -> TryOnForm:
    if collector.image is None:
        raise Problem(422, "invalid_request", "expected a field `image` with a picture file")
    choices: list[Choice] = []
    numbers: dict[str, float | None] = {"pupillary_distance_mm": None, "focal_35mm": None}
    variants: list[str] = []
    looks: list[str] = []
    holds_card = False
    for name, value in collector.fields:
        if name == "sku":
            choices.append(parse_choice(value))
        elif name == "look":
            looks.append(value)
        elif name == "variant":
            variants.append(value)
        elif name == "holds_card":
            holds_card = _truth(name, value)
        elif name in numbers:
            numbers[name] = _number(name, value)
    if not choices and not looks:
        raise Problem(422, "invalid_request", "expected a field `sku` or `look`")
    return TryOnForm(
        bytes(collector.image),
        _with_variants(choices, variants),
        tuple(looks),
        _in_range(
            "pupillary_distance_mm", numbers["pupillary_distance_mm"], _PUPILLARY_DISTANCE_MM
        ),
        holds_card,
        _in_range("focal_35mm", numbers["focal_35mm"], _FOCAL_35MM),
    )


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise Problem(422, "invalid_request", f"expected `{name}` to be true or false")
    return value.lower() == "true"


def _with_variants(choices: list[Choice], variants: list[str]) -> tuple[Choice, ...]:
    if not variants:
        return tuple(choices)
    if len(variants) != len(choices):
        raise Problem(422, "invalid_request", "expected one `variant` per `sku`, in the same order")
    return tuple(
        replace(choice, variant=variant or choice.variant)
        for choice, variant in zip(choices, variants, strict=True)
    )


def _number(name: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise Problem(422, "invalid_request", f"expected a number in `{name}`") from error


def _in_range(name: str, value: float | None, limits: tuple[float, float]) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or not limits[0] <= value <= limits[1]:
        raise Problem(422, "invalid_request", f"expected `{name}` in [{limits[0]}, {limits[1]}]")
    return value


async def wait_for_disconnect(request: Request) -> None:
    """Return once the client has left; for use after the body was read."""
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


__all__ = ["ClientDisconnect", "TryOnForm", "UploadLimits", "read_form", "wait_for_disconnect"]
