import numpy as np
import pytest

from tryon.arrays import Image
from tryon.rendering.resolve import blur_taps
from tryon.rendering.resolve import resolve as resolve_into

NO_REFLECTION = np.zeros((0, 0, 4), np.uint8)


def samples(size: int) -> tuple[Image, Image, Image]:
    through = np.full((size, size, 4), 255, np.uint8)
    return np.zeros((size, size, 4), np.uint8), through, NO_REFLECTION


def resolve(
    samples: tuple[Image, Image, Image], factor: float, sigma: float
) -> tuple[Image, Image]:
    shape = tuple(int(length / factor) for length in samples[0].shape[:2])
    out = np.zeros((*shape, 4), np.uint8), np.full((*shape, 3), 255, np.uint8)
    resolve_into(samples, factor, sigma, out)
    return out


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0, 4.0])
def test_taps_sum_to_one_and_lean_to_no_side(factor: float) -> None:
    weights, start = blur_taps(factor, 0.5)

    # Of factor 1.5 odd pixels start in the middle of a sample.
    offsets = 0.5 * np.arange(len(weights))
    centres = weights @ (np.arange(weights.shape[1]) + start + 0.5) - offsets
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert centres == pytest.approx(factor / 2, abs=1e-6)


def test_pixels_that_start_within_a_sample_are_as_sharp_as_others() -> None:
    weights, _ = blur_taps(1.5, 0.5)

    assert weights[1] == pytest.approx(weights[0][::-1], abs=1e-6)


def test_slope_stays_straight_where_pixels_share_samples() -> None:
    color, through, reflection = samples(12)
    light = np.linspace(0.2, 0.8, 12)
    color[..., :3] = np.round(255 * np.sqrt(light))[None, :, None]

    rgba, _ = resolve((color, through, reflection), 1.5, 0.5)

    steps = np.diff((rgba[4, 1:-1, 0] / 255.0) ** 2)
    assert steps == pytest.approx(1.5 * (light[1] - light[0]), abs=0.01)


def test_what_reaches_beyond_the_layer_is_dropped() -> None:
    color, through, reflection = samples(12)
    color[:] = 200
    whole, _ = resolve((color, through, reflection), 1.5, 0.5)

    out = np.zeros((7, 7, 4), np.uint8), np.full((7, 7, 3), 255, np.uint8)
    resolve_into((color, through, reflection), 1.5, 0.5, out)

    assert np.array_equal(out[0], whole[:7, :7])


def test_untouched_samples_stay_empty() -> None:
    rgba, through = resolve(samples(8), 2, 0.5)

    assert (rgba == 0).all()
    assert (through == 255).all()


def test_picture_is_turned_the_right_way_up() -> None:
    color, through, reflection = samples(8)
    through[:4] = 0  # OpenGL's lower half

    rgba, _ = resolve((color, through, reflection), 1, 0.5)

    assert (rgba[5:, :, 3] == 255).all()
    assert (rgba[:3, :, 3] == 0).all()


def test_half_covered_pixel_lets_half_of_the_light_through() -> None:
    color, through, reflection = samples(8)
    through[:, ::2] = 0

    _, result = resolve((color, through, reflection), 2, 0.5)

    assert (result[1:3, 1:3].astype(float) / 255.0) ** 2 == pytest.approx(0.5, abs=0.01)


def test_reflection_is_added_in_linear_light() -> None:
    color, through, _ = samples(8)
    color[:], through[:] = 120, 100
    reflection = np.full((8, 8, 4), 90, np.uint8)

    rgba, _ = resolve((color, through, reflection), 2, 0.5)

    expected = np.sqrt((120 / 255) ** 2 + (90 / 255) ** 2) * 255
    assert rgba[2, 2, 0] == pytest.approx(expected, abs=1.0)
