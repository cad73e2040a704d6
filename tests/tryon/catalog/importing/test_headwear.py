from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.frames import REPOSITORY, box, moved
from tryon.catalog.importer import ImportOptions, ImportReport, import_product
from tryon.catalog.importing.faults import ImportRefusedError
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.importing.headwear import build_headwear
from tryon.catalog.importing.kind import Declared, Imported, Labels
from tryon.catalog.manifest import load_manifest
from tryon.catalog.meshes import load_meshes, read_scene
from tryon.catalog.product import MeshPart
from tryon.errors import InputError

_LABELS = Labels("a-hat", {"vi": "Mũ", "en": "Hat"}, "Example", None, None)
_HATS = ("hai-van", "da-lat", "sa-pa", "nha-trang", "con-dao", "hue")


def _parts(sku: str) -> list[MeshPart]:
    folder = REPOSITORY / "assets" / "products" / sku
    return [replace(part, texture=None, uvs=None) for part in load_meshes(folder / "model.glb")]


def _truth(sku: str) -> float:
    product = load_manifest(REPOSITORY / "assets" / "products" / sku / "product.toml").product
    return product.dimensions_mm["inner_circumference_mm"]


def _build(folder: Path, parts: list[MeshPart], declared: Declared | None = None) -> Imported:
    (folder / "test.glb").write_bytes(glb_bytes(parts))
    scene = read_scene(folder / "test.glb")
    return build_headwear(scene, _LABELS, declared or Declared(), lambda step, share: None)


def _codes(imported: Imported) -> list[str]:
    return [fault.code for fault in imported.faults]


@pytest.mark.parametrize("sku", _HATS)
def test_our_own_openings_are_measured(tmp_path: Path, sku: str) -> None:
    imported = _build(tmp_path, _parts(sku))

    product = imported.product
    assert imported.scale.unit == "m"
    assert product.dimensions_mm["inner_circumference_mm"] == pytest.approx(_truth(sku), rel=0.02)
    front, back = product.point("band_front"), product.point("band_back")
    assert 0.18 < front[2] - back[2] < 0.22
    assert abs(product.point("band_left")[0] + product.point("band_right")[0]) < 0.006
    assert "shallow_crown" not in _codes(imported)


@pytest.mark.parametrize(
    ("unit", "factor"), [("cm", 100), ("mm", 1000), ("inch", 1 / 0.0254)]
)  # fmt: skip
def test_every_unit_gives_the_same_hat(tmp_path: Path, unit: str, factor: float) -> None:
    plain = _build(tmp_path, _parts("hai-van")).product
    imported = _build(tmp_path, moved(_parts("hai-van"), np.eye(3) * factor))

    assert imported.scale.unit == unit
    assert np.allclose(imported.product.size_m, plain.size_m, atol=1e-5)


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float), id="z up"),
        pytest.param(np.diag([-1.0, 1.0, -1.0]), id="backwards"),
        pytest.param(np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], float), id="x front"),
    ],
)
def test_a_cap_is_turned_by_its_visor(tmp_path: Path, turn: np.ndarray) -> None:
    product = _build(tmp_path, moved(_parts("hai-van"), turn)).product

    front = max(part.vertices[:, 2].max() for part in product.meshes)
    assert front > product.point("band_front")[2] + 0.05
    assert product.size_m[2] > product.size_m[0] > product.size_m[1]


def test_a_hat_alike_in_front_and_behind_says_so(tmp_path: Path) -> None:
    assert "front_estimated" in _codes(_build(tmp_path, _parts("sa-pa")))
    told = _build(tmp_path, _parts("sa-pa"), Declared(front="+z", up="+y"))
    assert "front_estimated" not in _codes(told)


def test_the_declared_circumference_is_the_truth(tmp_path: Path) -> None:
    parts = moved(_parts("da-lat"), np.eye(3) * 3.3)
    imported = _build(tmp_path, parts, Declared({"circumference": 590.0}))

    assert imported.product.dimensions_mm["inner_circumference_mm"] == pytest.approx(590.0)
    assert "rescaled_hat" in _codes(imported)


def test_brims_are_cut_into_quarters(tmp_path: Path) -> None:
    names = {part.name for part in _build(tmp_path, _parts("nha-trang")).product.meshes}
    for start in ("crown", "brim_front", "brim_back_left", "brim_back_right"):
        assert any(name.startswith(start) for name in names)


def test_stated_points_are_taken(tmp_path: Path) -> None:
    points = {
        "band_front": (0.0, 0.01, 0.1),
        "band_back": (0.0, 0.01, -0.1),
        "band_left": (0.074, 0.01, 0.0),
        "band_right": (-0.074, 0.01, 0.0),
    }
    product = _build(tmp_path, _parts("hai-van"), Declared(points=points)).product

    assert product.point("band_front")[2] == pytest.approx(0.1, abs=1e-3)
    assert product.dimensions_mm["inner_circumference_mm"] == pytest.approx(549.0, abs=4.0)
    with pytest.raises(ImportRefusedError, match="missing"):
        _build(tmp_path, _parts("hai-van"), Declared(points={"band_front": (0.0, 0.0, 0.1)}))


@pytest.mark.parametrize(
    ("parts", "declared", "code"),
    [
        pytest.param([box((0.2, 0.1, 0.25))], {}, "not_hat", id="few triangles"),
        pytest.param(moved(_parts("sa-pa"), np.eye(3) * 9.0), {}, "wrong_hat_scale", id="no unit"),
        pytest.param(_parts("sa-pa"), {"circumference": 300.0}, "wrong_hat_scale", id="doll"),
        pytest.param(
            _parts("sa-pa"), {"circumference": 570.0, "width": 250.0}, "non_uniform_scale",
            id="contradiction",
        ),
    ],
)  # fmt: skip
def test_other_things_are_refused(
    tmp_path: Path, parts: list[MeshPart], declared: dict[str, float], code: str
) -> None:
    with pytest.raises(ImportRefusedError) as raised:
        _build(tmp_path, parts, Declared(declared))  # type: ignore[arg-type]

    assert raised.value.fault.code == code


def test_glasses_are_no_hat(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError) as raised:
        _build(tmp_path, list(load_meshes(REPOSITORY / "assets/products/an-bang/model.glb")))

    assert raised.value.fault.code == "not_hat"


def test_a_file_becomes_a_product_of_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "my hat.glb"
    path.write_bytes(glb_bytes(_parts("con-dao")))
    options = ImportOptions(circumference_mm=575.0)

    report: ImportReport = import_product(path, tmp_path / "out", options, category="headwear")

    assert report.folder is not None, report.faults
    product = load_manifest(report.folder / "product.toml").product
    assert product.category == "headwear"
    assert product.dimensions_mm["inner_circumference_mm"] == pytest.approx(575.0, abs=0.01)


def test_options_that_mean_nothing_for_hats_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="length"):
        import_product(
            tmp_path / "x.glb", tmp_path, ImportOptions(length_mm=400.0), category="headwear"
        )
    with pytest.raises(InputError, match="up, front"):
        import_product(tmp_path / "x.glb", tmp_path, ImportOptions(up="+y"), category="eyewear")
