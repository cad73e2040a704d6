"""The bundled hats: whole, true to their declared size, and room for a head in each."""

import cv2
import numpy as np
import pytest

from assets.build import headwear_designs
from assets.build.__main__ import PRODUCTS
from assets.build.headwear_shapes import head_oval
from assets.build.product import manifest_text, mesh_bytes
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product

DESIGNS = {
    listing.sku: (listing, build)
    for design in headwear_designs.DESIGNS
    for listing, build in [design()]
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load([PRODUCTS])


@pytest.fixture(params=sorted(DESIGNS))
def product(request: pytest.FixtureRequest, catalog: Catalog) -> Product:
    return catalog.product(request.param)


def points(product: Product) -> np.ndarray:
    """Give all vertices, mm."""
    return 1e3 * np.vstack([part.vertices for part in product.meshes]).astype(float)


def test_shops_can_sell_it(product: Product) -> None:
    assert product.mount == "head"
    assert product.gtin is not None
    assert product.gtin.startswith("2000000002")
    assert product.price is not None
    assert all(len(text) > 20 for text in product.descriptions.values())
    assert 2 <= len(product.variants) <= 4
    materials = {part.material for part in product.meshes}
    for variant in product.variants:
        assert set(variant.materials) == materials


def test_files_are_what_the_builder_makes(product: Product) -> None:
    listing, build = DESIGNS[product.sku]
    goods = build()

    folder = PRODUCTS / product.sku
    assert (folder / "product.toml").read_text("utf-8") == manifest_text(goods, listing)
    assert (folder / "model.glb").read_bytes() == mesh_bytes(goods, listing)


def test_mesh_stays_within_the_budget(product: Product) -> None:
    assert product.triangle_count <= 8_000
    assert (PRODUCTS / product.sku / "model.glb").stat().st_size < 400_000
    for part in product.meshes:
        lengths = np.linalg.norm(part.normals, axis=1)
        assert np.allclose(lengths, 1.0, atol=1e-3), part.name


def test_opening_has_the_declared_circumference(product: Product) -> None:
    ring = [product.point(f"band_{side}") for side in ("front", "left", "back", "right")]
    half_length = 0.5e3 * np.linalg.norm(ring[0] - ring[2])
    half_width = 0.5e3 * np.linalg.norm(ring[1] - ring[3])
    oval = head_oval(product.dimensions_mm["inner_circumference_mm"])

    assert half_length == pytest.approx(oval.half_length, abs=0.1)
    assert half_width == pytest.approx(oval.half_width, abs=0.1)


def test_nothing_of_the_hat_is_where_the_head_is(product: Product) -> None:
    """Inside the opening the hat begins above a head's usual height over a band."""
    all_points = points(product)
    oval = head_oval(product.dimensions_mm["inner_circumference_mm"])
    share = np.hypot(all_points[:, 0] / oval.half_width, all_points[:, 2] / oval.half_length)
    over_the_middle = all_points[(share < 0.5) & (all_points[:, 1] > -5.0)]

    assert over_the_middle[:, 1].min() > 62.0
    assert product.point("crown_top")[1] * 1e3 == pytest.approx(all_points[:, 1].max(), abs=0.5)


def test_sizes_are_sold_around_the_mesh(product: Product) -> None:
    sizes = product.dimensions_mm

    assert sizes["min_circumference_mm"] < sizes["inner_circumference_mm"]
    assert sizes["inner_circumference_mm"] < sizes["max_circumference_mm"]


def test_thumbnail_shows_a_hat_on_white(product: Product) -> None:
    path = PRODUCTS / product.sku / "thumb.jpg"
    picture = cv2.imread(str(path))

    assert picture is not None
    assert path.stat().st_size <= 60_000
    assert picture.shape == (480, 640, 3)
    assert (picture[:40, :40] > 235).all()
    assert 0.1 < (picture.min(axis=2) < 215).mean() < 0.8


def test_there_are_the_hats_a_shop_needs(catalog: Catalog) -> None:
    products = [catalog.product(sku) for sku in DESIGNS]

    assert len(products) >= 5
    assert len({p.gtin for p in products}) == len(products)
