"""Reduced pictures: the size asked for, the light kept, nothing skipped."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tryon.arrays import Image
from tryon.tracking.picture_pyramid import PicturePyramid


def waves(width: int, height: int) -> Image:
    """Smooth light, so that every way to shrink it must agree."""
    x, y = np.meshgrid(np.linspace(0, 3, width), np.linspace(0, 3, height))
    shades = [128 + 100 * np.sin(x + y), 128 + 100 * np.cos(x), 128 + 100 * np.sin(y)]
    return np.dstack(shades).astype(np.uint8)


@given(st.integers(1, 700), st.integers(1, 700), st.floats(0.01, 2.0))
def test_any_size_is_given_as_asked(width: int, height: int, scale: float) -> None:
    picture = PicturePyramid(np.full((height, width, 3), (10, 200, 90), dtype=np.uint8))

    small = picture.scaled(scale)

    assert small.shape == (max(1, round(height * scale)), max(1, round(width * scale)), 3)
    assert (small == (10, 200, 90)).all()


@given(st.integers(300, 1200), st.integers(300, 1200), st.floats(0.1, 1.0))
def test_the_picture_stays_where_it_is(width: int, height: int, scale: float) -> None:
    image = waves(width, height)

    small = PicturePyramid(image).scaled(scale)

    size = (small.shape[1], small.shape[0])
    truth = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    # Odd rows and columns left out shift what is right of them by a part of a pixel.
    assert np.abs(small.astype(int) - truth.astype(int)).max() <= 12


def test_fine_detail_becomes_its_mean() -> None:
    checks = np.indices((800, 1200)).sum(axis=0) % 2 * 255
    image = np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)

    small = PicturePyramid(image).scaled(0.3)

    assert np.abs(small.astype(int) - 128).max() <= 2


def test_the_picture_is_not_altered_and_sizes_are_independent() -> None:
    image = waves(640, 480)
    before = image.copy()
    picture = PicturePyramid(image)

    first = picture.scaled(0.2)
    picture.scaled(0.05)

    np.testing.assert_array_equal(picture.scaled(0.2), first)
    np.testing.assert_array_equal(image, before)
