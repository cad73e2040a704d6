"""Looks and several people: what is listed, what reaches the engine."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from tests.server.conftest import make_settings, wait_until_ready
from tests.server.fakes import PaintEngine
from tests.server.sending import Fields, send
from tests.server.shop import open_shop
from tryon import Choice


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, PaintEngine]]:
    settings = make_settings(**open_shop(tmp_path_factory.mktemp("shop")))
    engine = PaintEngine()
    with TestClient(create_app(settings, lambda _: engine)) as client:
        wait_until_ready(client)
        yield client, engine


@pytest.fixture
def engine(shop: tuple[TestClient, PaintEngine]) -> PaintEngine:
    shop[1].reset()
    return shop[1]


@pytest.fixture
def client(shop: tuple[TestClient, PaintEngine], engine: PaintEngine) -> TestClient:
    assert engine.is_ready
    return shop[0]


def test_looks_are_listed_with_names_and_products(client: TestClient) -> None:
    looks = client.get("/v1/looks").json()["items"]

    assert [look["id"] for look in looks] == ["beach", "city"]
    assert looks[0]["names"] == {"vi": "Đi biển", "en": "Beach"}
    assert looks[0]["items"][1] == {"sku": "mau-mot", "variant": "plum"}
    assert client.get("/v1/looks/beach").json() == looks[0]
    assert client.get("/v1/looks/winter").json()["code"] == "unknown_look"


def test_what_has_no_shape_has_no_mesh_and_no_size(client: TestClient) -> None:
    item = client.get("/v1/products/mau-mot").json()

    assert (item["mesh"], item["size_mm"], item["slot"]) == (None, None, "masks")
    assert item["traits"] == {"finish": "satin", "coverage": 0.9}
    assert item["variants"][1]["shades"] == ["#6a2040", "#8a4060"]
    assert item["descriptions"] == {"vi": "", "en": ""}
    assert client.get("/v1/products/mau-mot/mesh").status_code == 404
    assert item in client.get("/v1/products?slot=masks").json()["items"]


@pytest.mark.parametrize(
    ("fields", "choices"),
    [
        pytest.param(
            {"sku": ["an-bang", "mau-mot:red", "mau-ba"]},
            (Choice("an-bang"), Choice("mau-mot", "red"), Choice("mau-ba")),
            id="three-slots",
        ),
        pytest.param(
            {"look": "beach"}, (Choice("an-bang", "black"), Choice("mau-mot", "plum")), id="look"
        ),
        pytest.param(
            {"look": "beach", "sku": "hoi-an:silver"},
            (Choice("mau-mot", "plum"), Choice("hoi-an", "silver")),
            id="look-with-other-glasses",
        ),
        pytest.param(
            {"look": ["beach@0", "city@1"]},
            (
                Choice("an-bang", "black", 0),
                Choice("mau-mot", "plum", 0),
                Choice("an-bang", "black", 1),
                Choice("mau-ba", "red", 1),
            ),
            id="a-look-each",
        ),
        pytest.param(
            {"sku": ["an-bang", "hoi-an:silver@1"]},
            (Choice("an-bang"), Choice("hoi-an", "silver", 1)),
            id="one-with-their-own",
        ),
        pytest.param(
            {"sku": ["an-bang@0", "mau-mot@1"], "variant": ["navy", ""]},
            (Choice("an-bang", "navy", 0), Choice("mau-mot", None, 1)),
            id="variants-beside",
        ),
    ],
)
def test_everything_chosen_reaches_the_engine_in_one_pass(
    client: TestClient,
    engine: PaintEngine,
    picture: bytes,
    fields: Fields,
    choices: tuple[Choice, ...],
) -> None:
    engine.people = 2

    answer = send(client, picture, fields, accept="application/json")

    assert answer.status_code == 200
    assert [subject["id"] for subject in answer.json()["subjects"]] == [0, 1]
    assert [call["choices"] for call in engine.calls] == [choices]


def test_two_looks_with_the_same_glasses_on_one_person_are_refused(
    client: TestClient, picture: bytes
) -> None:
    answer = send(client, picture, {"look": ["beach", "city"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "same_slot")


def test_somebody_who_is_not_there_cannot_be_dressed(
    client: TestClient, picture: bytes, black_picture: bytes
) -> None:
    fields: Fields = {"sku": ["an-bang", "hoi-an@5"]}

    lonely = send(client, picture, fields, accept="application/json").json()
    nobody = send(client, black_picture, fields, accept="image/jpeg").json()

    assert (lonely["code"], nobody["code"]) == ("unknown_person", "no_face")
    assert "0" in lonely["note"]
