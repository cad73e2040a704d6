"""What every renderer must do."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.rendering.scenes import (
    CAMERA,
    FACING,
    at,
    even_light,
    linear,
    pixel_rectangle,
    place,
    rectangle,
    scene,
    wall,
)
from tryon.catalog.product import LensMaterial, MeshPart, SurfaceMaterial
from tryon.errors import RendererError
from tryon.geometry.transform import RigidTransform
from tryon.rendering.flat_backend import FlatRenderer
from tryon.rendering.renderer import Renderer
from tryon.scene import FadeOut, TempleFlex

SQUARE = (20, 14, 30, 24)


def test_empty_scene_gives_an_empty_layer(renderer: Renderer) -> None:
    layer = renderer.render(scene())

    assert layer.rgba.shape == (0, 0, 4)
    assert layer.transmission.shape == (0, 0, 3)


def test_product_out_of_view_gives_an_empty_layer(renderer: Renderer) -> None:
    beside = RigidTransform(FACING.rotation, np.array([5.0, 0.0, 1.0]))

    layer = renderer.render(scene(place(pixel_rectangle(SQUARE), pose=beside)))

    assert layer.rgba.size == 0


def test_product_behind_the_camera_gives_an_empty_layer(renderer: Renderer) -> None:
    behind = RigidTransform(FACING.rotation, np.array([0.0, 0.0, -1.0]))

    layer = renderer.render(scene(place(pixel_rectangle(SQUARE), pose=behind)))

    assert layer.rgba.size == 0


def test_square_covers_exactly_its_pixels(renderer: Renderer) -> None:
    layer = renderer.render(scene(place(pixel_rectangle(SQUARE))))

    coverage = layer.rgba[..., 3] / 255.0
    rows, columns = np.mgrid[: coverage.shape[0], : coverage.shape[1]]
    total = coverage.sum()
    assert total == pytest.approx(100.0, rel=0.01)
    assert (columns * coverage).sum() / total + layer.left == pytest.approx(24.5, abs=0.01)
    assert (rows * coverage).sum() / total + layer.top == pytest.approx(18.5, abs=0.01)
    assert (coverage[18 - layer.top, 22 - layer.left : 28 - layer.left] == 1.0).all()
    assert (coverage[18 - layer.top, : 18 - layer.left] == 0.0).all()


def test_untouched_pixels_let_everything_through(renderer: Renderer) -> None:
    layer = renderer.render(scene(place(pixel_rectangle(SQUARE))))

    assert (layer.transmission[0] == 255).all()
    assert (layer.rgba[0] == 0).all()


def test_matt_white_surface_in_even_light_looks_like_the_light(renderer: Renderer) -> None:
    white = SurfaceMaterial((1.0, 1.0, 1.0), 0.0, 1.0)

    layer = renderer.render(scene(place(pixel_rectangle(SQUARE), surface=white)))

    color, transmission = at(layer, 25, 19)
    assert color == pytest.approx(0.5, rel=0.06)
    assert transmission == pytest.approx(0.0)


def test_surface_turned_to_the_light_is_brighter(renderer: Renderer) -> None:
    light = even_light(0.3)
    sh = light.sh.copy()
    sh[3] = 0.2  # from the picture's right, OpenGL x
    lit = replace(light, sh=sh)
    turned = {}
    for angle in (-0.6, 0.6):
        turn = RigidTransform.from_rotation_vector(np.array([0.0, angle, 0.0]), np.zeros(3))
        part = place(pixel_rectangle(SQUARE), pose=FACING @ turn)
        turned[angle] = at(renderer.render(scene(part, light=lit)), 25, 19)[0].mean()

    assert turned[0.6] > turned[-0.6] * 1.4


def test_lens_filters_each_color_by_its_tint(renderer: Renderer) -> None:
    tint = (0.8, 0.4, 0.2)
    lens = LensMaterial(tint, tint, (0.0, 0.0, 0.0))
    part = place(pixel_rectangle(SQUARE, name="lens_left"), lens=lens)

    _, transmission = at(renderer.render(scene(part, light=even_light(0.5, 0.0))), 25, 19)

    assert transmission == pytest.approx(tint, rel=0.03)


def test_lens_gradient_runs_from_top_to_bottom(renderer: Renderer) -> None:
    lens = LensMaterial((0.1, 0.1, 0.1), (0.9, 0.9, 0.9), (0.0, 0.0, 0.0))
    vertices = _grid(12)
    part = place(vertices, lens=lens)

    layer = renderer.render(scene(part))

    column = linear(layer.transmission[:, layer.transmission.shape[1] // 2, 0])
    inside = column[column < 0.95]
    middle = len(inside) // 2
    assert inside[2] < 0.3
    assert inside[middle] == pytest.approx(0.5, abs=0.1)
    assert inside[-3] > 0.65
    assert (np.diff(inside[2:-2]) >= 0.0).all()


def _grid(count: int) -> MeshPart:
    """A lens of count x count squares, since vertices carry its gradient."""
    step = np.linspace(-0.1, 0.1, count + 1)
    x, y = np.meshgrid(step, step)
    vertices = np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)]).astype(np.float32)
    corner = (np.arange(count)[:, None] * (count + 1) + np.arange(count)).ravel()
    quads = np.stack([corner, corner + 1, corner + count + 2, corner + count + 1], axis=1)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    base = rectangle((0.0, 0.0), (1.0, 1.0), name="lens_left")
    normals = np.tile(np.array([[0.0, 0.0, 1.0]], np.float32), (len(vertices), 1))
    return replace(base, vertices=vertices, normals=normals, triangles=triangles)


def test_what_is_behind_a_lens_is_filtered_too(renderer: Renderer) -> None:
    lens = LensMaterial((0.25, 0.25, 0.25), (0.25, 0.25, 0.25), (0.0, 0.0, 0.0))
    light = even_light(0.5, 0.0)
    behind = replace(pixel_rectangle(SQUARE), name="behind")
    moved = replace(behind, vertices=behind.vertices - np.array([0, 0, 0.02], np.float32))
    front = pixel_rectangle(SQUARE, name="lens_left")

    bare, _ = at(renderer.render(scene(place(moved), light=light)), 25, 19)
    seen, transmission = at(
        renderer.render(scene(place(front, lens=lens), place(moved), light=light)), 25, 19
    )

    assert seen == pytest.approx(0.25 * bare, rel=0.08)
    assert transmission == pytest.approx(0.0)


def test_mirrored_lens_reflects_its_color(renderer: Renderer) -> None:
    lens = LensMaterial((0.1, 0.1, 0.1), (0.1, 0.1, 0.1), (0.1, 0.3, 0.6))
    part = place(pixel_rectangle(SQUARE, name="lens_left"), lens=lens)

    color, _ = at(renderer.render(scene(part)), 25, 19)

    assert color[2] > 1.5 * color[1] > 2.0 * color[0] > 0.0


def test_occluder_in_front_hides(renderer: Renderer) -> None:
    layer = renderer.render(scene(place(pixel_rectangle(SQUARE)), occluders=(wall(0.9),)))

    assert (layer.rgba == 0).all()
    assert (layer.transmission == 255).all()


def test_occluder_behind_does_not_hide(renderer: Renderer) -> None:
    part = place(pixel_rectangle(SQUARE))

    free = renderer.render(scene(part))
    backed = renderer.render(scene(part, occluders=(wall(1.1),)))

    assert np.array_equal(free.rgba, backed.rgba)


def test_same_scene_gives_the_same_bytes(renderer: Renderer) -> None:
    drawn = scene(place(pixel_rectangle(SQUARE)), occluders=(wall(1.02, receives_shadow=True),))

    first, second = renderer.render(drawn), renderer.render(drawn)

    assert np.array_equal(first.rgba, second.rgba)
    assert np.array_equal(first.transmission, second.transmission)


def test_layer_does_not_depend_on_where_the_region_lies(renderer: Renderer) -> None:
    part = place(rectangle((-0.1, -0.07), (0.12, 0.06)))
    moved = replace(CAMERA, width=128, height=96, cx=CAMERA.cx + 40, cy=CAMERA.cy + 30)

    here = renderer.render(scene(part))
    there = renderer.render(scene(part, camera=moved))

    assert (there.left - here.left, there.top - here.top) == (40, 30)
    difference = np.abs(here.rgba.astype(int) - there.rgba.astype(int))
    assert difference.max() <= 1


def test_only_temples_bend(renderer: Renderer) -> None:
    flex = TempleFlex(0.0, 0.0, -0.5, 0.2, 0.2)
    edges = {}
    for name in ("temple_left", "front"):
        part = place(rectangle((-0.1, -0.1), (0.1, 0.1), z=-0.25, name=name), flex=flex)
        layer = renderer.render(scene(part))
        columns = np.nonzero(layer.rgba[..., 3].max(axis=0) > 127)[0] + layer.left
        edges[name] = (columns.min(), columns.max())

    # Half way to the ear at 1.25 m: 0.1 m * 50 px / 1.25 m = 4 px to the wearer's left.
    assert edges["temple_left"] == (edges["front"][0] + 4, edges["front"][1] + 4)


def test_right_temple_bends_the_other_way(renderer: Renderer) -> None:
    flex = TempleFlex(0.0, 0.0, -0.5, 0.2, 0.2)
    middles = []
    for name in ("temple_left", "temple_right"):
        part = place(rectangle((-0.1, -0.1), (0.1, 0.1), z=-0.25, name=name), flex=flex)
        layer = renderer.render(scene(part))
        columns = np.nonzero(layer.rgba[..., 3].max(axis=0) > 127)[0] + layer.left
        middles.append(columns.mean())

    assert middles[0] - CAMERA.cx == pytest.approx(CAMERA.cx - middles[1], abs=0.6)
    assert middles[0] - middles[1] == pytest.approx(8.0, abs=0.6)


def test_product_behind_the_fade_is_gone(renderer: Renderer) -> None:
    fade = FadeOut(start_z=-0.1, end_z=-0.2)
    near = place(rectangle((-0.1, -0.1), (0.1, 0.1), z=-0.05), fade=fade)
    far = place(rectangle((-0.1, -0.1), (0.1, 0.1), z=-0.25), fade=fade)

    assert renderer.render(scene(near)).rgba[..., 3].max() == 255
    assert renderer.render(scene(far)).rgba.max() == 0


def test_closed_renderer_refuses_to_draw() -> None:
    renderer = FlatRenderer()

    renderer.close()
    renderer.close()

    with pytest.raises(RendererError, match="closed"):
        renderer.render(scene())


def test_device_has_a_name(renderer: Renderer) -> None:
    assert renderer.device_name
