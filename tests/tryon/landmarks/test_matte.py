import numpy as np
import pytest

from tryon.landmarks.matte import Matte


def test_the_mean_around_a_place_is_that_of_the_pixels_there() -> None:
    alpha = np.zeros((4, 8), np.uint8)
    alpha[:, 4:] = 255
    matte = Matte(alpha, 100.0, 50.0, 80.0, 40.0)

    assert matte.mean_around(119.5, 69.5, 5.0) == 0.0
    assert matte.mean_around(159.5, 69.5, 5.0) == 1.0
    # Less than a pixel of the matte still sees that pixel.
    assert matte.mean_around(164.5, 64.5, 0.5) == 1.0
    assert matte.mean_around(139.5, 69.5, 10.0) == pytest.approx(0.5)


def test_outside_of_its_window_nothing_is_covered() -> None:
    matte = Matte(np.full((4, 4), 255, np.uint8), 100.0, 50.0, 40.0, 40.0)

    assert matte.mean_around(20.0, 60.0, 5.0) == 0.0
    assert matte.mean_around(120.0, 300.0, 5.0) == 0.0
