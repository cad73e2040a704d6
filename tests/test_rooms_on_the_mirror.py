"""A shopper's room travels from a phone to the mirror's own window, and leaves when they say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.menu import MenuItem
from kiosk.mirror import Mirror
from kiosk.session import Screen
from kiosk.settings import KioskSettings, SettingsError
from kiosk.shop_screen import ShopScreen, ShopView
from tests.kiosk import conftest
from tests.kiosk.conftest import BreakableEngine, Plug, wait_until
from tests.server.conftest import make_settings
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop
from tests.server.room_painter import RoomPainter
from tests.server.serving import served
from tests.tryon.tracking.room_pictures import draw_room
from tryon import encode_picture

qt, items = conftest.qt, conftest.items


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = open_furniture_shop(tmp_path_factory.mktemp("furniture"))
    engine = PaintEngine(rooms=RoomPainter((folder,)))
    with served(make_settings(catalog_dirs=(folder,), screens=2), engine) as found:
        yield found


@pytest.fixture
def open_mirror(
    qt: QApplication, items: tuple[MenuItem, ...], address: str
) -> Iterator[Callable[..., Mirror]]:
    mirrors: list[Mirror] = []

    def open_one(size: tuple[int, int] = (1280, 720), **given: Any) -> Mirror:
        settings = KioskSettings(fullscreen=False, language="en", service=address, **given)
        mirror = Mirror(Plug(size=(320, 180)).open, BreakableEngine(), items, settings)
        mirrors.append(mirror)
        mirror.window.resize(*size)
        mirror.window.show()
        mirror.start()
        wait_until(lambda: mirror.window.offers_room)
        return mirror

    yield open_one
    for mirror in mirrors:
        mirror.close()
        mirror.window.close()
        mirror.window.deleteLater()
    qt.processEvents()


def seen_code(picture: QImage) -> str:
    """Read the code as a phone does that is held before the mirror."""
    shown = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(shown.constBits()), np.uint8).reshape(shown.height(), -1)
    pixels = rows[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3)
    text, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    return text


class Phone:
    """What the page on a shopper's phone asks of the service."""

    def __init__(self, address: str) -> None:
        self._address = address
        picture = encode_picture(draw_room().image, "image/jpeg")
        self.room = self._ask("POST", "rooms", files={"image": picture}).json()["id"]

    def _ask(self, method: str, place: str, **given: Any) -> httpx.Response:
        return httpx.request(method, f"{self._address}/v1/{place}", trust_env=False, **given)

    def place(self, u: int) -> bytes:
        """Put the chair somewhere; gives the picture."""
        pieces = [{"sku": "ghe-do", "spot": [u, 560]}]
        answer = self._ask("POST", f"rooms/{self.room}/placements", json={"pieces": pieces})
        assert answer.status_code == 200
        return answer.content

    def show(self, key: str) -> int:
        wish = {"room": self.room, "agreed": True}
        return self._ask("PUT", f"shown/{key}", json=wish).status_code

    def take_off(self, key: str) -> int:
        return self._ask("DELETE", f"shown/{key}").status_code


def middle_of(mirror: Mirror) -> tuple[int, int, int]:
    picture = mirror.window.grab().toImage()
    color = picture.pixelColor(picture.width() // 2, picture.height() // 3)
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_room_goes_from_the_phone_to_the_mirror_and_back(
    open_mirror: Callable[..., Mirror], address: str, size: tuple[int, int]
) -> None:
    mirror = open_mirror(size)
    QTest.mouseClick(mirror.window.rooms, Qt.MouseButton.LeftButton)
    text = seen_code(mirror.window.grab().toImage())
    assert text.startswith(f"{address}/room?screen=")
    key = text.partition("?screen=")[2]

    phone = Phone(address)
    phone.place(480)
    assert phone.show(key) == 204
    wait_until(lambda: mirror.window.room.shows_room)
    before = middle_of(mirror)
    assert mirror.session.screen is Screen.ROOM
    assert max(before) > 40  # the room, not ink

    assert phone.take_off(key) == 204
    wait_until(lambda: mirror.session.screen is Screen.LIVE)
    assert not mirror.window.room.shows_room


def test_room_comes_up_by_itself_and_done_ends_it_for_the_next(
    open_mirror: Callable[..., Mirror], address: str
) -> None:
    mirror = open_mirror()
    QTest.keyClick(mirror.window, Qt.Key.Key_R)
    key = seen_code(mirror.window.grab().toImage()).partition("?screen=")[2]
    QTest.keyClick(mirror.window, Qt.Key.Key_Escape)
    assert mirror.session.screen is Screen.LIVE
    phone = Phone(address)
    phone.place(480)
    phone.show(key)
    wait_until(lambda: mirror.session.screen is Screen.ROOM)

    mirror.window.room.closed.emit()
    wait_until(lambda: mirror.window.offers_room)
    QTest.keyClick(mirror.window, Qt.Key.Key_R)
    fresh = seen_code(mirror.window.grab().toImage()).partition("?screen=")[2]

    assert not mirror.window.room.shows_room
    assert fresh not in ("", key)
    assert phone.show(key) == 404


def test_code_nobody_scans_leaves_by_itself(open_mirror: Callable[..., Mirror]) -> None:
    mirror = open_mirror(picture_s=0.5)
    QTest.keyClick(mirror.window, Qt.Key.Key_R)
    assert mirror.session.screen is Screen.ROOM
    wait_until(lambda: mirror.session.screen is Screen.LIVE)


def test_mirror_whose_service_is_gone_offers_no_rooms() -> None:
    views: list[ShopView] = []
    screen = ShopScreen("http://127.0.0.1:9", views.append)
    screen.start()
    screen.finish()
    screen.close()
    assert views == []


def test_screen_comes_back_with_a_service_that_was_restarted(tmp_path: Path) -> None:
    settings = make_settings(catalog_dirs=(open_furniture_shop(tmp_path),), screens=1)
    views: list[ShopView] = []
    with served(settings, PaintEngine()) as address:
        screen = ShopScreen(address, views.append)
        screen.start()
        wait_until(lambda: views)
    wait_until(lambda: views[-1].code is None)
    with served(settings, PaintEngine(), int(address.rpartition(":")[2])):
        wait_until(lambda: views[-1].code is not None)
        screen.close()
    first, last = views[0].code, views[-1].code
    assert first is not None
    assert last is not None
    assert not np.array_equal(first, last)


@pytest.mark.parametrize("given", ["shop.local", "ftp://shop.local"])
def test_service_must_be_an_address(given: str) -> None:
    with pytest.raises(SettingsError, match="service: expected an address"):
        KioskSettings(service=given)
