"""The strip of pairs: drag it, throw it, touch one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QWidget

from kiosk.menu import MenuItem
from kiosk.settings import Language
from kiosk.ui.buttons import PaintedButton
from kiosk.ui.theme import (
    ACCENT,
    INK,
    MUTED_ON_PAPER,
    WHITE,
    Metrics,
    draw_text,
    rounded,
)

CARD_WIDTH, CARD_HEIGHT = 264, 226
_GAP = 14
# The row runs to the edges of the screen: a card cut off there says that there are more.
_EDGE = 40


class Card(PaintedButton):
    """One pair: picture, brand, name, price, marking."""

    def __init__(self, parent: QWidget, item: MenuItem) -> None:
        super().__init__(parent)
        self._item = item
        self._language: Language = "vi"
        self._thumbnail = QPixmap(str(item.thumbnail))
        self.setCheckable(True)

    def set_language(self, language: Language) -> None:
        """Show the texts of that language."""
        self._language = language
        item = self._item
        spoken = (item.brand, item.names[language], item.prices[language], item.marking)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the language."""
        return (self._language,)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the card, ringed while the pair is worn."""
        m = self.metrics
        card = rounded(rect, m.px(22))
        painter.fillPath(card, WHITE)
        margin, line = m.px(16), m.text_px(25)
        left, width = rect.x() + margin, rect.width() - 2 * margin
        row = QRectF(left, rect.bottom() - m.px(9) - line, width, line)
        name = QRectF(left, row.y() - m.text_px(28), width, m.text_px(28))
        brand = QRectF(left, name.y() - m.text_px(21), width, m.text_px(22))
        room = QRectF(rect.x(), rect.y(), rect.width(), brand.y() - rect.y() - m.px(2))
        painter.save()
        painter.setClipPath(card)
        self._draw_thumbnail(painter, room)
        painter.restore()
        small, item, language = m.font(18), self._item, self._language
        draw_text(painter, brand, item.brand, small, MUTED_ON_PAPER)
        draw_text(painter, name, item.names[language], m.font(21, is_bold=True), INK)
        price = QRectF(row.x(), row.y(), width * 0.54, line)
        draw_text(painter, price, item.prices[language], m.font(19, is_bold=True), INK)
        stamp = QRectF(row.x() + width * 0.56, row.y(), width * 0.44, line)
        end = Qt.AlignmentFlag.AlignRight
        draw_text(painter, stamp, item.marking, small, MUTED_ON_PAPER, align=end)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ACCENT, m.px(6)))
            inset = m.px(2)
            painter.drawPath(rounded(rect.adjusted(inset, inset, -inset, -inset), m.px(20)))
        elif self.isDown():
            painter.fillPath(card, QColor(0, 0, 0, 36))

    def _draw_thumbnail(self, painter: QPainter, room: QRectF) -> None:
        """Let the picture cover the upper part of the card."""
        if self._thumbnail.isNull():
            return
        size = self._thumbnail.size()
        scale = max(room.width() / size.width(), room.height() / size.height())
        target = QRectF(0, 0, size.width() * scale, size.height() * scale)
        target.moveCenter(room.center())
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
        # A tenfold reduction needs an area average, which the painter's own scaling is not.
        smooth = self._thumbnail.scaled(
            target.size().toSize(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawPixmap(target.topLeft(), smooth)


class Strip(QScrollArea):
    """All pairs in a row that scrolls under the finger.

    Signals
    -------
    chosen : index of the pair touched
    dragged : a finger moves the strip; the strip moving by itself does not count
    """

    chosen = Signal(int)
    dragged = Signal()

    def __init__(self, parent: QWidget, items: Sequence[MenuItem]) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = QWidget()
        self.setWidget(self._row)
        # `setWidget` turns filling on; the picture has to show between the cards.
        self._row.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._cards = [Card(self._row, item) for item in items]
        for index, card in enumerate(self._cards):
            card.clicked.connect(partial(self.chosen.emit, index))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        QScroller.scroller(self.viewport()).stateChanged.connect(self._scroller_changed)

    def arrange(self, metrics: Metrics, language: Language) -> None:
        """Size the cards for a screen and language."""
        width, height = metrics.text_px(CARD_WIDTH), metrics.text_px(CARD_HEIGHT)
        gap = metrics.px(_GAP)
        used = len(self._cards) * (width + gap) - gap
        # A short menu stands in the middle instead of at one end.
        left = max(metrics.px(_EDGE), (self.width() - used) // 2)
        for index, card in enumerate(self._cards):
            card.metrics = metrics
            card.set_language(language)
            card.setGeometry(left + index * (width + gap), 0, width, height)
        self._row.resize(max(self.width(), left + used + metrics.px(_EDGE)), height)

    def _scroller_changed(self, state: QScroller.State) -> None:
        if state is QScroller.State.Dragging:
            self.dragged.emit()

    def mark(self, index: int) -> None:
        """Ring the pair being worn and bring it into view."""
        for number, card in enumerate(self._cards):
            card.setChecked(number == index)
        if index < len(self._cards):
            card = self._cards[index]
            self.ensureWidgetVisible(card, card.width(), 0)
