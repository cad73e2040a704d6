"""A shopper's room on a screen of the shop: shown when they agree, gone when they say."""

import io
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from server.app import create_app
from server.screens import Screens, UnknownScreenError
from tests.server.conftest import make_settings, wait_until_ready
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import draw_room
from tryon import encode_picture


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = open_furniture_shop(tmp_path_factory.mktemp("furniture"))
    engine = PaintEngine(rooms=RoomPainter((folder,)))
    settings = make_settings(catalog_dirs=(folder,), public_url="https://shop.test/", screens=2)
    with TestClient(create_app(settings, lambda _: engine)) as running:
        wait_until_ready(running)
        yield running


@pytest.fixture
def screen(client: TestClient) -> Iterator[dict[str, Any]]:
    opened = client.post("/v1/screens").json()
    yield opened
    client.delete(f"/v1/screens/{opened['id']}")


def key_of(screen: dict[str, Any]) -> str:
    return screen["address"].partition("?screen=")[2]


def furnished_room(client: TestClient) -> str:
    picture = encode_picture(draw_room().image, "image/jpeg")
    room = client.post("/v1/rooms", files={"image": picture}).json()["id"]
    pieces = [{"sku": "ghe-do", "spot": [480, 560]}]
    placed = client.post(f"/v1/rooms/{room}/placements", json={"pieces": pieces})
    assert placed.status_code == 200
    return room


def test_code_on_the_screen_leads_phones_to_the_page(
    client: TestClient, screen: dict[str, Any]
) -> None:
    code = client.get(screen["code"])

    with Pillow.open(io.BytesIO(code.content)) as image:
        pixels = np.pad(np.asarray(image.convert("L")), 40, constant_values=255)
    text, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(pixels)
    assert text == screen["address"]
    assert text.startswith("https://shop.test/room?screen=")
    assert screen["id"] not in text


def test_room_is_shown_until_its_shopper_takes_it_off(
    client: TestClient, screen: dict[str, Any]
) -> None:
    room, key = furnished_room(client), key_of(screen)
    assert screen["picture"] is None

    assert client.put(f"/v1/shown/{key}", json={"room": room, "agreed": True}).status_code == 204
    shown = client.get(f"/v1/screens/{screen['id']}").json()
    picture = client.get(shown["picture"])
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == (
        "image/jpeg",
        "no-store",
    )
    assert picture.content == client.get(f"/v1/rooms/{room}/picture").content

    assert client.delete(f"/v1/shown/{key}").status_code == 204
    after = client.get(f"/v1/screens/{screen['id']}").json()
    assert after["picture"] is None
    assert key_of(after) != key
    assert client.get(shown["picture"]).status_code == 404
    again = client.put(f"/v1/shown/{key}", json={"room": room, "agreed": True})
    assert (again.status_code, again.json()["code"]) == (404, "unknown_screen")


def test_deleted_room_leaves_the_screen(client: TestClient, screen: dict[str, Any]) -> None:
    room, key = furnished_room(client), key_of(screen)
    client.put(f"/v1/shown/{key}", json={"room": room, "agreed": True})

    client.delete(f"/v1/rooms/{room}")

    after = client.get(f"/v1/screens/{screen['id']}").json()
    assert after["picture"] is None
    assert key_of(after) != key


def test_nothing_is_shown_without_a_yes(client: TestClient, screen: dict[str, Any]) -> None:
    room, address = furnished_room(client), f"/v1/shown/{key_of(screen)}"

    for wish in ({"room": room}, {"room": room, "agreed": False}):
        assert client.put(address, json=wish).json()["code"] == "invalid_request"
    assert client.put(address, json={"room": "x", "agreed": True}).status_code == 404
    assert client.get(f"/v1/screens/{screen['id']}").json()["picture"] is None


def test_nobody_replaces_what_is_shown(client: TestClient, screen: dict[str, Any]) -> None:
    mine, theirs, key = furnished_room(client), furnished_room(client), key_of(screen)
    client.put(f"/v1/shown/{key}", json={"room": mine, "agreed": True})

    other = client.put(f"/v1/shown/{key}", json={"room": theirs, "agreed": True})

    assert other.status_code == 404


def test_screens_are_bounded_and_forgotten_when_silent() -> None:
    clock = Clock()
    screens = Screens(1, 20.0, clock)
    first = screens.open()
    assert first is not None
    assert screens.open() is None

    clock.now_s = 19.0
    assert screens.screen(first.id) is first
    clock.now_s = 39.0
    with pytest.raises(UnknownScreenError):
        screens.screen(first.id)
    assert screens.open() is not None
    with pytest.raises(UnknownScreenError):
        screens.show(first.key, "room")
