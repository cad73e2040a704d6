from pathlib import Path

import numpy as np
import pytest
import trimesh

from tryon.catalog.catalog import Catalog
from tryon.catalog.importer import ImportOptions, ImportReport, import_product
from tryon.catalog.product import Product
from tryon.factory import DEFAULT_CATALOG_DIR

OWN = ("non-nuoc", "cua-dai", "sa-huynh", "thuan-an", "bach-ma", "phu-quoc", "luc-yen")


def imported(path: Path, out: Path, **options: object) -> ImportReport:
    return import_product(
        path,
        out,
        ImportOptions(sku="mine", **options),  # type: ignore[arg-type]
        category="earrings",
    )


def product_of(out: Path) -> Product:
    return Catalog.load([out]).product("mine")


def codes(report: ImportReport) -> set[str]:
    return {fault.code for fault in report.faults}


def torus(path: Path, *, radius: float, wire: float, squash: float = 1.0) -> Path:
    """Write a ring seen from the front; `squash` is its breadth along the hole."""
    mesh = trimesh.creation.torus(radius, wire)
    mesh.apply_scale([1.0, 1.0, squash])
    mesh.export(path)
    return path


@pytest.mark.parametrize("sku", OWN)
def test_our_own_pairs_come_back_with_their_hooks(sku: str, tmp_path: Path) -> None:
    own = Catalog.load([DEFAULT_CATALOG_DIR]).product(sku)

    report = imported(DEFAULT_CATALOG_DIR / sku / "model.glb", tmp_path)

    assert report.is_imported
    product = product_of(tmp_path)
    assert product.traits["kind"] == own.traits["kind"]
    assert {part.name.split("_")[0] for part in product.meshes} == {"left", "right"}
    # Where the hook is, told by the box of the left earring around it.
    for item in (own, product):
        assert item.point("left_hook")[0] > 0.0
    boxes = [_box_from_hook(item) for item in (own, product)]
    assert boxes[1] == pytest.approx(boxes[0], abs=0.0016)


def _box_from_hook(product: Product) -> np.ndarray:
    points = np.vstack([p.vertices for p in product.meshes if p.name.startswith("left_")])
    away = points - product.point("left_hook")
    return np.concatenate([away.min(axis=0), away.max(axis=0)])


def test_one_earring_is_mirrored_for_the_other_ear(tmp_path: Path) -> None:
    mesh = trimesh.creation.capsule(height=0.02, radius=0.003, count=[16, 16])
    mesh.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    mesh.export(tmp_path / "one.glb")

    report = imported(tmp_path / "one.glb", tmp_path / "out")

    assert report.is_imported
    assert report.unit == "m"
    product = product_of(tmp_path / "out")
    left, right = (
        np.vstack([p.vertices for p in product.meshes if p.name.startswith(side)])
        for side in ("left_", "right_")
    )
    assert np.sort(left * [-1, 1, 1], axis=0) == pytest.approx(np.sort(right, axis=0), abs=1e-6)
    for part in product.meshes:
        assert trimesh.Trimesh(part.vertices, part.triangles).volume > 0.0


def test_a_hoop_drawn_from_the_front_is_turned_so_that_its_wire_passes_the_lobe(
    tmp_path: Path,
) -> None:
    path = torus(tmp_path / "hoop.glb", radius=0.015, wire=0.001)

    report = imported(path, tmp_path / "out")

    assert report.is_imported
    product = product_of(tmp_path / "out")
    assert product.traits["kind"] == "hoop"
    low, high = _box_from_hook(product)[:3], _box_from_hook(product)[3:]
    assert (high - low)[0] == pytest.approx(0.002, abs=2e-4)
    assert (high - low)[2] == pytest.approx(0.032, abs=5e-4)
    assert high[1] == pytest.approx(0.001, abs=5e-4)


def test_a_given_hole_is_believed(tmp_path: Path) -> None:
    path = torus(tmp_path / "hoop.glb", radius=0.015, wire=0.001)

    report = imported(path, tmp_path / "out", points={"hook": (0.0, 0.010, 0.0)})

    assert "hook_estimated" not in codes(report)
    assert _box_from_hook(product_of(tmp_path / "out"))[4] == pytest.approx(0.006, abs=1e-4)


def test_sizes_that_are_not_plain_must_be_declared(tmp_path: Path) -> None:
    path = torus(tmp_path / "hoop.glb", radius=1.5, wire=0.1)

    assert codes(imported(path, tmp_path / "out")) == {"wrong_scale"}
    assert "wrong_scale" in codes(imported(path, tmp_path / "out", height_mm=200.0))
    right = imported(path, tmp_path / "out", height_mm=32.0)
    assert right.is_imported
    assert right.size_mm is not None
    assert right.size_mm[1] == pytest.approx(32.0, abs=0.1)


def test_rings_boxes_and_glasses_are_no_earrings(tmp_path: Path) -> None:
    ring = torus(tmp_path / "ring.glb", radius=0.0095, wire=0.0012, squash=3.5)
    trimesh.creation.box([0.01, 0.02, 0.01]).export(tmp_path / "box.glb")
    glasses = DEFAULT_CATALOG_DIR / "hoi-an" / "model.glb"

    for path in (ring, tmp_path / "box.glb", glasses):
        report = imported(path, tmp_path / "out")
        assert not report.is_imported
        assert codes(report) == {"not_earrings"}, path.name


def test_strangers_jewellery_is_imported_or_refused_by_name(tmp_path: Path, data_dir: Path) -> None:
    folder = data_dir / "meshes" / "jewellery"

    pearl = imported(folder / "mindar_earring" / "scene.gltf", tmp_path, height_mm=45.0)
    assert pearl.is_imported
    assert product_of(tmp_path).traits["kind"] == "drop"
    # Its ornament sits on the lobe: the hole is inside it, not at its top.
    assert 0.003 < _box_from_hook(product_of(tmp_path))[4] < 0.012
    ring = imported(folder / "webarrocks_ringPlaceHolder2.glb", tmp_path / "ring", width_mm=20.0)
    assert codes(ring) == {"not_earrings"}
