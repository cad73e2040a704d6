"""The bundled furniture: whole, true to its size, standing on its origin, and credited."""

import json
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from assets.build.furniture import PRODUCTS, build, pieces
from assets.build.furniture_convert import OWN_CREDIT
from tryon.catalog.catalog import Catalog
from tryon.catalog.importing.furniture import FURNITURE_KINDS, MOST_TRIANGLES, MOUNTS
from tryon.catalog.meshes import size_of
from tryon.catalog.product import Product

PIECES = {piece.sku: piece for piece in pieces()}
CREDITS = (PRODUCTS.parent / "CREDITS.md").read_text("utf-8")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load([PRODUCTS])


@pytest.fixture(params=sorted(PIECES))
def product(request: pytest.FixtureRequest, catalog: Catalog) -> Product:
    return catalog.product(request.param)


def box(product: Product) -> tuple[np.ndarray, np.ndarray]:
    """Give the lowest and highest corner, (3,) m each."""
    vertices = np.vstack([part.vertices for part in product.meshes]).astype(float)
    return vertices.min(axis=0), vertices.max(axis=0)


def gltf(path: Path) -> dict[str, object]:
    """Give the JSON of a .glb file."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 12)
    return json.loads(data[20 : 20 + length])


def test_every_piece_of_the_catalogue_has_a_design(catalog: Catalog) -> None:
    skus = {product.sku for product in catalog.products if product.category == "furniture"}

    assert skus == set(PIECES)
    assert len(skus) >= 20
    kinds = {product.traits["kind"] for product in catalog.products if product.sku in skus}
    assert kinds >= {"sofa", "armchair", "chair", "table", "bed", "shelf", "lamp", "rug", "plant"}
    assert {catalog.listed(sku).mount for sku in skus} == set(MOUNTS)


def test_shops_can_sell_it(product: Product) -> None:
    assert product.gtin is not None
    assert product.gtin.startswith("2000000006")
    assert product.price is not None
    assert all(len(text) > 20 for text in product.descriptions.values())
    assert product.names["vi"] != product.names["en"]
    assert product.traits["kind"] in FURNITURE_KINDS
    assert product.mount in MOUNTS
    assert 2 <= len(product.variants) <= 4
    for variant in product.variants:
        assert set(variant.materials) == {part.material for part in product.meshes}


def test_mesh_has_the_declared_size(product: Product) -> None:
    # Stricter than the two per cent that the catalogue forgives.
    assert np.allclose(size_of(product.meshes), product.size_m, rtol=0.002, atol=1e-4)


def test_mesh_stands_on_the_middle_of_its_footprint(product: Product) -> None:
    low, high = box(product)

    assert low[1] == pytest.approx(0.0, abs=1e-4)
    assert np.allclose((low + high)[[0, 2]], 0.0, atol=2e-3 * max(product.size_m))


def test_what_hangs_or_stands_on_something_says_how_high(product: Product) -> None:
    elevation_mm = product.dimensions_mm["elevation_mm"]

    assert (elevation_mm > 0.0) == (product.mount != "floor")
    assert elevation_mm + 1e3 * product.size_m[1] < 2600.0


def test_mesh_stays_within_the_budget(product: Product) -> None:
    assert 12 <= product.triangle_count <= MOST_TRIANGLES
    assert (PRODUCTS / product.sku / "model.glb").stat().st_size < 1_300_000
    for part in product.meshes:
        lengths = np.linalg.norm(part.normals, axis=1)
        assert np.isfinite(part.normals).all(), part.name
        assert np.allclose(lengths, 1.0, atol=1e-3), part.name


def test_textures_are_small_and_laid_on_every_vertex(product: Product) -> None:
    for part in product.meshes:
        assert (part.texture is None) == (part.uvs is None), part.name
        if part.texture is not None and part.uvs is not None:
            assert max(part.texture.shape[:2]) <= 512, part.name
            assert np.isfinite(part.uvs).all(), part.name
            assert np.ptp(part.uvs, axis=0).min() > 0.0, part.name


def test_variants_can_be_told_apart(product: Product) -> None:
    looks = [
        np.array([surface.base_color for _, surface in sorted(variant.materials.items())])
        for variant in product.variants
    ]

    for index, look in enumerate(looks):
        for other in looks[index + 1 :]:
            assert np.abs(look - other).max() > 0.02


def test_what_shows_through_glass_is_drawn_before_it(product: Product) -> None:
    is_clear = [part.surface.opacity < 1.0 for part in product.meshes]

    assert is_clear == sorted(is_clear)


def test_makers_are_credited(product: Product) -> None:
    asset = gltf(PRODUCTS / product.sku / "model.glb")["asset"]
    assert isinstance(asset, dict)

    if PIECES[product.sku].source is None:
        assert asset["copyright"] == OWN_CREDIT
        assert product.brand == "Sông Trăng"
        return
    rows = [line for line in CREDITS.splitlines() if line.startswith(f"| `{product.sku}` |")]
    assert len(rows) == 1
    assert product.brand in rows[0]
    assert f"by {product.brand}," in asset["copyright"]
    licence = rows[0].split("|")[4].strip()
    assert licence in {"CC0-1.0", "CC-BY-3.0", "CC-BY-3.0-US"}
    assert f" {licence}," in asset["copyright"]


@pytest.mark.parametrize("sku", sorted(s for s, piece in PIECES.items() if piece.source is None))
def test_files_of_our_own_making_are_what_the_builder_makes(sku: str, catalog: Catalog) -> None:
    made, _ = build(PIECES[sku], Path("not-needed"))
    kept = catalog.product(sku)

    assert [part.name for part in made.meshes] == [part.name for part in kept.meshes]
    for ours, theirs in zip(made.meshes, kept.meshes, strict=True):
        assert np.array_equal(ours.triangles, theirs.triangles)
        assert np.allclose(ours.vertices, theirs.vertices, atol=1e-6)
    assert dict(made.names) == dict(kept.names)
    assert [variant.id for variant in made.variants] == [v.id for v in kept.variants]


def test_thumbnail_shows_a_piece_on_white(product: Product) -> None:
    path = PRODUCTS / product.sku / "thumb.jpg"
    picture = cv2.imread(str(path))

    assert picture is not None
    assert path.stat().st_size <= 60_000
    assert picture.shape == (480, 640, 3)
    assert (picture[:24, :24] > 235).all()
    assert 0.02 < (picture.min(axis=2) < 225).mean() < 0.8


def test_the_whole_set_stays_small() -> None:
    files = [path for sku in PIECES for path in (PRODUCTS / sku).iterdir()]

    assert sum(path.stat().st_size for path in files) <= 15 * 2**20
