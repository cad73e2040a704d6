"""Which part of the camera's picture is shown: the shopper stays in view, above the controls."""

from __future__ import annotations

import math

from kiosk.display import Window, window_for
from kiosk.settings import FitMode
from tryon import Report

# The face belongs above the controls, which take the lower third of a wide screen.
_FACE_HEIGHT = 0.40
_EASE_S = 0.6
# A mirror that follows every sway makes seasick: it moves once the face has left the middle.
_START, _STOP = 0.07, 0.01


class Framing:
    """Move the visible part slowly to the largest face, as far as the crop leaves room.

    A camera lying on its side of a standing screen shows a third of its width only: without
    this, somebody who stands beside the middle is not in the mirror.
    """

    def __init__(self, fit: FitMode) -> None:
        self._fit: FitMode = fit
        self._corner: tuple[float, float] | None = None
        self._wanted: tuple[float, float] | None = None
        self._is_moving = False
        self._last_s = 0.0

    def look_at(self, report: Report, person: int | None = None) -> None:
        """Note where a person's face is, the largest for None; nobody leaves all as it is."""
        subjects = [subject for subject in report["subjects"] if subject["kind"] == "face"]
        wanted = [subject for subject in subjects if subject["id"] == person] or subjects
        if wanted:
            boxes = [subject["box"] for subject in wanted]
            x0, y0, x1, y1 = max(boxes, key=lambda box: box[2] - box[0])
            self._wanted = ((x0 + x1) / 2, (y0 + y1) / 2)

    def reset(self) -> None:
        """Show the middle again."""
        self._corner = self._wanted = None

    def part(self, picture: tuple[int, int], screen: tuple[int, int], now_s: float) -> Window:
        """Give the part to show now.

        Parameters
        ----------
        picture, screen : (width, height), px
        now_s : monotonic time, s
        """
        middle = window_for(picture, screen, self._fit)
        size = middle.width, middle.height
        room = picture[0] - size[0], picture[1] - size[1]
        if self._wanted is None or room == (0, 0):
            self._corner, self._last_s = None, now_s
            return middle
        corner = (
            self._wanted[0] - 0.5 * size[0],
            self._wanted[1] - _FACE_HEIGHT * size[1],
        )
        goal = (_clamped(corner[0], room[0]), _clamped(corner[1], room[1]))
        self._corner = self._eased(self._corner or (middle.left, middle.top), goal, size, now_s)
        left, top = round(self._corner[0]), round(self._corner[1])
        return Window(left, top, *size, middle.shown_width, middle.shown_height)

    def _eased(
        self,
        corner: tuple[float, float],
        goal: tuple[float, float],
        size: tuple[int, int],
        now_s: float,
    ) -> tuple[float, float]:
        """Come nearer to the goal, if it is far enough to be worth moving."""
        share = 1.0 - math.exp(-max(0.0, now_s - self._last_s) / _EASE_S)
        self._last_s = now_s
        off = max(abs(goal[0] - corner[0]) / size[0], abs(goal[1] - corner[1]) / size[1])
        self._is_moving = off > (_STOP if self._is_moving else _START)
        if not self._is_moving:
            return corner
        return (
            corner[0] + share * (goal[0] - corner[0]),
            corner[1] + share * (goal[1] - corner[1]),
        )


def _clamped(value: float, most: int) -> float:
    return min(max(0.0, value), float(most))
