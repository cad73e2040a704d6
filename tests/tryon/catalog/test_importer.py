import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.frames import (
    FOLDER,
    frame_parts,
    glb,
    moved,
    write_obj,
    write_product,
)
from tryon.catalog.catalog import Catalog
from tryon.catalog.importer import ImportOptions, ImportReport, import_product, sku_from_name
from tryon.catalog.importing.faults import codes
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.manifest import load_manifest
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.meshes import read_scene
from tryon.catalog.product import MeshPart, Product
from tryon.errors import InputError

_LIMITS_MM = {"bridge": 0.01, "left_lens": 1.0, "right_hinge": 4.0, "left_temple_end": 3.0}
_TRUTH = load_manifest(FOLDER / "product.toml").product


def _import(
    folder: Path, parts: list[MeshPart], options: ImportOptions | None = None
) -> ImportReport:
    path = folder / "test pair.glb"
    path.write_bytes(glb_bytes(parts))
    return import_product(path, folder / "out", options)


def _codes(report: ImportReport) -> list[str]:
    return [fault.code for fault in report.faults if fault.code != "no_thumbnail"]


def _product(report: ImportReport) -> Product:
    assert report.folder is not None, report.faults
    assert report.sku is not None
    return Catalog.load([report.folder.parent]).product(report.sku)


def test_an_obj_gives_the_same_product(tmp_path: Path) -> None:
    write_obj(tmp_path / "pair.obj", list(frame_parts()))

    product = _product(import_product(tmp_path / "pair.obj", tmp_path / "out"))

    assert np.allclose(product.size_m, _TRUTH.size_m, atol=1e-4)
    for name, limit_mm in _LIMITS_MM.items():
        assert np.linalg.norm(product.point(name) - _TRUTH.point(name)) * 1000.0 < limit_mm, name


def test_the_declared_width_is_the_truth(tmp_path: Path) -> None:
    report = _import(tmp_path, moved(frame_parts(), np.eye(3) * 7.0), ImportOptions(width_mm=140.0))

    assert report.size_mm is not None
    assert report.size_mm[0] == pytest.approx(140.0, abs=0.01)
    assert _codes(report) == ["rescaled"]


def test_an_impossible_width_is_refused(tmp_path: Path) -> None:
    report = _import(tmp_path, moved(frame_parts(), np.eye(3) * 7.0))

    assert _codes(report) == ["wrong_scale"]
    assert not report.is_imported
    assert not (tmp_path / "out").exists()


def test_a_declared_height_that_contradicts_the_width_is_refused(tmp_path: Path) -> None:
    size = _TRUTH.size_m * 1000.0
    good = ImportOptions(width_mm=size[0], height_mm=size[1] * 1.02)
    bad = ImportOptions(width_mm=size[0], height_mm=size[1] * 1.05)

    assert _codes(_import(tmp_path, list(frame_parts()), bad)) == ["non_uniform_scale"]
    assert _import(tmp_path, list(frame_parts()), good).is_imported


def _edited(parts: list[MeshPart], edit: dict) -> bytes:
    """Give a .glb whose JSON objects are updated: `nodes/0` -> members."""
    data = glb_bytes(parts)
    length = int.from_bytes(data[12:16], "little")
    document = json.loads(data[20 : 20 + length])
    for path, members in edit.items():
        key, _, index = path.partition("/")
        if index:
            document[key][int(index)].update(members)
        else:
            document[key] = members
    return glb(document, data[28 + length :])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"nodes/2": {"scale": [1.0, 1.05, 1.0]}}, "non_uniform_scale"),
        ({"extensionsUsed": ["KHR_materials_iridescence"]}, "unsupported_extension"),
        ({"images": [{"uri": "gone.png"}], "textures": [{"source": 0}],
          "materials/0": {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}},
         "missing_texture"),
        ({"materials/0": {"alphaMode": "MASK"}}, "alpha_mask"),
        ({"nodes/0": {"skin": 0}}, "skinned"),
    ],
)  # fmt: skip
def test_doubtful_files_are_imported_with_a_warning(tmp_path: Path, edit: dict, code: str) -> None:
    (tmp_path / "x.glb").write_bytes(_edited(list(frame_parts()), edit))

    report = import_product(tmp_path / "x.glb", tmp_path / "out")

    assert report.is_imported
    assert _codes(report) == [code]


