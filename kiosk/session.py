"""What one shopper does at the mirror: choices, screens, time-outs. No window, no clock."""

from __future__ import annotations

import math
from enum import Enum

from kiosk.menu import MenuItem
from kiosk.settings import KioskSettings, Language
from tryon import Choice

MOST_COMPARED = 4
_COUNTDOWN_S = 3.0
# A face that blinks out between two frames, or a passer-by, must not switch screens.
_FACE_HOLD_S = 0.5


class Screen(Enum):
    """What fills the mirror."""

    IDLE = "idle"
    LIVE = "live"
    COUNTDOWN = "countdown"
    PICTURE = "picture"
    COMPARISON = "comparison"


class Session:
    """State of the mirror for the shopper before it; times are monotonic, s.

    Parameters
    ----------
    items : the menu; may be empty
    settings : language and time-outs
    now_s : start
    """

    def __init__(self, items: tuple[MenuItem, ...], settings: KioskSettings, now_s: float) -> None:
        self.items = items
        self._settings = settings
        self._last_seen_s = now_s
        self._face_since_s: float | None = None
        self._screen_since_s = now_s
        self._last_touch_s = now_s
        self.screen = Screen.LIVE
        self._reset()

    def _reset(self) -> None:
        """Forget the shopper: the next one starts as if nobody had been here."""
        self.language: Language = self._settings.language
        self.is_large = False
        self.item_index = 0
        self.colour_index = 0
        self._tried: list[tuple[int, int]] = [(0, 0)] if self.items else []

    @property
    def item(self) -> MenuItem | None:
        """The pair being worn; None while the catalogue is empty."""
        return self.items[self.item_index] if self.items else None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the engine puts on now."""
        item = self.item
        return () if item is None else (item.choice(self.colour_index),)

    def choose(self, item_index: int, colour_index: int, now_s: float) -> None:
        """Put on a pair in a colour and remember it for comparing."""
        self.touched(now_s)
        self.item_index, self.colour_index = item_index, colour_index
        pair = (item_index, colour_index)
        self._tried = [tried for tried in self._tried if tried != pair] + [pair]

    def step(self, by: int, now_s: float) -> None:
        """Put on the next or previous pair, around the ends."""
        if self.items:
            self.choose((self.item_index + by) % len(self.items), 0, now_s)

    def step_colour(self, by: int, now_s: float) -> None:
        """Put on the next or previous colour, around the ends."""
        if self.item is not None:
            count = len(self.item.colours)
            self.choose(self.item_index, (self.colour_index + by) % count, now_s)

    def compared(self) -> tuple[tuple[int, int], ...]:
        """Give up to four (pair, colour) to compare, the worn one first.

        Notes
        -----
        The last ones tried; a shopper who tried fewer gets the pairs beside the worn one.
        """
        chosen = list(reversed(self._tried))[:MOST_COMPARED]
        for offset in range(1, len(self.items)):
            pair = ((self.item_index + offset) % len(self.items), 0)
            if len(chosen) < MOST_COMPARED and pair[0] not in {item for item, _ in chosen}:
                chosen.append(pair)
        return tuple(chosen)

    def switch_language(self, now_s: float) -> None:
        """Change between Vietnamese and English."""
        self.touched(now_s)
        self.language = "en" if self.language == "vi" else "vi"

    def switch_size(self, now_s: float) -> None:
        """Change between normal and large text."""
        self.touched(now_s)
        self.is_large = not self.is_large

    def touched(self, now_s: float) -> None:
        """Note that somebody uses the mirror, which ends the idle screen."""
        self._last_touch_s = self._last_seen_s = now_s
        if self.screen is Screen.IDLE:
            self.show(Screen.LIVE, now_s)

    def saw(self, has_face: bool, now_s: float) -> None:
        """Note whether the newest picture shows a face."""
        if not has_face:
            self._face_since_s = None
            return
        if self._face_since_s is None:
            self._face_since_s = now_s
        if now_s - self._face_since_s >= _FACE_HOLD_S:
            self._last_seen_s = now_s
            if self.screen is Screen.IDLE:
                self.show(Screen.LIVE, now_s)

    def show(self, screen: Screen, now_s: float) -> None:
        """Change what fills the mirror."""
        self.screen = screen
        self._screen_since_s = now_s
        if screen is not Screen.IDLE:
            self._last_seen_s = max(self._last_seen_s, now_s)

    def countdown(self, now_s: float) -> int:
        """Give the number to show, 3 to 1; 0 once the picture is due."""
        return max(0, math.ceil(_COUNTDOWN_S - (now_s - self._screen_since_s)))

    def picture_left_s(self, now_s: float) -> float:
        """Give how long the held picture or comparison stays without a touch, s."""
        since_s = max(self._screen_since_s, self._last_touch_s)
        return max(0.0, self._settings.picture_s - (now_s - since_s))

    def tick(self, now_s: float) -> None:
        """Let time pass: held pictures end, and an empty place becomes the idle screen."""
        if self.screen in (Screen.PICTURE, Screen.COMPARISON):
            if self.picture_left_s(now_s) <= 0.0:
                self.show(Screen.LIVE, now_s)
        elif self.screen is Screen.LIVE and now_s - self._last_seen_s > self._settings.idle_s:
            self._reset()
            self.show(Screen.IDLE, now_s)
