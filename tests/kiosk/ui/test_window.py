from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.menu import MenuItem
from kiosk.session import Screen, Session
from kiosk.settings import KioskSettings
from kiosk.ui.comparison_screen import Compared
from kiosk.ui.strip import Card
from kiosk.ui.window import MirrorWindow

SIZES = [(1920, 1080), (1080, 1920), (1280, 720)]


@pytest.fixture
def session(items: tuple[MenuItem, ...]) -> Session:
    return Session(items, KioskSettings(), 0.0)


@pytest.fixture
def window(qt: QApplication, session: Session) -> Iterator[MirrorWindow]:
    window = MirrorWindow(session, KioskSettings(store_name="Mắt Sáng"))
    show(window, (1920, 1080))
    yield window
    window.close()
    window.deleteLater()
    qt.processEvents()


def show(window: MirrorWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.refresh()
    window.show()
    QApplication.processEvents()


def visible_buttons(window: MirrorWindow) -> list[QAbstractButton]:
    return [button for button in window.findChildren(QAbstractButton) if button.isVisible()]


def place(window: MirrorWindow, widget: QWidget) -> tuple[int, int, int, int]:
    corner = widget.mapTo(window, QPoint(0, 0))
    return corner.x(), corner.y(), corner.x() + widget.width(), corner.y() + widget.height()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_target_is_large_and_within_reach(
    window: MirrorWindow, session: Session, size: tuple[int, int], is_large: bool, language: str
) -> None:
    session.is_large, session.language = is_large, language  # type: ignore[assignment]
    session.choose(5, 0, 0.0)
    show(window, size)
    buttons = visible_buttons(window)
    least = 64 * min(size) / 1080
    assert len(buttons) >= 4 + 6 + 3
    for button in buttons:
        left, top, right, bottom = place(window, button)
        assert min(button.width(), button.height()) >= least
        assert top >= size[1] / 2
        assert bottom <= size[1]
        if not isinstance(button, Card):
            assert left >= 0
            assert right <= size[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("is_large", [False, True])
def test_controls_do_not_overlap(
    window: MirrorWindow, session: Session, size: tuple[int, int], is_large: bool
) -> None:
    session.is_large = is_large
    session.choose(5, 0, 0.0)
    show(window, size)
    controls: list[QWidget] = [
        *(button for button in visible_buttons(window) if button.parent() is window),
        window.strip,
        window.tabs,
        window.tray,
        window.title,
        window.privacy,
    ]
    for index, one in enumerate(controls):
        for other in controls[index + 1 :]:
            assert not one.geometry().intersects(other.geometry()), (one, other)


def test_everything_touchable_has_a_name_to_be_read_out(window: MirrorWindow) -> None:
    unnamed = [b for b in visible_buttons(window) if not (b.accessibleName() or b.text())]
    assert unnamed == []


def test_touching_a_card_chooses_the_pair(window: MirrorWindow) -> None:
    chosen: list[int] = []
    window.pair_chosen.connect(chosen.append)
    QTest.mouseClick(window.strip.findChildren(Card)[2], Qt.MouseButton.LeftButton)
    assert chosen == [2]


def test_dragging_moves_the_strip_and_chooses_nothing(window: MirrorWindow) -> None:
    chosen: list[int] = []
    touched: list[bool] = []
    window.pair_chosen.connect(chosen.append)
    window.touched.connect(lambda: touched.append(True))
    show(window, (1080, 1920))
    viewport = window.strip.viewport()
    bar = window.strip.horizontalScrollBar()
    before = bar.value()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(800, 100))
    for x in range(780, 300, -20):
        QTest.mouseMove(viewport, QPoint(x, 100))
        QTest.qWait(8)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert bar.value() > before + 100
    assert touched
    assert chosen == []


@pytest.mark.parametrize(
    ("key", "signal", "said"),
    [
        pytest.param(Qt.Key.Key_Right, "pair_stepped", (1,), id="next"),
        pytest.param(Qt.Key.Key_Left, "pair_stepped", (-1,), id="previous"),
        pytest.param(Qt.Key.Key_Down, "colour_stepped", (1,), id="colour"),
        pytest.param(Qt.Key.Key_C, "compare_asked", (), id="compare"),
        pytest.param(Qt.Key.Key_P, "picture_asked", (), id="picture"),
        pytest.param(Qt.Key.Key_L, "language_asked", (), id="language"),
        pytest.param(Qt.Key.Key_T, "size_asked", (), id="text-size"),
        pytest.param(Qt.Key.Key_F2, "staff_asked", (), id="staff"),
        pytest.param(Qt.Key.Key_Escape, "left", (), id="back"),
    ],
)
def test_keyboard_does_what_touching_does(
    window: MirrorWindow, key: Qt.Key, signal: str, said: tuple[int, ...]
) -> None:
    heard: list[tuple[int, ...]] = []
    getattr(window, signal).connect(lambda *values: heard.append(values))
    window.activateWindow()
    window.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window, key)
    assert heard == [said]


