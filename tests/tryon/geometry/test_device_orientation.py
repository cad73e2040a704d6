"""A phone's angles give the up of its pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.geometry.device_orientation import up_from_device_orientation
from tryon.geometry.transform import rotation_from_vector

HALF = float(np.sqrt(0.5))


@pytest.mark.parametrize(
    ("beta", "gamma", "screen", "expected"),
    [
        pytest.param(90.0, 0.0, 0.0, (0.0, -1.0, 0.0), id="upright, looking ahead"),
        pytest.param(0.0, 0.0, 0.0, (0.0, 0.0, -1.0), id="flat on a table, looking down"),
        pytest.param(45.0, 0.0, 0.0, (0.0, -HALF, -HALF), id="upright, looking 45 down"),
        pytest.param(120.0, 0.0, 0.0, (0.0, -np.sqrt(0.75), 0.5), id="looking 30 up"),
        pytest.param(0.0, -90.0, 90.0, (0.0, -1.0, 0.0), id="turned left, looking ahead"),
        pytest.param(0.0, -45.0, 90.0, (0.0, -HALF, -HALF), id="turned left, looking down"),
        pytest.param(0.0, 45.0, 270.0, (0.0, -HALF, -HALF), id="turned right, looking down"),
        pytest.param(-90.0, 0.0, 180.0, (0.0, -1.0, 0.0), id="upside down"),
    ],
)
def test_known_holds(
    beta: float, gamma: float, screen: float, expected: tuple[float, float, float]
) -> None:
    np.testing.assert_allclose(up_from_device_orientation(beta, gamma, screen), expected, atol=1e-9)
    # A camera app finds the same turn by itself wherever one side of the picture is up.
    if abs(expected[1]) > 0.1:
        alone = up_from_device_orientation(beta, gamma)
        np.testing.assert_allclose(alone, expected, atol=1e-9)


angles = st.floats(-180.0, 180.0)


@given(angles, angles, st.floats(-90.0, 90.0), st.sampled_from([0.0, 90.0, 180.0, 270.0]))
def test_up_is_the_event_s_rotation_undone(
    alpha: float, beta: float, gamma: float, screen: float
) -> None:
    about_z = rotation_from_vector(np.array([0.0, 0.0, np.radians(alpha)]))
    about_x = rotation_from_vector(np.array([np.radians(beta), 0.0, 0.0]))
    about_y = rotation_from_vector(np.array([0.0, np.radians(gamma), 0.0]))
    earth_from_device = about_z @ about_x @ about_y
    # The picture's axes on a device whose screen is turned counter-clockwise by `screen`.
    turn = rotation_from_vector(np.array([0.0, 0.0, -np.radians(screen)]))
    device_from_back = turn @ np.diag([1.0, -1.0, -1.0])
    device_from_front = turn @ np.diag([-1.0, -1.0, 1.0])

    back = up_from_device_orientation(beta, gamma, screen)
    front = up_from_device_orientation(beta, gamma, screen, is_front=True)

    for up, device_from_camera in ((back, device_from_back), (front, device_from_front)):
        found = earth_from_device @ device_from_camera @ up
        np.testing.assert_allclose(found, [0.0, 0.0, 1.0], atol=1e-9)


def test_rolled_phone_rolls_the_picture() -> None:
    # Held upright and rolled clockwise, up leans to the picture's left.
    roll = np.radians(10.0)

    up = up_from_device_orientation(80.0, 90.0, 0.0)

    np.testing.assert_allclose(up, [-np.sin(roll), -np.cos(roll), 0.0], atol=1e-12)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        up_from_device_orientation(float("nan"), 0.0)
