"""A shopper's own room with furniture in it, or the code that brings it here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.arrays import Image
from kiosk.settings import Language
from kiosk.ui.buttons import PillButton
from kiosk.ui.labels import TextLabel
from kiosk.ui.texts import text
from kiosk.ui.theme import INK, WHITE, Metrics, rounded

_CODE_CELL_PX = 8
"""Of the service's picture."""
_STEPS = ("room_step_scan", "room_step_photo", "room_step_here")


class RoomScreen(QWidget):
    """What a shopper's phone sent; nothing of it stays once it is taken off.

    Signals
    -------
    closed : back to the mirror, and the room off the screen
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._metrics = Metrics(1920, 1080)
        self._language: Language = "vi"
        self._code, self._room = QImage(), QImage()
        self._title = TextLabel(self, 54, is_bold=True)
        self._title.color = QColor(WHITE)
        self._steps = [TextLabel(self, 32) for _ in _STEPS]
        self._note = TextLabel(self, 26)
        for label in (self._title, *self._steps, self._note):
            label.align = Qt.AlignmentFlag.AlignHCenter
            label.color = QColor(WHITE)
        self._close = PillButton(self, "back", is_primary=True)
        self._close.clicked.connect(self.closed)

    @property
    def shows_room(self) -> bool:
        """Whether a shopper's room is held."""
        return not self._room.isNull()

    def show_view(self, code: Image | None, room: Image | None) -> None:
        """Hold what the service has; None for nothing."""
        self._code, self._room = _owned(code), _owned(room)
        self.arrange(self._metrics, self._language)
        self.update()

    def arrange(self, metrics: Metrics, language: Language) -> None:
        """Place everything for a screen and language."""
        self._metrics, self._language = metrics, language
        m, width, height = metrics, metrics.width, metrics.height
        for part in (self._title, self._note, self._close, *self._steps):
            part.metrics = m
        has_room = self.shows_room
        self._title.set_text(text("room_title", language))
        note = "room_shown" if has_room else "room_privacy"
        self._note.set_text(text(note, language))
        self._close.setText(text("room_done" if has_room else "back", language))
        edge, wide = m.px(40), width - 2 * m.px(40)
        button = self._close.wanted_width()
        top = height - m.px(150)
        self._close.setGeometry((width - button) // 2, top, button, m.px(92))
        self._note.setGeometry(edge, top - m.px(76), wide, m.px(60))
        self._title.setVisible(not has_room)
        self._title.setGeometry(edge, m.px(70), wide, m.px(90))
        step = m.text_px(54)
        first = top - m.px(96) - len(self._steps) * step
        for number, (label, name) in enumerate(zip(self._steps, _STEPS, strict=True)):
            label.set_text(f"{number + 1}.  {text(name, language)}")
            label.setVisible(not has_room)
            label.setGeometry(edge, first + number * step, wide, step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Show the room as large as it fits above the words, or the code on a white card."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), INK)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=self.shows_room)
        if self.shows_room:
            # Furniture stands low in pictures: nothing may lie over it.
            free = QRectF(0, 0, self.width(), self._note.y())
            painter.drawImage(_fitted(self._room, free), self._room)
        elif not self._code.isNull():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            m = self._metrics
            above, below = m.px(180), self._steps[0].y() - m.px(30)
            side = min(below - above, m.width - 2 * m.px(60))
            card = QRectF((m.width - side) / 2, above + (below - above - side) / 2, side, side)
            painter.fillPath(rounded(card, m.px(32)), QColor(WHITE))
            painter.drawImage(_even(self._code, card), self._code)
        painter.end()


def _owned(picture: Image | None) -> QImage:
    if picture is None:
        return QImage()
    height, width = picture.shape[:2]
    seen = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return seen.copy()


def _even(code: QImage, card: QRectF) -> QRectF:
    """Give the place of a code on its card, of whole pixels per cell: uneven ones read badly."""
    scale = max(1, int(0.82 * card.width() / code.width() * _CODE_CELL_PX)) / _CODE_CELL_PX
    width, height = int(code.width() * scale), int(code.height() * scale)
    left, top = int(card.center().x() - width / 2), int(card.center().y() - height / 2)
    return QRectF(left, top, width, height)


def _fitted(picture: QImage, room: QRectF) -> QRectF:
    """Give the largest place of the picture's own shape in the middle of a room."""
    scale = min(room.width() / picture.width(), room.height() / picture.height())
    place = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
    place.moveCenter(room.center())
    return place