def test_enter_presses_the_focused_button(window: MirrorWindow) -> None:
    heard: list[bool] = []
    window.picture_asked.connect(lambda: heard.append(True))
    window.take.setFocus()
    QTest.keyClick(window.take, Qt.Key.Key_Return)
    assert heard == [True]


def test_five_touches_in_the_corner_are_for_staff(window: MirrorWindow) -> None:
    heard: list[bool] = []
    window.staff_asked.connect(lambda: heard.append(True))
    for _ in range(4):
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    before = len(heard)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert (before, len(heard)) == (0, 1)


def test_picture_fills_the_window_and_reports_when_it_was_painted(window: MirrorWindow) -> None:
    painted: list[float] = []
    window.painted.connect(lambda timestamp_s, _paint_s: painted.append(timestamp_s))
    picture = QImage(1920, 1080, QImage.Format.Format_RGB32)
    picture.fill(QColor(10, 200, 30))
    window.show_picture(picture, 12.5)
    QApplication.processEvents()
    assert window.grab().toImage().pixelColor(960, 200) == QColor(10, 200, 30)
    assert painted == [12.5]


def test_letterboxed_picture_stands_in_the_middle_on_ink(window: MirrorWindow) -> None:
    picture = QImage(1000, 1080, QImage.Format.Format_RGB32)
    picture.fill(QColor(10, 200, 30))
    window.show_picture(picture, 1.0)
    shown = window.grab().toImage()
    assert shown.pixelColor(100, 200).lightness() < 30
    assert shown.pixelColor(960, 200) == QColor(10, 200, 30)


@pytest.mark.parametrize("screen", list(Screen))
def test_each_screen_shows_its_own_controls_only(
    window: MirrorWindow, session: Session, screen: Screen
) -> None:
    session.show(screen, 0.0)
    window.refresh()
    shown = {
        Screen.IDLE: window.idle.isVisible(),
        Screen.LIVE: window.strip.isVisible(),
        Screen.COUNTDOWN: window.countdown.isVisible(),
        Screen.PICTURE: window.picture.isVisible(),
        Screen.COMPARISON: window.comparison.isVisible(),
        Screen.ROOM: window.room.isVisible(),
    }
    assert [name for name, is_shown in shown.items() if is_shown] == [screen]


def test_leaving_the_picture_drops_its_pixels(window: MirrorWindow, session: Session) -> None:
    session.show(Screen.PICTURE, 0.0)
    window.picture.hold(QImage(8, 8, QImage.Format.Format_RGB32))
    window.refresh()
    held = window.picture.is_empty
    session.show(Screen.LIVE, 1.0)
    window.refresh()
    assert (held, window.picture.is_empty) == (False, True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_compared_pairs_stand_side_by_side_without_overlap(
    window: MirrorWindow, session: Session, size: tuple[int, int], count: int
) -> None:
    session.show(Screen.COMPARISON, 0.0)
    show(window, size)
    chosen: list[int] = []
    window.comparison.chosen.connect(chosen.append)
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0)
    window.comparison.show_pairs([Compared(f"{n}", "₫1", picture) for n in range(count)], "en")
    QApplication.processEvents()
    places = np.array([(x, y, x + w, y + h) for x, y, w, h in window.comparison.places(count)])
    assert places.min() >= 0
    assert places[:, 2].max() <= size[0]
    assert places[:, 3].max() <= size[1]
    areas = (places[:, 2] - places[:, 0]) * (places[:, 3] - places[:, 1])
    assert areas.sum() > 0.3 * size[0] * size[1]
    x, y = places[-1, :2] + 30
    tile = window.childAt(int(x), int(y))
    assert tile is not None
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert chosen == [count - 1]
