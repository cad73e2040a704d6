"""Touch targets: painted once, kept as pixmaps, cheap to show over a moving picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.ui.theme import (
    ACCENT,
    GLASS,
    GLASS_EDGE,
    GLASS_PRESSED,
    INK,
    WHITE,
    Metrics,
    draw_icon,
    draw_text,
    fitted_font,
    rounded,
)


class PaintedButton(QAbstractButton):
    """A button that draws itself once per look and blits it afterwards.

    The picture behind it changes 30 times a second, so every button is painted as often:
    text layout and antialiased paths would cost more than the camera picture itself.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metrics = Metrics(1920, 1080)
        self._look: object = None
        self._pixmap = QPixmap()
        self._is_focus_visible = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def look(self) -> tuple[object, ...]:
        """Give everything beside size and state that the drawing depends on."""
        return ()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the button into `rect`."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let Enter do what Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Let Tab go on, but keep the focus of a hidden button from wandering by itself."""
        return self.isVisible() and super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring for the keyboard only: after a touch it would look like a selection."""
        keyboard = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._is_focus_visible = event.reason() in keyboard
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the ring."""
        self._is_focus_visible = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Blit the drawing, made anew if the look changed."""
        look = (
            self.width(), self.height(), self.isDown(), self.isChecked(), self.isEnabled(),
            self._is_focus_visible, self.metrics, self.text(), *self.look(),
        )  # fmt: skip
        if look != self._look:
            self._look = look
            self._pixmap = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(event.rect(), self._pixmap, event.rect())
        painter.end()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give the size it has; the window places it."""
        return self.size()

    def _drawn(self) -> QPixmap:
        pixmap = QPixmap(self.size())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        inset = self.metrics.px(4)
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        self.draw(painter, rect)
        if self._is_focus_visible:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(WHITE, self.metrics.px(4)))
            half = self.metrics.px(4) / 2
            outer = QRectF(self.rect()).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(outer, self.metrics.px(26), self.metrics.px(26))
        painter.end()
        return pixmap


class PillButton(PaintedButton):
    """A wide button with an icon and a word or two.

    Parameters
    ----------
    icon : name for `draw_icon`; empty for none
    is_primary : whether it stands out
    """

    def __init__(self, parent: QWidget, icon: str = "", *, is_primary: bool = False) -> None:
        super().__init__(parent)
        self._icon = icon
        self._is_primary = is_primary

    def wanted_width(self) -> int:
        """Give the width its word needs, px."""
        font = self.metrics.font(27, is_bold=True)
        word = QFontMetricsF(font).horizontalAdvance(self.text())
        icon = self.metrics.text_px(32) + self.metrics.px(14) if self._icon else 0
        return max(self.metrics.px(84), round(word + icon + self.metrics.px(60)))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw a pill."""
        fill, ink = (ACCENT, INK) if self._is_primary else (GLASS, WHITE)
        if self.isDown():
            fill = QColor(ACCENT).darker(115) if self._is_primary else GLASS_PRESSED
        painter.setPen(Qt.PenStyle.NoPen if self._is_primary else QPen(GLASS_EDGE, 1.5))
        painter.setBrush(fill)
        painter.drawPath(rounded(rect, rect.height() / 2))
        font = self.metrics.font(27, is_bold=True)
        side, gap = float(self.metrics.text_px(32)), float(self.metrics.px(14))
        room = rect.width() - self.metrics.px(36) - (side + gap if self._icon else 0.0)
        font = fitted_font(font, self.text(), room)
        word = QFontMetricsF(font).horizontalAdvance(self.text())
        left = rect.center().x() - (word + (side + gap if self._icon else 0.0)) / 2
        if self._icon:
            icon = QRectF(left, rect.center().y() - side / 2, side, side)
            draw_icon(painter, self._icon, icon, ink)
            left += side + gap
        draw_text(painter, QRectF(left, rect.y(), word + 2, rect.height()), self.text(), font, ink)


class SwatchButton(PaintedButton):
    """One colour of a product as a disc, several shades as its slices."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._colors: tuple[str, ...] = ("#000000",)
        self.setCheckable(True)

    def set_colors(self, colors: tuple[str, ...]) -> None:
        """Stand for other colours, sRGB hex, at least one."""
        self._colors = colors
        self.update()

    def look(self) -> tuple[object, ...]:
        """Depend on the colours."""
        return self._colors

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw a disc, ringed while it is the colour worn."""
        side = min(rect.width(), rect.height())
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(rect.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GLASS)
        painter.drawEllipse(disc)
        if self.isChecked():
            width = self.metrics.px(5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ACCENT, width))
            painter.drawEllipse(disc.adjusted(width, width, -width, -width))
        inset = side * 0.2
        painter.setPen(QPen(QColor(255, 255, 255, 120), 1.5))
        inner = disc.adjusted(inset, inset, -inset, -inset)
        share = 360 * 16 // len(self._colors)
        for number, color in enumerate(self._colors):
            painter.setBrush(QColor(color))
            if len(self._colors) == 1:
                painter.drawEllipse(inner)
            else:
                painter.drawPie(inner, 90 * 16 - number * share, -share)
