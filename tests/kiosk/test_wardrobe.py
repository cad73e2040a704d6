from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.menu import Colour, MenuItem
from kiosk.settings import Language
from kiosk.wardrobe import Wardrobe
from tryon import Choice, Report


def items() -> tuple[MenuItem, ...]:
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    colours = tuple(Colour(name, names, "#000000") for name in ("red", "plum"))
    slots = ("eyewear", "eyewear", "headwear", "lipstick")
    return tuple(
        MenuItem(f"p{n}", "", names, names, "", colours, Path("x"), slot, slot)
        for n, slot in enumerate(slots)
    )


def report(*people: int) -> Report:
    return cast(Report, {"subjects": [{"id": i, "kind": "face"} for i in people], "fits": []})


@pytest.fixture
def wardrobe() -> Wardrobe:
    """Give the wardrobe of two people, 4 and 7."""
    wardrobe = Wardrobe(items())
    wardrobe.saw(report(7, 4), 10.0)
    return wardrobe


def test_everybody_wears_what_is_for_everybody(wardrobe: Wardrobe) -> None:
    wardrobe.put_on(2, 1)
    assert wardrobe.choices == (Choice("p0", "red"), Choice("p2", "plum"))


def test_each_person_keeps_their_own(wardrobe: Wardrobe) -> None:
    wardrobe.select(7)
    wardrobe.put_on(1, 0)
    wardrobe.select(4)
    wardrobe.put_on(3, 1)
    assert set(wardrobe.choices) == {
        Choice("p1", "red", 7), Choice("p0", "red", 4), Choice("p3", "plum", 4),
    }  # fmt: skip


def test_somebody_can_take_everything_off_alone(wardrobe: Wardrobe) -> None:
    wardrobe.select(7)
    wardrobe.take_off("eyewear")
    assert wardrobe.choices == (Choice("p0", "red", 4),)


def test_what_is_put_on_everybody_reaches_those_with_their_own(wardrobe: Wardrobe) -> None:
    wardrobe.select(7)
    wardrobe.put_on(1, 0)
    wardrobe.select(None)
    wardrobe.put_on(3, 0)
    assert {choice for choice in wardrobe.choices if choice.person == 7} == {
        Choice("p1", "red", 7), Choice("p3", "red", 7),
    }  # fmt: skip


def test_newcomers_wear_what_is_for_everybody(wardrobe: Wardrobe) -> None:
    wardrobe.select(7)
    wardrobe.put_on(1, 0)
    is_other = wardrobe.saw(report(4, 7, 9), 11.0)
    assert is_other
    assert Choice("p0", "red", 9) in wardrobe.choices


def test_somebody_hidden_for_a_moment_is_still_there_and_then_gone(wardrobe: Wardrobe) -> None:
    wardrobe.select(7)
    wardrobe.put_on(1, 0)
    wardrobe.saw(report(4), 12.0)
    hidden = wardrobe.people, wardrobe.person
    wardrobe.saw(report(4), 14.0)
    gone = wardrobe.people, wardrobe.person
    wardrobe.saw(report(4, 7), 40.0)
    back = {choice for choice in wardrobe.choices if choice.person == 7}
    wardrobe.saw(report(4), 101.0)
    assert (hidden, gone) == (((4, 7), 7), ((4,), None))
    assert back == {Choice("p1", "red", 7)}
    assert all(choice.person is None for choice in wardrobe.choices)


def test_only_who_is_there_can_be_dressed(wardrobe: Wardrobe) -> None:
    wardrobe.select(5)
    assert wardrobe.person is None


@given(st.lists(st.tuples(st.sampled_from([None, 4, 7]), st.integers(0, 3), st.integers(0, 1))))
def test_undo_goes_back_step_by_step(steps: list[tuple[int | None, int, int]]) -> None:
    wardrobe = Wardrobe(items())
    wardrobe.saw(report(4, 7), 1.0)
    seen = []
    for person, item, colour in steps[:20]:
        seen.append(wardrobe.choices)
        wardrobe.select(person)
        wardrobe.put_on(item, colour)
    for before in reversed(seen):
        wardrobe.undo()
        assert wardrobe.choices == before
    assert not wardrobe.can_undo
