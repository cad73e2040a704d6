from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.frames import REPOSITORY, box, moved
from tryon.catalog.importer import ImportOptions, ImportReport, import_product
from tryon.catalog.importing.faults import ImportRefusedError
from tryon.catalog.importing.furniture import TRIANGLE_BUDGET, build_furniture
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.importing.kind import Declared, Imported, Labels
from tryon.catalog.manifest import load_manifest
from tryon.catalog.meshes import load_meshes, read_scene, size_of
from tryon.catalog.product import MeshPart
from tryon.errors import InputError

_LABELS = Labels("a-piece", {"vi": "Bàn", "en": "Table"}, "Example", None, None)
_TABLE = (1.2, 0.75, 0.6)
_SIZES = {"width": 1200.0, "height": 750.0, "depth": 600.0}


def _build(folder: Path, parts: list[MeshPart], declared: Declared | None = None) -> Imported:
    (folder / "test.glb").write_bytes(glb_bytes(parts))
    scene = read_scene(folder / "test.glb")
    return build_furniture(scene, _LABELS, declared or Declared(), lambda step, share: None)


def _refused(folder: Path, parts: list[MeshPart], declared: Declared) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        _build(folder, parts, declared)
    return caught.value.fault.code


def _codes(imported: Imported | ImportReport) -> list[str]:
    return [fault.code for fault in imported.faults]


@pytest.mark.parametrize(
    ("factor", "unit"), [(1.0, "m"), (100.0, "cm"), (1000.0, "mm"), (1 / 0.0254, "inch")]
)
def test_every_unit_gives_the_declared_size(tmp_path: Path, factor: float, unit: str) -> None:
    parts = moved([box(_TABLE)], np.eye(3) * factor)

    imported = _build(tmp_path, parts, Declared(_SIZES))

    assert imported.scale.unit == unit
    assert np.allclose(size_of(imported.product.meshes), _TABLE, rtol=1e-5)
    assert not imported.faults


def test_an_odd_unit_is_said(tmp_path: Path) -> None:
    parts = moved([box(_TABLE)], np.eye(3) * 3.7)

    imported = _build(tmp_path, parts, Declared({"width": 1200.0}))

    assert _codes(imported) == ["rescaled_furniture"]
    assert not _codes(_build(tmp_path, parts, Declared(_SIZES)))
    assert np.allclose(imported.product.size_m, _TABLE)


def test_one_size_is_enough(tmp_path: Path) -> None:
    parts = moved([box(_TABLE)], np.eye(3) * 3.7)

    product = _build(tmp_path, parts, Declared({"height": 750.0})).product

    assert np.allclose(product.size_m, _TABLE, rtol=1e-5)


def test_without_a_size_the_file_is_in_metres(tmp_path: Path) -> None:
    imported = _build(tmp_path, [box(_TABLE)])

    assert _codes(imported) == ["undeclared_size"]
    assert np.allclose(imported.product.size_m, _TABLE)
    assert _refused(tmp_path, [box((120.0, 75.0, 60.0))], Declared()) == "wrong_furniture_scale"


@pytest.mark.parametrize(
    ("sizes", "code"),
    [
        pytest.param({"width": 600.0, "height": 750.0, "depth": 1200.0}, "swapped_axes", id="xz"),
        pytest.param({"width": 1200.0, "height": 600.0, "depth": 750.0}, "swapped_axes", id="yz"),
        pytest.param({"width": 750.0, "height": 600.0, "depth": 1200.0}, "swapped_axes", id="xyz"),
        pytest.param({"width": 1260.0, "height": 750.0}, "non_uniform_scale", id="stretched"),
        pytest.param({"width": 10.0}, "wrong_furniture_scale", id="dolls"),
        pytest.param({"width": 7999.0, "height": 4999.0, "depth": 4000.0}, None, id="large"),
    ],
)
def test_sizes_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, sizes: dict[str, float], code: str | None
) -> None:
    if code is None:
        assert _build(tmp_path, [box(_TABLE)], Declared(sizes)).product.size_m[0] > 7.9
    else:
        assert _refused(tmp_path, [box(_TABLE)], Declared(sizes)) == code


