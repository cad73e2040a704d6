"""Parts of the API's description of rooms that routes cannot derive from types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from server.openapi import answer_formats, problem_example
from server.room_documents import MeasureRequest
from server.room_hints import HintsDocument
from server.room_placements import PlacementsDocument

_EXAMPLE_HINTS = {"camera_height_m": 1.5, "taps": [[812, 1604]]}
_EXAMPLE_PIECES = {
    "pieces": [{"sku": "sofa", "variant": "grey", "spot": [812, 1604], "yaw_deg": 20}]
}
_EXAMPLE_ENDS = {"first": [300, 1500], "second": [1400, 1520], "sku": "sofa"}


def _json(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {
        "required": True,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _schema(model: type[HintsDocument | PlacementsDocument | MeasureRequest]) -> dict[str, Any]:
    """Give a model's schema with everything it names inside, valid wherever it is put."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    return {key: _inlined(value, definitions) for key, value in schema.items()}


def _inlined(part: object, definitions: Mapping[str, object]) -> object:
    if isinstance(part, list):
        return [_inlined(item, definitions) for item in cast("list[object]", part)]
    if not isinstance(part, dict):
        return part
    entries = cast("dict[str, object]", part)
    if "$ref" in entries:
        return _inlined(definitions[str(entries["$ref"]).rsplit("/", 1)[-1]], definitions)
    # A discriminator's mapping names definitions that are gone; `const` tells the kinds apart.
    return {
        key: _inlined(value, definitions)
        for key, value in entries.items()
        if key != "discriminator"
    }


HINTS_BODY: dict[str, Any] = _json(_schema(HintsDocument), _EXAMPLE_HINTS)
PLACEMENTS_BODY: dict[str, Any] = _json(_schema(PlacementsDocument), _EXAMPLE_PIECES)
MEASURE_BODY: dict[str, Any] = _json(_schema(MeasureRequest), _EXAMPLE_ENDS)
ROOM_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["image"],
                "properties": {
                    "image": {
                        "type": "string",
                        "format": "binary",
                        "description": "JPEG, PNG or WebP; at most 12 MB, 25 megapixels; whole, "
                        "with its EXIF, not cropped",
                    },
                    "hints": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "description": "JSON as for `PUT hints`; may be missing",
                    },
                },
            },
            "examples": {
                "height": {
                    "summary": "The phone was held 1.5 m high",
                    "value": {"image": "(file)", "hints": '{"camera_height_m": 1.5}'},
                },
                "a4": {
                    "summary": "A sheet of A4 lies on the floor",
                    "value": {"image": "(file)", "hints": '{"sheet": {"kind": "a4"}}'},
                },
            },
        }
    },
}
ROOM_RESPONSES: dict[int | str, dict[str, Any]] = {
    404: problem_example("No such room, or none any more", "unknown_room", 404),
    408: problem_example("Upload too slow", "upload_too_slow", 408),
    413: problem_example("Picture too large", "too_many_bytes", 413),
    415: problem_example("Not a JPEG, PNG or WebP picture", "unsupported_format", 415),
    422: problem_example("A value is wrong", "invalid_request", 422),
    503: problem_example("Busy; Retry-After says when to try again", "busy", 503),
}
PLACEMENTS_RESPONSES: dict[int | str, dict[str, Any]] = {
    **ROOM_RESPONSES,
    **answer_formats({"fits": [{"sku": "sofa", "subject": 0, "refusal": None}]}),
}
