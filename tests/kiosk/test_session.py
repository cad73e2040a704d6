from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.menu import Colour, MenuItem, MenuLook
from kiosk.session import LOOKS, MOST_COMPARED, Screen, Session
from kiosk.settings import KioskSettings, Language
from tryon import Choice

SETTINGS = KioskSettings(idle_s=60.0, picture_s=60.0)


@pytest.fixture
def session(items: tuple[MenuItem, ...]) -> Session:
    return Session(items, SETTINGS, 0.0)


def test_starts_with_the_first_pair_on(session: Session) -> None:
    assert session.choices == (Choice("pair-0", "black"),)


def test_stepping_goes_around_the_ends(session: Session) -> None:
    session.step(-1, 1.0)
    assert session.choices == (Choice("pair-5", "black"),)


def test_colours_go_around_the_ends(session: Session) -> None:
    session.choose(2, 0, 1.0)
    session.step_colour(-1, 1.0)
    assert session.choices == (Choice("pair-2", "blue"),)


def test_idle_screen_comes_after_the_time_without_face_and_touch(session: Session) -> None:
    session.tick(60.0)
    before = session.screen
    session.tick(60.1)
    assert (before, session.screen) == (Screen.LIVE, Screen.IDLE)


def test_a_face_keeps_the_mirror_awake(session: Session) -> None:
    for tenth in range(1000):
        session.saw(True, tenth / 10)
    session.tick(100.0)
    assert session.screen is Screen.LIVE


def test_a_face_wakes_the_mirror_only_if_it_stays(session: Session) -> None:
    session.tick(61.0)
    session.saw(True, 62.0)
    session.saw(False, 62.1)
    session.saw(True, 62.2)
    session.saw(True, 62.6)
    passing = session.screen
    session.saw(True, 62.8)
    assert (passing, session.screen) == (Screen.IDLE, Screen.LIVE)


def test_the_next_shopper_finds_nothing_of_the_last_one(session: Session) -> None:
    session.choose(3, 0, 1.0)
    session.switch_language(1.0)
    session.switch_size(1.0)
    session.tick(62.0)
    session.touched(63.0)
    found = (session.screen, session.language, session.is_large, session.choices)
    assert found == (Screen.LIVE, "vi", False, (Choice("pair-0", "black"),))
    assert session.compared()[0] == ((0, 0),)


def test_countdown_runs_three_two_one_and_ends(session: Session) -> None:
    session.show(Screen.COUNTDOWN, 10.0)
    shown = [session.countdown(10.0 + after) for after in (0.0, 0.9, 1.1, 2.5, 3.0, 9.0)]
    assert shown == [3, 3, 2, 1, 0, 0]


def test_picture_deletes_itself_and_a_touch_keeps_it_longer(session: Session) -> None:
    session.show(Screen.PICTURE, 10.0)
    session.touched(40.0)
    session.tick(99.0)
    before = session.screen
    session.tick(100.0)
    assert (before, session.screen) == (Screen.PICTURE, Screen.LIVE)


def test_comparison_shows_the_last_tried_first(session: Session) -> None:
    session.choose(2, 1, 1.0)
    session.choose(4, 0, 2.0)
    assert session.compared() == (((4, 0),), ((2, 1),), ((0, 0),), ((5, 0),))


@given(st.lists(st.tuples(st.integers(0, 5), st.just(0)), max_size=30))
def test_comparison_never_repeats_and_starts_with_the_worn_pair(
    chosen: list[tuple[int, int]],
) -> None:
    session = Session(_items(), SETTINGS, 0.0)
    for item, colour in chosen:
        session.choose(item, colour, 1.0)
    compared = session.compared()
    assert compared[0] == ((session.item_index, session.colour_index),)
    assert len(set(compared)) == len(compared) == MOST_COMPARED


@pytest.fixture
def shop() -> Session:
    """Give a session with three kinds of things and a look."""
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    colours = tuple(Colour(name, names, "#000000") for name in ("red", "plum"))
    kinds = ("eyewear", "eyewear", "headwear", "makeup/lipstick", "makeup/blush")
    items = tuple(
        MenuItem(f"p{n}", "", names, names, "", colours, Path("x"), kind.split("/")[0], kind)
        for n, kind in enumerate(kinds)
    )
    look = MenuLook(names, ((1, 1), (3, 1)))
    return Session(items, SETTINGS, 0.0, (look,))


def test_what_takes_another_place_is_worn_beside_it(shop: Session) -> None:
    shop.choose(2, 0, 1.0)
    shop.choose(3, 1, 2.0)
    shop.choose(1, 0, 3.0)
    assert set(shop.choices) == {Choice("p1", "red"), Choice("p2", "red"), Choice("p3", "plum")}


def test_touching_what_is_on_takes_it_off_and_undo_puts_it_back(shop: Session) -> None:
    shop.toggle(2, 1.0)
    on = shop.choices
    shop.toggle(2, 2.0)
    off = shop.choices
    shop.undo(3.0)
    assert (len(on), len(off), shop.choices) == (2, 1, on)


def test_look_replaces_everything(shop: Session) -> None:
    shop.choose(2, 0, 1.0)
    shop.wear_look(0, 2.0)
    assert shop.choices == (Choice("p1", "plum"), Choice("p3", "plum"))


def test_tabs_list_their_own_and_steps_stay_in_them(shop: Session) -> None:
    assert shop.categories == ("eyewear", "headwear", "makeup", LOOKS)
    shop.show_category("makeup", 1.0)
    listed = shop.listed
    shop.step(1, 2.0)
    shop.step(1, 3.0)
    assert listed == (3, 4)
    assert set(shop.choices) == {Choice("p0", "red"), Choice("p3", "red"), Choice("p4", "red")}
    shop.show_category(LOOKS, 4.0)
    assert shop.listed == ()


def test_compared_outfits_differ_in_what_was_looked_at_last(shop: Session) -> None:
    shop.choose(2, 0, 1.0)
    shop.choose(1, 0, 2.0)
    compared = [frozenset(outfit) for outfit in shop.compared()]
    assert compared[0] == {(1, 0), (2, 0)}
    assert {(0, 0), (2, 0)} in compared
    assert len(set(compared)) == len(compared)


def test_an_empty_catalogue_wears_nothing() -> None:
    session = Session((), SETTINGS, 0.0)
    session.step(1, 1.0)
    session.step_colour(1, 1.0)
    assert (session.choices, session.compared(), session.item) == ((), (), None)


def _items() -> tuple[MenuItem, ...]:
    names: dict[Language, str] = {"vi": "a", "en": "b"}
    colours = (Colour("black", names, "#000000"),)
    return tuple(
        MenuItem(f"pair-{number}", "", names, names, "", colours, Path("x")) for number in range(6)
    )
