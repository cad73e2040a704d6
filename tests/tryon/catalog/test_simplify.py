import numpy as np
import pytest

from tryon.catalog.mesh_scene import SceneMaterial, ScenePart
from tryon.catalog.simplify import simplified


def _part(vertices: np.ndarray, triangles: np.ndarray, uvs: np.ndarray | None) -> ScenePart:
    return ScenePart(
        name="part",
        material=SceneMaterial(),
        vertices=vertices.astype(np.float32),
        triangles=triangles.astype(np.int32),
        normals=None,
        uvs=None if uvs is None else uvs.astype(np.float32),
        node_scale=np.ones(3),
    )


def _leaves(rng: np.random.Generator, count: int) -> ScenePart:
    """Give triangles that touch nothing, as foliage is: with fewer of them, whole ones go."""
    middles = rng.uniform(-1.0, 1.0, (count, 1, 3))
    vertices = (middles + rng.uniform(-0.01, 0.01, (count, 3, 3))).reshape(-1, 3)
    triangles = np.arange(3 * count).reshape(-1, 3)
    return _part(vertices, triangles, rng.uniform(0.0, 1.0, (3 * count, 2)))


def _sheet(side: int) -> ScenePart:
    y, x = np.mgrid[0:side, 0:side] / (side - 1.0)
    vertices = np.stack([x, y, 0.02 * np.sin(9.0 * x)], axis=-1).reshape(-1, 3)
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)[None]).reshape(-1)
    triangles = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + side], axis=-1),
            np.stack([corner + 1, corner + side + 1, corner + side], axis=-1),
        ]
    )
    return _part(vertices, triangles, np.stack([x, y], axis=-1).reshape(-1, 2))


def test_few_triangles_are_left_alone() -> None:
    part = _sheet(10)

    assert simplified([part], 1000) == (part,)


def test_coordinates_of_the_texture_stay_in_place() -> None:
    (result,) = simplified([_sheet(60)], 1500)

    assert len(result.triangles) <= 1500
    assert result.uvs is not None
    assert np.abs(result.uvs - result.vertices[:, :2]).max() < 0.05


@pytest.mark.parametrize("count", [600, 3000])
def test_leaves_that_vanish_take_their_coordinates_along(
    rng: np.random.Generator, count: int
) -> None:
    (result,) = simplified([_leaves(rng, count)], 210)

    assert result.uvs is not None
    assert len(result.uvs) == len(result.vertices)
    assert np.isfinite(result.uvs).all()
    assert len(result.triangles) <= count
