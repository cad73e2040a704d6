"""What the shopper's touches do to the session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.session import Session
from kiosk.ui.window import MirrorWindow

Action = Callable[[float], None]


def connect_menu(window: MirrorWindow, session: Session, do: Callable[[Action], None]) -> None:
    """Connect the window's menu to the session.

    Parameters
    ----------
    window, session : to connect
    do : lets the session do something now, and brings the rest in line
    """
    for number_signal, number_action in (
        (window.pair_chosen, session.toggle),
        (window.colour_chosen, session.choose_colour),
        (window.pair_stepped, session.step),
        (window.colour_stepped, session.step_colour),
        (window.look_chosen, session.wear_look),
        (window.face_touched, session.select),
    ):
        number_signal.connect(partial(_do_with_number, do, number_action))
    for name_signal, name_action in (
        (window.category_chosen, session.show_category),
        (window.worn_shown, session.show_worn),
        (window.taken_off, session.take_off),
    ):
        name_signal.connect(partial(_do_with_name, do, name_action))
    window.undo_asked.connect(lambda: do(session.undo))
    window.everybody_asked.connect(lambda: do(partial(session.select, None)))
    window.language_asked.connect(lambda: do(session.switch_language))
    window.size_asked.connect(lambda: do(session.switch_size))


def _do_with_number(
    do: Callable[[Action], None], action: Callable[[int, float], None], number: int
) -> None:
    do(partial(action, number))


def _do_with_name(
    do: Callable[[Action], None], action: Callable[[str, float], None], name: str
) -> None:
    do(partial(action, name))
