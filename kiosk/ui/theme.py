"""Colours, type and measures: every size follows from the screen's shorter side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPainterPath, QPen

INK = QColor(17, 19, 23)
WHITE = QColor(255, 255, 255)
MUTED_ON_INK = QColor(214, 217, 222)
MUTED_ON_PAPER = QColor(96, 100, 108)
ACCENT = QColor(247, 201, 92)
GLASS = QColor(17, 19, 23, 190)
GLASS_PRESSED = QColor(52, 56, 64, 225)
GLASS_EDGE = QColor(255, 255, 255, 56)

_FAMILY = "Be Vietnam Pro"
_FONTS = Path(__file__).parent / "fonts"
_DESIGN_SIDE = 1080
_LARGE = 1.25


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes for one screen, px.

    Parameters
    ----------
    width, height : of the window, px
    is_large : whether the shopper asked for larger text
    """

    width: int
    height: int
    is_large: bool = False

    @property
    def is_portrait(self) -> bool:
        """Whether the screen stands."""
        return self.height > self.width

    def px(self, size: float) -> int:
        """Convert a size designed for a shorter side of 1080 px."""
        return max(1, round(size * min(self.width, self.height) / _DESIGN_SIDE))

    def text_px(self, size: float) -> int:
        """Convert a size that grows with the text."""
        return self.px(size * (_LARGE if self.is_large else 1.0))

    def font(self, size: float, *, is_bold: bool = False) -> QFont:
        """Give the type of a text size."""
        font = QFont(_FAMILY)
        font.setPixelSize(self.text_px(size))
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return font


def load_fonts() -> None:
    """Make the bundled type known to Qt; needs an application object."""
    for path in sorted(_FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """Give a rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def fitted_font(font: QFont, text: str, width: float) -> QFont:
    """Give the font, smaller if the text is wider than `width`, px."""
    needed = QFontMetricsF(font).horizontalAdvance(text)
    if needed <= width:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(8, int(font.pixelSize() * width / needed)))
    return smaller


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line into a rectangle, smaller rather than cut off."""
    painter.setFont(fitted_font(font, text, rect.width()))
    painter.setPen(color)
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, text)


def draw_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draw a line icon: `camera`, `compare`, `room`, `trash`, `back`, `again`, `close`, `undo`."""
    pen = QPen(color, max(1.5, rect.width() * 0.085))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_icon_path(name, rect))


def _icon_path(name: str, rect: QRectF) -> QPainterPath:
    if name in {"undo", "again"}:
        return _turning_path(name, rect)
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    path = QPainterPath()
    if name == "camera":
        path.addRoundedRect(QRectF(x, y + 0.22 * h, w, 0.64 * h), 0.12 * w, 0.12 * w)
        path.addEllipse(QRectF(x + 0.32 * w, y + 0.36 * h, 0.36 * w, 0.36 * h))
        path.moveTo(x + 0.32 * w, y + 0.2 * h)
        path.lineTo(x + 0.40 * w, y + 0.08 * h)
        path.lineTo(x + 0.60 * w, y + 0.08 * h)
        path.lineTo(x + 0.68 * w, y + 0.2 * h)
    elif name == "compare":
        for column in (0.0, 0.56):
            for row in (0.0, 0.56):
                cell = QRectF(x + column * w, y + row * h, 0.44 * w, 0.44 * h)
                path.addRoundedRect(cell, 0.09 * w, 0.09 * w)
    elif name == "trash":
        path.moveTo(x + 0.08 * w, y + 0.24 * h)
        path.lineTo(x + 0.92 * w, y + 0.24 * h)
        path.moveTo(x + 0.36 * w, y + 0.22 * h)
        path.lineTo(x + 0.40 * w, y + 0.06 * h)
        path.lineTo(x + 0.60 * w, y + 0.06 * h)
        path.lineTo(x + 0.64 * w, y + 0.22 * h)
        path.moveTo(x + 0.18 * w, y + 0.26 * h)
        path.lineTo(x + 0.25 * w, y + 0.94 * h)
        path.lineTo(x + 0.75 * w, y + 0.94 * h)
        path.lineTo(x + 0.82 * w, y + 0.26 * h)
    elif name == "back":
        path.moveTo(x + 0.62 * w, y + 0.14 * h)
        path.lineTo(x + 0.26 * w, y + 0.5 * h)
        path.lineTo(x + 0.62 * w, y + 0.86 * h)
    elif name == "room":
        path.addRoundedRect(QRectF(x + 0.16 * w, y + 0.2 * h, 0.68 * w, 0.4 * h), 0.1 * w, 0.1 * w)
        path.addRoundedRect(QRectF(x, y + 0.46 * h, w, 0.3 * h), 0.1 * w, 0.1 * w)
        path.moveTo(x + 0.14 * w, y + 0.78 * h)
        path.lineTo(x + 0.14 * w, y + 0.9 * h)
        path.moveTo(x + 0.86 * w, y + 0.78 * h)
        path.lineTo(x + 0.86 * w, y + 0.9 * h)
    elif name == "close":
        path.moveTo(x + 0.1 * w, y + 0.1 * h)
        path.lineTo(x + 0.9 * w, y + 0.9 * h)
        path.moveTo(x + 0.9 * w, y + 0.1 * h)
        path.lineTo(x + 0.1 * w, y + 0.9 * h)
    return path


def _turning_path(name: str, rect: QRectF) -> QPainterPath:
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    path = QPainterPath()
    if name == "undo":
        path.moveTo(x + 0.32 * w, y + 0.12 * h)
        path.lineTo(x + 0.06 * w, y + 0.38 * h)
        path.lineTo(x + 0.32 * w, y + 0.64 * h)
        path.moveTo(x + 0.06 * w, y + 0.38 * h)
        path.lineTo(x + 0.6 * w, y + 0.38 * h)
        path.cubicTo(
            x + 1.05 * w, y + 0.38 * h, x + 1.05 * w, y + 0.9 * h, x + 0.6 * w, y + 0.9 * h
        )
    elif name == "again":
        circle = rect.adjusted(0.06 * w, 0.06 * h, -0.06 * w, -0.06 * h)
        path.arcMoveTo(circle, 20)
        path.arcTo(circle, 20, 300)
        path.moveTo(x + 0.96 * w, y + 0.10 * h)
        path.lineTo(x + 0.92 * w, y + 0.36 * h)
        path.lineTo(x + 0.66 * w, y + 0.30 * h)
    return path
