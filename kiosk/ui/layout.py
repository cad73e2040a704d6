"""Where the controls stand: always at the bottom, within everybody's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.strip import CARD_HEIGHT
from kiosk.ui.theme import Metrics

if TYPE_CHECKING:
    from kiosk.ui.buttons import PillButton
    from kiosk.ui.window import MirrorWindow

_EDGE = 40
_GAP = 16
_BUTTON = 88
_SWATCH = 88
_LEAST_SWATCH = 64
_ROW = 76
_TITLE = 110


def place_controls(window: MirrorWindow, metrics: Metrics) -> None:
    """Place every control of the live screen.

    Notes
    -----
    From the bottom up: privacy sentence, strip, tabs beside the tray; then title, colours and
    buttons in one row on a wide screen and in three on a standing one. The upper half stays free
    for the face.
    """
    m = metrics
    for part in (window.scrim, window.title, window.store, window.privacy, window.hint,
                 window.compare, window.take, window.rooms, window.language, window.size_button,
                 window.idle, window.countdown, window.staff, *window.swatches):  # fmt: skip
        part.metrics = m
    edge, gap, width, height = m.px(_EDGE), m.px(_GAP), m.width, m.height
    privacy = m.text_px(40)
    window.privacy.setGeometry(edge, height - privacy - m.px(6), width - 2 * edge, privacy)
    strip = m.text_px(CARD_HEIGHT)
    strip_top = height - privacy - m.px(14) - strip
    window.strip.setGeometry(0, strip_top, width, strip)
    place = _place_upright if m.is_portrait else _place_wide
    top = place(window, m, strip_top - m.px(8))
    hint = m.text_px(84)
    hint_top = top - gap - hint
    window.hint.setGeometry(edge, hint_top, width - 2 * edge, hint)
    scrim_top = top - m.px(130)
    window.scrim.setGeometry(0, scrim_top, width, height - scrim_top)
    window.store.setGeometry(edge, m.px(24), width // 2, m.px(50))
    window.staff.move(width - m.px(520) - edge, m.px(30))
    for cover in (window.idle, window.picture, window.comparison, window.room):
        cover.setGeometry(0, 0, width, height)
    side = m.text_px(230)
    window.countdown.setGeometry((width - side) // 2, height - side - m.px(120), side, side)


def _place_wide(window: MirrorWindow, m: Metrics, below: int) -> int:
    """Tabs and tray in a row; above it title and colours left, buttons right; the top, px."""
    edge, gap = m.px(_EDGE), m.px(_GAP)
    row = m.px(_ROW)
    tray = int(0.42 * (m.width - 2 * edge))
    window.tabs.setGeometry(edge, below - row, m.width - 2 * edge - tray - gap, row)
    window.tray.setGeometry(m.width - edge - tray, below - row, tray, row)
    title, button = m.px(_TITLE), m.px(_BUTTON)
    top = below - row - m.px(8) - title
    right = m.width - edge
    for control in (*_actions(window), window.size_button, window.language):
        wide = control.wanted_width()
        right -= wide
        control.setGeometry(right, top + (title - button) // 2, wide, button)
        right -= gap
    room = right - edge - gap
    swatches = _swatch_width(m, len(window.swatches), room // 2) * len(window.swatches)
    words = min(m.text_px(560), room - swatches)
    window.title.setGeometry(edge, top, words, title)
    _place_swatches(window, m, (edge + words + gap, top, title), room // 2)
    return top


def _place_upright(window: MirrorWindow, m: Metrics, below: int) -> int:
    """From below up: tabs, buttons, tray, title and colours; the top, px."""
    edge, gap = m.px(_EDGE), m.px(_GAP)
    title, button, row = m.text_px(_TITLE), m.px(_BUTTON + 4), m.px(_ROW)
    wide = m.width - 2 * edge
    tabs = below - row
    window.tabs.setGeometry(edge, tabs, wide, row)
    buttons = tabs - gap - button
    controls = (*_actions(window), window.language, window.size_button)
    wanted = [control.wanted_width() for control in controls]
    # The row always fills the width: words shrink before a button leaves the screen.
    stretch = (wide - gap * (len(controls) - 1)) / sum(wanted)
    left = edge
    for control, width in zip(controls, wanted, strict=True):
        share = int(width * stretch)
        control.setGeometry(left, buttons, share, button)
        left += share + gap
    tray = buttons - gap - row
    window.tray.setGeometry(edge, tray, wide, row)
    top = tray - gap - title
    swatches = _swatch_width(m, len(window.swatches), wide * 3 // 5) * len(window.swatches)
    window.title.setGeometry(edge, top, wide - swatches - gap, title)
    _place_swatches(window, m, (m.width - edge - swatches, top, title), wide * 3 // 5)
    return top


def _actions(window: MirrorWindow) -> tuple[PillButton, ...]:
    """Give the buttons of what can be done, the most wanted first."""
    rooms = (window.rooms,) if window.offers_room else ()
    return (window.take, window.compare, *rooms)


def _swatch_width(m: Metrics, count: int, room: int) -> int:
    """Give how wide each swatch is: many shades stand closer."""
    return max(m.px(_LEAST_SWATCH), min(m.px(_SWATCH), room // max(1, count)))


def _place_swatches(
    window: MirrorWindow, m: Metrics, place: tuple[int, int, int], room: int
) -> None:
    """Place the swatches in a row from (left, top), centred in a height, px."""
    left, top, height = place
    wide, tall = _swatch_width(m, len(window.swatches), room), m.px(_SWATCH)
    for index, control in enumerate(window.swatches):
        control.setGeometry(left + index * wide, top + (height - tall) // 2, wide, tall)
