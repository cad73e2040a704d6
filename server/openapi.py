"""Parts of the API's description that routes cannot derive from types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.schemas import ProblemDocument

_EXAMPLE_REPORT: dict[str, Any] = {
    "input": None,
    "frame": 0,
    "width": 3024,
    "height": 4032,
    "camera": {"fx": 3066.1, "fy": 3066.1, "cx": 1511.5, "cy": 2015.5, "source": "exif"},
    "subjects": [
        {
            "id": 0,
            "kind": "face",
            "score": 0.98,
            "box": [910.2, 1204.7, 2101.9, 2705.3],
            "landmarks": [[1511.0, 2010.4]],
            "camera_from_subject": [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0.48], [0, 0, 0, 1]],
            "points": {"left_pupil": [1710.2, 1705.9], "right_pupil": [1302.4, 1709.3]},
            "measures": {"pupillary_distance_mm": {"value": 62.1, "low": 58.9, "high": 65.3}},
            "notes": [],
        }
    ],
    "fits": [
        {
            "sku": "an-bang",
            "category": "eyewear",
            "subject": 0,
            "camera_from_product": [[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0.47], [0, 0, 0, 1]],
            "scale": 1.0,
            "confidence": 0.97,
            "points": {"bridge": [1506.3, 1702.0]},
            "refusal": None,
        }
    ],
    "timings_ms": {"decode": 33.1, "track": 24.7, "fit": 1.3, "render": 16.8, "total": 101.0},
    "output": None,
}

TRY_ON_BODY: dict[str, Any] = {
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
                        "description": "JPEG, PNG or WebP; at most 12 MB, 25 megapixels",
                    },
                    "sku": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "products worn together, at most one of each slot for one "
                        "person: SKU, SKU:variant, SKU@person or SKU:variant@person; person is "
                        "the id of a subject in the report, everybody without it",
                    },
                    "look": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "looks, ID or ID@person; a `sku` of the same slot replaces "
                        "what the look has there. At least one `sku` or `look` is needed",
                    },
                    "variant": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "colours in the order of `sku`; empty takes the default",
                    },
                    "pupillary_distance_mm": {"type": "number", "minimum": 40, "maximum": 80},
                    "holds_card": {
                        "type": "boolean",
                        "description": "whether the wearer holds a bank card flat against "
                        "forehead or mouth, which tells the size",
                    },
                    "focal_35mm": {
                        "type": "number",
                        "minimum": 9,
                        "maximum": 300,
                        "description": "35 mm equivalent focal length, mm, if EXIF was taken out",
                    },
                },
            },
            "examples": {
                "one": {
                    "summary": "One product on everybody",
                    "value": {
                        "image": "(file)",
                        "sku": ["an-bang:black"],
                        "pupillary_distance_mm": 62.5,
                    },
                },
                "people": {
                    "summary": "Two people, each with their own glasses",
                    "value": {"image": "(file)", "sku": ["an-bang:black@0", "hoi-an:silver@1"]},
                },
                "look": {
                    "summary": "A look, with other glasses than it has",
                    "value": {"image": "(file)", "look": ["di-bien"], "sku": ["my-khe"]},
                },
            },
        }
    },
}

BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


def problem_example(description: str, code: str, status: int) -> dict[str, Any]:
    """Describe an answer that is a problem document."""
    example = {
        "type": f"urn:tryon:problem:{code}",
        "title": description,
        "status": status,
        "detail": description,
        "code": code,
        "instance": "urn:tryon:request:6fbb4b1c",
    }
    return {
        "model": ProblemDocument,
        "description": description,
        "content": {"application/problem+json": {"example": example}},
    }


def answer_formats(example_report: Mapping[str, Any]) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route that gives a picture, its report, or both."""
    return {
        200: {
            "description": "The picture, the report, or both.",
            "content": {
                "image/jpeg": BINARY,
                "image/png": BINARY,
                "image/webp": BINARY,
                "application/json": {"example": example_report},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "report": {"type": "object"},
                            "image": {"type": "string", "format": "binary"},
                        },
                    }
                },
            },
        },
        406: problem_example("No such answer format", "not_acceptable", 406),
    }


TRY_ON_RESPONSES: dict[int | str, dict[str, Any]] = {
    **answer_formats(_EXAMPLE_REPORT),
    408: problem_example("Upload too slow", "upload_too_slow", 408),
    413: problem_example("Picture too large", "too_many_bytes", 413),
    415: problem_example("Not a JPEG, PNG or WebP picture", "unsupported_format", 415),
    422: problem_example("No face found", "no_face", 422),
    503: problem_example("Busy; Retry-After says when to try again", "busy", 503),
}
