"""The picture a shopper took."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.settings import Language
from kiosk.ui.buttons import PillButton
from kiosk.ui.labels import Scrim, TextLabel
from kiosk.ui.texts import text
from kiosk.ui.theme import INK, WHITE, Metrics


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