def test_large_textures_are_scaled_and_kept(tmp_path: Path, rng: np.random.Generator) -> None:
    picture = np.repeat(np.repeat(rng.integers(0, 255, (8, 8, 3), np.uint8), 128, 0), 128, 1)
    first, *others = frame_parts()
    uvs = rng.random((len(first.vertices), 2)).astype(np.float32)
    textured = replace(first, uvs=uvs, texture=picture, material="tortoise")

    product = _product(_import(tmp_path, [textured, *others]))

    (part,) = (part for part in product.meshes if part.material == "tortoise")
    assert part.texture is not None
    assert part.texture.shape == (512, 512, 3)
    assert (
        np.abs(
            part.texture.reshape(8, 64, 8, 64, 3).mean(axis=(1, 3)) - picture[::128, ::128]
        ).max()
        < 8
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("x.glb", b"", "unreadable"), ("x.glb", b"glTF", "unreadable"), ("x.stl", b"", "unreadable"),
     ("x.obj", b"v 0 0 0", "no_geometry"),
     ("x.gltf", b'{"asset":{"version":"2.0"}}', "no_geometry")],
)  # fmt: skip
def test_unusable_files_are_reported(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)

    report = import_product(tmp_path / name, tmp_path / "out")

    assert _codes(report) == [code]
    assert report.faults[0].severity == "error"
    assert report.faults[0].advice


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert _codes(import_product(tmp_path / "gone.glb", tmp_path)) == ["unreadable"]


def test_reading_stops_in_time(tmp_path: Path) -> None:
    (tmp_path / "x.obj").write_text("v 0 0 0\n" * 10)

    report = import_product(tmp_path / "x.obj", tmp_path / "out", timeout_s=0.001)

    assert _codes(report) == ["too_slow"]


def test_an_existing_product_is_kept_unless_replacing(tmp_path: Path) -> None:
    first = write_product(tmp_path / "out", "test-pair")
    before = (first / "model.glb").read_bytes()

    refused = _import(tmp_path, list(frame_parts()))
    kept = (first / "model.glb").read_bytes()
    replaced = _import(tmp_path, list(frame_parts()), ImportOptions(replace=True))

    assert _codes(refused) == ["exists"]
    assert kept == before
    assert replaced.folder == first
    assert (first / "model.glb").read_bytes() != before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["test-pair"]


def test_nothing_is_left_when_the_thumbnail_fails(tmp_path: Path) -> None:
    (tmp_path / "x.glb").write_bytes(glb_bytes(list(frame_parts())))

    def broken(product: Product) -> bytes:
        raise RuntimeError(product.sku)

    with pytest.raises(RuntimeError, match="x"):
        import_product(tmp_path / "x.glb", tmp_path / "out", draw_thumbnail=broken)

    assert list((tmp_path / "out").iterdir()) == []


def test_the_thumbnail_is_drawn_from_the_finished_product(tmp_path: Path) -> None:
    (tmp_path / "x.glb").write_bytes(glb_bytes(list(frame_parts())))
    seen = []

    def draw(product: Product) -> bytes:
        seen.append(product.triangle_count)
        return b"picture"

    steps = []
    report = import_product(
        tmp_path / "x.glb",
        tmp_path / "out",
        draw_thumbnail=draw,
        progress=lambda step, share: steps.append(share),
    )

    assert report.folder is not None
    assert (report.folder / "thumb.jpg").read_bytes() == b"picture"
    assert seen == [report.triangles_after]
    assert report.faults == ()
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


