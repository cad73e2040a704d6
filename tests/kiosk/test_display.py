import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from kiosk.arrays import Image
from kiosk.display import Window, mirrored, softened, window_around, window_for

SIDES = st.integers(2, 4000)


def pixels(picture: QImage) -> Image:
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def test_picture_is_mirrored_in_its_own_colours(rng: np.random.Generator) -> None:
    image = rng.integers(0, 255, (5, 7, 3), dtype=np.uint8)
    shown = pixels(mirrored(image, window_for((7, 5), (7, 5), "fill")))
    np.testing.assert_array_equal(shown, image[:, ::-1])


def test_scaled_picture_keeps_left_and_right_apart() -> None:
    image = np.zeros((36, 64, 3), np.uint8)
    image[:, :32] = (200, 10, 20)
    shown = pixels(mirrored(image, window_for((64, 36), (192, 108), "fill")))
    assert shown.shape == (108, 192, 3)
    np.testing.assert_array_equal(shown[50, 150], (200, 10, 20))
    np.testing.assert_array_equal(shown[50, 40], (0, 0, 0))


@given(SIDES, SIDES, SIDES, SIDES)
def test_fill_covers_the_screen_with_a_centred_part(
    width: int, height: int, screen_width: int, screen_height: int
) -> None:
    part = window_for((width, height), (screen_width, screen_height), "fill")
    assert (part.shown_width, part.shown_height) == (screen_width, screen_height)
    assert part.width == width or part.height == height
    assert 0 <= part.left <= width - part.width
    assert abs(2 * part.left + part.width - width) <= 1
    assert abs(2 * part.top + part.height - height) <= 1


@given(SIDES, SIDES, SIDES, SIDES)
def test_letterbox_shows_everything_within_the_screen(
    width: int, height: int, screen_width: int, screen_height: int
) -> None:
    part = window_for((width, height), (screen_width, screen_height), "letterbox")
    assert (part.left, part.top, part.width, part.height) == (0, 0, width, height)
    assert part.shown_width <= screen_width
    assert part.shown_height <= screen_height
    assert part.shown_width == screen_width or part.shown_height == screen_height


def test_a_standing_screen_crops_a_lying_picture() -> None:
    part = window_for((1280, 720), (1080, 1920), "fill")
    assert part == Window(437, 0, 405, 720, 1080, 1920)


CORNERS = st.tuples(st.floats(0, 1200), st.floats(0, 640))
SIZES = st.tuples(st.floats(10, 900), st.floats(10, 700))


@given(CORNERS, SIZES, st.tuples(st.integers(50, 150), st.integers(50, 150)))
def test_part_around_a_face_stays_in_the_picture_in_the_tile_shape(
    corner: tuple[float, float], size: tuple[float, float], tile: tuple[int, int]
) -> None:
    (x, y), (width, height) = corner, size
    part = window_around((1280, 720), (x, y, x + width, y + height), tile)
    assert part.left >= 0
    assert part.top >= 0
    assert part.left + part.width <= 1280
    assert part.top + part.height <= 720
    assert part.width * tile[1] == pytest.approx(part.height * tile[0], abs=2 * max(tile))


def test_softened_picture_is_dimmer_and_keeps_its_size(rng: np.random.Generator) -> None:
    image = rng.integers(100, 200, (72, 128, 3), dtype=np.uint8)
    soft = softened(image)
    assert soft.shape == image.shape
    assert soft.mean() == pytest.approx(0.7 * image.mean(), rel=0.05)
    assert soft.std() < 0.3 * image.std()
