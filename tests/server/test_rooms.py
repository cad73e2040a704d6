"""`/v1/rooms`: photos of rooms in, furnished pictures out."""

import io
import json
from collections.abc import Iterator
from email.parser import BytesParser
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from server.app import create_app
from tests.server.conftest import CATALOG, make_settings, wait_until_ready
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room
from tryon import BackendError, encode_picture
from tryon.landmarks.matte import Matte
from tryon.landmarks.room_pieces import Bystander

FOCAL_35MM = CAMERA.fx * float(np.hypot(36, 24)) / float(np.hypot(CAMERA.width, CAMERA.height))
TRUE = {"camera_height_m": 1.4, "focal_35mm": FOCAL_35MM}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, PaintEngine]]:
    folder = open_furniture_shop(tmp_path_factory.mktemp("furniture"))
    engine = PaintEngine(rooms=RoomPainter((folder,)))
    settings = make_settings(catalog_dirs=(CATALOG, folder))
    with TestClient(create_app(settings, lambda _: engine)) as client:
        wait_until_ready(client)
        yield client, engine


@pytest.fixture
def client(shop: tuple[TestClient, PaintEngine]) -> TestClient:
    return shop[0]


@pytest.fixture
def painter(shop: tuple[TestClient, PaintEngine]) -> Iterator[RoomPainter]:
    painter = shop[1].rooms
    painter.hiding.clear()
    yield painter
    painter.bystanders = ()


@pytest.fixture(scope="module")
def drawn() -> DrawnRoom:
    return draw_room()


def send(client: TestClient, image: Any, hints: dict[str, Any] | None = None) -> httpx.Response:
    data = {} if hints is None else {"hints": json.dumps(hints)}
    return client.post(
        "/v1/rooms", files={"image": ("r.png", encode_picture(image, "image/png"))}, data=data
    )


@pytest.fixture(scope="module")
def room(shop: tuple[TestClient, PaintEngine], drawn: DrawnRoom) -> dict[str, Any]:
    """Give one room for all tests that do not change it: reading takes a second."""
    answer = send(shop[0], drawn.image, TRUE)
    assert answer.status_code == 201
    return answer.json()


def place(client: TestClient, room: dict[str, Any], *pieces: dict[str, Any], **headers: str) -> Any:
    return client.post(
        f"/v1/rooms/{room['id']}/placements", json={"pieces": pieces}, headers=headers
    )


def test_floor_of_a_room_is_told_as_it_is(room: dict[str, Any], drawn: DrawnRoom) -> None:
    floor = room["floor"]
    angle = np.degrees(np.arccos(np.clip(np.dot(floor["up"], drawn.up), -1.0, 1.0)))
    assert angle < 1.0
    assert floor["height_m"] == pytest.approx(1.4)
    assert (floor["up_source"], floor["scale_source"]) == ("lines", "height_entered")
    assert 1.0 < floor["size_band_pct"] < 15.0
    assert (room["width"], room["height"]) == (CAMERA.width, CAMERA.height)
    assert room["camera"]["fx"] == pytest.approx(CAMERA.fx, rel=0.001)
    assert room["refusal"] is None
    assert 0.0 < room["expires_in_s"] <= 900.0


def test_photo_without_lines_is_kept_and_read_again_with_the_sensor(client: TestClient) -> None:
    image = np.full((240, 320, 3), 128, np.uint8)
    refused = send(client, image).json()
    assert (refused["refusal"], refused["floor"]) == ("no_gravity", None)
    assert "A4" in refused["messages"]["no_gravity"]
    early = place(client, refused, {"sku": "ghe-do", "spot": [160, 200]})
    assert (early.status_code, early.json()["code"]) == (422, "no_gravity")

    hints = {"orientation": {"beta_deg": 75.0, "gamma_deg": 0.0}, "camera_height_m": 1.5}
    read = client.put(f"/v1/rooms/{refused['id']}/hints", json=hints).json()

    assert read["floor"]["up_source"] == "sensor"
    up = [0.0, -np.sin(np.radians(75.0)), -np.cos(np.radians(75.0))]
    assert read["floor"]["up"] == pytest.approx(up, abs=1e-6)
    assert read["hints"]["camera_height_m"] == 1.5
    placed = place(client, refused, {"sku": "ghe-do", "spot": [160, 200]})
    assert placed.status_code == 200


