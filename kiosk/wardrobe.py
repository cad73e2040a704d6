"""What everybody before the mirror wears: one outfit for all, and one each for who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kiosk.menu import MenuItem
from tryon import Choice, Report

Worn = tuple[int, int]
"""Row of the menu and colour."""
Outfit = dict[str, Worn]
"""What is worn, by slot."""

_HERE_S = 3.0
"""Somebody hidden or turned away for a moment is still there."""
_KNOWN_S = 60.0
"""As long as trackers know a person again."""
_MOST_UNDONE = 30


class Wardrobe:
    """Outfits of a stream of people; times are monotonic, s.

    Parameters
    ----------
    items : the menu
    """

    def __init__(self, items: Sequence[MenuItem]) -> None:
        self._items = items
        self.reset()

    def reset(self) -> None:
        """Forget everybody: the first product is on, for all."""
        self._common: Outfit = {self._items[0].slot: (0, 0)} if self._items else {}
        self._own: dict[int, Outfit] = {}
        self._seen_s: dict[int, float] = {}
        self._past: list[tuple[Outfit, dict[int, Outfit]]] = []
        self._now_s = 0.0
        self.person: int | None = None

    @property
    def worn(self) -> Outfit:
        """What the person being dressed wears, by slot."""
        return self._of(self.person)

    @property
    def people(self) -> tuple[int, ...]:
        """Ids of who is there, in the order they came."""
        now = self._now_s
        return tuple(sorted(i for i, at in self._seen_s.items() if now - at <= _HERE_S))

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    def is_worn(self, item: int) -> bool:
        """Whether the person being dressed wears a product, in whatever colour."""
        worn = self.worn.get(self._items[item].slot)
        return worn is not None and worn[0] == item

    def put_on(self, item: int, colour: int) -> None:
        """Put a product on, in place of what is in its slot."""
        slot = self._items[item].slot
        self._change(lambda outfit: outfit.update({slot: (item, colour)}))

    def take_off(self, slot: str) -> None:
        """Take off what is in a slot."""
        if slot in self.worn:
            self._change(lambda outfit: outfit.pop(slot, None))

    def wear(self, worn: Iterable[Worn]) -> None:
        """Put a whole outfit on, in place of everything."""
        outfit: Outfit = {self._items[item].slot: (item, colour) for item, colour in worn}

        def replace(old: Outfit) -> None:
            old.clear()
            old.update(outfit)

        self._change(replace)

    def undo(self) -> None:
        """Take the last change back."""
        if self._past:
            self._common, self._own = self._past.pop()

    def select(self, person: int | None) -> None:
        """Dress one person from now on, or everybody."""
        self.person = person if person in self.people else None

    def saw(self, report: Report, now_s: float) -> bool:
        """Note who is in the newest picture.

        Returns
        -------
        bool
            Whether who is there, or what they wear, is another than before.
        """
        before = self.people, self.person, self.choices
        self._now_s = now_s
        for subject in report["subjects"]:
            if subject["kind"] == "face":
                self._seen_s[subject["id"]] = now_s
        gone = [i for i, at in self._seen_s.items() if now_s - at > _KNOWN_S]
        for person in gone:
            del self._seen_s[person]
            self._own.pop(person, None)
        if self.person is not None and self.person not in self.people:
            self.person = None
        return before != (self.people, self.person, self.choices)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the engine puts on.

        Notes
        -----
        What is for everybody would also dress whoever took all of it off: as soon as somebody
        has an outfit of their own, each person is named.
        """
        if not self._own:
            return self.choices_of(self._common.values())
        known = sorted({*self._seen_s, *self._own})
        return tuple(
            choice
            for person in known
            for choice in self.choices_of(self._of(person).values(), person)
        )

    def choices_of(self, worn: Iterable[Worn], person: int | None = None) -> tuple[Choice, ...]:
        """Give what the engine is asked for, to put an outfit on somebody, or on everybody."""
        return tuple(self._items[item].choice(colour, person) for item, colour in worn)

    def _of(self, person: int | None) -> Outfit:
        return self._common if person is None else self._own.get(person, self._common)

    def _change(self, edit: Callable[[Outfit], object]) -> None:
        own = {person: dict(outfit) for person, outfit in self._own.items()}
        self._past = [*self._past, (dict(self._common), own)][-_MOST_UNDONE:]
        if self.person is None:
            for outfit in (self._common, *self._own.values()):
                edit(outfit)
        else:
            edit(self._own.setdefault(self.person, dict(self._common)))
