from pathlib import Path

import cv2
import numpy as np
import pytest
import trimesh

from assets.build import earrings_drops, earrings_plain
from assets.build.__main__ import PRODUCTS
from assets.build.product import manifest_text, mesh_bytes
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product

DESIGNS = {
    listing.sku: (listing, build)
    for design in (*earrings_plain.DESIGNS, *earrings_drops.DESIGNS)
    for listing, build in [design()]
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load([PRODUCTS])


@pytest.fixture(params=sorted(DESIGNS))
def product(request: pytest.FixtureRequest, catalog: Catalog) -> Product:
    return catalog.product(request.param)


def left_points(product: Product) -> np.ndarray:
    """Give the left earring's vertices from its hook, mm."""
    parts = [part for part in product.meshes if part.name.startswith("left_")]
    return 1e3 * (np.vstack([part.vertices for part in parts]) - product.point("left_hook"))


def test_there_are_hoops_in_two_sizes_drops_and_studs(catalog: Catalog) -> None:
    products = [catalog.product(sku) for sku in DESIGNS]

    assert len(products) >= 6
    assert {p.traits["kind"] for p in products} == {"hoop", "drop", "stud"}
    hoops = [p.dimensions_mm["drop_mm"] for p in products if p.traits["kind"] == "hoop"]
    assert max(hoops) > 2.0 * min(hoops)
    assert len({p.gtin for p in products}) == len(products)


def test_shops_can_sell_it(product: Product) -> None:
    assert product.mount == "ears"
    assert product.gtin is not None
    assert product.gtin.startswith("2000000003")
    assert product.price is not None
    assert all(len(text) > 20 for text in product.descriptions.values())
    assert len(product.variants) >= 3
    materials = {part.material for part in product.meshes}
    for variant in product.variants:
        assert set(variant.materials) == materials


def test_pairs_are_mirror_images_within_the_budget(product: Product) -> None:
    assert product.triangle_count <= 8_000
    parts = {part.name: part for part in product.meshes}
    lefts = [name for name in parts if name.startswith("left_")]
    assert 2 * len(lefts) == len(parts)
    for name in lefts:
        left = parts[name].vertices
        right = parts[name.replace("left_", "right_", 1)].vertices * [-1.0, 1.0, 1.0]
        assert np.sort(left, axis=0) == pytest.approx(np.sort(right, axis=0), abs=1e-6)
    assert product.point("left_hook") == pytest.approx(product.point("right_hook") * [-1, 1, 1])


def test_parts_enclose_a_volume(product: Product) -> None:
    for part in product.meshes:
        if part.material.startswith("stone"):  # facets are shared out over two materials
            continue
        mesh = trimesh.Trimesh(part.vertices, part.triangles)
        assert mesh.volume > 0.0, part.name
        assert np.linalg.norm(part.normals, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_the_hook_passes_where_the_lobe_is(product: Product) -> None:
    points = left_points(product)
    low, high = points.min(axis=0), points.max(axis=0)

    assert np.linalg.norm(points, axis=1).min() < 1.6
    assert -low[1] == pytest.approx(product.dimensions_mm["drop_mm"], abs=0.2)
    if product.traits["kind"] == "hoop":
        # The ring's plane holds the way through the lobe.
        assert high[2] - low[2] > 3.0 * (high[0] - low[0])
        assert high[1] < 2.5
    elif product.traits["kind"] == "drop":
        assert -low[1] > 15.0
    else:
        assert high[2] > 3.0
        assert -low[1] < 6.0


def test_thumbnail_shows_the_pair(product: Product, catalog: Catalog) -> None:
    picture = cv2.imread(str(catalog.thumbnail(product.sku)))

    assert picture is not None
    assert picture.shape == (480, 640, 3)
    assert (picture.min(axis=2) < 215).mean() > 0.01


@pytest.mark.parametrize("sku", ["luc-yen", "sa-huynh", "bach-ma"])
def test_builder_gives_the_committed_files(sku: str) -> None:
    listing, build = DESIGNS[sku]
    pair = build()

    assert mesh_bytes(pair, listing) == mesh_bytes(build(), listing)
    folder: Path = PRODUCTS / sku
    assert manifest_text(pair, listing) == (folder / "product.toml").read_text(encoding="utf-8")
    assert len(mesh_bytes(pair, listing)) == (folder / "model.glb").stat().st_size
