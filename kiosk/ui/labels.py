"""What the mirror says without being touched: title, hint, privacy, staff overlay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from kiosk.ui.theme import (
    ACCENT,
    GLASS,
    GLASS_EDGE,
    MUTED_ON_INK,
    WHITE,
    Metrics,
    draw_text,
    rounded,
)


class PaintedLabel(QWidget):
    """Something to read, drawn once per look; fingers reach what lies below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.metrics = Metrics(1920, 1080)
        self._look: object = None
        self._pixmap = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def look(self) -> tuple[object, ...]:
        """Give everything beside the size that the drawing depends on."""
        return ()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw into `rect`."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Blit the drawing, made anew if the look changed."""
        look = (self.width(), self.height(), self.metrics, *self.look())
        if look != self._look:
            self._look = look
            self._pixmap = QPixmap(self.size())
            self._pixmap.fill(Qt.GlobalColor.transparent)
            drawing = QPainter(self._pixmap)
            drawing.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(drawing, QRectF(self.rect()))
            drawing.end()
        painter = QPainter(self)
        painter.drawPixmap(event.rect(), self._pixmap, event.rect())
        painter.end()


class Scrim(PaintedLabel):
    """A soft shade behind the controls, so that they read on any picture."""

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Shade from nothing at the top to dark at the bottom."""
        gradient = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        for stop, alpha in ((0.0, 0), (0.35, 90), (0.7, 165), (1.0, 200)):
            gradient.setColorAt(stop, QColor(10, 11, 14, alpha))
        painter.fillRect(rect, gradient)


class TextLabel(PaintedLabel):
    """One line of text.

    Parameters
    ----------
    size : of the type, as designed for 1080 px
    """

    def __init__(self, parent: QWidget, size: float, *, is_bold: bool = False) -> None:
        super().__init__(parent)
        self._size = size
        self._is_bold = is_bold
        self._text = ""
        self.color = QColor(MUTED_ON_INK)
        self.align = Qt.AlignmentFlag.AlignLeft

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on text and colour."""
        return (self._text, self.color.rgba())

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the line with a fine shade, so that it reads on white walls too."""
        font = self.metrics.font(self._size, is_bold=self._is_bold)
        shade = QColor(0, 0, 0, 110)
        moved = rect.translated(0, max(1.0, self.metrics.px(2)))
        draw_text(painter, moved, self._text, font, shade, align=self.align)
        draw_text(painter, rect, self._text, font, self.color, align=self.align)


class Title(PaintedLabel):
    """Name, brand, price and marking of the pair being worn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self._price = ""
        self._details = ""

    def set_pair(self, name: str, price: str, details: str) -> None:
        """Describe another pair."""
        self._name, self._price, self._details = name, price, details
        self.setAccessibleName(f"{name}, {price}, {details}")
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the texts."""
        return (self._name, self._price, self._details)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw two lines."""
        m = self.metrics
        first = QRectF(rect.x(), rect.y(), rect.width(), rect.height() * 0.56)
        draw_text(painter, first, self._name, m.font(42, is_bold=True), WHITE)
        second_top = rect.y() + rect.height() * 0.58
        second = QRectF(rect.x(), second_top, rect.width(), rect.height() * 0.36)
        font = m.font(26, is_bold=True)
        draw_text(painter, second, self._price, font, ACCENT)
        used = QFontMetricsF(font).horizontalAdvance(self._price) + m.px(20)
        rest = QRectF(second.x() + used, second.y(), second.width() - used, second.height())
        draw_text(painter, rest, self._details, m.font(24), MUTED_ON_INK)


class HintPill(PaintedLabel):
    """One sentence of help, in the middle above the controls; hidden while it has none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.hide()

    def set_text(self, text: str) -> None:
        """Say something else; nothing hides the pill."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()
        self.setVisible(bool(text))

    def look(self) -> tuple[object, ...]:
        """Depend on the text."""
        return (self._text,)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw a pill as wide as its sentence."""
        m = self.metrics
        font = m.font(30, is_bold=True)
        dot, gap = float(m.px(16)), float(m.px(18))
        word = QFontMetricsF(font).horizontalAdvance(self._text)
        width = min(rect.width() - 4, word + dot + gap + m.px(72))
        pill = QRectF(0, 0, width, rect.height() - 4)
        pill.moveCenter(rect.center())
        painter.setPen(QPen(GLASS_EDGE, 1.5))
        painter.setBrush(GLASS)
        painter.drawPath(rounded(pill, pill.height() / 2))
        left = pill.x() + m.px(36)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ACCENT)
        painter.drawEllipse(QRectF(left, pill.center().y() - dot / 2, dot, dot))
        left += dot + gap
        line = QRectF(left, pill.y(), pill.right() - m.px(34) - left, pill.height())
        draw_text(painter, line, self._text, font, WHITE)


class StaffOverlay(PaintedLabel):
    """Figures for staff: what every stage costs and how old the picture is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other figures; none hides the overlay."""
        self._lines = tuple(lines)
        self.setVisible(bool(lines))
        line_height = self.metrics.px(27)
        self.resize(self.metrics.px(520), line_height * len(self._lines) + self.metrics.px(32))
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the figures."""
        return self._lines

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the lines on dark."""
        m = self.metrics
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 11, 14, 205))
        painter.drawPath(rounded(rect, m.px(16)))
        font = QFont("DejaVu Sans Mono")
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(m.px(19))
        height = m.px(27)
        for row, line in enumerate(self._lines):
            room = QRectF(m.px(18), m.px(16) + row * height, rect.width() - m.px(36), height)
            draw_text(painter, room, line, font, WHITE)