@pytest.mark.parametrize(
    "options",
    [ImportOptions(sku="Not A Sku"), ImportOptions(gtin="123"), ImportOptions(width_mm=-1.0)],
)
def test_wrong_options_are_input_errors(tmp_path: Path, options: ImportOptions) -> None:
    with pytest.raises(InputError, match="expected"):
        import_product(tmp_path / "x.glb", tmp_path, options)


def test_other_categories_are_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="category"):
        import_product(tmp_path / "x.glb", tmp_path, category="shoes")


def test_sku_from_name_makes_a_sku_of_anything() -> None:
    assert sku_from_name("Ray_Ban 2140 (final)") == "ray-ban-2140-final"
    assert sku_from_name("眼镜") == "product"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "width_mm", "unit"),
    [
        ("SunglassesKhronos.glb", None, "m"),
        ("sunglasses/sunglasses.converted.glb", None, "cm"),
        ("sunglasses/sunglasses.obj", 151.0, "cm"),
        ("jeeliz/glasses.obj", 140.0, "declared"),
    ],
)
def test_real_frames_are_imported(
    tmp_path: Path, data_dir: Path, name: str, width_mm: float | None, unit: str
) -> None:
    path = data_dir / "meshes" / "glasses" / name

    report = import_product(path, tmp_path, ImportOptions(width_mm=width_mm))

    product = _product(report)
    assert report.unit == unit
    assert sum(part.is_lens for part in product.meshes) == 2
    temple = product.point("left_temple_end") - product.point("left_hinge")
    assert temple[2] < -0.09
    assert temple[1] < -0.01
    assert product.point("left_lens")[0] > 0.025
    assert product.point("left_lens")[1] < 0.0
    assert -0.012 < product.point("left_nose_pad")[2] < 0.006


@pytest.mark.data
@pytest.mark.parametrize("name", ["jeeliz/glasses.obj", "jeeliz/face.obj"])
def test_real_files_of_unclear_size_or_kind_are_refused(
    tmp_path: Path, data_dir: Path, name: str
) -> None:
    report = import_product(data_dir / "meshes" / "glasses" / name, tmp_path)

    assert _codes(report)[-1] in ("wrong_scale", "not_glasses")
    assert not report.is_imported


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["hats", "shoes", "furniture", "other"])
def test_other_real_meshes_are_refused(tmp_path: Path, data_dir: Path, folder: str) -> None:
    # Even at a width that glasses could have.
    options = ImportOptions(width_mm=140.0)
    paths = sorted((data_dir / "meshes" / folder).rglob("*.gl*"))
    assert paths

    reports = [import_product(path, tmp_path / "out", options) for path in paths]

    assert [report.source.name for report in reports if report.is_imported] == []


def _hostile_meshes(data_dir: Path) -> list[Path]:
    folders = ("assimp", "gltf_validator", "trimesh", "truncated_glb")
    paths = [p for folder in folders for p in (data_dir / "hostile" / folder).rglob("*")]
    return sorted(path for path in paths if path.suffix in (".glb", ".gltf", ".obj"))


@pytest.mark.data
def test_every_hostile_mesh_is_read_or_refused_by_name(data_dir: Path) -> None:
    paths = _hostile_meshes(data_dir)
    assert len(paths) > 200

    for path in paths:
        scene, code = None, None
        try:
            scene = read_scene(path)
        except MeshFileError as error:
            code = error.code
        assert (scene is None) != (code is None)
        assert code in {None, *codes()} - {"too_slow"}, path


@pytest.mark.data
@pytest.mark.slow
def test_no_hostile_mesh_becomes_a_product(tmp_path: Path, data_dir: Path) -> None:
    # Every ninth: starting a process for each of them takes minutes.
    for path in _hostile_meshes(data_dir)[::9]:
        report = import_product(path, tmp_path / "out", ImportOptions(width_mm=140.0))

        errors = [fault for fault in report.faults if fault.severity == "error"]
        assert len(errors) == 1, path
        assert errors[0].code in set(codes()) - {"too_slow"}, path
        assert "reading it failed" not in errors[0].message, path
    assert not (tmp_path / "out").exists()
