"""What tabs, tray and strip say about the session; and the marks around faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.session import LOOKS, Session
from kiosk.touching import Box
from kiosk.ui.rows import WornChip
from kiosk.ui.texts import category_text, text
from kiosk.ui.theme import ACCENT, Metrics, rounded

if TYPE_CHECKING:
    from kiosk.ui.window import MirrorWindow


def refresh_rows(window: MirrorWindow, session: Session, metrics: Metrics) -> None:
    """Bring tabs, tray and strip in line with the session."""
    language, items, wardrobe = session.language, session.items, session.wardrobe
    tabs = [
        (
            name,
            category_text(name, language),
            len(session.looks) if name == LOOKS else sum(item.category == name for item in items),
        )
        for name in session.categories
    ]
    window.tabs.show_tabs(tabs if len(tabs) > 1 else [], session.category, metrics)
    chips: list[WornChip] = []
    for slot, (row, colour) in wardrobe.worn.items():
        item = items[row]
        swatch = (item.colours[colour].shades or (item.colours[colour].swatch,))[0]
        is_shown = row == session.item_index
        chips.append(WornChip(slot, item.names[language], item.thumbnail, swatch, is_shown))
    who = ""
    if wardrobe.person is not None:
        number = wardrobe.people.index(wardrobe.person) + 1
        who = text("person", language).format(number=number)
    words = who, text("take_off", language), text("undo", language)
    window.tray.show_worn(chips, words, metrics, can_undo=wardrobe.can_undo)
    window.strip.mark({row for row, _ in wardrobe.worn.values()}, session.item_index)


def draw_faces(
    painter: QPainter, faces: dict[int, Box], chosen: int | None, metrics: Metrics
) -> None:
    """Mark the faces that can be touched: corners around each, a ring around the chosen one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for person, (x0, y0, x1, y1) in faces.items():
        inset = 0.12 * (x1 - x0)
        place = QRectF(x0 - inset, y0 - inset, x1 - x0 + 2 * inset, y1 - y0 + 2 * inset)
        if person == chosen:
            painter.setPen(QPen(ACCENT, metrics.px(5)))
            painter.drawPath(rounded(place, metrics.px(26)))
            continue
        pen = QPen(QColor(255, 255, 255, 190), metrics.px(3))
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawPath(rounded(place, metrics.px(26)))
