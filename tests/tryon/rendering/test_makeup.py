"""Paint reaches its shade on every skin, keeps texture, and spares what is not skin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.color_difference import delta_e00, lab_of_srgb
from benchmarks.synthetic import MONK_TONES
from benchmarks.synthetic_light import linear_from_hex, srgb_from_linear
from tests.tryon.categories.faces import CAMERA, face
from tests.tryon.categories.heads import facing
from tryon.arrays import Array2, Image
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.rendering.makeup import Sitter, paint_makeup, paint_sitter
from tryon.rendering.makeup_exposure import white_level
from tryon.rendering.makeup_loops import add_lab, lab_of_color, lab_of_picture, write_lab
from tryon.rendering.makeup_memory import MakeupMemory
from tryon.scene import Finish, Light, SkinPaint

FACE = face(facing(0.55))
SIDE = 60
SHADES = ("#8e2f2a", "#b3141e", "#661e38", "#d3766a", "#bf3069")
LIGHT = Light(np.vstack([np.full((1, 3), 0.8), np.zeros((3, 3))]), np.full((4, 4, 3), 0.5))


def matte(alpha: Array2) -> Matte:
    """Give a mask of the whole test picture."""
    mask = np.asarray(np.rint(255.0 * alpha), dtype=np.uint8)
    return Matte(mask, 0.0, 0.0, float(mask.shape[1]), float(mask.shape[0]))


def disc() -> Array2:
    """Give a round mask with a hard edge."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return (np.hypot(x - 30, y - 30) < 18).astype(np.float64)


def paint(kind: str = "lipstick", shade: str = "#b3141e", **options: object) -> SkinPaint:
    """Give a full cover of a shade over the disc."""
    linear = tuple(float(value) for value in linear_from_hex(shade))
    finish: Finish = "matte"
    return SkinPaint(matte(disc()), linear, 1.0, finish, kind, **options)  # type: ignore[arg-type]


def sitter(level: float = 1.0, memory: MakeupMemory | None = None) -> Sitter:
    """Give the test face in white light of a level."""
    return Sitter(FACE, np.full(3, level), memory)


def skin(color: str, rng: np.random.Generator | None = None) -> Image:
    """Give a picture of skin of one colour, mottled if a generator is given."""
    linear = np.broadcast_to(linear_from_hex(color), (SIDE, SIDE, 3))
    if rng is not None:
        linear = linear * rng.normal(1.0, 0.12, (SIDE, SIDE, 1)).clip(0.5, 1.5)
    return np.rint(srgb_from_linear(linear)).astype(np.uint8)


def test_oklab_gives_every_picture_back(rng: np.random.Generator) -> None:
    picture = rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    back = np.zeros_like(picture)
    write_lab(lab_of_picture(picture), np.ones((64, 64), np.float32), back)
    assert np.array_equal(back, picture)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_oklab_of_pixels_is_that_of_colours(code: tuple[int, int, int]) -> None:
    picture = np.array(code, np.uint8).reshape(1, 1, 3)
    linear = linear_from_hex("#" + "".join(f"{value:02x}" for value in code))
    assert np.allclose(lab_of_picture(picture)[0, 0], lab_of_color(linear), atol=2e-4)


@pytest.mark.parametrize("tone", MONK_TONES)
@pytest.mark.parametrize("shade", SHADES)
def test_a_lipstick_has_its_shade_on_every_skin(tone: str, shade: str) -> None:
    picture = skin(tone)
    paint_sitter(picture, [paint(shade=shade)], sitter())
    wanted = lab_of_srgb(srgb_from_linear(linear_from_hex(shade))[None])
    found = lab_of_srgb(picture[30, 30].astype(np.float64)[None])
    assert delta_e00(found, wanted)[0] < 0.5


def test_texture_is_kept_in_proportion(rng: np.random.Generator) -> None:
    before = skin("#a07e56", rng)
    after = before.copy()
    paint_sitter(after, [paint(shade="#b3141e")], sitter())
    inside = disc() > 0
    one, other = (lab_of_picture(p)[inside][:, 0] for p in (before, after))
    assert np.corrcoef(one, other)[0, 1] > 0.9
    assert 0.5 < (other.std() / other.mean()) / (one.std() / one.mean()) < 1.3


def test_nothing_changes_outside_the_mask(rng: np.random.Generator) -> None:
    before = skin("#d7bd96", rng)
    for kind in ("lipstick", "eyeshadow", "eyeliner", "blush", "foundation", "highlighter"):
        after = before.copy()
        paint_sitter(after, [paint(kind)], sitter())
        away = np.hypot(*(np.mgrid[0:SIDE, 0:SIDE] - 30)) > 24
        assert np.array_equal(after[away], before[away]), kind
        assert not np.array_equal(after, before), kind


