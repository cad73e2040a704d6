"""Products as files for phones' AR viewers."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.server.furniture_shop import SIZES_MM, open_furniture_shop
from tryon import Catalog, Product, product_glb, product_usdz
from tryon.catalog.meshes import load_meshes
from tryon.catalog.product import MeshPart, SurfaceMaterial
from tryon.catalog.usdz import usdz_bytes


@pytest.fixture(scope="module")
def chair(tmp_path_factory: pytest.TempPathFactory) -> Product:
    folder = open_furniture_shop(tmp_path_factory.mktemp("shop"))
    return Catalog.load((folder,)).product("ghe-do")


def textured_part() -> MeshPart:
    return MeshPart(
        "leaf",
        "leaf",
        SurfaceMaterial((0.5, 1.0, 0.25), 0.0, 0.7),
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32),
        np.array([[0, 0, 1]] * 3, np.float32),
        np.array([[0, 1, 2]], np.int32),
        np.array([[0, 0], [1, 0], [0, 0.25]], np.float32),
        np.full((8, 8, 3), 200, np.uint8),
    )


def scene_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(archive.namelist()[0]).decode()


def test_every_file_lies_uncompressed_at_a_multiple_of_64_bytes() -> None:
    data = usdz_bytes([textured_part(), textured_part()])

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == [
        "product.usda",
        "textures/0.jpg",
        "textures/1.jpg",
    ]
    for entry in entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        name, extra = (
            int.from_bytes(data[entry.header_offset + at : entry.header_offset + at + 2], "little")
            for at in (26, 28)
        )
        start = entry.header_offset + 30 + name + extra
        assert start % 64 == 0
        head = data[start : start + entry.file_size]
        assert head[:2] in (b"#u", b"\xff\xd8")


def test_scene_has_the_product_s_true_size_in_metres(chair: Product) -> None:
    scene = scene_of(product_usdz(chair))

    assert scene.startswith("#usda 1.0")
    assert "metersPerUnit = 1\n" in scene
    assert 'upAxis = "Y"' in scene
    extents = re.findall(r"extent = \[\((.*?)\), \((.*?)\)\]", scene)
    low, high = (np.array([row[at].split(", ") for row in extents], float) for at in (0, 1))
    size = high.max(axis=0) - low.min(axis=0)
    assert size * 1000.0 == pytest.approx(SIZES_MM["ghe-do"], abs=0.1)


def test_colour_is_the_variant_s(chair: Product) -> None:
    blue = chair.variant("blue").materials["cloth"].base_color
    assert f"({', '.join(f'{value:.5f}' for value in blue)})" in scene_of(
        product_usdz(chair, "blue")
    )
    assert product_glb(chair, "blue") != product_glb(chair, "red")
    with pytest.raises(KeyError):
        product_usdz(chair, "green")


def test_glb_reads_back_as_the_same_product(chair: Product, tmp_path: Path) -> None:
    path = tmp_path / "model.glb"
    path.write_bytes(product_glb(chair, "blue"))

    (part,) = load_meshes(path)
    assert part.surface.base_color == pytest.approx(
        chair.variant("blue").materials["cloth"].base_color, abs=1e-4
    )
    assert np.ptp(part.vertices, axis=0) * 1000.0 == pytest.approx(SIZES_MM["ghe-do"], abs=0.1)


def test_textures_are_tinted_and_turned_upright() -> None:
    scene = scene_of(usdz_bytes([textured_part()]))

    assert "inputs:file = @textures/0.jpg@" in scene
    assert "inputs:scale = (0.50000, 1.00000, 0.25000, 1)" in scene
    assert "(0.00000, 1.00000), (1.00000, 1.00000), (0.00000, 0.75000)" in scene
