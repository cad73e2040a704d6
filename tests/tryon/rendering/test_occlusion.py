import numpy as np
import pytest

from tests.tryon.rendering.scenes import CAMERA, FACING, place, rectangle, scene, wall
from tryon.geometry.transform import RigidTransform
from tryon.rendering._occlusion import hiding_mesh
from tryon.rendering._region import camera_boxes, fades
from tryon.scene import FadeOut, Occluder, Scene

PART = rectangle((-0.07, -0.02), (0.07, 0.02))


def patch(x: float, depth_m: float) -> Occluder:
    """A small triangle around that x."""
    corners = np.array([[x - 0.01, 0.0, depth_m], [x + 0.01, 0.0, depth_m], [x, 0.01, depth_m]])
    return Occluder(corners.astype(np.float32), np.array([[0, 1, 2]], np.int32))


def kept(drawn: Scene) -> list[float]:
    """Mean x of the triangles kept."""
    vertices, triangles = hiding_mesh(drawn)
    return [float(x) for x in vertices[triangles][:, :, 0].mean(axis=1)]


def test_only_what_is_in_front_of_the_product_is_kept() -> None:
    occluders = (patch(0.0, 0.9), patch(0.03, 1.1), patch(0.05, 0.95))

    assert kept(scene(place(PART), occluders=occluders)) == pytest.approx([0.0, 0.05])


def test_what_lies_beside_the_product_is_dropped() -> None:
    assert kept(scene(place(PART), occluders=(patch(0.3, 0.9), patch(-0.3, 0.9)))) == []


def test_everything_is_kept_when_the_product_reaches_behind_the_camera() -> None:
    pose = RigidTransform(FACING.rotation, np.array([0.0, 0.0, -0.5]))

    _, triangles = hiding_mesh(scene(place(PART, pose=pose), occluders=(wall(1.0),)))

    assert len(triangles) == 2


def test_without_occluders_there_is_nothing_to_draw() -> None:
    assert len(hiding_mesh(scene(place(PART), camera=CAMERA))[1]) == 0


@pytest.mark.parametrize(("start_z", "expected"), [(-0.01, False), (0.01, True)])
def test_only_parts_that_reach_the_fade_are_blended(start_z: float, expected: bool) -> None:
    placed = place(PART, fade=FadeOut(start_z, start_z - 0.1))

    assert fades(placed, camera_boxes([placed])[0]) is expected
