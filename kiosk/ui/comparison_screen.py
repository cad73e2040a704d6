"""Several pairs on one moment, side by side."""

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
from kiosk.ui.labels import TextLabel
from kiosk.ui.texts import text
from kiosk.ui.theme import ACCENT, INK, WHITE, Metrics, draw_text, rounded


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
        share = 0.58 if self._compared.price else 1.0
        left = QRectF(inner.x(), inner.y(), inner.width() * share, inner.height())
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

    @property
    def count(self) -> int:
        """How many pairs are shown."""
        return len(self._tiles)

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
