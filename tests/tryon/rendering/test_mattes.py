"""Mattes hide what they cover, in every renderer alike."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.rendering.scenes import FACING, at, linear, pixel_rectangle, place, scene, wall
from tryon.catalog.product import LensMaterial
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte
from tryon.rendering.mattes import common_mattes
from tryon.rendering.renderer import Renderer
from tryon.scene import PlacedMesh

LEFT, RIGHT = (10, 14, 22, 24), (34, 14, 46, 24)
TINTED = LensMaterial((0.2, 0.2, 0.2), (0.2, 0.2, 0.2), (0.04, 0.04, 0.04))


def block(box: tuple[int, int, int, int], level: int = 255) -> Matte:
    """A matte over the pixels x0 <= x < x1, y0 <= y < y1."""
    x0, y0, x1, y1 = box
    return Matte(np.full((y1 - y0, x1 - x0), level, np.uint8), x0, y0, x1 - x0, y1 - y0)


def under(item: PlacedMesh, *mattes: Matte) -> PlacedMesh:
    return replace(item, mattes=mattes)


def coverage(renderer: Renderer, *placed: PlacedMesh) -> np.ndarray:
    """Coverage of each pixel of the picture, [0, 1]."""
    layer = renderer.render(scene(*placed))
    result = np.zeros((48, 64))
    height, width = layer.rgba.shape[:2]
    rows, columns = slice(layer.top, layer.top + height), slice(layer.left, layer.left + width)
    result[rows, columns] = layer.rgba[..., 3] / 255.0
    return result


@pytest.mark.parametrize("others", [0, 1], ids=["of everything", "of one part"])
def test_a_matte_hides_what_it_covers_and_nothing_else(renderer: Renderer, others: int) -> None:
    part = under(place(pixel_rectangle(LEFT)), block((0, 0, 16, 48)))
    beside = [place(pixel_rectangle(RIGHT))] * others

    seen = coverage(renderer, part, *beside)

    assert seen[15:23, 10:15].max() < 0.02
    np.testing.assert_allclose(seen[15:23, 17:21], 1.0, atol=0.02)


def test_a_part_without_the_matte_stays(renderer: Renderer) -> None:
    everywhere = block((0, 0, 64, 48))

    seen = coverage(
        renderer, under(place(pixel_rectangle(LEFT)), everywhere), place(pixel_rectangle(RIGHT))
    )

    assert seen[:, :30].max() < 0.02
    np.testing.assert_allclose(seen[15:23, 35:45], 1.0, atol=0.02)


@pytest.mark.parametrize("others", [0, 1], ids=["of everything", "of one part"])
def test_half_a_matte_lets_half_the_background_through(renderer: Renderer, others: int) -> None:
    part = under(place(pixel_rectangle(LEFT)), block((0, 0, 64, 48), 128))
    beside = [place(pixel_rectangle(RIGHT))] * others

    layer = renderer.render(scene(part, *beside))

    assert at(layer, 16, 19)[1].mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("is_far_first", [True, False])
def test_a_half_covered_part_hides_the_one_behind_it(
    renderer: Renderer, is_far_first: bool
) -> None:
    """The edge of hair before the two sides of a brim is no brighter than either of them."""
    matte = block((0, 0, 64, 48), 128)
    near = under(place(pixel_rectangle(LEFT)), matte)
    behind = replace(near, camera_from_product=RigidTransform(FACING.rotation, [0.0, 0.0, 1.01]))
    beside = place(pixel_rectangle(RIGHT))
    both = (behind, near) if is_far_first else (near, behind)

    alone = at(renderer.render(scene(near, beside)), 16, 19)
    doubled = at(renderer.render(scene(*both, beside)), 16, 19)

    for expected, seen in zip(alone, doubled, strict=True):
        np.testing.assert_allclose(seen, expected, atol=0.02)


@pytest.mark.parametrize("others", [0, 1], ids=["of everything", "of one part"])
def test_a_covered_lens_neither_tints_nor_reflects(renderer: Renderer, others: int) -> None:
    lens = place(pixel_rectangle(LEFT, name="lens_left"), lens=TINTED)
    beside = [place(pixel_rectangle(RIGHT))] * others

    layer = renderer.render(scene(under(lens, block((0, 0, 30, 48))), *beside))

    color, transmission = at(layer, 16, 19)
    assert color.max() < 0.01
    assert transmission.min() > 0.98


def test_what_is_hidden_hides_nothing_behind_it(renderer: Renderer) -> None:
    behind = place(
        pixel_rectangle(LEFT), pose=RigidTransform(FACING.rotation, np.array([0.0, 0.0, 1.1]))
    )
    front = under(place(pixel_rectangle(LEFT)), block((0, 0, 64, 48)))

    seen = coverage(renderer, front, behind)

    assert seen[17:21, 17:20].min() > 0.98


def test_a_hand_before_the_face_takes_no_shadow(renderer: Renderer) -> None:
    part = place(pixel_rectangle(LEFT))
    face = wall(1.02, receives_shadow=True)
    everywhere = block((0, 0, 64, 48))

    bare = renderer.render(scene(part, occluders=(face,)))
    covered = renderer.render(scene(under(part, everywhere), occluders=(face,)))

    assert linear(bare.transmission).min() < 0.9
    assert linear(covered.transmission).min() > 0.98


def test_mattes_of_all_parts_are_common() -> None:
    hands, hair = block((0, 0, 4, 4)), block((4, 4, 8, 8))
    part = place(pixel_rectangle(LEFT))

    assert common_mattes([under(part, hands, hair), under(part, hands)]) == (hands,)
    assert common_mattes([under(part, hands), part]) == ()
