"""Where the controls stand: always at the bottom, within everybody's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.strip import CARD_HEIGHT
from kiosk.ui.theme import Metrics

if TYPE_CHECKING:
    from kiosk.ui.window import MirrorWindow

_EDGE = 40
_GAP = 16
_BUTTON = 88
_SWATCH = 88
_TITLE = 110


def place_controls(window: MirrorWindow, metrics: Metrics) -> None:
    """Place every control of the live screen.

    Notes
    -----
    From the bottom up: privacy sentence, strip, then title, colours and buttons in one row on
    a wide screen and in two on a standing one. The upper half stays free for the face.
    """
    m = metrics
    for part in (window.scrim, window.title, window.store, window.privacy, window.hint,
                 window.compare, window.take, window.language, window.size_button, window.idle,
                 window.countdown, window.staff, *window.swatches):  # fmt: skip
        part.metrics = m
    edge, gap, width, height = m.px(_EDGE), m.px(_GAP), m.width, m.height
    privacy = m.text_px(40)
    window.privacy.setGeometry(edge, height - privacy - m.px(6), width - 2 * edge, privacy)
    strip = m.text_px(CARD_HEIGHT)
    strip_top = height - privacy - m.px(14) - strip
    window.strip.setGeometry(0, strip_top, width, strip)
    top = (
        _place_upright(window, m, strip_top) if m.is_portrait else _place_wide(window, m, strip_top)
    )
    hint = m.text_px(84)
    hint_top = top - gap - hint
    window.hint.setGeometry(edge, hint_top, width - 2 * edge, hint)
    scrim_top = top - m.px(130)
    window.scrim.setGeometry(0, scrim_top, width, height - scrim_top)
    window.store.setGeometry(edge, m.px(24), width // 2, m.px(50))
    window.staff.move(width - m.px(520) - edge, m.px(30))
    for cover in (window.idle, window.picture, window.comparison):
        cover.setGeometry(0, 0, width, height)
    side = m.text_px(230)
    window.countdown.setGeometry((width - side) // 2, height - side - m.px(120), side, side)


def _place_wide(window: MirrorWindow, m: Metrics, below: int) -> int:
    """Title and colours left, buttons right, in one row above `below`; its top, px."""
    edge, gap = m.px(_EDGE), m.px(_GAP)
    title, button = m.text_px(_TITLE), m.px(_BUTTON)
    top = below - gap - title
    right = m.width - edge
    for control in (window.take, window.compare, window.size_button, window.language):
        wide = control.wanted_width()
        right -= wide
        control.setGeometry(right, top + (title - button) // 2, wide, button)
        right -= gap
    swatch = m.px(_SWATCH)
    swatches = len(window.swatches) * swatch
    room = min(m.text_px(640), right - edge - swatches - 2 * gap)
    window.title.setGeometry(edge, top, room, title)
    for index, control in enumerate(window.swatches):
        left = edge + room + gap + index * swatch
        control.setGeometry(left, top + (title - swatch) // 2, swatch, swatch)
    return top


def _place_upright(window: MirrorWindow, m: Metrics, below: int) -> int:
    """Buttons in a row above `below`, title and colours above them; the top, px."""
    edge, gap = m.px(_EDGE), m.px(_GAP)
    title, button, swatch = m.text_px(_TITLE), m.px(_BUTTON + 4), m.px(_SWATCH)
    row = below - gap - button
    controls = (window.take, window.compare, window.language, window.size_button)
    wanted = [control.wanted_width() for control in controls]
    room = m.width - 2 * edge - gap * (len(controls) - 1)
    # The row always fills the width: words shrink before a button leaves the screen.
    stretch = room / sum(wanted)
    left = edge
    for control, wide in zip(controls, wanted, strict=True):
        share = int(wide * stretch)
        control.setGeometry(left, row, share, button)
        left += share + gap
    top = row - gap - title
    swatches = len(window.swatches) * swatch
    window.title.setGeometry(edge, top, m.width - 2 * edge - swatches - gap, title)
    for index, control in enumerate(window.swatches):
        place = m.width - edge - swatches + index * swatch
        control.setGeometry(place, top + (title - swatch) // 2, swatch, swatch)
    return top