def test_paint_is_as_dark_as_the_room() -> None:
    bright, dim = skin("#a07e56"), skin("#3c2f20")
    paint_sitter(bright, [paint()], sitter(1.0))
    paint_sitter(dim, [paint()], sitter(0.1))
    ratio = linear_of(dim[30, 30]) / linear_of(bright[30, 30])
    assert ratio[0] == pytest.approx(0.1, rel=0.15)


def linear_of(code: Image) -> Array2:
    """Give linear light of one pixel."""
    return linear_from_hex("#" + "".join(f"{int(value):02x}" for value in code))


def test_a_hand_before_the_lips_stays_bare(rng: np.random.Generator) -> None:
    before = skin("#d7bd96", rng)
    hand = np.zeros((SIDE, SIDE))
    hand[:, :30] = 1.0
    after = before.copy()
    paint_sitter(after, [paint(mattes=(matte(hand),))], sitter())
    assert np.array_equal(after[:, :30], before[:, :30])
    assert not np.array_equal(after[:, 31:], before[:, 31:])


def test_teeth_between_lips_stay_white() -> None:
    picture = skin("#b5766a")
    picture[26:34, 18:42] = (225, 220, 205)
    between = np.zeros((SIDE, SIDE))
    between[24:36, 16:44] = 1.0
    # The ramp is as wide as the landmarks may err.
    spare = np.clip(between, 0.0, 0.75)
    after = picture.copy()
    paint_sitter(after, [paint(spare=matte(spare), margin_px=3.0)], sitter())
    assert np.abs(after[28:32, 22:38].astype(int) - picture[28:32, 22:38]).max() < 12
    assert after[44, 30, 1] < 60


def test_a_rim_keeps_its_colour_under_foundation() -> None:
    picture = skin("#d7bd96")
    picture[28:31] = (25, 22, 22)
    after = picture.copy()
    paint_sitter(after, [paint("foundation", "#80563a")], sitter())
    assert np.abs(after[29].astype(int) - picture[29]).max() <= 6
    assert after[40, 30].astype(int).sum() < picture[40, 30].astype(int).sum() - 60


def test_the_same_picture_gives_the_same_bytes() -> None:
    def painted(memory: MakeupMemory | None) -> Image:
        image = scene(FACE)
        paints = [paint(), paint("blush"), paint("eyeshadow", "#39416e")]
        paint_makeup(image, paints, FACE, LIGHT, memory)
        return image

    first = painted(None)
    assert all(np.array_equal(first, painted(None)) for _ in range(3))
    assert np.array_equal(first, painted(MakeupMemory()))


def test_statistics_of_a_stream_change_slowly() -> None:
    memory = MakeupMemory()
    start = memory.steady(1, "mean", np.array([0.5]), 0.0)
    step = memory.steady(1, "mean", np.array([0.7]), 1 / 30)
    later = memory.steady(1, "mean", np.array([0.7]), 2 / 30)
    assert start[0] < step[0] < later[0] < 0.55
    assert memory.steady(1, "mean", np.array([0.7]), 2 / 30)[0] == later[0]
    assert memory.steady(2, "mean", np.array([0.7]), 2 / 30)[0] == 0.7
    memory.keep_only({2})
    assert memory.steady(1, "mean", np.array([0.1]), 3 / 30)[0] == 0.1


def test_eyes_in_which_nothing_has_any_light_tell_a_level_all_the_same() -> None:
    image = np.full((CAMERA.height, CAMERA.width, 3), (190, 150, 130), np.uint8)
    points = FACE.image_points
    for corners in ((33, 133), (263, 362)):
        u, v = points[list(corners)].mean(axis=0).astype(int)
        image[v - 20 : v + 20, u - 40 : u + 40] = 0

    level = white_level(image, FACE, LIGHT)

    assert np.isfinite(level).all()
    assert (level > 0.0).all()


def test_what_is_no_number_is_painted_black() -> None:
    picture = np.full((4, 4, 3), 120, np.uint8)
    lab = np.full((4, 4, 3), np.nan, np.float32)

    write_lab(lab, np.ones((4, 4), np.float32), picture)
    add_lab(np.full((4, 4, 4), np.nan, np.float32), picture)

    assert (picture == 0).all()


def scene(landmarks: Landmarks) -> Image:
    """Give a picture of even skin in which the eyes show their whites."""
    image = np.full((CAMERA.height, CAMERA.width, 3), (190, 150, 130), np.uint8)
    for rows in ((33, 133), (263, 362)):
        u, v = landmarks.image_points[list(rows)].mean(axis=0).astype(int)
        image[v - 8 : v + 8, u - 20 : u + 20] = (205, 200, 195)
    return image
