from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.build.head import OUTPUT, REGIONS, assemble, left_half
from assets.build.head_canonical import similarity
from tryon.geometry import transform

Head = dict[str, Any]
Points = NDArray[np.float64]
Triangles = NDArray[np.int32]
MIRROR = np.array([-1.0, 1.0, 1.0])


@pytest.fixture(scope="module")
def head() -> Head:
    with np.load(OUTPUT) as data:
        return {name: data[name] for name in data.files}


@pytest.fixture(scope="module")
def points(head: Head) -> dict[str, Points]:
    return dict(zip(head["point_names"].tolist(), head["points"].astype(float), strict=True))


def part(head: Head, name: str) -> tuple[Points, Triangles]:
    chosen = head["triangles"][head["regions"] == REGIONS.index(name)]
    return head["vertices"].astype(float), chosen


def test_head_is_its_own_mirror_image(head: Head) -> None:
    distance, partner = cKDTree(head["vertices"]).query(head["vertices"] * MIRROR)
    assert distance.max() < 1e-6
    own = {tuple(sorted(row)) for row in head["triangles"].tolist()}
    mirrored = {tuple(sorted(row)) for row in partner[head["triangles"]].tolist()}
    assert own == mirrored


def test_named_points_mirror_each_other(points: dict[str, Points]) -> None:
    for name, point in points.items():
        if name.startswith("left_"):
            np.testing.assert_allclose(point * MIRROR, points[name.replace("left", "right")])
            assert point[0] > 0.0


def test_skull_faces_outwards(head: Head) -> None:
    vertices, triangles = part(head, "skull")
    centre = np.array([0.0, 0.0, -0.09])
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    outward = ((corners.mean(axis=1) - centre) * normals).sum(axis=1)
    upper = corners[:, :, 1].mean(axis=1) > 0.0
    assert (outward[upper] > 0.0).mean() > 0.98


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        pytest.param("skull", 300, 600, id="skull"),
        pytest.param("left_ear", 60, 100, id="left ear"),
        pytest.param("right_ear", 60, 100, id="right ear"),
    ],
)
def test_regions_keep_to_their_budget(head: Head, name: str, low: int, high: int) -> None:
    assert low <= len(part(head, name)[1]) <= high


def test_ears_have_the_size_of_adult_ears(head: Head) -> None:
    vertices, triangles = part(head, "left_ear")
    ear = vertices[np.unique(triangles)]
    # Farkas 1994: length 61 mm, men and women together; two standard deviations are 9 mm.
    assert 0.052 < np.ptp(ear[:, 1]) < 0.070
    assert 0.015 < np.ptp(ear[:, 0]) < 0.035


def test_head_has_the_width_of_an_adult_head(head: Head) -> None:
    vertices, triangles = part(head, "skull")
    width = np.ptp(vertices[np.unique(triangles), 0])
    assert 0.140 < width < 0.170


def test_ear_root_lies_between_ear_and_head(head: Head, points: dict[str, Points]) -> None:
    root = points["left_ear_root"]
    for name in ("left_ear", "skull"):
        vertices, triangles = part(head, name)
        mesh = trimesh.Trimesh(vertices, triangles, process=False)
        samples = mesh.triangles.reshape(-1, 3, 3)
        nearest = trimesh.triangles.closest_point(samples, np.tile(root, (len(samples), 1)))
        assert np.linalg.norm(nearest - root, axis=1).min() < 0.006
    assert points["left_ear_lobe"][1] < root[1] - 0.04
    assert points["left_temple"][2] > root[2]


def test_ears_leave_no_gap_to_the_skull(head: Head) -> None:
    vertices, skull = part(head, "skull")
    _, ear = part(head, "left_ear")
    edges = np.sort(ear[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    rim = np.unique(unique[count == 1])
    corners = vertices[skull]
    for row in rim:
        point = np.tile(vertices[row], (len(corners), 1))
        nearest = trimesh.triangles.closest_point(corners, point)
        assert np.linalg.norm(nearest - vertices[row], axis=1).min() < 0.006


@given(
    st.floats(0.1, 10.0),
    st.tuples(*[st.floats(-1.5, 1.5)] * 3),
    st.tuples(*[st.floats(-2.0, 2.0)] * 3),
)
def test_similarity_recovers_a_known_one(
    scale: float, vector: tuple[float, ...], shift: tuple[float, ...]
) -> None:
    source = np.random.default_rng(7).normal(size=(9, 3))
    rotation = transform.rotation_from_vector(np.array(vector))
    target = scale * source @ rotation.T + np.array(shift)
    found_scale, found_rotation, found_shift = similarity(source, target)
    assert found_scale == pytest.approx(scale)
    np.testing.assert_allclose(found_rotation, rotation, atol=1e-7)
    np.testing.assert_allclose(found_shift, shift, atol=1e-6)


def test_halves_join_on_the_mirror_plane() -> None:
    ball = trimesh.creation.icosphere(subdivisions=2)
    half = left_half(ball.vertices, ball.faces)
    assert half[0][:, 0].min() >= -1e-12
    vertices, triangles, regions = assemble({"skull": half})
    whole = trimesh.Trimesh(vertices, triangles, process=False)
    assert whole.is_watertight
    assert whole.volume == pytest.approx(ball.volume, rel=1e-3)
    assert set(regions.tolist()) == {REGIONS.index("skull")}


def test_asset_is_small() -> None:
    assert Path(OUTPUT).stat().st_size < 30_000
