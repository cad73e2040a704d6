"""The bundled necklaces are what their manifests say."""

from __future__ import annotations

import numpy as np
import pytest

from assets.build.necklace_designs import DESIGNS
from assets.build.product import mesh_bytes
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product
from tryon.catalog.rest_loop import FRONT_NODE, rest_loop
from tryon.factory import DEFAULT_CATALOG_DIR
from tryon.rendering._gl_meshes import is_closed

NECKLACES = [design()[0].sku for design in DESIGNS]
CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])

each = pytest.mark.parametrize("product", [CATALOG.product(sku) for sku in NECKLACES],
                               ids=NECKLACES)  # fmt: skip


def test_there_are_at_least_four_of_different_kinds() -> None:
    kinds = {(p.traits["drape"], p.dimensions_mm["length_mm"]) for p in map(CATALOG.product,
                                                                           NECKLACES)}  # fmt: skip
    assert len(NECKLACES) >= 4
    assert len(kinds) >= 4


@each
def test_meshes_are_light_and_closed(product: Product) -> None:
    assert product.triangle_count <= 12_000
    for part in product.meshes:
        # Stones are single facets on purpose; everything else bounds a body.
        assert is_closed(part) or part.material.startswith("stone"), part.name


@each
def test_nothing_lies_in_the_skin(product: Product) -> None:
    rest = rest_loop(str(product.traits["drape"]), product.dimensions_mm["length_mm"] / 1e3, 1.0)
    for part in product.meshes:
        if part.name.startswith("pendant"):
            continue
        points = part.vertices.astype(np.float64) + rest.nodes[FRONT_NODE]
        nearest = np.linalg.norm(points[:, None] - rest.nodes[None], axis=2).argmin(axis=1)
        off = rest.frames[nearest, 1]
        above = ((points - rest.nodes[nearest]) * off).sum(axis=1)
        # The loop runs 1.2 mm above the skin.
        assert float(above.min()) > -0.0021, part.name


@each
def test_points_lie_on_the_loop(product: Product) -> None:
    rest = rest_loop(str(product.traits["drape"]), product.dimensions_mm["length_mm"] / 1e3, 1.0)

    clasp = rest.nodes[0] - rest.nodes[FRONT_NODE]
    assert product.point("clasp") == pytest.approx(clasp, abs=0.001)
    assert product.point("front") == pytest.approx(np.zeros(3), abs=1e-6)
    assert product.point("pendant")[1] < 0.0


@pytest.mark.parametrize("design", DESIGNS, ids=NECKLACES)
def test_the_builder_makes_the_same_bytes(design: object) -> None:
    listing, build = design()  # type: ignore[operator]
    built = mesh_bytes(build(), listing)

    assert built == (DEFAULT_CATALOG_DIR / listing.sku / "model.glb").read_bytes()
