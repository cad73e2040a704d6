"""The mirror's window: the picture, and the controls over it."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QWidget

from kiosk.session import LOOKS, Screen, Session
from kiosk.settings import KioskSettings
from kiosk.touching import Box, touched_face
from kiosk.ui.buttons import PillButton, SwatchButton
from kiosk.ui.comparison_screen import ComparisonScreen
from kiosk.ui.labels import HintPill, Scrim, StaffOverlay, TextLabel, Title
from kiosk.ui.layout import place_controls
from kiosk.ui.outfit_rows import draw_faces, refresh_rows
from kiosk.ui.picture_screen import PictureScreen
from kiosk.ui.room_screen import RoomScreen
from kiosk.ui.rows import Tabs, Tray
from kiosk.ui.screens import Countdown, IdleScreen
from kiosk.ui.strip import Strip
from kiosk.ui.texts import text
from kiosk.ui.theme import INK, WHITE, Metrics

_CORNER_TAPS = 5
_CORNER_S = 3.0


class MirrorWindow(QWidget):
    """Everything a shopper sees and touches; it decides nothing itself.

    Signals
    -------
    pair_chosen, colour_chosen, pair_stepped, colour_stepped, look_chosen, category_chosen : menu
    worn_shown, taken_off, undo_asked : tray
    face_touched : id of the person whose face was touched; everybody_asked : no one in particular
    compare_asked, picture_asked, room_asked, language_asked, size_asked, staff_asked, left :
        controls
    touched : somebody uses the mirror
    painted : a new picture is on the screen; its capture time and the paint time, s
    closing : the window is being closed
    """

    pair_chosen = Signal(int)
    colour_chosen = Signal(int)
    pair_stepped = Signal(int)
    colour_stepped = Signal(int)
    look_chosen = Signal(int)
    category_chosen = Signal(str)
    worn_shown = Signal(str)
    taken_off = Signal(str)
    undo_asked = Signal()
    face_touched = Signal(int)
    everybody_asked = Signal()
    compare_asked = Signal()
    picture_asked = Signal()
    room_asked = Signal()
    language_asked = Signal()
    size_asked = Signal()
    staff_asked = Signal()
    left = Signal()
    touched = Signal()
    painted = Signal(float, float)
    closing = Signal()

    def __init__(self, session: Session, settings: KioskSettings) -> None:
        super().__init__()
        self._session = session
        self._picture = QImage()
        self._timestamp_s: float | None = None
        self._corner_taps: list[float] = []
        self._arranged: object = None
        self._faces: dict[int, Box] = {}
        self.setWindowTitle(settings.store_name or "Try-on mirror")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scrim = Scrim(self)
        self.title = Title(self)
        self.store = TextLabel(self, 30, is_bold=True)
        self.store.set_text(settings.store_name)
        self.privacy = TextLabel(self, 22)
        self.privacy.align = Qt.AlignmentFlag.AlignHCenter
        self.privacy.color = QColor(WHITE)
        self.hint = HintPill(self)
        self.swatches: list[SwatchButton] = []
        self.compare = PillButton(self, "compare")
        self.take = PillButton(self, "camera", is_primary=True)
        self.rooms = PillButton(self, "room")
        self.offers_room = False
        self.language = PillButton(self)
        self.size_button = PillButton(self)
        self.tabs = Tabs(self)
        self.tray = Tray(self)
        self.strip = Strip(self, session.items, session.looks)
        self.idle = IdleScreen(self)
        self.countdown = Countdown(self)
        self.picture = PictureScreen(self)
        self.comparison = ComparisonScreen(self)
        self.room = RoomScreen(self)
        self.staff = StaffOverlay(self)
        self._connect()

    def _connect(self) -> None:
        self.strip.chosen.connect(self.pair_chosen)
        self.strip.look_chosen.connect(self.look_chosen)
        self.tabs.chosen.connect(self.category_chosen)
        self.tray.shown.connect(self.worn_shown)
        self.tray.taken_off.connect(self.taken_off)
        self.tray.undo_asked.connect(self.undo_asked)
        self.tray.everybody_asked.connect(self.everybody_asked)
        for row in (self.strip, self.tabs, self.tray):
            row.dragged.connect(self.touched)
        self.compare.clicked.connect(self.compare_asked)
        self.take.clicked.connect(self.picture_asked)
        self.rooms.clicked.connect(self.room_asked)
        self.language.clicked.connect(self.language_asked)
        self.size_button.clicked.connect(self.size_asked)
        self.picture.deleted.connect(self.left)
        self.picture.again.connect(self.picture_asked)
        self.comparison.closed.connect(self.left)
        for keys, action in (
            ("Left", partial(self.pair_stepped.emit, -1)),
            ("Right", partial(self.pair_stepped.emit, 1)),
            ("Up", partial(self.colour_stepped.emit, -1)),
            ("Down", partial(self.colour_stepped.emit, 1)),
            ("Z", self.undo_asked.emit),
            ("C", self.compare_asked.emit),
            ("P", self.picture_asked.emit),
            ("R", self.room_asked.emit),
            ("L", self.language_asked.emit),
            ("T", self.size_asked.emit),
            ("F2", self.staff_asked.emit),
            ("Escape", self.left.emit),
            ("Ctrl+Q", self.close),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action)

    @property
    def metrics(self) -> Metrics:
        """Sizes for the window as it is now."""
        return Metrics(self.width(), self.height(), self._session.is_large)

    def show_picture(self, picture: QImage, timestamp_s: float) -> None:
        """Show a mirrored picture taken at that monotonic time, s."""
        self._picture = picture
        self._timestamp_s = timestamp_s
        self.update()

    def show_faces(self, faces: dict[int, Box]) -> None:
        """Take where faces stand in the window, by id, px; two and more can be touched."""
        self._faces = faces if len(faces) > 1 else {}

    @property
    def face_places(self) -> dict[int, Box]:
        """Where faces that can be touched stand in the window, by id, px."""
        return self._faces

    def current_picture(self) -> QImage:
        """Give the mirrored picture shown now."""
        return self._picture

    def refresh(self) -> None:
        """Bring every control in line with the session."""
        session, language = self._session, self._session.language
        item = session.item
        if item is None:
            self.title.set_pair(text("no_products", language), "", "")
        else:
            colour = item.colours[session.colour_index].names[language]
            details = "  ·  ".join(part for part in (item.brand, colour, item.marking) if part)
            self.title.set_pair(item.names[language], item.prices[language], details)
        self.compare.setText(text("compare", language))
        self.take.setText(text("take_picture", language))
        self.rooms.setText(text("your_room", language))
        self.language.setText(text("language", language))
        self.language.setAccessibleName(text("language_name", language))
        self.size_button.setText("A−" if session.is_large else "A+")
        self.size_button.setAccessibleName(text("text_size", language))
        self.privacy.set_text(text("privacy", language))
        self._refresh_swatches()
        self._arrange()
        refresh_rows(self, session, self.metrics)
        self._show_screen()

    def _refresh_swatches(self) -> None:
        item = self._session.item
        colours = () if item is None else item.colours
        while len(self.swatches) > len(colours):
            gone = self.swatches.pop()
            gone.setParent(None)
            gone.deleteLater()
        while len(self.swatches) < len(colours):
            swatch = SwatchButton(self)
            swatch.clicked.connect(partial(self.colour_chosen.emit, len(self.swatches)))
            swatch.stackUnder(self.idle)
            self.swatches.append(swatch)
        for index, (swatch, colour) in enumerate(zip(self.swatches, colours, strict=True)):
            swatch.set_colors(colour.shades or (colour.swatch,))
            swatch.setChecked(index == self._session.colour_index)
            swatch.setAccessibleName(colour.names[self._session.language])

    def _arrange(self) -> None:
        """Place everything again if size, language or text size changed."""
        metrics, language = self.metrics, self._session.language
        place_controls(self, metrics)
        rows = None if self._session.category == LOOKS else self._session.listed
        key = (metrics, language, rows, self.offers_room)
        if key == self._arranged:
            return
        self._arranged = key
        self.strip.arrange(metrics, language, rows)
        self.picture.arrange(metrics, language)
        self.comparison.arrange(metrics, language)
        self.room.arrange(metrics, language)
        self.idle.set_language(language)

    def _show_screen(self) -> None:
        screen = self._session.screen
        is_live = screen is Screen.LIVE
        for control in (self.scrim, self.title, self.privacy, self.compare, self.take,
                        self.language, self.size_button, self.strip, self.tabs, self.tray,
                        *self.swatches):  # fmt: skip
            control.setVisible(is_live)
        self.rooms.setVisible(is_live and self.offers_room)
        self.idle.setVisible(screen is Screen.IDLE)
        self.countdown.setVisible(screen is Screen.COUNTDOWN)
        self.picture.setVisible(screen is Screen.PICTURE)
        self.comparison.setVisible(screen is Screen.COMPARISON)
        self.room.setVisible(screen is Screen.ROOM)
        if screen is not Screen.PICTURE:
            self.picture.forget()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the newest picture; the bars of a letterbox are ink."""
        began = time.perf_counter()
        painter = QPainter(self)
        if self._picture.isNull():
            painter.fillRect(event.rect(), INK)
        else:
            left = (self.width() - self._picture.width()) // 2
            top = (self.height() - self._picture.height()) // 2
            if left > 0 or top > 0:
                painter.fillRect(event.rect(), INK)
            painter.drawImage(left, top, self._picture)
            if self._session.screen is Screen.LIVE:
                draw_faces(painter, self._faces, self._session.wardrobe.person, self.metrics)
        painter.end()
        if self._timestamp_s is not None:
            timestamp_s, self._timestamp_s = self._timestamp_s, None
            self.painted.emit(timestamp_s, time.perf_counter() - began)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place everything for the new size."""
        super().resizeEvent(event)
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Note a touch beside the controls: a face, or five in the upper left corner for staff."""
        self.touched.emit()
        face = touched_face(self._faces, event.position().x(), event.position().y())
        if face is not None and self._session.screen is Screen.LIVE:
            self.face_touched.emit(face)
        corner, now = self.metrics.px(150), time.monotonic()
        if event.position().x() < corner and event.position().y() < corner:
            self._corner_taps = [at for at in self._corner_taps if now - at < _CORNER_S] + [now]
            if len(self._corner_taps) >= _CORNER_TAPS:
                self._corner_taps = []
                self.staff_asked.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say that the mirror ends."""
        self.closing.emit()
        super().closeEvent(event)
