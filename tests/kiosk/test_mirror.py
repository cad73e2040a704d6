import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.menu import MenuItem
from kiosk.mirror import Mirror
from kiosk.session import Screen
from kiosk.settings import KioskSettings
from tests.kiosk.conftest import BreakableEngine, Plug, wait_until
from tryon import Choice

SETTINGS = KioskSettings(fullscreen=False, stall_s=0.4, idle_s=60.0)


class Shop:
    """A mirror on the wall of a test, with its camera and engine at hand."""

    def __init__(self, items: tuple[MenuItem, ...], settings: KioskSettings) -> None:
        self.plug = Plug(size=(320, 180))
        self.engine = BreakableEngine()
        self.mirror = Mirror(self.plug.open, self.engine, items, settings)
        self.mirror.window.resize(320, 180)

    def open(self) -> None:
        self.mirror.window.show()
        self.mirror.start()

    def close(self) -> None:
        self.plug.thaw.set()
        self.mirror.close()
        self.mirror.window.close()
        self.mirror.window.deleteLater()
        QApplication.processEvents()

    @property
    def shown(self) -> tuple[int, int, int]:
        """RGB of the picture's middle, where the engine leaves its mark."""
        picture = self.mirror.window.current_picture()
        if picture.isNull():
            return (0, 0, 0)
        # 160 px from the left is 159 px from the right: the picture is mirrored.
        color = picture.pixelColor(159, 90)
        return color.red(), color.green(), color.blue()

    def has_glasses(self) -> bool:
        return self.shown == (7, 8, 9)


@pytest.fixture
def opened(
    qt: QApplication, items: tuple[MenuItem, ...]
) -> Iterator[Callable[[KioskSettings], Shop]]:
    del qt
    shops: list[Shop] = []

    def open_shop(settings: KioskSettings = SETTINGS) -> Shop:
        shop = Shop(items, settings)
        shops.append(shop)
        shop.open()
        wait_until(shop.has_glasses)
        return shop

    yield open_shop
    for shop in shops:
        shop.close()


@pytest.fixture
def shop(opened: Callable[[KioskSettings], Shop]) -> Shop:
    return opened(SETTINGS)


def test_picture_is_shown_mirrored_and_young(shop: Shop) -> None:
    wait_until(lambda: shop.mirror.figures.age_s > 0.0)
    left = shop.mirror.window.current_picture().pixelColor(40, 40)
    right = shop.mirror.window.current_picture().pixelColor(280, 40)
    assert (left.red(), right.red()) == (90, 200)
    assert shop.mirror.figures.age_s < 0.3


@pytest.mark.slow
def test_camera_shows_plainly_while_the_engine_is_gone(shop: Shop) -> None:
    shop.engine.restart_s = 2.0
    shop.engine.kill()
    wait_until(lambda: not shop.has_glasses())
    plain = shop.shown
    wait_until(shop.mirror.window.hint.isVisible)
    back_s = wait_until(shop.has_glasses)
    assert plain[0] in (90, 200)
    assert back_s < 3.0


def test_twenty_engine_kills_leave_the_mirror_live(shop: Shop) -> None:
    back_s = []
    for kill in range(20):
        shop.engine.kill()
        wait_until(lambda kill=kill: shop.engine.restarts == kill + 1)
        asked = len(shop.engine.asked)
        back_s.append(wait_until(lambda asked=asked: len(shop.engine.asked) > asked))
    assert max(back_s) < 2.0


def test_an_unplugged_camera_is_said_and_comes_back_by_itself(shop: Shop) -> None:
    shop.plug.is_plugged = False
    wait_until(shop.mirror.window.hint.isVisible)
    said = shop.mirror.window.hint.accessibleName()
    black = shop.shown == (0, 0, 0)
    shop.plug.is_plugged = True
    asked = len(shop.engine.asked)
    back_s = wait_until(lambda: len(shop.engine.asked) > asked)
    assert "máy quay" in said
    assert not black
    assert back_s < 2.0


@pytest.mark.slow
def test_a_mirror_left_open_grows_nothing(shop: Shop) -> None:
    process = psutil.Process()
    wait_until(lambda: len(shop.engine.asked) > 30)
    before = threading.active_count(), process.num_fds(), process.memory_info().rss
    end = len(shop.engine.asked) + 120
    wait_until(lambda: len(shop.engine.asked) > end, 30.0)
    after = threading.active_count(), process.num_fds(), process.memory_info().rss
    assert after[:2] == before[:2]
    assert after[2] - before[2] < 30e6


def test_changing_the_pair_reaches_the_screen_quickly(shop: Shop) -> None:
    window = shop.mirror.window
    window.pair_chosen.emit(3)
    wanted = shop.mirror.session.choices
    wait_until(lambda: shop.engine.asked[-1][0] == wanted)
    wait_until(lambda: shop.mirror.figures.swap_s > 0.0)
    assert wanted[0].sku == "pair-3"
    assert shop.mirror.figures.swap_s < 1.0


