"""What one shopper does at the mirror: choices, screens, time-outs. No window, no clock."""

from __future__ import annotations

import math
from enum import Enum

from kiosk.menu import MenuItem, MenuLook, categories
from kiosk.settings import KioskSettings, Language
from kiosk.wardrobe import Wardrobe, Worn
from tryon import Choice, Report

MOST_COMPARED = 4
LOOKS = "looks"
"""The tab beside those of the categories."""
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
    ROOM = "room"


class Session:
    """State of the mirror for the shopper before it; times are monotonic, s.

    Parameters
    ----------
    items : the menu; may be empty
    settings : language and time-outs
    now_s : start
    looks : outfits to put on at once
    """

    def __init__(
        self,
        items: tuple[MenuItem, ...],
        settings: KioskSettings,
        now_s: float,
        looks: tuple[MenuLook, ...] = (),
    ) -> None:
        self.items = items
        self.looks = looks
        self.categories = (*categories(items), LOOKS) if looks else categories(items)
        self.wardrobe = Wardrobe(items)
        self._settings = settings
        self._last_seen_s = now_s
        self._face_since_s: float | None = None
        self._screen_since_s = now_s
        self._last_touch_s = now_s
        self.screen = Screen.LIVE
        self.has_room = False
        self._reset()

    def _reset(self) -> None:
        """Forget the shopper: the next one starts as if nobody had been here."""
        self.language: Language = self._settings.language
        self.is_large = False
        self.item_index = 0
        self.colour_index = 0
        self.category = self.items[0].category if self.items else ""
        self.wardrobe.reset()
        self._tried: list[tuple[Worn, ...]] = []
        self._note_tried()

    @property
    def item(self) -> MenuItem | None:
        """The product whose name and colours are shown; None while the catalogue is empty."""
        return self.items[self.item_index] if self.items else None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the engine puts on now."""
        return self.wardrobe.choices

    @property
    def listed(self) -> tuple[int, ...]:
        """Rows of the menu in the present tab; none on the tab of looks."""
        return tuple(n for n, item in enumerate(self.items) if item.category == self.category)

    def choose(self, item_index: int, colour_index: int, now_s: float) -> None:
        """Put on a product in a colour and remember the outfit for comparing."""
        self.touched(now_s)
        self.wardrobe.put_on(item_index, colour_index)
        self._look_at(item_index, colour_index)
        self._note_tried()

    def choose_colour(self, colour_index: int, now_s: float) -> None:
        """Put on the product looked at in a colour."""
        self.choose(self.item_index, colour_index, now_s)

    def wear_look(self, number: int, now_s: float) -> None:
        """Put a look on."""
        self.wear(self.looks[number].worn, now_s)

    def toggle(self, item_index: int, now_s: float) -> None:
        """Put on a product, or take it off if it is on."""
        if self.wardrobe.is_worn(item_index):
            self.take_off(self.items[item_index].slot, now_s)
        else:
            self.choose(item_index, 0, now_s)

    def take_off(self, slot: str, now_s: float) -> None:
        """Take off what is in a slot."""
        self.touched(now_s)
        self.wardrobe.take_off(slot)
        self._look_at_worn()

    def wear(self, worn: tuple[Worn, ...], now_s: float) -> None:
        """Put on a whole outfit, in place of everything."""
        self.touched(now_s)
        self.wardrobe.wear(worn)
        self._look_at_worn()
        self._note_tried()

    def undo(self, now_s: float) -> None:
        """Take the last change back."""
        self.touched(now_s)
        self.wardrobe.undo()
        self._look_at_worn()

    def show_category(self, category: str, now_s: float) -> None:
        """Open a tab."""
        self.touched(now_s)
        self.category = category

    def show_worn(self, slot: str, now_s: float) -> None:
        """Show name and colours of what is in a slot."""
        self.touched(now_s)
        worn = self.wardrobe.worn.get(slot)
        if worn is not None:
            self._look_at(*worn)
            self.category = self.items[worn[0]].category

    def select(self, person: int | None, now_s: float) -> None:
        """Dress one person from now on; the same one again, or None, means everybody."""
        self.touched(now_s)
        self.wardrobe.select(None if person == self.wardrobe.person else person)
        self._look_at_worn()

    def step(self, by: int, now_s: float) -> None:
        """Put on the next or previous product of the tab, around the ends."""
        rows = self.listed
        if rows:
            at = rows.index(self.item_index) + by if self.item_index in rows else 0
            self.choose(rows[at % len(rows)], 0, now_s)

    def _look_at(self, item: int, colour: int) -> None:
        self.item_index, self.colour_index = item, colour

    def _look_at_worn(self) -> None:
        """Show the colours of something that is on, rather of the same kind."""
        worn = self.wardrobe.worn
        item = self.item
        if worn and item is not None:
            self._look_at(*worn.get(item.slot, next(reversed(worn.values()))))

    def _note_tried(self) -> None:
        outfit = tuple(self.wardrobe.worn.values())
        if outfit:
            self._tried = [tried for tried in self._tried if set(tried) != set(outfit)] + [outfit]

    def step_colour(self, by: int, now_s: float) -> None:
        """Put on the next or previous colour, around the ends."""
        if self.item is not None:
            count = len(self.item.colours)
            self.choose(self.item_index, (self.colour_index + by) % count, now_s)

    def compared(self) -> tuple[tuple[Worn, ...], ...]:
        """Give up to four outfits to compare, the worn one first.

        Notes
        -----
        The last ones tried; a shopper who tried fewer gets the worn outfit with the products
        that stand beside the last one looked at.
        """
        worn = self.wardrobe.worn
        chosen = [tuple(worn.values()), *reversed(self._tried)] if worn else self._tried[::-1]
        found: dict[frozenset[Worn], tuple[Worn, ...]] = {}
        for outfit in chosen:
            found.setdefault(frozenset(outfit), outfit)
        item = self.item
        rows = [n for n, other in enumerate(self.items) if item and other.slot == item.slot]
        tried = {row for outfit in found.values() for row, _ in outfit}
        for step in range(1, len(rows)):
            row = rows[(rows.index(self.item_index) + step) % len(rows)]
            if item is not None and row not in tried:
                outfit = tuple({**worn, item.slot: (row, 0)}.values())
                found.setdefault(frozenset(outfit), outfit)
        return tuple(found.values())[:MOST_COMPARED]

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

    def saw_people(self, report: Report, now_s: float) -> bool:
        """Note who is in the newest picture; whether that changes what is shown or worn."""
        self.saw(bool(report["subjects"]), now_s)
        return self.wardrobe.saw(report, now_s)

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

    def ask_room(self, now_s: float) -> None:
        """Open the screen for rooms sent from phones."""
        self.touched(now_s)
        if self.screen is Screen.LIVE:
            self.show(Screen.ROOM, now_s)

    def saw_room(self, is_shown: bool, now_s: float) -> None:
        """Note whether a shopper's phone shows a room here: it comes up by itself, and goes."""
        if is_shown and self.screen in (Screen.IDLE, Screen.LIVE):
            self.show(Screen.ROOM, now_s)
        elif self.has_room and not is_shown and self.screen is Screen.ROOM:
            self.show(Screen.LIVE, now_s)
        self.has_room = is_shown

    def countdown(self, now_s: float) -> int:
        """Give the number to show, 3 to 1; 0 once the picture is due."""
        return max(0, math.ceil(_COUNTDOWN_S - (now_s - self._screen_since_s)))

    def picture_left_s(self, now_s: float) -> float:
        """Give how long the held picture or comparison stays without a touch, s."""
        since_s = max(self._screen_since_s, self._last_touch_s)
        return max(0.0, self._settings.picture_s - (now_s - since_s))

    def tick(self, now_s: float) -> None:
        """Let time pass: held pictures end, and an empty place becomes the idle screen."""
        is_waiting = self.screen is Screen.ROOM and not self.has_room
        if is_waiting or self.screen in (Screen.PICTURE, Screen.COMPARISON):
            if self.picture_left_s(now_s) <= 0.0:
                self.show(Screen.LIVE, now_s)
        elif self.screen is Screen.LIVE and now_s - self._last_seen_s > self._settings.idle_s:
            self._reset()
            self.show(Screen.IDLE, now_s)
