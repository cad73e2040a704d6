"""The strip of products and looks: drag it, throw it, touch one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from kiosk.menu import MenuItem, MenuLook
from kiosk.settings import Language
from kiosk.ui.buttons import PaintedButton
from kiosk.ui.rows import ScrolledRow
from kiosk.ui.theme import (
    ACCENT,
    INK,
    MUTED_ON_PAPER,
    WHITE,
    Metrics,
    draw_text,
    rounded,
)

CARD_WIDTH, CARD_HEIGHT = 250, 200
_MOST_PICTURES = 4
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
        m, item = self.metrics, self._item
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
        if item.category == "eyewear":
            draw_covering(painter, self._thumbnail, room)
        else:  # A hat without its top is no hat.
            draw_whole(painter, self._thumbnail, room)
        painter.restore()
        small, language = m.font(18), self._language
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


class LookCard(PaintedButton):
    """One look: pictures of what it is made of, and its name."""

    def __init__(self, parent: QWidget, look: MenuLook, items: Sequence[MenuItem]) -> None:
        super().__init__(parent)
        self._name = look.names
        self._language: Language = "vi"
        self._pictures = [
            QPixmap(str(items[row].thumbnail)) for row, _ in look.worn[:_MOST_PICTURES]
        ]

    def set_language(self, language: Language) -> None:
        """Show the name of that language."""
        self._language = language
        self.setAccessibleName(self._name[language])
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the language."""
        return (self._language,)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the pictures in a grid above the name."""
        m = self.metrics
        card = rounded(rect, m.px(22))
        painter.fillPath(card, WHITE)
        line = m.text_px(34)
        margin = m.px(16)
        name = QRectF(rect.x() + margin, rect.bottom() - line - m.px(10),
                      rect.width() - 2 * margin, line)  # fmt: skip
        painter.save()
        painter.setClipPath(card)
        columns = 1 if len(self._pictures) == 1 else 2
        rows = -(-len(self._pictures) // columns)
        width, height = rect.width() / columns, (name.y() - rect.y() - m.px(4)) / rows
        for number, picture in enumerate(self._pictures):
            left = rect.x() + (number % columns) * width
            room = QRectF(left, rect.y() + (number // columns) * height, width, height)
            draw_whole(painter, picture, room)
        painter.restore()
        draw_text(painter, name, self._name[self._language], m.font(23, is_bold=True), INK)
        if self.isDown():
            painter.fillPath(card, QColor(0, 0, 0, 36))


def draw_covering(painter: QPainter, picture: QPixmap, room: QRectF) -> None:
    """Let a picture cover a rectangle, within the clip that is set."""
    if picture.isNull():
        return
    size = picture.size()
    _draw_scaled(
        painter, picture, room, max(room.width() / size.width(), room.height() / size.height())
    )


def draw_whole(painter: QPainter, picture: QPixmap, room: QRectF) -> None:
    """Show all of a picture in a rectangle, on the colour of its own ground."""
    if picture.isNull():
        return
    size = picture.size()
    painter.fillRect(room, picture.copy(2, 2, 1, 1).toImage().pixelColor(0, 0))
    _draw_scaled(
        painter, picture, room, min(room.width() / size.width(), room.height() / size.height())
    )


def _draw_scaled(painter: QPainter, picture: QPixmap, room: QRectF, scale: float) -> None:
    size = picture.size()
    target = QRectF(0, 0, size.width() * scale, size.height() * scale)
    target.moveCenter(room.center())
    painter.save()
    painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
    # A tenfold reduction needs an area average, which the painter's own scaling is not.
    smooth = picture.scaled(
        target.size().toSize(),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter.drawPixmap(target.topLeft(), smooth)
    painter.restore()


class Strip(ScrolledRow):
    """The products of a tab, or the looks, in a row that scrolls under the finger.

    Signals
    -------
    chosen : row of the product touched
    look_chosen : number of the look touched
    """

    chosen = Signal(int)
    look_chosen = Signal(int)

    def __init__(
        self, parent: QWidget, items: Sequence[MenuItem], looks: Sequence[MenuLook] = ()
    ) -> None:
        super().__init__(parent)
        self._cards = [Card(self.row, item) for item in items]
        self._looks = [LookCard(self.row, look, items) for look in looks]
        self._rows: tuple[int, ...] | None = None
        for index, card in enumerate(self._cards):
            card.clicked.connect(partial(self.chosen.emit, index))
        for index, look in enumerate(self._looks):
            look.clicked.connect(partial(self.look_chosen.emit, index))

    def arrange(self, metrics: Metrics, language: Language, rows: tuple[int, ...] | None) -> None:
        """Show the products in some rows of the menu, the looks for None."""
        shown: list[Card | LookCard] = []
        if rows is None:
            shown.extend(self._looks)
        else:
            shown.extend(self._cards[row] for row in rows)
        for card in (*self._cards, *self._looks):
            card.setVisible(card in shown)
        width, height = metrics.text_px(CARD_WIDTH), metrics.text_px(CARD_HEIGHT)
        gap = metrics.px(_GAP)
        used = len(shown) * (width + gap) - gap
        # A short menu stands in the middle instead of at one end.
        left = max(metrics.px(_EDGE), (self.width() - used) // 2)
        for index, card in enumerate(shown):
            card.metrics = metrics
            card.set_language(language)
            card.setGeometry(left + index * (width + gap), 0, width, height)
        self.row.resize(max(self.width(), left + used + metrics.px(_EDGE)), height)
        if rows != self._rows:
            self._rows = rows
            self.horizontalScrollBar().setValue(0)

    def mark(self, worn: Collection[int], looked_at: int) -> None:
        """Ring the products that are on, and bring the one looked at into view."""
        for number, card in enumerate(self._cards):
            card.setChecked(number in worn)
        if looked_at < len(self._cards) and not self._cards[looked_at].isHidden():
            card = self._cards[looked_at]
            self.ensureWidgetVisible(card, card.width(), 0)
