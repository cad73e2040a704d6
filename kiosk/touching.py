"""Which face a finger meant."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.display import Window
from tryon import Report

Box = tuple[float, float, float, float]

_REACH = 0.35
"""Hair and chin count as the face too, over its size."""


def shown_boxes(report: Report, part: Window, offset: tuple[int, int]) -> dict[int, Box]:
    """Give where faces stand in the mirrored window: x0, y0, x1, y1 by id, px.

    Parameters
    ----------
    report : of the picture shown
    part : what of the picture is shown, and how large
    offset : left and top of the shown part in the window, px
    """
    sx, sy = part.shown_width / part.width, part.shown_height / part.height
    boxes: dict[int, Box] = {}
    for subject in report["subjects"]:
        x0, y0, x1, y1 = subject["box"]
        left = offset[0] + part.shown_width - (x1 - part.left) * sx
        right = offset[0] + part.shown_width - (x0 - part.left) * sx
        boxes[subject["id"]] = (
            left, offset[1] + (y0 - part.top) * sy, right, offset[1] + (y1 - part.top) * sy,
        )  # fmt: skip
    return boxes


def touched_face(boxes: dict[int, Box], x: float, y: float) -> int | None:
    """Give the id of the face at a point of the window, px; None if there is none."""
    hits: list[tuple[float, int]] = []
    for person, (x0, y0, x1, y1) in boxes.items():
        reach_x, reach_y = _REACH * (x1 - x0), _REACH * (y1 - y0)
        if x0 - reach_x <= x <= x1 + reach_x and y0 - reach_y <= y <= y1 + reach_y:
            hits.append((abs(x - 0.5 * (x0 + x1)) + abs(y - 0.5 * (y0 + y1)), person))
    return min(hits)[1] if hits else None


def face_of(report: Report, person: int | None) -> Box | None:
    """Give somebody's face in a picture, px; None if they are not in it."""
    for subject in report["subjects"]:
        if subject["id"] == person:
            x0, y0, x1, y1 = subject["box"]
            return x0, y0, x1, y1
    return None


def nearest(boxes: Sequence[Sequence[float]], wanted: Sequence[float]) -> int:
    """Give which of some boxes, at least one, lies nearest to another, by their middles."""

    def distance(box: Sequence[float]) -> float:
        return abs(box[0] + box[2] - wanted[0] - wanted[2]) + abs(
            box[1] + box[3] - wanted[1] - wanted[3]
        )

    return min(range(len(boxes)), key=lambda number: distance(boxes[number]))
