import numpy as np
import pytest

from tryon.arrays import Image
from tryon.landmarks.matte import Matte
from tryon.rendering.hair_removal import BackgroundMemory, carried_on, remove_hair
from tryon.scene import HairTrim

HEIGHT, WIDTH = 120, 160
BOX = (50, 40, 110, 90)
"""Left, top, right, bottom of the hair, px."""


def wall(rng: np.random.Generator, slope: float = 0.4, noise: float = 2.0) -> Image:
    """A wall that gets brighter to the right, with a camera's noise."""
    x = np.arange(WIDTH)[None, :, None]
    picture = np.array([120.0, 140.0, 110.0]) + slope * (x - WIDTH / 2) + np.zeros((HEIGHT, 1, 1))
    return np.clip(picture + rng.normal(0.0, noise, picture.shape), 0, 255).astype(np.uint8)


def trim(box: tuple[int, int, int, int] = BOX) -> HairTrim:
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    left, top, right, bottom = box
    alpha[top:bottom, left:right] = 255
    matte = Matte(alpha, 0.0, 0.0, float(WIDTH), float(HEIGHT))
    return HairTrim(matte, matte)


def haired(background: Image, box: tuple[int, int, int, int] = BOX) -> Image:
    picture = background.copy()
    left, top, right, bottom = box
    picture[top:bottom, left:right] = (20, 15, 10)
    return picture


def inside(box: tuple[int, int, int, int] = BOX) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return slice(top, bottom), slice(left, right)


def test_a_plain_wall_is_carried_on(rng: np.random.Generator) -> None:
    background = wall(rng)
    picture = haired(background)

    remove_hair(picture, trim(), None, 0.0)

    gone = picture[inside()].astype(float) - background[inside()]
    assert np.abs(gone).mean() < 6.0
    assert np.abs(gone).max() < 30.0


def test_the_filling_has_the_grain_of_its_surroundings(rng: np.random.Generator) -> None:
    picture = haired(wall(rng, slope=0.0, noise=5.0))

    remove_hair(picture, trim(), None, 0.0)

    middle = picture[60:70, 70:90].astype(float)
    assert 2.5 < middle.std(axis=(0, 1)).mean() < 8.0


def test_nothing_else_changes(rng: np.random.Generator) -> None:
    before = haired(wall(rng))
    after = before.copy()

    remove_hair(after, trim(), None, 0.0)

    untouched = np.ones((HEIGHT, WIDTH), dtype=bool)
    untouched[inside()] = False
    assert np.array_equal(after[untouched], before[untouched])


def test_the_same_picture_gives_the_same_bytes(rng: np.random.Generator) -> None:
    picture = haired(wall(rng))
    results = [picture.copy() for _ in range(3)]
    for result in results:
        remove_hair(result, trim(), None, 0.0)

    assert all(np.array_equal(result, results[0]) for result in results)


def test_what_was_seen_before_comes_back(rng: np.random.Generator) -> None:
    background = wall(rng, noise=1.0)
    background[55:75, 60:100] = (200, 60, 60)  # A picture on the wall, behind the hair.
    memory = BackgroundMemory()
    for frame in range(91):
        left = 5 + frame // 2
        place = (left, 40, left + 60, 90)
        picture = haired(background, place)
        remove_hair(picture, trim(place), memory, frame / 25)

    difference = np.abs(picture[inside()].astype(float) - background[inside()])
    assert difference.mean() < 8.0


def test_another_place_is_not_remembered(rng: np.random.Generator) -> None:
    memory = BackgroundMemory()
    first = wall(rng)
    for frame in range(30):
        remove_hair(haired(first, (5, 40, 40, 90)), trim((5, 40, 40, 90)), memory, frame / 25)
    other = np.full_like(first, 230)
    picture = haired(other)

    remove_hair(picture, trim(), memory, 31 / 25)
    remove_hair(picture := haired(other), trim(), memory, 32 / 25)

    assert picture[inside()].mean() > 200.0


def test_without_any_background_hair_stays() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    everything = trim((0, 0, WIDTH, HEIGHT))

    remove_hair(picture, everything, None, 0.0)

    assert (picture == 40).all()


def test_a_still_head_gives_a_still_filling(rng: np.random.Generator) -> None:
    frames: list[Image] = []
    memory = BackgroundMemory()
    for frame in range(12):
        picture = haired(wall(rng, noise=2.0))
        remove_hair(picture, trim(), memory, frame / 25)
        frames.append(picture[inside()].astype(float))
    flicker = float(np.std([frame.mean() for frame in frames]))

    assert flicker < 0.6


def test_carrying_on_keeps_what_is_seen_and_is_exact_for_one_colour() -> None:
    picture = np.full((40, 60, 3), 90, np.uint8)
    free = np.ones((40, 60), np.float32)
    free[10:30, 20:40] = 0.0
    picture[10:30, 20:40] = 255

    filled = carried_on(picture, free)

    assert np.allclose(filled, 90.0, atol=0.01)


@pytest.mark.parametrize("box", [(0, 0, 30, 30), (130, 90, 160, 120)])
def test_gaps_at_the_border_are_filled(
    rng: np.random.Generator, box: tuple[int, int, int, int]
) -> None:
    background = wall(rng)
    picture = haired(background, box)

    remove_hair(picture, trim(box), None, 0.0)

    gone = np.abs(picture[inside(box)].astype(float) - background[inside(box)])
    assert gone.mean() < 15.0
