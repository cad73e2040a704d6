import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.orientation import QuarterTurn, opposite, turned_camera, turned_image
from tryon import CameraIntrinsics

TURNS: tuple[QuarterTurn, ...] = (0, 90, 180, 270)


@pytest.mark.parametrize("turn", TURNS)
@given(row=st.integers(0, 2), column=st.integers(0, 4))
def test_turned_camera_sees_a_point_where_the_turned_picture_shows_it(
    turn: QuarterTurn, row: int, column: int
) -> None:
    image = np.zeros((3, 5, 3), np.uint8)
    image[row, column] = 255
    camera = CameraIntrinsics(5, 3, 7.0, 8.0, 2.2, 0.9)
    point = camera.unproject(np.array([[column, row]], float), np.array([2.0]))

    turned = turned_image(image, turn)
    shown_row, shown_column = np.argwhere(turned[..., 0])[0]

    # The same point in the turned camera's axes: turned about the optical axis.
    angle = np.deg2rad(turn)
    cos, sin = np.round(np.cos(angle)), np.round(np.sin(angle))
    about_axis = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    seen = turned_camera(camera, turn).project(point @ about_axis.T)
    np.testing.assert_allclose(seen, [[shown_column, shown_row]], atol=1e-9)


@pytest.mark.parametrize("turn", TURNS)
def test_opposite_turn_restores_picture_and_camera(
    turn: QuarterTurn, rng: np.random.Generator
) -> None:
    image = rng.integers(0, 255, (6, 9, 3), dtype=np.uint8)
    camera = CameraIntrinsics(9, 6, 7.0, 8.0, 4.2, 1.9, "calibrated")
    restored = turned_image(turned_image(image, turn), opposite(turn))
    np.testing.assert_array_equal(restored, image)
    assert turned_camera(turned_camera(camera, turn), opposite(turn)) == camera


@pytest.mark.parametrize("turn", TURNS)
def test_turned_camera_has_the_turned_picture_size(turn: QuarterTurn) -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    camera = turned_camera(CameraIntrinsics.default(6, 4), turn)
    assert turned_image(image, turn).shape[:2] == (camera.height, camera.width)