def test_piece_stands_where_it_was_put_at_its_true_size(
    client: TestClient, room: dict[str, Any], drawn: DrawnRoom
) -> None:
    spot = (480.0, 560.0)
    piece = {"sku": "ghe-do", "variant": "blue", "number": 7, "spot": spot, "snap": False}

    report = place(client, room, piece, accept="application/json").json()

    (fit,) = report["fits"]
    assert (fit["number"], fit["refusal"], fit["scale"]) == (7, None, 1.0)
    ray = CAMERA.unproject(np.array([spot]), np.ones(1))[0]
    distance = np.linalg.norm(ray) * drawn.height_m / -(ray @ drawn.up)
    assert fit["distance_m"] == pytest.approx(distance, rel=0.03)
    # Its near half looks larger, so that the mean of the corners lies a little nearer.
    assert np.array(fit["footprint_px"]).mean(axis=0) == pytest.approx(spot, abs=15.0)
    seen = client.get(report["picture"])
    assert seen.headers["content-type"] == "image/jpeg"
    with Pillow.open(io.BytesIO(seen.content)) as image:
        red, _, blue = image.convert("RGB").getpixel((int(spot[0]), int(spot[1]) - 60))
    assert blue > red + 40


def test_picture_and_report_come_in_the_form_the_client_prefers(
    client: TestClient, room: dict[str, Any]
) -> None:
    piece = {"sku": "ghe-do", "spot": [480, 560]}

    picture = place(client, room, piece, accept="image/webp")
    both = place(client, room, piece, accept="multipart/form-data")

    assert picture.headers["content-type"] == "image/webp"
    head = f"Content-Type: {both.headers['content-type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + both.content).get_payload()
    report, image = (part.get_payload(decode=True) for part in parts)
    assert json.loads(report)["fits"][0]["sku"] == "ghe-do"
    assert image[:2] == b"\xff\xd8"


def test_pixels_are_those_of_the_photo_as_sent(
    client: TestClient, painter: RoomPainter, drawn: DrawnRoom
) -> None:
    wide = np.asarray(Pillow.fromarray(drawn.image).resize((2400, 1800)))
    room = send(client, wide, {**TRUE, "taps": [[1200, 1500]]}).json()
    assert (room["width"], room["camera"]["fx"]) == (
        2400,
        pytest.approx(CAMERA.fx * 2.5, rel=0.001),
    )
    assert painter.hints[-1].taps[0] == pytest.approx((799.83, 999.83), abs=0.01)

    stroke = {"points": [[30, 60], [90, 60]], "width_px": 30}
    body = {"pieces": [{"sku": "ghe-do", "spot": [1200, 1500]}], "cutouts": [stroke]}
    headers = {"accept": "application/json"}
    address = f"/v1/rooms/{room['id']}/placements"
    report = client.post(address, json=body, headers=headers).json()

    (placement,), (cutout,) = painter.furnished[-1]
    assert placement.stand.spot == pytest.approx((799.83, 999.83), abs=0.01)
    assert (cutout.width_px, cutout.points[0][0]) == (20.0, pytest.approx(19.83, abs=0.01))
    assert report["width"] == 2400
    middle = np.array(report["fits"][0]["footprint_px"]).mean(axis=0)
    assert middle == pytest.approx([1200, 1500], abs=25)


def test_pieces_that_run_into_each_other_are_named(
    client: TestClient, room: dict[str, Any]
) -> None:
    one = {"sku": "ghe-do", "spot": [480, 560]}
    two = {"sku": "tu-dai", "spot": [480, 540]}

    fits = place(client, room, one, two, accept="application/json").json()["fits"]

    assert fits[0]["collides_with"] == [1]
    assert "collision" in fits[1]["warnings"]


def test_free_width_tells_what_fits(
    client: TestClient, room: dict[str, Any], drawn: DrawnRoom
) -> None:
    ends = {"first": drawn.pixel(-1.0, 0.0, -2.0), "second": drawn.pixel(1.0, 0.0, -2.0)}

    def ask(**more: str) -> dict[str, Any]:
        return client.post(f"/v1/rooms/{room['id']}/measure", json={**ends, **more}).json()

    chair, chest = ask(sku="ghe-do"), ask(sku="tu-dai")
    assert chair["length_m"] == pytest.approx(2.0, rel=0.04)
    assert chair["low_m"] < 2.0 < chair["high_m"]
    assert chair["verdict"] == "fits"
    assert chair["spare_m"] == pytest.approx(chair["length_m"] - 0.6, abs=0.002)
    assert (chest["verdict"], chest["needed_m"]) == ("does_not_fit", 2.4)
    assert ask(sku="tu-dai", side="depth")["verdict"] == "fits"
    assert ask()["verdict"] is None


