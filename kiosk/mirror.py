"""The mirror: camera thread, engine thread and window, brought together."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kiosk.arrays import Image
from kiosk.camera import CameraFrame, CameraSource
from kiosk.capture import Capture
from kiosk.comparing import show_outfits
from kiosk.display import mirrored, softened
from kiosk.figures import Figures
from kiosk.framing import Framing
from kiosk.hints import SteadyHint, mirror_hint
from kiosk.mailbox import Mailbox
from kiosk.menu import MenuItem, MenuLook
from kiosk.rooming import Rooming
from kiosk.session import Screen, Session
from kiosk.settings import KioskSettings
from kiosk.staff import StaffAttention, staff_lines
from kiosk.touching import face_of, shown_boxes
from kiosk.try_on_thread import TryOnThread
from kiosk.trying_on import Comparison, Engine, TriedOn
from kiosk.ui.texts import text
from kiosk.ui.window import MirrorWindow
from kiosk.wardrobe import Worn
from kiosk.wiring import connect_menu
from tryon import Choice, Report

_TICK_MS = 33
_FIGURES_S = 0.5
# Without an answer for this long the plain camera picture is shown: the mirror never stops.
_PLAIN_AFTER_S = 0.25
_MOST_PATIENCE_S = 1.0
_REST_S = 0.2


class Mirror(QObject):
    """Own the threads, the session and the window.

    Parameters
    ----------
    source : opens the camera
    engine : not started yet; the mirror starts and closes it
    items : the menu
    settings : of the shop
    looks : outfits to put on at once
    """

    _answered = Signal()
    _compared = Signal(object)

    def __init__(
        self,
        source: CameraSource,
        engine: Engine,
        items: tuple[MenuItem, ...],
        settings: KioskSettings,
        looks: tuple[MenuLook, ...] = (),
    ) -> None:
        super().__init__()
        self._settings = settings
        self.session = Session(items, settings, time.monotonic(), looks)
        self.figures = Figures()
        self.window = MirrorWindow(self.session, settings)
        self._to_engine: Mailbox[CameraFrame] = Mailbox()
        self._to_preview: Mailbox[CameraFrame] = Mailbox()
        self._results: Mailbox[TriedOn] = Mailbox()
        self._capture = Capture(source, (self._to_engine, self._to_preview), settings)
        self._try_on = TryOnThread(
            engine,
            self._to_engine,
            self._results,
            notify=self._answered.emit,
            compared=self._compared.emit,
        )
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._steady_hint = SteadyHint()
        self._staff = StaffAttention(settings.staff)
        self._framing = Framing(settings.fit)
        self._last: TriedOn | None = None
        self._last_frame: CameraFrame | None = None
        self._last_answer_s = 0.0
        self._figures_s = 0.0
        self._mirrored_s = 0.0
        self._is_softened = False
        self._swap: tuple[tuple[Choice, ...], float] | None = None
        self._outfits: tuple[tuple[Worn, ...], ...] = ()
        self._rooming = Rooming(settings.service, self.window, self.session, self._do)
        self._connect()

    def _connect(self) -> None:
        window, session = self.window, self.session
        self._answered.connect(self._show_answer, Qt.ConnectionType.QueuedConnection)
        self._compared.connect(self._show_comparison, Qt.ConnectionType.QueuedConnection)
        self._timer.timeout.connect(self._tick)
        connect_menu(window, session, self._do)
        window.compare_asked.connect(self._ask_comparison)
        window.picture_asked.connect(self._ask_picture)
        window.staff_asked.connect(self._staff.ask)
        window.left.connect(self._leave)
        window.touched.connect(self._touched)
        window.painted.connect(self._painted)
        window.closing.connect(self.close)
        window.comparison.chosen.connect(self._choose_compared)

    def start(self) -> None:
        """Start the threads and refresh the window; returns at once."""
        self.window.refresh()
        self._changed()
        self._capture.start()
        self._try_on.start()
        self._rooming.start()
        self._timer.start()

    def close(self) -> None:
        """End every thread, the camera and the engine. Safe to call twice."""
        self._timer.stop()
        self._rooming.close()
        self._capture.close()
        self._try_on.close()
        for mailbox in (self._to_preview, self._results):
            mailbox.close()

    @property
    def newest(self) -> TriedOn | None:
        """What the engine answered last; None before the first answer."""
        return self._last

    # What arrives -----------------------------------------------------------------------

    def _show_answer(self) -> None:
        answer = self._results.take()
        if answer is None:
            return
        now = time.monotonic()
        self._last, self._last_frame, self._last_answer_s = answer, answer.frame, now
        self.figures.answered(answer.report["timings_ms"], answer.round_trip_s)
        self._framing.look_at(answer.report, self.session.wardrobe.person)
        before = self.session.screen
        is_other = self.session.saw_people(answer.report, now)
        if is_other or self.session.screen is not before:
            self._changed()
        if self.session.screen in (Screen.LIVE, Screen.COUNTDOWN):
            self._show(answer.image, answer.frame.timestamp_s, answer.report)

    def _show(self, image: Image, timestamp_s: float, report: Report | None = None) -> None:
        began = time.perf_counter()
        window = self.window
        height, width = image.shape[:2]
        screen = window.width(), window.height()
        part = self._framing.part((width, height), screen, time.monotonic())
        picture = mirrored(image, part)
        self._mirrored_s = time.perf_counter() - began
        self._is_softened = False
        corner = (screen[0] - part.shown_width) // 2, (screen[1] - part.shown_height) // 2
        window.show_faces({} if report is None else shown_boxes(report, part, corner))
        window.show_picture(picture, timestamp_s)

    def _painted(self, timestamp_s: float, paint_s: float) -> None:
        now = time.monotonic()
        self.figures.shown(now, now - timestamp_s, self._mirrored_s + paint_s)
        if self._swap is not None and self._last is not None:
            choices, asked_s = self._swap
            if self._last.choices == choices:
                self.figures.swap_s, self._swap = now - asked_s, None

    def _show_comparison(self, comparison: Comparison) -> None:
        if self.session.screen is not Screen.COMPARISON:
            return
        person = self.session.wardrobe.person
        face = None if self._last is None else face_of(self._last.report, person)
        show_outfits(self.window.comparison, comparison.pictures, self.session, face)

    # Time -------------------------------------------------------------------------------

    def _tick(self) -> None:
        now = time.monotonic()
        before = self.session.screen
        self.session.tick(now)
        if self.session.screen is Screen.COUNTDOWN:
            self._count_down(now)
        if self.session.screen is not before:
            self._changed()
        if self.session.screen is Screen.PICTURE:
            left_s = self.session.picture_left_s(now)
            self.window.picture.set_left(left_s, self.session.language)
        self._show_plain(now)
        self._show_hint(now)
        if now - self._figures_s >= _FIGURES_S:
            self._figures_s = now
            is_well = self._capture.status.is_live and self._try_on.status.is_ready
            is_shown = self._staff.update(is_well, now)
            self.window.staff.show_lines(self.staff_lines() if is_shown else ())

    def _count_down(self, now: float) -> None:
        number = self.session.countdown(now)
        if number > 0:
            self.window.countdown.set_number(number)
            return
        self.window.picture.hold(self.window.current_picture())
        self.session.show(Screen.PICTURE, now)

    def _show_plain(self, now: float) -> None:
        """Show the camera alone while the engine cannot answer, or nobody is there."""
        is_waiting = self._try_on.status.is_ready and self.session.screen is not Screen.IDLE
        if is_waiting and now - self._last_answer_s < self._patience_s:
            return
        frame = self._to_preview.take()
        if frame is not None:
            self._last_frame = frame
            if self.session.screen in (Screen.IDLE, Screen.LIVE, Screen.COUNTDOWN):
                self._show(frame.image, frame.timestamp_s)
            return
        last = self._last_frame
        is_old = last is not None and now - last.timestamp_s > self._settings.stall_s
        if last is not None and is_old and not self._is_softened:
            self._show(softened(last.image), now)
            self._is_softened = True

    @property
    def _patience_s(self) -> float:
        """How long an answer is waited for; a slow machine must not flicker between the two."""
        return min(_MOST_PATIENCE_S, max(_PLAIN_AFTER_S, 4 * self.figures.round_trip_s))

    def _show_hint(self, now: float) -> None:
        is_answering = now - self._last_answer_s <= 2 * self._patience_s
        report = None if self._last is None else self._last.report
        hint = mirror_hint(self._capture.status.is_live, is_answering, report)
        shown = self._steady_hint.update(hint, now)
        screen = self.session.screen
        is_wanted = screen is Screen.LIVE or (screen is Screen.IDLE and shown == "searching")
        words = text(f"hint_{shown}", self.session.language) if shown and is_wanted else ""
        self.window.hint.set_text(words)

    def staff_lines(self) -> tuple[str, ...]:
        """Write out how camera, engine and every stage are doing."""
        return staff_lines(
            self.figures, self._capture.status, self._try_on.status, self._last_frame
        )

    # What the shopper does --------------------------------------------------------------

    def _do(self, action: Callable[[float], None]) -> None:
        """Let the session do something now, and bring the rest in line."""
        action(time.monotonic())
        self._changed()

    def _choose_compared(self, number: int) -> None:
        self.session.wear(self._outfits[number], time.monotonic())
        self.session.show(Screen.LIVE, time.monotonic())
        self._changed()

    def _ask_comparison(self) -> None:
        now = time.monotonic()
        self.session.touched(now)
        if self._last_frame is None or self.session.screen is not Screen.LIVE:
            return
        self._outfits = self.session.compared()
        wanted = [self.session.wardrobe.choices_of(outfit) for outfit in self._outfits]
        if wanted and self._try_on.compare(self._last_frame, wanted):
            self.window.comparison.show_pairs((), self.session.language)
            self.session.show(Screen.COMPARISON, now)
            self._changed()

    def _ask_picture(self) -> None:
        now = time.monotonic()
        self.session.touched(now)
        if self.session.screen in (Screen.LIVE, Screen.PICTURE):
            self.session.show(Screen.COUNTDOWN, now)
            self._changed()

    def _leave(self) -> None:
        now = time.monotonic()
        self.session.touched(now)
        self.session.show(Screen.LIVE, now)
        self._changed()

    def _touched(self) -> None:
        before = self.session.screen
        self.session.touched(time.monotonic())
        if self.session.screen is not before:
            self._changed()

    def _changed(self) -> None:
        """Bring engine and window in line with the session."""
        choices = self.session.choices
        if self._last is not None and self._last.choices != choices:
            self._swap = (choices, time.monotonic())
        self._try_on.choose(choices)
        if self.session.screen is Screen.IDLE:
            self._framing.reset()
        is_busy = self.session.screen in (Screen.LIVE, Screen.COUNTDOWN)
        self._try_on.rest(0.0 if is_busy else _REST_S)
        self.window.refresh()
