"""The bundled eyewear: every product is whole, true to its size and wearable."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from trimesh.proximity import closest_point_naive

from assets.build.__main__ import PRODUCTS
from assets.build.catalogue import entries
from assets.build.product import manifest_text, mesh_bytes
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import MeshPart, Product

Points = NDArray[np.float64]
MIRROR = np.array([-1.0, 1.0, 1.0])
# Item numbers tell the categories apart: those of glasses are below 200.
SKUS = tuple(entry.listing.sku for entry in entries() if entry.listing.number < 200)
OPEN_BELOW = {"ba-na", "ta-xua"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load([PRODUCTS])


@pytest.fixture(params=SKUS)
def product(request: pytest.FixtureRequest, catalog: Catalog) -> Product:
    return catalog.product(request.param)


def _points(parts: Sequence[MeshPart]) -> Points:
    return np.vstack([part.vertices for part in parts]).astype(float) * 1e3


def _named(product: Product, *starts: str) -> list[MeshPart]:
    return [part for part in product.meshes if part.name.startswith(starts)]


def _surface(parts: Sequence[MeshPart]) -> trimesh.Trimesh:
    return trimesh.util.concatenate(
        [trimesh.Trimesh(part.vertices * 1e3, part.triangles, process=False) for part in parts]
    )


def _gap(product: Product, point: str, *starts: str) -> float:
    """Distance of an attachment point from the parts' surface, mm."""
    place = product.point(point)[None] * 1e3
    return float(closest_point_naive(_surface(_named(product, *starts)), place)[1][0])


def _face_normals(part: MeshPart) -> Points:
    """Twice the area times the normal of every face, (M, 3) mm^2."""
    corners = part.vertices[part.triangles].astype(float) * 1e3
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def _posture(product: Product) -> tuple[float, float]:
    """Wrap and pantoscopic tilt of the left lens at its middle, rad."""
    (lens,) = _named(product, "lens_left")
    flat = _points([lens])[:, :2]
    middle = (flat.min(axis=0) + flat.max(axis=0)) / 2.0
    normals = _face_normals(lens)
    centres = flat[lens.triangles].mean(axis=1)
    near = (np.linalg.norm(centres - middle, axis=1) < 9.0) & (normals[:, 2] > 0.0)
    x, y, z = normals[near].sum(axis=0)
    return float(np.arctan2(x, np.hypot(y, z))), float(np.arctan2(-y, z))


def test_every_product_of_the_builder_is_in_the_catalogue(catalog: Catalog) -> None:
    assert not catalog.problems
    assert set(SKUS) <= {product.sku for product in catalog.products}
    assert len(SKUS) >= 12


def test_manifest_is_ready_for_a_shop(product: Product) -> None:
    assert product.names["vi"]
    assert product.names["en"]
    assert len(product.descriptions["vi"]) > 20
    assert product.gtin is not None
    assert product.gtin.startswith("200")
    assert product.price is not None
    assert product.price.currency == "VND"
    assert 300_000 <= product.price.amount <= 5_000_000
    assert 2 <= len(product.variants) <= 4
    materials = {part.material for part in product.meshes} - {"lens"}
    for variant in product.variants:
        assert set(variant.materials) >= materials & {"frame", "temple", "metal", "tip"}
        assert variant.lens is not None


def test_gtins_are_unique(catalog: Catalog) -> None:
    numbers = [catalog.listed(sku).gtin for sku in SKUS]

    assert len(set(numbers)) == len(SKUS)


def test_mesh_is_finite_and_within_budget(product: Product) -> None:
    assert product.triangle_count <= 16_000
    for part in product.meshes:
        assert np.isfinite(part.vertices).all()
        assert np.linalg.norm(part.normals, axis=1) == pytest.approx(1.0, abs=1e-4)
        assert np.linalg.norm(_face_normals(part), axis=1).min() > 0.0


def test_parts_are_closed_and_face_outwards(product: Product) -> None:
    for part in product.meshes:
        _, weld = np.unique(np.round(part.vertices * 1e7), axis=0, return_inverse=True)
        faces = weld.reshape(-1)[part.triangles].astype(np.int64)
        edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        count = int(edges.max()) + 1
        there = np.sort(edges[:, 0] * count + edges[:, 1])
        back = np.sort(edges[:, 1] * count + edges[:, 0])
        assert np.array_equal(there, back), part.name
        assert trimesh.Trimesh(part.vertices, part.triangles, process=False).volume > 0.0
        agreement = np.einsum(
            "ijk,ik->ij", part.normals[part.triangles].astype(float), _face_normals(part)
        )
        assert (agreement > 0.0).mean() > 0.999, part.name


def test_pair_is_symmetric(product: Product) -> None:
    points = _points(product.meshes)

    distance, _ = cKDTree(points).query(points * MIRROR)

    assert distance.max() < 1e-3
    for name, point in product.attachment_points.items():
        if name.startswith("left_"):
            other = product.point(name.replace("left_", "right_"))
            assert other == pytest.approx(point.position * MIRROR, abs=1e-9)


def test_size_is_that_of_a_real_pair(product: Product) -> None:
    width, height, depth = np.ptp(_points(product.meshes), axis=0)

    assert product.size_m * 1e3 == pytest.approx([width, height, depth], abs=0.06)
    assert 124.5 <= width <= 150.0
    assert 28.0 <= product.dimensions_mm["lens_height_mm"] <= 50.0


