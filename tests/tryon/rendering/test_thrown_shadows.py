"""Shadows of brims: seen from above, falling down on a face."""

from dataclasses import replace

import numpy as np

from tests.tryon.rendering.scenes import FACING, PLAIN, linear, place, scene
from tryon.arrays import Float32Array
from tryon.catalog.product import MeshPart
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering._region import picture_bounds, region_around, region_of
from tryon.rendering.renderer import Layer
from tryon.rendering.shadows import ShadowCache
from tryon.scene import Light, Occluder, PlacedMesh

CAMERA = CameraIntrinsics(200, 240, 900.0, 900.0, 99.5, 79.5)
ABOVE = (0.0, float(np.sqrt(0.5)), float(np.sqrt(0.5)))
FACE_Z = 0.095


def brim(reach: float = 0.07) -> PlacedMesh:
    """A level plate that stands out over the face, 16 cm wide, at y = 0."""
    corners = [[-0.08, 0.0, 0.09], [0.08, 0.0, 0.09], [0.08, 0.0, 0.09 + reach],
               [-0.08, 0.0, 0.09 + reach]]  # fmt: skip
    normals = np.tile(np.array([[0.0, 1.0, 0.0]], np.float32), (4, 1))
    triangles = np.array([[0, 2, 1], [0, 3, 2]], np.int32)
    mesh = MeshPart("brim_front", "cloth", PLAIN, np.array(corners, np.float32), normals, triangles)
    return replace(place(mesh), shadow_from=ABOVE)


def face(*, hides: bool) -> Occluder:
    """A finely meshed wall below the brim, 14 cm wide and 12 cm high."""
    x, y = np.meshgrid(np.linspace(-0.07, 0.07, 21), np.linspace(-0.12, 0.0, 21))
    local = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, FACE_Z)])
    corner = (np.arange(20)[:, None] * 21 + np.arange(20)).ravel()
    triangles = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + 22], axis=1),
            np.stack([corner, corner + 22, corner + 21], axis=1),
        ]
    )
    points = FACING.apply(local).astype(np.float32)
    return Occluder(points, triangles.astype(np.int32), receives_shadow=True, hides=hides)


def shade(*occluders: Occluder, reach: float = 0.07) -> Float32Array:
    """Light that reaches the face, per pixel, under a lamp above."""
    sh = np.zeros((4, 3))
    sh[0], sh[1], sh[2] = 0.5, 0.3, 0.15
    light = Light(sh, np.full((8, 8, 3), 0.5, np.float32))
    layer = Layer(np.zeros((240, 200, 4), np.uint8), np.full((240, 200, 3), 255, np.uint8), 0, 0)
    drawn = scene(brim(reach), light=light, occluders=occluders, camera=CAMERA)
    ShadowCache().shade(drawn, layer)
    return linear(layer.transmission)


def row(depth_m: float) -> int:
    """Give the picture's row of the face so far below the brim."""
    return round(CAMERA.cy + CAMERA.fy * depth_m / (1.0 - FACE_Z))


def test_a_brim_darkens_the_forehead_and_not_the_chin() -> None:
    light = shade(face(hides=False))

    forehead, chin = light[row(0.02), 100, 0], light[row(0.118), 100, 0]
    assert forehead < 0.75
    assert chin > 0.97


def test_a_longer_brim_throws_its_shadow_farther() -> None:
    short, long = (shade(face(hides=False), reach=reach) for reach in (0.03, 0.08))

    assert long[row(0.05), 100, 0] < short[row(0.05), 100, 0] - 0.03


def test_shadow_fades_towards_the_sides_of_the_head() -> None:
    light = shade(face(hides=False))
    edge = round(CAMERA.cx + CAMERA.fx * 0.069 / (1.0 - FACE_Z))

    assert light[row(0.02), edge, 0] > 0.95


def test_the_surface_made_for_it_takes_the_shadow_alone() -> None:
    alone = shade(face(hides=False))
    both = shade(face(hides=True), face(hides=False))

    assert np.array_equal(alone, both)


def test_there_is_room_for_the_shadow_below_a_brim() -> None:
    drawn = scene(brim(), camera=CAMERA)
    room, tight = (
        region_of(drawn, 0.0),
        region_around(picture_bounds(drawn.placed, CAMERA), CAMERA, 0.0),
    )

    assert room is not None
    assert tight is not None
    assert room.top + room.height > tight.top + tight.height + 40
