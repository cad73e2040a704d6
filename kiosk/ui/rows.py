"""Rows over the picture: tabs of categories, and the tray of what is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QWidget

from kiosk.ui.buttons import PaintedButton
from kiosk.ui.theme import (
    ACCENT,
    GLASS,
    GLASS_EDGE,
    INK,
    WHITE,
    Metrics,
    draw_icon,
    draw_text,
    rounded,
)


class ScrolledRow(QScrollArea):
    """Buttons in a row that scrolls under the finger.

    Signals
    -------
    dragged : a finger moves the row
    """

    dragged = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.row = QWidget()
        self.setWidget(self.row)
        # `setWidget` turns filling on; the picture has to show between the buttons.
        self.row.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        QScroller.scroller(self.viewport()).stateChanged.connect(self._scroller_changed)

    def lay_out(self, buttons: Sequence[PaintedButton], metrics: Metrics, gap: int) -> None:
        """Place buttons beside each other, each as wide as it is."""
        left = 0
        for button in buttons:
            button.metrics = metrics
            button.setGeometry(left, 0, button.width(), self.height())
            button.show()
            left += button.width() + gap
        self.row.resize(max(1, left - gap), self.height())

    def _scroller_changed(self, state: QScroller.State) -> None:
        if state is QScroller.State.Dragging:
            self.dragged.emit()


class TabButton(PaintedButton):
    """A word with a count; or a person; filled while it is chosen."""

    def __init__(self, parent: QWidget, word: str, count: str = "") -> None:
        super().__init__(parent)
        self._word = word
        self._count = count
        self.setCheckable(True)
        self.setAccessibleName(f"{word} {count}".strip())

    def wanted_width(self) -> int:
        """Give the width its words need, px."""
        word = QFontMetricsF(self.metrics.font(25, is_bold=True)).horizontalAdvance(self._word)
        count = QFontMetricsF(self.metrics.font(20)).horizontalAdvance(self._count)
        gap = self.metrics.px(10) if self._count else 0
        return max(self.metrics.px(76), round(word + count) + gap + self.metrics.px(44))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw a pill."""
        fill, ink = (ACCENT, INK) if self.isChecked() else (GLASS, WHITE)
        painter.setPen(Qt.PenStyle.NoPen if self.isChecked() else QPen(GLASS_EDGE, 1.5))
        painter.setBrush(fill)
        painter.drawPath(rounded(rect, rect.height() / 2))
        m = self.metrics
        font, small = m.font(25, is_bold=True), m.font(20)
        word = QFontMetricsF(font).horizontalAdvance(self._word)
        count = QFontMetricsF(small).horizontalAdvance(self._count)
        gap = m.px(10) if self._count else 0
        left = rect.center().x() - (word + gap + count) / 2
        draw_text(painter, QRectF(left, rect.y(), word + 2, rect.height()), self._word, font, ink)
        right = QRectF(left + word + gap, rect.y(), count + 2, rect.height())
        draw_text(painter, right, self._count, small, ink)