def test_swapped_axes_name_what_fits_what(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="width of the model fits the declared depth"):
        _build(tmp_path, [box(_TABLE)], Declared({**_SIZES, "width": 600.0, "depth": 1200.0}))


def test_the_thickness_of_a_rug_may_be_rounded(tmp_path: Path) -> None:
    rug = box((2.0, 0.006, 3.0))
    declared = Declared({"width": 2000.0, "height": 10.0, "depth": 3000.0})

    product = _build(tmp_path, [rug], declared).product

    assert np.allclose(size_of(product.meshes), (2.0, 0.01, 3.0), rtol=1e-4)


def test_a_sheet_has_no_thickness(tmp_path: Path) -> None:
    sheet = box((2.0, 0.0, 3.0))
    declared = Declared({"width": 2000.0, "height": 10.0, "depth": 3000.0})

    assert _refused(tmp_path, [sheet], declared) == "no_thickness"


def test_a_piece_stands_on_the_middle_of_its_footprint(tmp_path: Path) -> None:
    part = box(_TABLE)
    aside = replace(part, vertices=part.vertices + np.float32([3.0, -2.0, 8.0]))

    vertices = _build(tmp_path, [aside], Declared(_SIZES)).product.meshes[0].vertices

    assert np.allclose(vertices.min(axis=0), (-0.6, 0.0, -0.3), atol=1e-5)


@pytest.mark.parametrize(
    ("turn", "declared"),
    [
        pytest.param(
            np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float), Declared(_SIZES, "+z"), id="z up"
        ),
        pytest.param(
            np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], float),
            Declared(_SIZES, None, "+x"),
            id="x front",
        ),
        pytest.param(
            np.diag([-1.0, 1.0, -1.0]),
            Declared(_SIZES, rotation=np.diag([-1.0, 1.0, -1.0])),
            id="rotation",
        ),
    ],
)
def test_stated_axes_are_taken(tmp_path: Path, turn: np.ndarray, declared: Declared) -> None:
    back = replace(box((1.2, 0.2, 0.05), "back"), material="back")
    back = replace(back, vertices=back.vertices + np.float32([0.0, 0.475, -0.275]))
    seat = box((1.2, 0.75, 0.6))

    product = _build(tmp_path, moved([seat, back], turn), _taller(declared)).product

    found = next(part for part in product.meshes if part.material == "back")
    middle = 0.5 * (found.vertices.min(axis=0) + found.vertices.max(axis=0))
    assert middle[1] > 0.7
    assert middle[2] < -0.2


def _taller(declared: Declared) -> Declared:
    return replace(declared, sizes_mm={**_SIZES, "height": 950.0})


@pytest.mark.parametrize(
    ("mount", "elevation", "expected"),
    [
        (None, None, 0.0),
        ("wall", None, 1400.0),
        ("tabletop", None, 740.0),
        ("ceiling", 2000.0, 2000.0),
    ],
)
def test_what_hangs_knows_how_high(
    tmp_path: Path, mount: str | None, elevation: float | None, expected: float
) -> None:
    options = ImportOptions(width_mm=1200.0, kind="lamp", mount=mount, elevation_mm=elevation)
    (tmp_path / "box.glb").write_bytes(glb_bytes([box(_TABLE)]))

    report = import_product(
        tmp_path / "box.glb", tmp_path / "out", options, category="furniture", timeout_s=60.0
    )

    assert report.folder is not None
    product = load_manifest(report.folder / "product.toml").product
    assert product.mount == (mount or "floor")
    assert product.dimensions_mm["elevation_mm"] == expected
    assert product.traits["kind"] == "lamp"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(ImportOptions(kind="spaceship"), id="kind"),
        pytest.param(ImportOptions(mount="nose"), id="mount"),
        pytest.param(ImportOptions(width_mm=8001.0), id="too wide"),
        pytest.param(ImportOptions(circumference_mm=500.0), id="another kind's size"),
        pytest.param(ImportOptions(elevation_mm=-1.0), id="below the floor"),
    ],
)
def test_options_that_mean_nothing_are_refused(tmp_path: Path, options: ImportOptions) -> None:
    with pytest.raises(InputError):
        import_product(tmp_path / "x.glb", tmp_path, options, category="furniture")


