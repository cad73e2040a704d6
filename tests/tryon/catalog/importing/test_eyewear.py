from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.frames import FOLDER, box, frame_parts, merged, moved
from tryon.catalog.importing.eyewear import build_eyewear
from tryon.catalog.importing.faults import ImportRefusedError
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.importing.kind import Declared, Imported, Labels
from tryon.catalog.manifest import load_manifest
from tryon.catalog.meshes import read_scene
from tryon.catalog.product import MeshPart, Product, SurfaceMaterial

_TRUTH = load_manifest(FOLDER / "product.toml").product
_LABELS = Labels("a-pair", {"vi": "Kính", "en": "Glasses"}, "Example", None, None)

# The same frame lying in other ways than y up and z to the front.
_TURNS = {
    "y up": np.eye(3),
    "z up": np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float),
    "x front": np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], float),
    "upside down": np.diag([-1.0, -1.0, 1.0]),
    "backwards": np.diag([-1.0, 1.0, -1.0]),
}


def _build(folder: Path, parts: list[MeshPart]) -> Imported:
    (folder / "test.glb").write_bytes(glb_bytes(parts))
    scene = read_scene(folder / "test.glb")
    return build_eyewear(scene, _LABELS, Declared(), lambda step, share: None)


def _codes(imported: Imported) -> list[str]:
    return [fault.code for fault in imported.faults]


def _distance_mm(product: Product, name: str) -> float:
    return float(np.linalg.norm(product.point(name) - _TRUTH.point(name))) * 1000.0


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Give our own frame, imported as a stranger's file."""
    return _build(tmp_path_factory.mktemp("plain"), list(frame_parts())).product


@pytest.mark.parametrize(
    ("name", "limit_mm"),
    [("bridge", 0.01), ("left_lens", 1.0), ("right_lens", 1.0), ("left_hinge", 4.0),
     ("right_hinge", 4.0), ("left_temple_end", 3.0), ("right_temple_end", 3.0),
     ("left_ear_rest", 4.0), ("right_ear_rest", 4.0), ("left_nose_pad", 3.0),
     ("right_nose_pad", 3.0)],
)  # fmt: skip
def test_attachment_points_of_our_own_frame_are_found(
    plain: Product, name: str, limit_mm: float
) -> None:
    assert _distance_mm(plain, name) < limit_mm


@pytest.mark.parametrize(
    ("name", "limit_mm"),
    [("lens_width_mm", 1.0), ("lens_height_mm", 1.0), ("bridge_width_mm", 1.0),
     # A marking counts the bow of the temple and its joint, too.
     ("temple_length_mm", 8.0)],
)  # fmt: skip
def test_our_own_marking_is_measured(plain: Product, name: str, limit_mm: float) -> None:
    assert plain.dimensions_mm[name] == pytest.approx(_TRUTH.dimensions_mm[name], abs=limit_mm)


def test_temples_lie_behind_the_hinge_and_lenses_carry_their_name(plain: Product) -> None:
    hinge = plain.point("left_hinge")[2]
    temples = [part for part in plain.meshes if part.name.startswith("temple")]
    lenses = {part.name for part in plain.meshes if part.is_lens}

    assert lenses == {"lens_left", "lens_right"}
    assert {part.name[:8] for part in temples} == {"temple_l", "temple_r"}
    assert all(part.vertices[:, 2].mean() < hinge for part in temples)
    left = [part for part in plain.meshes if part.name.endswith("left")]
    assert all(part.vertices[:, 0].min() > 0.0 for part in left)


@pytest.mark.parametrize(
    ("unit", "factor"), [("m", 1), ("cm", 100), ("mm", 1000), ("inch", 1 / 0.0254)]
)
def test_every_unit_gives_the_same_product(
    tmp_path: Path, plain: Product, unit: str, factor: float
) -> None:
    imported = _build(tmp_path, moved(frame_parts(), np.eye(3) * factor))

    product = imported.product
    assert imported.scale.unit == unit
    assert np.allclose(product.size_m, plain.size_m, atol=2e-6)
    for name in plain.attachment_points:
        assert np.allclose(product.point(name), plain.point(name), atol=2e-5)


@pytest.mark.parametrize("turn", _TURNS)
def test_every_turn_gives_the_same_product(tmp_path: Path, plain: Product, turn: str) -> None:
    product = _build(tmp_path, moved(frame_parts(), _TURNS[turn])).product

    assert np.allclose(product.size_m, plain.size_m, atol=2e-6)
    for name in plain.attachment_points:
        # Samples fall on other places of the same surface.
        assert np.allclose(product.point(name), plain.point(name), atol=5e-4), name


def test_a_skewed_file_is_turned_upright_and_named(tmp_path: Path) -> None:
    axis = np.array([0.3, 0.8, 0.52])
    axis /= np.linalg.norm(axis)
    skew = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = np.eye(3) + np.sin(0.6) * skew + (1.0 - np.cos(0.6)) * skew @ skew

    imported = _build(tmp_path, moved(frame_parts(), turn))

    assert "axes_estimated" in _codes(imported)
    product = imported.product
    for name in ("left_lens", "right_lens", "left_temple_end", "right_temple_end"):
        # The tilt of the front against the temples is lost in such a file: a few degrees.
        assert _distance_mm(product, name) < 15.0


