import numpy as np
import pytest

from tests.tryon.catalog.frames import box
from tryon.catalog.normals import creased_normals


def _sphere(rings: int = 24, sectors: int = 48) -> tuple[np.ndarray, np.ndarray]:
    theta = np.linspace(0.0, np.pi, rings)[:, None]
    phi = np.linspace(0.0, 2.0 * np.pi, sectors, endpoint=False)[None, :]
    points = np.stack(
        [np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta) + 0 * phi], axis=-1
    ).reshape(-1, 3)
    rows, columns = np.mgrid[0 : rings - 1, 0:sectors]
    a, b = rows * sectors + columns, rows * sectors + (columns + 1) % sectors
    quads = np.stack([a, a + sectors, b + sectors, a, b + sectors, b], axis=-1)
    return points.astype(np.float32), quads.reshape(-1, 3).astype(np.int32)


def test_a_sphere_is_smooth() -> None:
    vertices, triangles = _sphere()

    source, _, normals = creased_normals(vertices, triangles)

    assert np.einsum("ij,ij->i", normals, vertices[source]).min() > np.cos(np.radians(6.0))


def test_a_box_keeps_its_edges() -> None:
    part = box((2.0, 2.0, 2.0))
    corners = part.vertices[part.triangles].reshape(-1, 3)
    unique, inverse = np.unique(corners, axis=0, return_inverse=True)
    triangles = inverse.reshape(-1, 3).astype(np.int32)

    source, split, normals = creased_normals(unique.astype(np.float32), triangles)

    assert len(unique) == 8
    assert len(source) == 24
    faces = unique[source][split]
    expected = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(normals[split], expected[:, None], atol=1e-6)


@pytest.mark.parametrize("count", [3, 500])
def test_normals_are_unit_even_for_fans_and_faces_without_area(count: int) -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, count)
    rim = np.column_stack([np.cos(angle), np.sin(angle), 0.0 * angle])
    vertices = np.vstack([[0.0, 0.0, 0.0], rim]).astype(np.float32)
    fan = np.column_stack([np.zeros(count - 1), np.arange(1, count), np.arange(2, count + 1)])
    triangles = np.vstack([fan, [[0, 0, 1]]]).astype(np.int32)

    _, _, normals = creased_normals(vertices, triangles)

    assert np.allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
