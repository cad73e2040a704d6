"""What lies over the live picture: the idle screen and the countdown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from kiosk.settings import Language
from kiosk.ui.labels import PaintedLabel
from kiosk.ui.texts import text
from kiosk.ui.theme import ACCENT, GLASS, MUTED_ON_INK, WHITE, draw_text, rounded


class IdleScreen(PaintedLabel):
    """An invitation over the dimmed picture; any touch ends it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._language: Language = "vi"

    def set_language(self, language: Language) -> None:
        """Speak another language."""
        self._language = language
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the language."""
        return (self._language,)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the invitation in both languages, the shop's own first."""
        m = self.metrics
        painter.fillRect(rect, QColor(10, 11, 14, 150))
        centre = Qt.AlignmentFlag.AlignHCenter
        other: Language = "en" if self._language == "vi" else "vi"
        margin = m.px(60)
        middle = rect.center().y() + (m.px(120) if m.is_portrait else 0)

        def line(top: float, height: float) -> QRectF:
            below = middle + top * m.px(100) / 100
            return QRectF(margin, below, rect.width() - 2 * margin, m.px(height))

        self._draw_glasses(painter, rect.center().x(), middle - m.px(250))
        title = m.font(92, is_bold=True)
        draw_text(
            painter, line(-150, 130), text("idle_title", self._language), title, WHITE, align=centre
        )
        hint = m.font(40)
        draw_text(
            painter, line(-10, 60), text("idle_hint", self._language), hint, ACCENT, align=centre
        )
        second = text("idle_title", other) + "  ·  " + text("idle_hint", other)
        draw_text(painter, line(90, 50), second, m.font(27), MUTED_ON_INK, align=centre)
        bottom = QRectF(margin, rect.bottom() - m.px(90), rect.width() - 2 * margin, m.px(50))
        draw_text(
            painter, bottom, text("privacy", self._language), m.font(24), MUTED_ON_INK, align=centre
        )

    def _draw_glasses(self, painter: QPainter, x: float, y: float) -> None:
        """Draw a pair of glasses in one line."""
        unit = float(self.metrics.px(100))
        pen = painter.pen()
        pen.setColor(ACCENT)
        pen.setWidthF(unit * 0.09)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for side in (-1, 1):
            lens = QRectF(0, 0, unit * 0.95, unit * 0.82)
            lens.moveCenter(QRectF(x + side * unit * 0.66, y, 0, 0).center())
            painter.drawPath(rounded(lens, unit * 0.36))
            edge = x + side * unit * 1.14
            painter.drawLine(
                int(edge),
                int(y - unit * 0.14),
                int(edge + side * unit * 0.24),
                int(y - unit * 0.26),
            )
        bridge = QRectF(x - unit * 0.2, y - unit * 0.2, unit * 0.4, unit * 0.34)
        painter.drawArc(bridge, 20 * 16, 140 * 16)


class Countdown(PaintedLabel):
    """A big number before the picture is taken."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = 3

    def set_number(self, number: int) -> None:
        """Count on."""
        if number != self._number:
            self._number = number
            self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the number."""
        return (self._number,)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the number in a disc."""
        side = min(rect.width(), rect.height()) - 8
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(rect.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GLASS)
        painter.drawEllipse(disc)
        font = self.metrics.font(130, is_bold=True)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, disc, str(self._number), font, ACCENT, align=centre)