def test_language_and_text_size_change_the_words(shop: Shop) -> None:
    window = shop.mirror.window
    before = window.take.text()
    window.language_asked.emit()
    window.size_asked.emit()
    assert (before, window.take.text(), window.size_button.text()) == (
        "Chụp ảnh",
        "Take a picture",
        "A−",
    )


@pytest.mark.slow
def test_a_picture_is_counted_down_held_and_deleted(shop: Shop) -> None:
    window, session = shop.mirror.window, shop.mirror.session
    window.picture_asked.emit()
    counted = session.screen
    wait_until(lambda: session.screen is Screen.PICTURE)
    held = not window.picture.is_empty
    window.left.emit()
    assert (counted, held) == (Screen.COUNTDOWN, True)
    assert window.picture.is_empty
    assert session.screen is Screen.LIVE


@pytest.mark.slow
def test_a_picture_nobody_touches_deletes_itself(
    opened: Callable[[KioskSettings], Shop],
) -> None:
    shop = opened(KioskSettings(fullscreen=False, picture_s=0.3))
    shop.mirror.window.picture_asked.emit()
    wait_until(lambda: shop.mirror.session.screen is Screen.PICTURE)
    wait_until(lambda: shop.mirror.session.screen is Screen.LIVE)
    assert shop.mirror.window.picture.is_empty


def test_comparison_shows_four_pairs_and_keeps_the_one_touched(shop: Shop) -> None:
    window, session = shop.mirror.window, shop.mirror.session
    window.pair_chosen.emit(4)
    window.compare_asked.emit()
    wait_until(lambda: window.comparison.count == 4)
    window.comparison.chosen.emit(1)
    assert session.screen is Screen.LIVE
    assert session.item_index == 0


def test_everything_touched_in_tray_and_tabs_reaches_the_engine(shop: Shop) -> None:
    window, session = shop.mirror.window, shop.mirror.session
    window.taken_off.emit("eyewear")
    wait_until(lambda: shop.engine.asked[-1][0] == ())
    window.undo_asked.emit()
    wait_until(lambda: shop.engine.asked[-1][0] == (Choice("pair-0", "black"),))
    window.category_chosen.emit("eyewear")
    assert session.category == "eyewear"


def test_touching_one_of_two_faces_dresses_that_person(shop: Shop) -> None:
    shop.engine.people = 2
    window, session = shop.mirror.window, shop.mirror.session
    wait_until(lambda: len(session.wardrobe.people) == 2)
    wait_until(lambda: len(window.face_places) == 2)
    x0, y0, x1, y1 = window.face_places[1]
    middle = QPoint(int((x0 + x1) / 2), int((y0 + y1) / 2))

    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=middle)
    window.pair_chosen.emit(3)

    wanted = {Choice("pair-0", "black", 0), Choice("pair-3", "black", 1)}
    wait_until(lambda: set(shop.engine.asked[-1][0]) == wanted)
    window.everybody_asked.emit()
    assert session.wardrobe.person is None


def test_nobody_for_a_while_brings_the_idle_screen_and_a_face_ends_it(
    opened: Callable[[KioskSettings], Shop],
) -> None:
    shop = opened(KioskSettings(fullscreen=False, idle_s=0.4))
    # The strip runs back to the first pair by itself, which is no touch.
    shop.mirror.window.pair_chosen.emit(5)
    shop.engine.has_face = False
    wait_until(lambda: shop.mirror.session.screen is Screen.IDLE)
    time.sleep(0.1)
    QApplication.processEvents()
    invited = shop.mirror.window.idle.isVisible()
    shop.engine.has_face = True
    wait_until(lambda: shop.mirror.session.screen is Screen.LIVE)
    assert invited


def test_staff_read_camera_engine_and_stages(shop: Shop) -> None:
    shop.mirror.window.staff_asked.emit()
    parts = ("track 7.7", "camera plug 320x180", "engine ready", "fps")
    wait_until(lambda: all(part in "\n".join(shop.mirror.staff_lines()) for part in parts))
    wait_until(shop.mirror.window.staff.isVisible)


def test_closing_the_window_ends_every_thread(shop: Shop) -> None:
    shop.mirror.window.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"camera-watch", "camera-read", "try-on"}
    assert shop.engine.closed == 1
    assert shop.plug.open_cameras == 0


def test_a_mirror_without_products_shows_the_camera(qt: QApplication) -> None:
    del qt
    shop = Shop((), SETTINGS)
    shop.open()
    wait_until(lambda: shop.shown != (0, 0, 0))
    for signal in (shop.mirror.window.compare_asked, shop.mirror.window.picture_asked):
        signal.emit()
    time.sleep(0.05)
    shop.close()
    assert shop.mirror.session.choices == ()
