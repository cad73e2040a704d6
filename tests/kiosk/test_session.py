from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.menu import Colour, MenuItem
from kiosk.session import MOST_COMPARED, Screen, Session
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
    assert session.compared()[0] == (0, 0)
    assert 3 not in {item for item, _ in session.compared()[:1]}


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
    assert session.compared() == ((4, 0), (2, 1), (0, 0), (5, 0))


@given(st.lists(st.tuples(st.integers(0, 5), st.just(0)), max_size=30))
def test_comparison_never_repeats_and_starts_with_the_worn_pair(
    chosen: list[tuple[int, int]],
) -> None:
    session = Session(_items(), SETTINGS, 0.0)
    for item, colour in chosen:
        session.choose(item, colour, 1.0)
    compared = session.compared()
    assert compared[0] == (session.item_index, session.colour_index)
    assert len(set(compared)) == len(compared) == MOST_COMPARED


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
