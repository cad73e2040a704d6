"""Which of our formats a client wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

from typing import Literal

from server.problems import Problem
from server.texts import weight_of

AnswerType = Literal[
    "image/jpeg", "image/png", "image/webp", "application/json", "multipart/form-data"
]
ANSWER_TYPES: tuple[AnswerType, ...] = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/json",
    "multipart/form-data",
)


def chosen_type(accept: str | None) -> AnswerType:
    """Choose the answer's format; the first of ours wins among equals.

    Raises
    ------
    Problem
        406 if the client takes none of them.
    """
    wanted = [_item(text) for text in (accept or "*/*")[:1000].split(",")]
    best: AnswerType | None = None
    best_weight = 0.0
    for offered in ANSWER_TYPES:
        weight = _weight(offered, wanted)
        if weight > best_weight:
            best, best_weight = offered, weight
    if best is None:
        raise Problem(406, "not_acceptable")
    return best


def _item(text: str) -> tuple[str, float]:
    name, _, parameters = text.strip().partition(";")
    return name.strip().lower(), weight_of(parameters)


def _weight(offered: str, wanted: list[tuple[str, float]]) -> float:
    """Give the weight of the most specific range that matches."""
    family = offered.split("/", maxsplit=1)[0] + "/*"
    for pattern in (offered, family, "*/*"):
        weights = [weight for name, weight in wanted if name == pattern]
        if weights:
            return max(weights)
    return 0.0
