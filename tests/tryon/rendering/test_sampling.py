import numpy as np
import pytest

from tests.tryon.rendering.scenes import CAMERA, FACING, even_light, place, rectangle, scene
from tryon.geometry.transform import RigidTransform
from tryon.rendering._region import SHADOW_MARGIN, bend, region_of
from tryon.rendering.sampling import blur_of, fine_factor


@pytest.mark.parametrize(
    ("depth_m", "expected"),
    [
        pytest.param(3.0, 4, id="small face"),
        pytest.param(0.6, 2, id="arm's length"),
        pytest.param(0.2, 1.5, id="near"),
        pytest.param(0.1, 1, id="very near"),
    ],
)
def test_smaller_pictures_are_drawn_finer(depth_m: float, expected: float) -> None:
    camera = CAMERA.resized(640, 480)
    pose = RigidTransform(FACING.rotation, np.array([0.0, 0.0, depth_m]))
    drawn = scene(place(rectangle((-0.07, 0), (0.07, 0.05)), pose=pose), camera=camera)

    assert fine_factor(drawn, 100, 60) == expected


def test_large_regions_are_not_drawn_finer() -> None:
    drawn = scene(place(rectangle((-0.07, 0), (0.07, 0.05))))

    assert fine_factor(drawn, 1000, 700) == 1


def test_blur_is_bounded() -> None:
    part = place(rectangle((-0.07, 0), (0.07, 0.05)))
    light = even_light()

    assert blur_of(scene(part)) == 0.5
    assert blur_of(scene(part, light=type(light)(light.sh, light.environment, 0, 3.0))) == 0.75


def test_region_holds_the_product_and_its_margin() -> None:
    region = region_of(scene(place(rectangle((-0.2, -0.1), (0.2, 0.1)))), SHADOW_MARGIN)

    assert region is not None
    width = 0.4 * CAMERA.fx
    assert region.left <= CAMERA.cx - width / 2 - SHADOW_MARGIN * width
    assert region.left + region.width >= CAMERA.cx + width / 2 + SHADOW_MARGIN * width


def test_bend_grows_in_proportion_behind_the_hinge() -> None:
    points = np.array([[0.0, 0.0, 0.1], [0.0, 0.0, -0.05], [0.0, 0.0, -0.1], [0.0, 0.0, -0.2]])

    bent = bend(points, np.array([[0.0, 10.0, 0.01, -0.004]]))

    assert bent[:, 0] == pytest.approx([0.0, 0.005, 0.01, 0.02])
    assert bent[:, 1] == pytest.approx([0.0, -0.002, -0.004, -0.008])
    assert np.array_equal(bent[:, 2], points[:, 2])