def test_lenses_and_bridge_match_the_marking(product: Product) -> None:
    left = _points(_named(product, "lens_left"))
    wrap, tilt = _posture(product)
    # Width and height are those of the lens' own plane, which wrap and tilt turn.
    across = left[:, [0, 2]] @ [np.cos(wrap), -np.sin(wrap)]
    up = left[:, [1, 2]] @ [np.cos(tilt), np.sin(tilt)]
    assert np.ptp(across) == pytest.approx(product.dimensions_mm["lens_width_mm"], rel=0.015)
    assert np.ptp(up) == pytest.approx(product.dimensions_mm["lens_height_mm"], rel=0.03)
    bridge = 2.0 * left[:, 0].min()
    assert bridge == pytest.approx(product.dimensions_mm["bridge_width_mm"], abs=0.8)


def test_lenses_are_tilted_wrapped_and_curved_like_real_ones(product: Product) -> None:
    wrap, tilt = np.degrees(_posture(product))
    assert 6.0 <= tilt <= 10.0
    assert (
        (14.0 if product.sku == "phan-xi-pang" else 3.0)
        <= wrap
        <= (20.0 if product.sku == "phan-xi-pang" else 8.0)
    )
    points = _points(_named(product, "lens_left"))
    turn, nod = np.radians(wrap), np.radians(tilt)
    depth = points @ [np.sin(turn), -np.cos(turn) * np.sin(nod), np.cos(turn) * np.cos(nod)]
    middle = np.linalg.norm(points - (points.min(axis=0) + points.max(axis=0)) / 2.0, axis=1)
    assert depth[middle < 8.0].max() > depth[middle > 20.0].max() + 0.5


@pytest.mark.parametrize("sku", [sku for sku in SKUS if sku not in OPEN_BELOW])
def test_rims_hold_the_lenses_all_round(catalog: Catalog, sku: str) -> None:
    product = catalog.product(sku)
    (lens,) = _named(product, "lens_left")
    flat = _points([lens])[:, :2]
    middle = (flat.min(axis=0) + flat.max(axis=0)) / 2.0
    rims = _surface([p for p in product.meshes if p.name.startswith("front")])
    angle = np.linspace(-np.pi, np.pi, 24, endpoint=False)
    bearing = np.arctan2(*(flat - middle).T[::-1])
    reach = np.linalg.norm(flat - middle, axis=1)
    away = np.abs(np.angle(np.exp(1j * (bearing[None] - angle[:, None]))))
    edge = (reach[None] - 60.0 * away).argmax(axis=1)

    _, gap, _ = closest_point_naive(rims, _points([lens])[edge])

    assert gap.max() < 0.6


def test_attachment_points_lie_on_the_pair(product: Product) -> None:
    assert product.point("bridge") == pytest.approx(0.0)
    assert _gap(product, "bridge", "front") < 0.8
    for side in ("left", "right"):
        assert _gap(product, f"{side}_lens", f"lens_{side}") < 0.1
        assert _gap(product, f"{side}_nose_pad", "pads") < 0.3
        assert _gap(product, f"{side}_ear_rest", f"temple_{side}") < 0.3
        assert _gap(product, f"{side}_temple_end", f"temple_{side}") < 0.3
        assert _gap(product, f"{side}_hinge", f"temple_{side}") < 0.3


def test_temples_start_at_the_hinges_and_drop_behind_the_ears(product: Product) -> None:
    hinge, rest, end = (
        product.point(f"left_{name}") * 1e3 for name in ("hinge", "ear_rest", "temple_end")
    )
    temple = _points(_named(product, "temple_left"))
    assert temple[:, 2].max() < hinge[2] + 1.5
    assert 80.0 <= hinge[2] - rest[2] <= 102.0
    drop = np.degrees(np.arctan2(rest[1] - end[1], rest[2] - end[2]))
    assert 12.0 <= drop <= 40.0
    length = product.dimensions_mm["temple_length_mm"]
    assert length - 12.0 < np.linalg.norm(end - hinge) < length


def test_pads_face_the_nose_before_the_eyes(product: Product) -> None:
    pad, lens = product.point("left_nose_pad") * 1e3, product.point("left_lens") * 1e3
    assert 4.0 < pad[0] < 11.0
    assert pad[2] < lens[2]
    assert -16.0 < pad[1] < 0.0


def test_thumbnail_shows_the_pair(product: Product, catalog: Catalog) -> None:
    picture = cv2.imread(str(catalog.thumbnail(product.sku)))

    assert picture is not None
    assert picture.shape == (480, 640, 3)
    assert (picture.min(axis=2) < 215).mean() > 0.01


@pytest.mark.parametrize("sku", ["an-bang", "truong-son", "hoi-an"])
def test_builder_gives_the_committed_files(sku: str) -> None:
    entry = next(entry for entry in entries() if entry.listing.sku == sku)
    pair = entry.build()
    data = mesh_bytes(pair, entry.listing)

    assert data == mesh_bytes(entry.build(), entry.listing)
    text = (PRODUCTS / sku / "product.toml").read_text(encoding="utf-8")
    assert manifest_text(pair, entry.listing) == text
    built, kept = _scene(io.BytesIO(data)), _scene(PRODUCTS / sku / "model.glb")
    assert list(built) == list(kept)
    for name, points in built.items():
        assert len(points) == len(kept[name])
        assert points == pytest.approx(kept[name], abs=1e-6)


def _scene(source: io.BytesIO | Path) -> Mapping[str, Points]:
    scene = trimesh.load(source, file_type="glb", process=False)
    return {name: np.asarray(mesh.vertices) for name, mesh in scene.geometry.items()}
