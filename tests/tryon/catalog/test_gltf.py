import contextlib
import copy
from pathlib import Path

import DracoPy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tryon.catalog.frames import FOLDER, box, glb, triangle_document
from tryon.catalog.gltf import read_gltf
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.mesh_scene import MeshFileError, MeshScene
from tryon.catalog.meshes import load_meshes
from tryon.errors import MeshError


def _read(folder: Path, document: dict, binary: bytes = b"") -> MeshScene:
    path = folder / "test.glb"
    path.write_bytes(glb(document, binary))
    return read_gltf(path)


def test_what_the_writer_writes_is_read_back(tmp_path: Path) -> None:
    part = box((0.1, 0.02, 0.01))
    (tmp_path / "box.glb").write_bytes(glb_bytes([part]))

    (read,) = load_meshes(tmp_path / "box.glb")

    assert (read.name, read.material, read.surface) == (part.name, part.material, part.surface)
    assert np.array_equal(read.vertices, part.vertices)
    assert np.array_equal(read.triangles, part.triangles)
    assert np.allclose(read.normals, part.normals, atol=1e-6)


def test_textures_survive_writing(tmp_path: Path, rng: np.random.Generator) -> None:
    picture = np.repeat(np.repeat(rng.integers(0, 255, (4, 4, 3), np.uint8), 8, 0), 8, 1)
    part = box((0.1, 0.02, 0.01))
    uvs = rng.random((len(part.vertices), 2)).astype(np.float32)
    textured = type(part)(
        part.name, part.material, part.surface, part.vertices, part.normals, part.triangles,
        uvs, picture,
    )  # fmt: skip
    (tmp_path / "box.glb").write_bytes(glb_bytes([textured]))

    (read,) = load_meshes(tmp_path / "box.glb")

    assert read.uvs is not None
    assert read.texture is not None
    assert np.array_equal(read.uvs, uvs)
    assert np.abs(read.texture.astype(int) - picture).mean() < 6.0


def test_nodes_transform_their_children(tmp_path: Path) -> None:
    nodes = [
        {"children": [1], "translation": [0, 0, 5]},
        {"mesh": 0, "rotation": [0, 0, 2**-0.5, 2**-0.5], "scale": [2, 3, 4]},
    ]
    document, binary = triangle_document(nodes=nodes)

    scene = _read(tmp_path, document, binary)

    expected = [[0, 0, 5], [0, 2, 5], [-3, 0, 5]]
    assert np.allclose(scene.parts[0].vertices, expected, atol=1e-6)
    assert scene.parts[0].node_scale.tolist() == pytest.approx([2, 3, 4])


def test_a_mirroring_node_keeps_the_outside_outside(tmp_path: Path) -> None:
    document, binary = triangle_document(nodes=[{"mesh": 0, "scale": [-1, 1, 1]}])

    part = _read(tmp_path, document, binary).parts[0]

    a, b, c = part.vertices[part.triangles[0]]
    assert np.cross(b - a, c - a)[2] > 0.0


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param(5, [[0, 1, 2], [1, 0, 2]], id="strip"),
        pytest.param(6, [[1, 2, 0], [2, 0, 0]], id="fan"),
    ],
)
def test_strips_and_fans_become_triangles(tmp_path: Path, mode: int, expected: list) -> None:
    document, binary = triangle_document()
    document["meshes"][0]["primitives"][0]["mode"] = mode
    document["bufferViews"][1]["byteLength"] = 8
    document["accessors"][1]["count"] = 4

    part = _read(tmp_path, document, binary).parts[0]

    assert part.triangles.tolist() == expected


def test_quantised_positions_are_normalised(tmp_path: Path) -> None:
    binary = np.array([[0, 0, 0, 0], [127, 0, 0, 0], [0, -128, 0, 0]], "i1").tobytes()
    document, _ = triangle_document(
        buffers=[{"byteLength": 12}],
        bufferViews=[{"buffer": 0, "byteLength": 12, "byteStride": 4}],
        accessors=[{"bufferView": 0, "componentType": 5120, "count": 3, "type": "VEC3",
                    "normalized": True}],
        meshes=[{"primitives": [{"attributes": {"POSITION": 0}}]}],
    )  # fmt: skip

    part = _read(tmp_path, document, binary).parts[0]

    assert part.vertices.tolist() == [[0, 0, 0], [1, 0, 0], [0, -1, 0]]


def test_sparse_accessors_replace_rows(tmp_path: Path) -> None:
    document, binary = triangle_document()
    document["accessors"][0] = {
        "componentType": 5126, "count": 3, "type": "VEC3",
        "sparse": {
            "count": 3,
            "indices": {"bufferView": 1, "componentType": 5123},
            "values": {"bufferView": 0},
        },
    }  # fmt: skip

    part = _read(tmp_path, document, binary).parts[0]

    assert part.vertices.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0]]


def test_factors_are_linear_and_transmission_is_kept(tmp_path: Path) -> None:
    material = {
        "name": "lens",
        "alphaMode": "BLEND",
        "pbrMetallicRoughness": {"baseColorFactor": [0.1, 0.2, 0.3, 0.4], "metallicFactor": 0},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.5}},
    }
    document, binary = triangle_document(materials=[material])
    document["meshes"][0]["primitives"][0]["material"] = 0

    read = _read(tmp_path, document, binary).parts[0].material

    assert read.base_color == (0.1, 0.2, 0.3)
    assert (read.opacity, read.transmission, read.metallic, read.roughness) == (0.4, 0.5, 0.0, 1.0)


