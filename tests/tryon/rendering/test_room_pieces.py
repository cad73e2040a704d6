"""Furniture is drawn where its corners project, the nearer piece before the farther one."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.rooms import CAMERA, piece, room_reading, spot_of
from tryon.engine_scene import WornProduct
from tryon.factory import load_categories
from tryon.landmarks.room import Stand
from tryon.rendering.renderer import Layer, Renderer
from tryon.room_scene import PlacedPiece, near_first, place_pieces, placed_meshes
from tryon.scene import Light, Scene

LIGHT = Light(
    np.array([[0.8] * 3, [0.1] * 3, [0.1] * 3, [0.0] * 3]), np.full((8, 16, 3), 0.5, np.float32)
)
RED, GREEN = (0.8, 0.05, 0.05), (0.05, 0.8, 0.05)


def placed(*pieces: tuple[WornProduct, Stand]) -> tuple[PlacedPiece, ...]:
    return place_pieces(room_reading(), pieces, load_categories())


def drawn(renderer: Renderer, *pieces: tuple[WornProduct, Stand]) -> Layer:
    meshes = placed_meshes(near_first(placed(*pieces)))
    return renderer.render(Scene(CAMERA, meshes, (), LIGHT))


def whole(layer: Layer) -> np.ndarray:
    """Give the layer's colour and coverage over the whole picture, (H, W, 4)."""
    picture = np.zeros((CAMERA.height, CAMERA.width, 4), np.uint8)
    height, width = layer.rgba.shape[:2]
    picture[layer.top : layer.top + height, layer.left : layer.left + width] = layer.rgba
    return picture


def corners(item: PlacedPiece) -> np.ndarray:
    """Give the eight corners of a piece's declared box, px."""
    x, y, z = item.worn.product.size_m
    box = np.array(
        [[a * x / 2, b * y, c * z / 2] for a in (-1, 1) for b in (0, 1) for c in (-1, 1)]
    )
    return CAMERA.project(item.fit.camera_from_product.apply(box))


@pytest.mark.parametrize("yaw", [0.0, 35.0, -80.0])
@pytest.mark.parametrize(
    "size", [pytest.param((1.2, 0.5, 0.6), id="table"), pytest.param((0.5, 1.2, 0.4), id="shelf")]
)
def test_a_drawn_piece_is_as_large_as_declared(
    renderer: Renderer, yaw: float, size: tuple[float, float, float]
) -> None:
    pair = (piece(size), Stand(1, spot_of(0.1, -2.8), yaw, snap=False))

    covered = whole(drawn(renderer, pair))[..., 3] > 127

    rows, columns = np.nonzero(covered.any(axis=1))[0], np.nonzero(covered.any(axis=0))[0]
    found = np.array([columns[0] - 0.5, rows[0] - 0.5, columns[-1] + 0.5, rows[-1] + 0.5])
    outline = corners(placed(pair)[0])
    expected = np.concatenate([outline.min(axis=0), outline.max(axis=0)])
    assert np.abs(found - expected).max() < 1.0
    shares = (found[2:] - found[:2]) / (expected[2:] - expected[:2])
    assert np.abs(shares - 1.0).max() < 0.02


@pytest.mark.parametrize("is_turned_round", [False, True])
def test_the_nearer_piece_hides_the_farther_one(renderer: Renderer, is_turned_round: bool) -> None:
    near = (piece((0.5, 0.5, 0.3), color=GREEN), Stand(1, spot_of(0.0, -2.0)))
    far = (piece((1.5, 1.2, 0.3), color=RED), Stand(2, spot_of(0.0, -3.0)))
    pair = (far, near) if is_turned_round else (near, far)

    colors = whole(drawn(renderer, *pair))[..., :3].astype(int)

    middle = corners(placed(near)[0]).mean(axis=0).round().astype(int)
    at_near = colors[middle[1], middle[0]]
    top = corners(placed(far)[0])[:, 1].min()
    at_far = colors[round(top) + 12, middle[0]]
    assert at_near[1] > 2 * at_near[0]
    assert at_far[0] > 2 * at_far[1]


@pytest.mark.gl
def test_what_lets_light_through_shows_what_is_behind_it(gl_renderer: Renderer) -> None:
    glass, solid = piece((0.6, 1.1, 0.02), color=GREEN), piece((0.6, 0.6, 0.3), color=RED)
    part = glass.product.meshes[0]
    clear = replace(part, surface=replace(part.surface, opacity=0.3))
    glass = replace(glass, product=replace(glass.product, meshes=(clear,)))
    behind = (solid, Stand(1, spot_of(0.0, -3.0)))
    before = (glass, Stand(2, spot_of(0.0, -2.0)))

    colors = whole(drawn(gl_renderer, before, behind))[..., :3].astype(int)

    u, v = corners(placed(behind)[0]).mean(axis=0).round().astype(int)
    assert colors[v, u, 0] > colors[v, u, 1] > 10


def test_a_rug_that_reaches_behind_the_camera_is_drawn_up_to_it(renderer: Renderer) -> None:
    rug = (piece((2.0, 0.01, 5.0)), Stand(1, spot_of(0.0, -1.6)))

    item = placed(rug)[0]
    covered = whole(renderer.render(Scene(CAMERA, placed_meshes([item]), (), LIGHT)))[..., 3] > 127

    near_edge = item.fit.camera_from_product.apply(np.array([[0.0, 0.0, 2.5]]))[0, 2]
    assert near_edge < 0.3
    assert covered[-1, 320]
    far_edge = item.fit.camera_from_product.apply(np.array([[-1.0, 0.0, -2.5], [1.0, 0.0, -2.5]]))
    assert not covered[: int(CAMERA.project(far_edge)[:, 1].min()) - 3].any()
