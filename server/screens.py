"""Screens in the shop that show a shopper's room, as long as the shopper wants."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

_ID_BYTES = 18


@dataclass(slots=True, eq=False)
class Screen:
    """One screen of the shop.

    Parameters
    ----------
    id : known to the screen alone; whoever knows it sees what is shown
    key : in the code that shoppers read off it; puts one room on the screen, and another key
        comes with the next shopper, so that nobody sees or replaces what follows
    room_id : of the room that is shown
    seen_s : when the screen last asked, monotonic, s
    """

    id: str
    key: str
    room_id: str | None = None
    seen_s: float = 0.0


class UnknownScreenError(LookupError):
    """There is no such screen, or its code has been used."""


class Screens:
    """The screens that are on; a screen that no longer asks is off. Use from one event loop.

    Parameters
    ----------
    most : screens
    silent_s : a screen that has not asked for so long is off, s
    clock : gives the time, s
    """

    def __init__(
        self, most: int, silent_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._silent_s = silent_s
        self._clock = clock
        self._screens: dict[str, Screen] = {}

    def __len__(self) -> int:
        return len(self._screens)

    def open(self) -> Screen | None:
        """Take a screen in; None if there are as many as allowed."""
        self.sweep()
        if len(self._screens) >= self._most:
            return None
        screen = Screen(secrets.token_urlsafe(_ID_BYTES), secrets.token_urlsafe(_ID_BYTES))
        screen.seen_s = self._clock()
        self._screens[screen.id] = screen
        return screen

    def screen(self, screen_id: str) -> Screen:
        """Give a screen to itself.

        Raises
        ------
        UnknownScreenError
            If there is none.
        """
        self.sweep()
        screen = self._screens.get(screen_id)
        if screen is None:
            raise UnknownScreenError
        screen.seen_s = self._clock()
        return screen

    def show(self, key: str, room_id: str) -> None:
        """Put a room on the screen of a key.

        Raises
        ------
        UnknownScreenError
            If there is none, or it shows somebody else's room.
        """
        screen = self._of_key(key)
        if screen.room_id not in (None, room_id):
            raise UnknownScreenError
        screen.room_id = room_id

    def clear(self, key: str) -> None:
        """Take the room off the screen of a key.

        Raises
        ------
        UnknownScreenError
            If there is none.
        """
        self.renew(self._of_key(key))

    def renew(self, screen: Screen) -> None:
        """Make a screen ready for the next shopper."""
        screen.room_id = None
        screen.key = secrets.token_urlsafe(_ID_BYTES)

    def close(self, screen_id: str) -> None:
        """Forget a screen; safe twice."""
        self._screens.pop(screen_id, None)

    def sweep(self) -> None:
        """Forget screens that are off."""
        oldest_s = self._clock() - self._silent_s
        for screen in [one for one in self._screens.values() if one.seen_s <= oldest_s]:
            del self._screens[screen.id]

    def _of_key(self, key: str) -> Screen:
        self.sweep()
        for screen in self._screens.values():
            if secrets.compare_digest(screen.key.encode(), key.encode()):
                return screen
        raise UnknownScreenError