def test_room_is_found_at_its_address_until_it_is_deleted(
    client: TestClient, drawn: DrawnRoom
) -> None:
    answer = send(client, drawn.image, TRUE)
    room = answer.json()
    assert answer.headers["location"] == f"/v1/rooms/{room['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(answer.headers["location"]).json()["floor"] == room["floor"]
    assert len(room["id"]) >= 22
    assert "tryon_rooms " in client.get("/metrics").text

    assert client.delete(f"/v1/rooms/{room['id']}").status_code == 204

    assert client.get(f"/v1/rooms/{room['id']}").status_code == 404
    assert place(client, room, {"sku": "ghe-do", "spot": [1, 1]}).json()["code"] == "unknown_room"
    assert client.delete(f"/v1/rooms/{room['id']}").status_code == 404


@pytest.mark.parametrize(
    ("piece", "code"),
    [
        pytest.param({"sku": "nothing"}, "unknown_product", id="sku"),
        pytest.param({"sku": "ghe-do", "variant": "green"}, "unknown_product", id="variant"),
        pytest.param({"sku": "an-bang"}, "not_for_rooms", id="glasses"),
        pytest.param({"sku": "ghe-do", "yaw_deg": 1e9}, "invalid_request", id="yaw"),
        pytest.param({"sku": "ghe-do", "spot": [480, 5]}, "tap_above_horizon", id="sky"),
    ],
)
def test_pieces_that_cannot_be_placed_are_refused(
    client: TestClient, room: dict[str, Any], piece: dict[str, Any], code: str
) -> None:
    answer = place(client, room, {"spot": [480, 560], **piece}, accept="image/jpeg")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "hints",
    [
        '{"camera_height_m": 9}',
        "[41]",
        '{"taps": [',
        '{"heihgt": 1}',
        '{"reference": {"foot": [1, 2]}}',
    ],
)
def test_hints_that_make_no_sense_are_refused(
    client: TestClient, drawn: DrawnRoom, hints: str
) -> None:
    files = {"image": encode_picture(drawn.image, "image/png")}

    answer = client.post("/v1/rooms", files=files, data={"hints": hints})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert hints not in answer.text


def test_bodies_are_bounded(client: TestClient, room: dict[str, Any]) -> None:
    body = b'{"pieces": [' + b" " * 500_000
    answer = client.post(f"/v1/rooms/{room['id']}/placements", content=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_furniture_is_no_wear(client: TestClient, picture: bytes) -> None:
    answer = client.post("/v1/try-ons", files={"image": picture}, data={"sku": "ghe-do"})

    assert (answer.status_code, answer.json()["code"]) == (422, "for_rooms")


def test_failed_engine_is_a_problem_and_the_room_stays(
    shop: tuple[TestClient, PaintEngine], room: dict[str, Any]
) -> None:
    client, engine = shop
    engine.failures += [BackendError("gone"), BackendError("gone")]

    failed = place(client, room, {"sku": "ghe-do", "spot": [480, 560]})

    assert (failed.status_code, failed.json()["code"]) == (503, "engine_failed")
    assert place(client, room, {"sku": "ghe-do", "spot": [480, 560]}).status_code == 200


def test_description_of_the_api_names_no_lost_definition(client: TestClient) -> None:
    text = client.get("/openapi.json").text

    paths = json.loads(text)["paths"]
    assert {"get", "delete"} <= set(paths["/v1/rooms/{room_id}"])
    assert "$defs" not in text
    schema = paths["/v1/rooms/{room_id}/hints"]["put"]["requestBody"]["content"]["application/json"]
    kinds = [
        option["properties"]["kind"]["const"]
        for option in schema["schema"]["properties"]["sheet"]["anyOf"][0]["oneOf"]
    ]
    assert kinds == ["marker", "chessboard", "a4"]


def test_people_are_told_and_hide_pieces_unless_asked_otherwise(
    client: TestClient, painter: RoomPainter, drawn: DrawnRoom
) -> None:
    alpha = np.zeros((40, 20), np.uint8)
    alpha[5:, 5:15] = 255
    matte = Matte(alpha, 100.0, 200.0, 200.0, 400.0)
    painter.bystanders = (Bystander("person", 0.87, matte, (200.0, 599.5)),)
    wide = np.asarray(Pillow.fromarray(drawn.image).resize((2400, 1800)))

    room = send(client, wide, TRUE).json()

    (person,) = room["bystanders"]
    assert (person["kind"], person["score"]) == ("person", 0.87)
    assert person["box"] == pytest.approx([225, 375, 375, 900], abs=2)
    body: dict[str, Any] = {"pieces": [{"sku": "ghe-do", "spot": [1200, 1500]}]}
    address = f"/v1/rooms/{room['id']}/placements"
    headers = {"accept": "application/json"}
    report = client.post(address, json=body, headers=headers).json()
    client.post(address, json={**body, "people": False}, headers=headers)
    assert painter.hiding == [1, 0]
    assert report["bystanders"][0]["box"] == pytest.approx(person["box"], abs=0.1)