def test_one_part_is_made_of_each_material(tmp_path: Path) -> None:
    parts = [
        replace(box(_TABLE, f"board_{index}"), material="oak" if index % 2 else "steel")
        for index in range(6)
    ]

    product = _build(tmp_path, parts, Declared(_SIZES)).product

    assert sorted(part.material for part in product.meshes) == ["oak", "steel"]


def test_glass_comes_last(tmp_path: Path) -> None:
    parts = [replace(box(_TABLE), material=name) for name in ("glass_top", "oak", "glass_shelf")]

    product = _build(tmp_path, parts, Declared(_SIZES)).product

    assert product.meshes[0].material == "oak"
    assert all(part.surface.opacity < 1.0 for part in product.meshes[1:])


def test_too_many_triangles_are_reduced_without_losing_size(tmp_path: Path) -> None:
    ball = _ball(200)
    imported = _build(tmp_path, [ball], Declared({"width": 500.0}))

    assert "too_many_triangles" in _codes(imported)
    assert imported.triangles_before > TRIANGLE_BUDGET >= imported.product.triangle_count
    assert np.allclose(size_of(imported.product.meshes), 0.5, rtol=0.01)


def _ball(rings: int) -> MeshPart:
    polar, turn = np.meshgrid(np.linspace(0.0, np.pi, rings), np.linspace(0.0, 2 * np.pi, rings))
    points = np.stack(
        [np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=-1
    ).reshape(-1, 3)
    row = np.arange(rings - 1)
    corner = (row[:, None] * rings + row[None]).reshape(-1)
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + rings], axis=-1),
            np.stack([corner + 1, corner + rings + 1, corner + rings], axis=-1),
        ]
    )
    return replace(box((1.0, 1.0, 1.0)), vertices=points, normals=points, triangles=faces)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "sizes", "code"),
    [
        ("couch/couch", (2074.0, 856.0, 876.0), None),
        ("table/table", (2350.0, 739.0, 1000.0), None),
        ("living_lamp/living_lamp", (396.0, 1429.0, 583.0), "swapped_axes"),
        ("saloon_table/saloon_table", (1439.0, 511.0, 641.0), "swapped_axes"),
        ("couch/couch", (2074.0, 1056.0, 876.0), "non_uniform_scale"),
    ],
)
def test_real_furniture(
    tmp_path: Path, data_dir: Path, name: str, sizes: tuple[float, ...], code: str | None
) -> None:
    width, height, depth = sizes
    options = ImportOptions(width_mm=width, height_mm=height, depth_mm=depth, kind="other")
    path = data_dir / "meshes" / "furniture" / f"{name}.converted.glb"

    report = import_product(path, tmp_path, options, category="furniture", timeout_s=60.0)

    assert report.is_imported == (code is None)
    if code is not None:
        assert report.faults[-1].code == code


def test_our_own_pieces_come_back_as_they_are(tmp_path: Path) -> None:
    folder = REPOSITORY / "assets" / "products" / "ban-an-go-soi"
    own = load_manifest(folder / "product.toml").product
    width, height, depth = (float(side) * 1e3 for side in own.size_m)
    sizes = {"width": width, "height": height, "depth": depth}

    imported = _build(tmp_path, list(load_meshes(folder / "model.glb")), Declared(sizes))

    assert np.allclose(imported.product.size_m, own.size_m, rtol=1e-3)
    assert imported.scale.unit == "m"
    assert all(part.texture is not None for part in imported.product.meshes)
