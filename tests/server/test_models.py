"""Files to take away: meshes for phones, the marker to print."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from tests.server.conftest import CATALOG, make_settings
from tests.server.fakes import PaintEngine
from tests.server.furniture_shop import open_furniture_shop


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = open_furniture_shop(tmp_path_factory.mktemp("furniture"))
    settings = make_settings(catalog_dirs=(CATALOG, folder))
    with TestClient(create_app(settings, lambda _: PaintEngine())) as running:
        yield running


def test_pieces_are_taken_away_for_phones(client: TestClient) -> None:
    product = client.get("/v1/products/ghe-do").json()
    assert product["mount"] == "floor"

    usdz = client.get(product["usdz"], params={"variant": "blue"})
    glb = client.get(product["mesh"], params={"variant": "blue"})

    assert (usdz.headers["content-type"], usdz.content[:4]) == ("model/vnd.usdz+zip", b"PK\x03\x04")
    assert (glb.headers["content-type"], glb.content[:4]) == ("model/gltf-binary", b"glTF")
    assert client.get(product["usdz"], params={"variant": "green"}).status_code == 404
    assert client.get("/v1/products/an-bang").json()["usdz"] is None
    assert client.get("/v1/room-marker.pdf").content[:5] == b"%PDF-"
