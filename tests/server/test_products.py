"""The catalogue's routes."""

import io
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow

from server.app import create_app
from tests.server.conftest import CATALOG, make_settings, wait_until_ready
from tests.server.fakes import PaintEngine

ADDRESSES = [
    "/v1/products",
    "/v1/products/an-bang",
    "/v1/products/an-bang/mesh",
    "/v1/products/an-bang/thumbnail",
    "/",
    "/web/app.js",
]


def test_list_holds_every_product_of_the_catalogue(client: TestClient) -> None:
    answer = client.get("/v1/products").json()

    assert answer["next"] is None
    skus = {item["sku"] for item in answer["items"]}
    assert skus == {path.parent.name for path in CATALOG.glob("*/product.toml")}


def test_item_says_what_shops_show(client: TestClient) -> None:
    item = client.get("/v1/products/an-bang").json()

    assert (item["category"], item["slot"]) == ("eyewear", "eyewear")
    assert set(item["names"]) == set(item["descriptions"]) == {"vi", "en"}
    assert item["price"] == {"amount": 1290000, "currency": "VND"}
    assert re.fullmatch(r"\d\d-\d\d-\d\d\d", item["size_marking"])
    assert item["variants"][0].keys() == {"id", "names", "swatch", "lens", "shades"}
    assert len(item["size_mm"]) == 3
    assert item in client.get("/v1/products").json()["items"]


def test_tinted_lens_has_a_colour_and_a_clear_one_has_none(client: TestClient) -> None:
    variants = client.get("/v1/products/an-bang").json()["variants"]

    lenses = {variant["id"]: variant["lens"] for variant in variants}
    assert lenses["black"] is None
    assert re.fullmatch("#[0-9a-f]{6}", lenses["black-sun"])


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("category=eyewear", True),
        ("category=shoes", False),
        ("q=AN%20bàng", True),
        ("q=acetate%20square", True),
        ("q=teapot", False),
    ],
)
def test_list_is_filtered(client: TestClient, query: str, is_found: bool) -> None:
    items = client.get(f"/v1/products?{query}").json()["items"]

    assert ("an-bang" in {item["sku"] for item in items}) is is_found


def test_mesh_is_binary_gltf_and_thumbnail_a_picture(client: TestClient) -> None:
    item = client.get("/v1/products/an-bang").json()

    mesh, thumbnail = client.get(item["mesh"]), client.get(item["thumbnail"])

    assert mesh.headers["content-type"] == "model/gltf-binary"
    assert mesh.content[:4] == b"glTF"
    with Pillow.open(io.BytesIO(thumbnail.content)) as image:
        assert min(image.size) >= 64


@pytest.mark.parametrize("address", ADDRESSES)
def test_known_answer_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]

    again = client.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    other = client.get(address, headers={"if-none-match": '"other"'})

    assert first.status_code == other.status_code == 200
    assert "cache-control" in first.headers
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/products/nowhere",
        "/v1/products/nowhere/mesh",
        "/v1/products/..%2f..",
        "/v1/samples/nowhere",
        "/v1/samples/..%2fCREDITS",
        "/web/nowhere.js",
        "/web/..%2fapp.py",
        "/web/%2e%2e",
        "/nowhere",
    ],
)
def test_unknown_address_is_a_problem(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_wrong_method_is_a_problem(client: TestClient) -> None:
    answer = client.get("/v1/try-ons")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_samples_are_pictures(client: TestClient) -> None:
    items = client.get("/v1/samples").json()["items"]

    assert items
    for item in items:
        with Pillow.open(io.BytesIO(client.get(item["image"]).content)) as image:
            assert min(image.size) >= 256
        with Pillow.open(io.BytesIO(client.get(item["thumbnail"]).content)) as small:
            assert max(small.size) <= 240


def test_missing_thumbnail_and_samples_are_no_failure(tmp_path: Path) -> None:
    settings = make_settings(samples_dir=tmp_path / "none", catalog_dirs=(tmp_path / "none",))
    with TestClient(create_app(settings, lambda _: PaintEngine())) as client:
        wait_until_ready(client)
        assert client.get("/v1/products").json()["items"] == []
        assert client.get("/v1/samples").json()["items"] == []
