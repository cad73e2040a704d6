"""Necklaces of anybody's making come to lie on the loop at rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from tryon.catalog.catalog import Catalog
from tryon.catalog.importer import ImportOptions, ImportReport, import_product
from tryon.catalog.product import Product
from tryon.catalog.rest_loop import FRONT_NODE, nearest_places, rest_loop
from tryon.factory import DEFAULT_CATALOG_DIR

OWN = ("tra-que", "van-phong", "ngu-hanh", "lang-co", "thu-bon")


def imported(path: Path, out: Path, **options: Any) -> ImportReport:
    return import_product(path, out, ImportOptions(sku="mine", **options), category="necklace")


def product_of(out: Path) -> Product:
    return Catalog.load([out]).product("mine")


def codes(report: ImportReport) -> set[str]:
    return {fault.code for fault in report.faults}


def flat_necklace(path: Path, unit: float = 0.001, turn: np.ndarray | None = None) -> Path:
    """Write a ring of 450 mm with a drop of 20 mm, as it is laid on a table seen from above."""
    ring = trimesh.creation.torus(450.0 / (2.0 * np.pi), 1.5, 160, 8)
    drop = trimesh.creation.box((8.0, 20.0, 3.0))
    drop.apply_translation([0.0, -450.0 / (2.0 * np.pi) - 12.0, 0.0])
    mesh = trimesh.util.concatenate([ring, drop])
    if turn is not None:
        mesh.apply_transform(turn)
    mesh.apply_scale(unit)
    mesh.export(path)
    return path


def distance_from_loop(product: Product) -> np.ndarray:
    """Give how far chain vertices lie from the loop at rest, (N,), m."""
    kind = str(product.traits["drape"])
    rest = rest_loop(kind, product.dimensions_mm["length_mm"] / 1000.0, 1.0)
    nodes = rest.nodes - rest.nodes[FRONT_NODE]
    points = np.vstack([p.vertices for p in product.meshes if p.name.startswith("chain")])
    node, share = nearest_places(nodes, points.astype(np.float64))
    place = nodes[node] + share[:, None] * (np.roll(nodes, -1, axis=0)[node] - nodes[node])
    return np.linalg.norm(points - place, axis=1)


@pytest.mark.parametrize("sku", OWN)
def test_our_own_come_back_with_their_length_and_front(sku: str, tmp_path: Path) -> None:
    own = Catalog.load([DEFAULT_CATALOG_DIR]).product(sku)

    report = imported(DEFAULT_CATALOG_DIR / sku / "model.glb", tmp_path)

    assert report.is_imported, report.faults
    product = product_of(tmp_path)
    assert product.dimensions_mm["length_mm"] == pytest.approx(
        own.dimensions_mm["length_mm"], rel=0.04
    )
    assert product.point("pendant") == pytest.approx(own.point("pendant"), abs=0.008)
    assert distance_from_loop(product).max() < 0.012


@pytest.mark.parametrize("unit", [0.001, 0.1, 1.0], ids=["m", "cm", "mm"])
def test_a_flat_one_is_laid_on_the_neck(unit: float, tmp_path: Path) -> None:
    report = imported(flat_necklace(tmp_path / "flat.glb", unit), tmp_path / "out")

    assert report.is_imported, report.faults
    product = product_of(tmp_path / "out")
    assert product.dimensions_mm["length_mm"] == pytest.approx(450.0, rel=0.01)
    assert product.traits["drape"] == "pointed"
    assert distance_from_loop(product).max() < 0.0045
    # The drop hangs below the front, in the middle, before the skin and not in it.
    drop = np.vstack([p.vertices for p in product.meshes if p.name.startswith("pendant")])
    assert abs(float(drop[:, 0].mean())) < 0.002
    assert -0.026 < float(drop[:, 1].min()) < -0.014


def test_one_that_lies_on_the_floor_is_the_same(tmp_path: Path) -> None:
    lying = trimesh.transformations.rotation_matrix(-np.pi / 2.0, [1.0, 0.0, 0.0])
    imported(flat_necklace(tmp_path / "up.glb"), tmp_path / "one")
    imported(flat_necklace(tmp_path / "down.glb", turn=lying), tmp_path / "two")

    one, two = product_of(tmp_path / "one"), product_of(tmp_path / "two")

    assert two.size_m == pytest.approx(one.size_m, abs=0.003)
    assert two.point("pendant") == pytest.approx(one.point("pendant"), abs=0.003)


def test_a_declared_length_decides(tmp_path: Path) -> None:
    path = flat_necklace(tmp_path / "odd.glb", 0.37)

    unknown = imported(path, tmp_path / "out")
    known = imported(path, tmp_path / "out", length_mm=500.0)

    assert codes(unknown) == {"wrong_scale"}
    assert not unknown.is_imported
    assert known.is_imported
    assert "rescaled" in codes(known)
    assert product_of(tmp_path / "out").dimensions_mm["length_mm"] == pytest.approx(500.0, rel=0.01)


@pytest.mark.parametrize("shape", ["ball", "bead", "bar"])
def test_what_goes_around_nothing_is_refused(shape: str, tmp_path: Path) -> None:
    mesh = {
        "ball": lambda: trimesh.creation.icosphere(3, 0.08),
        "bead": lambda: trimesh.creation.annulus(0.01, 0.06, 0.03),
        "bar": lambda: trimesh.creation.box((0.2, 0.01, 0.01)),
    }[shape]()
    path = tmp_path / "thing.glb"
    mesh.export(path)

    report = imported(path, tmp_path / "out", length_mm=450.0)

    assert not report.is_imported
    assert "not_necklace" in codes(report)
