import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.rendering.composite import composite
from tryon.rendering.renderer import Layer, empty_layer
from tryon.rendering.transfer import transfer_tables


def uniform_layer(color: int, transmission: int, *, left: int = 0, top: int = 0) -> Layer:
    rgba = np.full((4, 5, 4), color, np.uint8)
    rgba[..., 3] = 255
    return Layer(rgba, np.full((4, 5, 3), transmission, np.uint8), left, top)


def picture(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, (12, 16, 3), dtype=np.uint8)


def test_every_code_survives_decoding_and_encoding() -> None:
    decode, encode = transfer_tables()

    index = np.rint(decode * (len(encode) - 1)).astype(int)

    assert np.array_equal(encode[index], np.arange(256))


def test_empty_layer_changes_nothing(rng: np.random.Generator) -> None:
    image = picture(rng)

    assert np.array_equal(composite(image, empty_layer()), image)


def test_layer_that_lets_everything_through_changes_nothing(rng: np.random.Generator) -> None:
    image = picture(rng)

    result = composite(image, uniform_layer(0, 255, left=3, top=2), noise_sigma=4.0)

    assert np.array_equal(result, image)


def test_input_is_not_changed(rng: np.random.Generator) -> None:
    image = picture(rng)
    before = image.copy()

    composite(image, uniform_layer(200, 0))

    assert np.array_equal(image, before)


def test_output_may_be_the_input(rng: np.random.Generator) -> None:
    image = picture(rng)
    expected = composite(image, uniform_layer(120, 80))

    result = composite(image, uniform_layer(120, 80), out=image)

    assert result is image
    assert np.array_equal(image, expected)


def test_opaque_color_is_coded_as_srgb() -> None:
    decode, _ = transfer_tables()
    code = round(255 * float(np.sqrt(decode[188])))

    result = composite(np.zeros((4, 5, 3), np.uint8), uniform_layer(code, 0))

    assert np.abs(result.astype(int) - 188).max() <= 1


@given(st.integers(0, 255), st.integers(0, 255))
def test_transmission_multiplies_linear_light(code: int, through: int) -> None:
    decode, encode = transfer_tables()
    image = np.full((4, 5, 3), code, np.uint8)
    linear = float(decode[code]) * (through / 255.0) ** 2

    result = composite(image, uniform_layer(0, through))

    expected = int(encode[round(linear * (len(encode) - 1))])
    assert np.abs(result.astype(int) - expected).max() <= 1


@pytest.mark.parametrize(
    ("left", "top"),
    [pytest.param(-3, -2, id="upper left"), pytest.param(13, 10, id="lower right")],
)
def test_layer_is_cut_at_the_border(left: int, top: int) -> None:
    image = np.zeros((12, 16, 3), np.uint8)

    result = composite(image, uniform_layer(255, 0, left=left, top=top))

    rows, columns = np.nonzero(result[..., 0])
    assert (rows.min(), rows.max()) == (max(0, top), min(11, top + 3))
    assert (columns.min(), columns.max()) == (max(0, left), min(15, left + 4))


def test_layer_beside_the_picture_changes_nothing(rng: np.random.Generator) -> None:
    image = picture(rng)

    assert np.array_equal(composite(image, uniform_layer(9, 9, left=50)), image)


def test_same_seed_gives_the_same_grain() -> None:
    image = np.full((4, 5, 3), 90, np.uint8)
    layer = uniform_layer(120, 40)

    first = composite(image, layer, noise_sigma=6.0, seed=7)

    assert np.array_equal(composite(image, layer, noise_sigma=6.0, seed=7), first)
    assert not np.array_equal(composite(image, layer, noise_sigma=6.0, seed=8), first)


def test_grain_has_the_asked_strength() -> None:
    rgba = np.full((200, 200, 4), 150, np.uint8)
    rgba[..., 3] = 255
    layer = Layer(rgba, np.zeros((200, 200, 3), np.uint8), 0, 0)

    result = composite(np.zeros((200, 200, 3), np.uint8), layer, noise_sigma=8.0)

    assert result[..., 1].std() == pytest.approx(0.75 * 8.0, rel=0.1)