def test_one_mesh_is_cut_at_the_hinges(tmp_path: Path) -> None:
    parts = [part for part in frame_parts() if not part.is_lens]
    # A tube joins each temple with the front, as in files modelled in one go.
    whole = merged([merged(parts), *_tubes()])
    lenses = [part for part in frame_parts() if part.is_lens]

    imported = _build(tmp_path, [_welded(whole), *lenses])

    product = imported.product
    assert "one_piece" in _codes(imported)
    assert {"front", "temple_left", "temple_right"} <= {part.name for part in product.meshes}
    assert _distance_mm(product, "left_temple_end") < 4.0


def _tubes() -> list[MeshPart]:
    hinge = _TRUTH.point("left_hinge")
    tube = box((0.004, 0.006, 0.02))
    return [
        replace(tube, vertices=(tube.vertices + hinge * [side, 1, 1]).astype(np.float32))
        for side in (1, -1)
    ]


def _welded(part: MeshPart) -> MeshPart:
    """Join the pieces of a part by slivers from each to the next."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    _, weld = np.unique(part.vertices, axis=0, return_inverse=True)
    corners = weld.reshape(-1)[part.triangles]
    count = corners.max() + 1
    edges = np.concatenate([corners[:, :2], corners[:, 1:]])
    graph = coo_matrix((np.ones(len(edges)), edges.T), (count, count))
    _, label = connected_components(graph, directed=False)
    piece = label[corners[:, 0]]
    _, first = np.unique(piece, return_index=True)
    # Slivers have no area: they join pieces without showing.
    slivers = [
        [part.triangles[a, 0], part.triangles[a, 0], part.triangles[b, 0]]
        for a, b in pairwise(first)
    ]
    triangles = np.vstack([part.triangles, slivers]).astype(np.int32)
    return replace(part, triangles=triangles)


def test_a_frame_without_lenses_is_imported_without(tmp_path: Path) -> None:
    parts = [part for part in frame_parts() if not part.is_lens]

    imported = _build(tmp_path, parts)

    product = imported.product
    assert "no_lenses" in _codes(imported)
    assert product.variants[0].lens is None
    assert _distance_mm(product, "left_lens") < 8.0


def test_lenses_without_any_hint_are_found_by_shape(tmp_path: Path) -> None:
    parts = [replace(p, name="x", material="x", surface=SurfaceMaterial((0.1, 0.1, 0.1)))
             for p in frame_parts()]  # fmt: skip

    product = _build(tmp_path, parts).product

    assert {part.name for part in product.meshes if part.is_lens} == {"lens_left", "lens_right"}
    assert product.variants[0].lens is not None
    assert product.variants[0].lens.tint_top == pytest.approx((0.092, 0.092, 0.092), abs=1e-3)


def test_a_blended_lens_gives_its_tint(tmp_path: Path) -> None:
    dark = SurfaceMaterial((0.0, 0.0, 0.5), opacity=0.5)
    parts = [replace(p, surface=dark) if p.is_lens else p for p in frame_parts()]

    lens = _build(tmp_path, parts).product.variants[0].lens

    assert lens is not None
    # 0.92 (1 - a (1 - c)).
    assert lens.tint_top == pytest.approx((0.46, 0.46, 0.69), abs=1e-3)


def _subdivided(part: MeshPart) -> MeshPart:
    a, b, c = (part.vertices[part.triangles[:, corner]] for corner in range(3))
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    corners = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    normals = np.tile(np.array([[0.0, 0.0, 1.0]], np.float32), (len(corners), 1))
    triangles = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    return replace(part, vertices=corners, normals=normals, triangles=triangles)


@pytest.mark.slow
def test_too_many_triangles_are_reduced_without_moving_the_frame(
    tmp_path: Path, plain: Product
) -> None:
    imported = _build(tmp_path, [_subdivided(_subdivided(part)) for part in frame_parts()])

    product = imported.product
    assert _codes(imported) == ["too_many_triangles"]
    assert imported.triangles_before > 150_000
    assert product.triangle_count <= 30_500
    assert np.allclose(product.size_m, plain.size_m, atol=5e-4)
    for name in plain.attachment_points:
        assert np.allclose(product.point(name), plain.point(name), atol=1e-3), name


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param([box((0.14, 0.05, 0.15))], "not_glasses", id="box"),
        pytest.param([box((0.14, 0.05, 0.02))], "not_glasses", id="front only"),
        pytest.param([p for p in frame_parts() if "left" not in p.name], "not_glasses",
                     id="one temple"),
    ],
)  # fmt: skip
def test_other_things_are_refused(tmp_path: Path, parts: list[MeshPart], code: str) -> None:
    with pytest.raises(ImportRefusedError) as raised:
        _build(tmp_path, parts)

    assert raised.value.fault.code == code
    assert raised.value.fault.severity == "error"
