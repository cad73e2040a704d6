import numpy as np
import pytest

from tryon.arrays import Image
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import Cutout
from tryon.rendering.cutouts import cutout_matte

HEIGHT, WIDTH = 240, 320
LOW, HIGH = (110, 70), (210, 190)


def picture(rng: np.random.Generator) -> Image:
    """A red block with grain on a grey floor with grain."""
    image = np.full((HEIGHT, WIDTH, 3), [120, 118, 112], np.float64)
    image[LOW[1] : HIGH[1], LOW[0] : HIGH[0]] = [170, 50, 45]
    return np.clip(image + rng.normal(0.0, 6.0, image.shape), 0, 255).astype(np.uint8)


def block() -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[LOW[1] : HIGH[1], LOW[0] : HIGH[0]] = True
    return mask


def covered(matte: Matte | None) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    if matte is not None:
        x, y = int(matte.left), int(matte.top)
        mask[y : y + int(matte.height), x : x + int(matte.width)] = matte.alpha > 127
    return mask


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


BOX = Cutout(((100.0, 60.0), (222.0, 200.0)), shape="box")
POLYGON = Cutout(
    ((95.0, 65.0), (160.0, 50.0), (225.0, 60.0), (220.0, 205.0), (100.0, 200.0)), shape="polygon"
)
SCRIBBLE = Cutout(((130.0, 100.0), (160.0, 150.0), (190.0, 120.0)), width_px=6.0)


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param((BOX,), id="box"),
        pytest.param((BOX, SCRIBBLE), id="box and scribble"),
        pytest.param((POLYGON,), id="polygon"),
        pytest.param((SCRIBBLE,), id="scribble"),
    ],
)
def test_strokes_give_the_object(strokes: tuple[Cutout, ...], rng: np.random.Generator) -> None:
    assert overlap(covered(cutout_matte(picture(rng), strokes)), block()) > 0.95


def test_same_strokes_give_the_same_matte(rng: np.random.Generator) -> None:
    image = picture(rng)
    first, second = (cutout_matte(image, (BOX, SCRIBBLE)) for _ in range(2))

    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.alpha, second.alpha)


def test_background_strokes_take_away(rng: np.random.Generator) -> None:
    image = picture(rng)
    image[150:190, 110:210] = rng.integers(20, 40, (40, 100, 3))
    box_only = covered(cutout_matte(image, (BOX, SCRIBBLE)))
    scribble = Cutout(((120.0, 165.0), (200.0, 175.0)), kind="background", width_px=14.0)
    told = covered(cutout_matte(image, (BOX, SCRIBBLE, scribble)))

    assert told[168, 160] == 0
    assert told[110, 160] == 1
    assert told.sum() <= box_only.sum()


def test_edge_is_soft_but_the_inside_is_full(rng: np.random.Generator) -> None:
    matte = cutout_matte(picture(rng), (BOX, SCRIBBLE))

    assert matte is not None
    x, y = 160 - int(matte.left), 130 - int(matte.top)
    assert (matte.alpha[y - 30 : y + 30, x - 30 : x + 30] == 255).all()


def test_two_objects_make_one_matte(rng: np.random.Generator) -> None:
    image = picture(rng)
    image[20:60, 20:70] = [30, 160, 60]
    other = Cutout(((12.0, 12.0), (80.0, 68.0)), shape="box")
    mask = covered(cutout_matte(image, (BOX, other)))

    expected = block()
    expected[20:60, 20:70] = True
    assert overlap(mask, expected) > 0.93


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param((), id="none"),
        pytest.param(
            (Cutout(((10.0, 10.0), (60.0, 60.0)), kind="background"),), id="background only"
        ),
        pytest.param((Cutout(((-90.0, -90.0), (-20.0, -20.0)), shape="box"),), id="outside"),
    ],
)
def test_nothing_marked_gives_no_matte(
    strokes: tuple[Cutout, ...], rng: np.random.Generator
) -> None:
    assert cutout_matte(picture(rng), strokes) is None