class Tabs(ScrolledRow):
    """The categories, one of them chosen.

    Signals
    -------
    chosen : name of the category touched
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._buttons: dict[str, TabButton] = {}

    def show_tabs(
        self, tabs: Sequence[tuple[str, str, int]], chosen: str, metrics: Metrics
    ) -> None:
        """Show tabs (name, word, count), one chosen."""
        look = (tuple(tabs), metrics, self.height())
        if look != self._shown:
            self._shown = look
            for button in self._buttons.values():
                button.setParent(None)
                button.deleteLater()
            self._buttons = {n: TabButton(self.row, word, str(count)) for n, word, count in tabs}
            for name, button in self._buttons.items():
                button.metrics = metrics
                button.resize(button.wanted_width(), self.height())
                button.clicked.connect(partial(self.chosen.emit, name))
            self.lay_out(list(self._buttons.values()), metrics, metrics.px(6))
        for name, button in self._buttons.items():
            button.setChecked(name == chosen)
        if chosen in self._buttons:
            button = self._buttons[chosen]
            self.ensureWidgetVisible(button, button.width(), 0)


@dataclass(frozen=True, slots=True)
class WornChip:
    """One thing that is on: slot, what to read out, picture, colour, whether it is looked at."""

    slot: str
    name: str
    thumbnail: Path
    swatch: str
    is_shown: bool


class _Thing(PaintedButton):
    """A small picture of something that is on."""

    def __init__(self, parent: QWidget, chip: WornChip) -> None:
        super().__init__(parent)
        self._swatch = QColor(chip.swatch)
        self._picture = QPixmap(str(chip.thumbnail))
        self.setCheckable(True)
        self.setChecked(chip.is_shown)
        self.setAccessibleName(chip.name)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the picture with a dot of the colour."""
        card = rounded(rect, self.metrics.px(16))
        painter.fillPath(card, WHITE)
        if not self._picture.isNull():
            painter.save()
            painter.setClipPath(card)
            size = self._picture.size()
            scale = max(rect.width() / size.width(), rect.height() / size.height())
            place = QRectF(0, 0, size.width() * scale, size.height() * scale)
            place.moveCenter(rect.center())
            smooth = self._picture.scaled(
                place.size().toSize(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawPixmap(place.topLeft(), smooth)
            painter.restore()
        side = self.metrics.px(20)
        inset = self.metrics.px(7)
        painter.setPen(QPen(WHITE, 1.5))
        painter.setBrush(self._swatch)
        painter.drawEllipse(QRectF(rect.x() + inset, rect.bottom() - inset - side, side, side))
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ACCENT, self.metrics.px(5)))
            painter.drawPath(card)


class IconButton(PaintedButton):
    """A round button with an icon only."""

    def __init__(self, parent: QWidget, icon: str, name: str) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAccessibleName(name)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw a disc."""
        side = min(rect.width(), rect.height())
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(rect.center())
        painter.setPen(QPen(GLASS_EDGE, 1.5))
        painter.setBrush(GLASS)
        painter.drawEllipse(disc)
        ink = QColor(WHITE)
        ink.setAlpha(255 if self.isEnabled() else 90)
        inset = side * 0.32
        draw_icon(painter, self._icon, disc.adjusted(inset, inset, -inset, -inset), ink)


class Tray(ScrolledRow):
    """Who is being dressed and what they have on.

    Signals
    -------
    shown, taken_off : slot of the thing touched
    everybody_asked, undo_asked : controls
    """

    shown = Signal(str)
    taken_off = Signal(str)
    everybody_asked = Signal()
    undo_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._buttons: list[PaintedButton] = []

    def show_worn(
        self,
        chips: Sequence[WornChip],
        words: tuple[str, str, str],
        metrics: Metrics,
        *,
        can_undo: bool,
    ) -> None:
        """Show what is on.

        Parameters
        ----------
        chips : one per thing
        words : who is dressed (empty if there is only one), for taking off, for undoing
        metrics : of the screen
        can_undo : whether there is something to undo
        """
        look = (tuple(chips), words, metrics, can_undo, self.height())
        if look == self._shown:
            return
        self._shown = look
        for button in self._buttons:
            button.setParent(None)
            button.deleteLater()
        self._buttons = self._made(chips, words, metrics, can_undo=can_undo)
        self.lay_out(self._buttons, metrics, metrics.px(4))

    def _made(
        self,
        chips: Sequence[WornChip],
        words: tuple[str, str, str],
        metrics: Metrics,
        *,
        can_undo: bool,
    ) -> list[PaintedButton]:
        who, off_word, undo_word = words
        side = self.height()
        made: list[PaintedButton] = []
        undo = IconButton(self.row, "undo", undo_word)
        undo.setEnabled(can_undo)
        undo.clicked.connect(self.undo_asked)
        undo.resize(side, side)
        made.append(undo)
        if who:
            person = TabButton(self.row, who)
            person.setChecked(True)
            person.metrics = metrics
            person.resize(person.wanted_width(), side)
            person.clicked.connect(self.everybody_asked)
            made.append(person)
        for chip in chips:
            thing = _Thing(self.row, chip)
            thing.resize(round(1.3 * side), side)
            thing.clicked.connect(partial(self.shown.emit, chip.slot))
            off = IconButton(self.row, "close", f"{off_word} {chip.name}")
            off.resize(side, side)
            off.clicked.connect(partial(self.taken_off.emit, chip.slot))
            made += [thing, off]
        return made
