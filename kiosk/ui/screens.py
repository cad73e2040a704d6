"""What covers the live picture: idle screen, countdown, picture taken, comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.settings import Language
from kiosk.ui.buttons import PaintedButton, PillButton
from kiosk.ui.labels import PaintedLabel, Scrim, TextLabel
from kiosk.ui.texts import text
from kiosk.ui.theme import (
    ACCENT,
    GLASS,
    INK,
    MUTED_ON_INK,
    WHITE,
    Metrics,
    draw_text,
    rounded,
)


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


class PictureScreen(QWidget):
    """A picture taken, held in memory while it is shown and no longer.

    Signals
    -------
    deleted, again : what the shopper wants
    """

    deleted = Signal()
    again = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = QImage()
        self._scrim = Scrim(self)
        self._note = TextLabel(self, 26)
        self._note.align = Qt.AlignmentFlag.AlignHCenter
        self._note.color = QColor(WHITE)
        self._delete = PillButton(self, "trash", is_primary=True)
        self._delete.clicked.connect(self.deleted)
        self._again = PillButton(self, "again")
        self._again.clicked.connect(self.again)

    def hold(self, picture: QImage) -> None:
        """Show a picture."""
        self._picture = picture
        self._delete.setFocus()
        self.update()

    def forget(self) -> None:
        """Drop the picture and its pixels."""
        self._picture = QImage()

    @property
    def is_empty(self) -> bool:
        """Whether no picture is held."""
        return self._picture.isNull()

    def arrange(self, metrics: Metrics, language: Language) -> None:
        """Place everything for a screen and language."""
        width, height = metrics.width, metrics.height
        for part in (self._scrim, self._note, self._delete, self._again):
            part.metrics = metrics
        self._delete.setText(text("delete", language))
        self._again.setText(text("take_another", language))
        deep = metrics.px(300)
        self._scrim.setGeometry(0, height - deep, width, deep)
        tall = metrics.px(92)
        widths = [button.wanted_width() for button in (self._delete, self._again)]
        left = (width - sum(widths) - metrics.px(24)) // 2
        top = height - metrics.px(150)
        self._delete.setGeometry(left, top, widths[0], tall)
        self._again.setGeometry(left + widths[0] + metrics.px(24), top, widths[1], tall)
        margin = metrics.px(40)
        self._note.setGeometry(margin, top - metrics.px(76), width - 2 * margin, metrics.px(60))

    def set_left(self, left_s: float, language: Language) -> None:
        """Say how long the picture stays, s."""
        seconds = math.ceil(left_s)
        self._note.set_text(text("picture_privacy", language).format(seconds=seconds))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Show the picture over the whole screen."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), INK)
        if not self._picture.isNull():
            left = (self.width() - self._picture.width()) // 2
            top = (self.height() - self._picture.height()) // 2
            painter.drawImage(left, top, self._picture)
        painter.end()


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One pair of a comparison: texts and picture in the tile's size."""

    name: str
    price: str
    picture: QImage


class _Tile(PaintedButton):
    """One pair on the shopper's own face."""

    def __init__(self, parent: QWidget, compared: Compared) -> None:
        super().__init__(parent)
        self._compared = compared
        self.setAccessibleName(f"{compared.name}, {compared.price}")

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the picture with a line below."""
        m = self.metrics
        radius = m.px(26)
        painter.save()
        painter.setClipPath(rounded(rect, radius))
        painter.drawImage(rect, self._compared.picture)
        bar = QRectF(rect.x(), rect.bottom() - m.text_px(72), rect.width(), m.text_px(72))
        painter.fillRect(bar, QColor(10, 11, 14, 190))
        painter.restore()
        pad = m.px(24)
        inner = bar.adjusted(pad, 0, -pad, 0)
        left = QRectF(inner.x(), inner.y(), inner.width() * 0.58, inner.height())
        right = QRectF(
            inner.x() + inner.width() * 0.6, inner.y(), inner.width() * 0.4, inner.height()
        )
        draw_text(painter, left, self._compared.name, m.font(27, is_bold=True), WHITE)
        end = Qt.AlignmentFlag.AlignRight
        draw_text(painter, right, self._compared.price, m.font(25, is_bold=True), ACCENT, align=end)
        if self.isDown():
            painter.fillPath(rounded(rect, radius), QColor(255, 255, 255, 40))


class ComparisonScreen(QWidget):
    """Up to four pairs on the same moment, side by side.

    Signals
    -------
    chosen : number of the pair touched
    closed : back to the mirror
    """

    chosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._metrics = Metrics(1920, 1080)
        self._title = TextLabel(self, 48, is_bold=True)
        self._title.color = QColor(WHITE)
        self._hint = TextLabel(self, 26)
        self._close = PillButton(self, "back")
        self._close.clicked.connect(self.closed)
        self._tiles: list[_Tile] = []

    def arrange(self, metrics: Metrics, language: Language) -> None:
        """Place everything for a screen and language."""
        self._metrics = metrics
        for part in (self._title, self._hint, self._close):
            part.metrics = metrics
        self._title.set_text(text("compare_title", language))
        waiting = "compare_hint" if self._tiles else "compare_wait"
        self._hint.set_text(text(waiting, language))
        self._close.setText(text("back", language))
        edge = metrics.px(40)
        wide = metrics.width - 2 * edge
        self._title.setGeometry(edge, metrics.px(26), wide, metrics.px(72))
        self._hint.setGeometry(edge, metrics.px(96), wide, metrics.px(44))
        button = self._close.wanted_width()
        top = metrics.height - metrics.px(118)
        self._close.setGeometry((metrics.width - button) // 2, top, button, metrics.px(92))
        for tile, place in zip(self._tiles, self.places(len(self._tiles)), strict=True):
            tile.metrics = metrics
            tile.setGeometry(*place)

    def places(self, count: int) -> list[tuple[int, int, int, int]]:
        """Give left, top, width and height of each tile, px."""
        m = self._metrics
        edge, gap = m.px(40), m.px(20)
        top, bottom = m.px(156), m.height - m.px(138)
        # Faces are tall: standing tiles show them largest.
        columns = min(count, 2) if m.is_portrait else max(1, count)
        rows = max(1, math.ceil(count / max(1, columns)))
        width = (m.width - 2 * edge - gap * (columns - 1)) // max(1, columns)
        height = (bottom - top - gap * (rows - 1)) // rows
        return [
            (
                edge + (number % columns) * (width + gap),
                top + (number // columns) * (height + gap),
                width,
                height,
            )
            for number in range(count)
        ]

    def show_pairs(self, pairs: Sequence[Compared], language: Language) -> None:
        """Show these pairs; none shows that they are being made."""
        for tile in self._tiles:
            tile.setParent(None)
            tile.deleteLater()
        self._tiles = [_Tile(self, pair) for pair in pairs]
        self.arrange(self._metrics, language)
        for number, tile in enumerate(self._tiles):
            tile.clicked.connect(partial(self.chosen.emit, number))
            tile.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Fill with ink."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), INK)
        painter.end()