def _draco_document(broken: bool = False) -> tuple[dict, bytes]:
    part = box((1.0, 1.0, 1.0))
    data = DracoPy.encode(part.vertices, part.triangles, quantization_bits=14)
    if broken:
        data = data[:20] + bytes(len(data) - 20)
    document, _ = triangle_document(
        extensionsRequired=["KHR_draco_mesh_compression"],
        buffers=[{"byteLength": len(data)}],
        bufferViews=[{"buffer": 0, "byteLength": len(data)}],
        accessors=[{"componentType": 5126, "count": 24, "type": "VEC3"},
                   {"componentType": 5125, "count": 36, "type": "SCALAR"}],
    )  # fmt: skip
    document["meshes"][0]["primitives"][0]["extensions"] = {
        "KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}
    }
    return document, data


def test_draco_is_decoded(tmp_path: Path) -> None:
    part = _read(tmp_path, *_draco_document()).parts[0]

    assert len(part.triangles) == 12
    assert np.allclose(np.abs(part.vertices), 0.5, atol=1e-3)


def test_broken_draco_is_named(tmp_path: Path) -> None:
    with pytest.raises(MeshFileError) as raised:
        _read(tmp_path, *_draco_document(broken=True))

    assert raised.value.code == "draco_undecodable"


def _changed(path: str, value: object) -> tuple[dict, bytes]:
    document, binary = triangle_document()
    target = document = copy.deepcopy(document)
    *keys, last = path.split("/")
    for key in keys:
        target = target[int(key) if key.isdigit() else key]
    target[int(last) if last.isdigit() else last] = value
    return document, binary


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("asset", {}, "unreadable"),
        ("nodes/0", {"mesh": 7}, "unreadable"),
        ("nodes/0", {"mesh": "x"}, "unreadable"),
        ("nodes/0", {"mesh": 0, "children": [0]}, "unreadable"),
        ("nodes/0", {"mesh": 0, "scale": [1e30, 1e30, 1e30]}, "unreadable"),
        ("nodes/0", {"mesh": 0, "rotation": [0, 0, 0, 0]}, "unreadable"),
        ("nodes/0", {"mesh": 0, "matrix": [1, 2]}, "unreadable"),
        ("nodes/0", {"mesh": 0, "translation": [None, 0, 0]}, "unreadable"),
        ("accessors/0/count", 4, "unreadable"),
        ("accessors/0/count", 10**15, "unreadable"),
        ("accessors/0/type", "MAT4", "unreadable"),
        ("accessors/0/componentType", 1, "unreadable"),
        ("accessors/0/byteOffset", 2**40, "unreadable"),
        ("accessors/1/componentType", 5126, "unreadable"),
        ("bufferViews/0/byteLength", 10**9, "unreadable"),
        ("bufferViews/0/byteStride", 1, "unreadable"),
        ("buffers/0", {"byteLength": 44, "uri": "http://localhost/x.bin"}, "unreadable"),
        ("buffers/0", {"byteLength": 44, "uri": "../../../../etc/passwd"}, "unreadable"),
        ("buffers/0", {"byteLength": 44, "uri": "/dev/zero"}, "unreadable"),
        ("buffers/0", {"byteLength": 44, "uri": "data:;base64,%%%"}, "unreadable"),
        ("extensionsRequired", ["EXT_meshopt_compression"], "unsupported_extension"),
        ("meshes/0/primitives/0/mode", 1, "no_geometry"),
        ("meshes/0/primitives", [], "no_geometry"),
        ("scenes", [{"nodes": []}], "no_geometry"),
    ],
)  # fmt: skip
def test_wrong_files_are_refused_with_a_code(
    tmp_path: Path, path: str, value: object, code: str
) -> None:
    with pytest.raises(MeshFileError) as raised:
        _read(tmp_path, *_changed(path, value))

    assert raised.value.code == code


def test_coordinates_must_be_finite(tmp_path: Path) -> None:
    document, binary = triangle_document()
    values = np.frombuffer(binary, "<f4", 9).copy()
    values[4] = np.nan

    with pytest.raises(MeshFileError, match="not a finite number"):
        _read(tmp_path, document, values.tobytes() + binary[36:])


def test_a_small_file_cannot_ask_for_millions_of_triangles(tmp_path: Path) -> None:
    triangles = np.zeros((20_000, 3), "<u2").tobytes()
    document, binary = triangle_document(
        nodes=[{"mesh": 0} for _ in range(200)], scenes=[{"nodes": list(range(200))}]
    )
    document["buffers"][0]["byteLength"] = 36 + len(triangles)
    document["bufferViews"][1]["byteLength"] = len(triangles)
    document["accessors"][1]["count"] = 60_000

    with pytest.raises(MeshFileError) as raised:
        _read(tmp_path, document, binary[:36] + triangles)

    assert raised.value.code == "too_many_triangles"


def test_a_missing_texture_is_a_fault_of_a_product(tmp_path: Path) -> None:
    document, binary = triangle_document(
        images=[{"uri": "gone.png"}],
        textures=[{"source": 0}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
    )
    document["meshes"][0]["primitives"][0]["material"] = 0

    scene = _read(tmp_path, document, binary)

    assert [fault.code for fault in scene.faults] == ["missing_texture"]
    with pytest.raises(MeshError, match=r"test.glb: .*gone.png"):
        load_meshes(tmp_path / "test.glb")


@given(st.data())
def test_damaged_files_are_read_or_refused_but_never_break(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged = bytearray((FOLDER / "model.glb").read_bytes())
    # The JSON chunk stands first, and every byte of it matters.
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, 6000))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.glb"
    path.write_bytes(damaged[: data.draw(st.integers(0, len(damaged)))] or b"x")

    scene = None
    with contextlib.suppress(MeshFileError):
        scene = read_gltf(path)

    assert scene is None or all(np.isfinite(part.vertices).all() for part in scene.parts)
