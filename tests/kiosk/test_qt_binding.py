import sys

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication


def test_painting_keeps_the_references_to_none(qt: QApplication) -> None:
    # PySide6 6.12.0 lost one per call, until Python 3.11 aborted in the middle of a paint event.
    del qt
    pixmap, owner = QPixmap(8, 8), QObject()
    painter = QPainter(pixmap)
    before = sys.getrefcount(None)
    for _ in range(500):
        painter.fillRect(QRect(0, 0, 8, 8), QColor(1, 2, 3))
        owner.setObjectName("mirror")
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 100
