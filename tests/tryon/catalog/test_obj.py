import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tryon.catalog.colors import linear_from_srgb
from tryon.catalog.mesh_scene import MeshFileError, MeshScene
from tryon.catalog.obj import read_obj

_QUAD = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"


def _read(folder: Path, text: str) -> MeshScene:
    (folder / "test.obj").write_text(text)
    return read_obj(folder / "test.obj")


def test_polygons_become_fans(tmp_path: Path) -> None:
    part = _read(tmp_path, _QUAD + "f 1 2 3 4\n").parts[0]

    corners = part.vertices[part.triangles]
    assert corners.tolist() == [
        [[0, 0, 0], [1, 0, 0], [1, 1, 0]],
        [[0, 0, 0], [1, 1, 0], [0, 1, 0]],
    ]


def test_negative_rows_count_backwards(tmp_path: Path) -> None:
    part = _read(tmp_path, _QUAD + "f -4 -3 -2\n").parts[0]

    assert part.vertices[part.triangles][0].tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0]]


def test_objects_and_materials_split_parts(tmp_path: Path) -> None:
    text = _QUAD + "o a\nusemtl x\nf 1 2 3\nusemtl y\nf 1 2 4\no b\nf 1 3 4\n"

    scene = _read(tmp_path, text)

    names = [(part.name, part.material.name, len(part.vertices)) for part in scene.parts]
    assert names == [("a", "x", 3), ("a", "y", 3), ("b", "y", 3)]


def test_v_of_textures_is_turned_downwards(tmp_path: Path) -> None:
    text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0.25 0.125\nvn 0 0 2\nf 1/1/1 2/1/1 3/1/1\n"

    part = _read(tmp_path, text).parts[0]

    assert part.uvs is not None
    assert part.normals is not None
    assert part.uvs[0].tolist() == [0.25, 0.875]
    assert part.normals[0].tolist() == [0, 0, 1]


def test_materials_come_from_the_mtl_file(tmp_path: Path) -> None:
    Image.new("RGB", (4, 2), (255, 0, 0)).save(tmp_path / "red.png")
    (tmp_path / "test.mtl").write_text(
        "newmtl shade\nKd 0.5 1 0\nd 0.25\nNs 30\nPm 1\nmap_Kd -s 1 1 1 red.png\n"
    )

    material = (
        _read(tmp_path, "mtllib test.mtl\nusemtl shade\n" + _QUAD + "f 1 2 3\n").parts[0].material
    )

    assert material.base_color == pytest.approx((linear_from_srgb(0.5), 1.0, 0.0))
    assert (material.opacity, material.metallic) == (0.25, 1.0)
    assert material.roughness == pytest.approx(0.5)
    assert material.texture is not None
    assert material.texture.shape == (2, 4, 3)


@pytest.mark.parametrize("name", ["gone.mtl", "../../../../etc/passwd", "/etc/passwd"])
def test_a_library_elsewhere_is_left_out_and_named(tmp_path: Path, name: str) -> None:
    scene = _read(tmp_path, f"mtllib {name}\n" + _QUAD + "f 1 2 3\n")

    assert [fault.code for fault in scene.faults] == ["missing_material"]


def test_a_missing_texture_is_named(tmp_path: Path) -> None:
    (tmp_path / "test.mtl").write_text("newmtl a\nmap_Kd gone.png\n")

    scene = _read(tmp_path, "mtllib test.mtl\nusemtl a\n" + _QUAD + "f 1 2 3\n")

    assert [fault.code for fault in scene.faults] == ["missing_texture"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "no_geometry", id="empty"),
        pytest.param(_QUAD, "no_geometry", id="no faces"),
        pytest.param(_QUAD + "f 1 2 9\n", "unreadable", id="row above"),
        pytest.param(_QUAD + "f 1 2 x\n", "unreadable", id="text"),
        pytest.param("v 1 2\nf 1 1 1\n", "unreadable", id="two numbers"),
        pytest.param("v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "unreadable", id="nan"),
        pytest.param("v 1e300 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "unreadable", id="huge"),
    ],
)  # fmt: skip
def test_wrong_files_are_refused_with_a_code(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(MeshFileError) as raised:
        _read(tmp_path, text)

    assert raised.value.code == code


@given(st.text("vftnomlu0123456789 -./\n#e", max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.obj"
    path.write_text(text)

    scene = None
    with contextlib.suppress(MeshFileError):
        scene = read_obj(path)

    assert scene is None or scene.parts


def test_holes_in_a_picture_are_said(tmp_path: Path) -> None:
    leaf = Image.new("RGBA", (8, 8), (0, 128, 0, 255))
    leaf.paste((0, 0, 0, 0), (0, 0, 4, 8))
    leaf.save(tmp_path / "leaf.png")
    (tmp_path / "test.mtl").write_text("newmtl leaf\nmap_Kd leaf.png\nnewmtl pot\nd 0.3\n")

    scene = _read(tmp_path, "mtllib test.mtl\n" + _QUAD + "usemtl leaf\nf 1 2 3\n")

    assert [fault.code for fault in scene.faults] == ["alpha_mask"]
    assert scene.parts[0].material.opacity == pytest.approx(0.5)


def test_the_strength_of_highlights_is_kept(tmp_path: Path) -> None:
    (tmp_path / "test.mtl").write_text("newmtl a\nKs 0.1 0.4 0.2\nnewmtl b\nKd 1 1 1\n")
    text = "mtllib test.mtl\n" + _QUAD + "usemtl a\nf 1 2 3\nusemtl b\nf 1 2 4\n"

    scene = _read(tmp_path, text)

    assert [part.material.specular for part in scene.parts] == [pytest.approx(0.4), None]
