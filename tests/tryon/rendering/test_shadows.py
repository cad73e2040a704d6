from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.rendering.scenes import FACING, even_light, linear, place, rectangle, scene
from tryon.arrays import Float32Array
from tryon.catalog.product import LensMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering.renderer import Layer
from tryon.rendering.shadows import ShadowCache
from tryon.scene import Light, Occluder

CAMERA = CameraIntrinsics(120, 120, 600.0, 600.0, 59.5, 59.5)


def skin(gap_m: float) -> Occluder:
    """A finely meshed wall behind the product, 16 cm wide."""
    step = np.linspace(-0.08, 0.08, 21)
    x, y = np.meshgrid(step, step)
    local = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, -gap_m)])
    corner = (np.arange(20)[:, None] * 21 + np.arange(20)).ravel()
    triangles = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + 22], axis=1),
            np.stack([corner, corner + 22, corner + 21], axis=1),
        ]
    )
    points = FACING.apply(local).astype(np.float32)
    return Occluder(points, triangles.astype(np.int32), receives_shadow=True)


def shade(
    gap_m: float,
    *,
    light: Light | None = None,
    lens: LensMaterial | None = None,
    camera: CameraIntrinsics = CAMERA,
) -> Float32Array:
    """Light that reaches the skin, per pixel, under a plate of 4 x 4 cm."""
    name = "front" if lens is None else "lens_left"
    plate = place(rectangle((-0.02, -0.02), (0.02, 0.02), name=name), lens=lens)
    size = (camera.height, camera.width)
    layer = Layer(np.zeros((*size, 4), np.uint8), np.full((*size, 3), 255, np.uint8), 0, 0)
    drawn = scene(plate, light=light, occluders=(skin(gap_m),), camera=camera)
    ShadowCache().shade(drawn, layer)
    return linear(layer.transmission)


def test_shadow_is_darkest_under_the_product_and_ends_beside_it() -> None:
    light = shade(0.004)

    assert light[60, 60, 0] < 0.6
    assert (light[3] == 1.0).all()
    assert (light >= 0.35 - 0.01).all()


def test_shadow_is_symmetric_under_even_light() -> None:
    light = shade(0.006)

    assert light[60, 30:60].mean() == pytest.approx(light[60, 60:90].mean(), abs=0.02)
    assert light[30:60, 60].mean() == pytest.approx(light[60:90, 60].mean(), abs=0.02)


@pytest.mark.parametrize("larger", [2, 3, 4, 7])
def test_shadow_does_not_depend_on_how_large_the_face_is_seen(larger: int) -> None:
    small = shade(0.006)
    large = shade(0.006, camera=CAMERA.resized(120 * larger, 120 * larger))

    shrunk = large.reshape(120, larger, 120, larger, 3).mean(axis=(1, 3))
    assert np.abs(shrunk - small).mean() < 0.004
    assert np.abs(shrunk - small).max() < 0.08


def test_farther_product_casts_a_softer_shadow() -> None:
    assert shade(0.003)[60, 60, 0] < shade(0.02)[60, 60, 0] < 1.0


def test_shadow_falls_away_from_the_light() -> None:
    light = even_light()
    sh = light.sh.copy()
    sh[1] = 0.35  # from above
    light = replace(light, sh=sh)

    shadow = 1.0 - shade(0.012, light=light)[..., 0]

    rows = np.arange(120)[:, None]
    assert (rows * shadow).sum() / shadow.sum() > 61.0


def test_tinted_lens_casts_a_tinted_shadow() -> None:
    tint = (0.6, 0.4, 0.2)

    light = shade(0.005, lens=LensMaterial(tint, tint, (0.0, 0.0, 0.0)))[60, 60]

    assert 1.0 > light[0] > light[1] > light[2]


def test_clear_lens_casts_no_shadow() -> None:
    clear = (0.95, 0.95, 0.95)

    light = shade(0.005, lens=LensMaterial(clear, clear, (0.0, 0.0, 0.0)))

    assert light == pytest.approx(1.0)


def test_product_behind_the_skin_casts_no_shadow() -> None:
    assert shade(-0.01) == pytest.approx(1.0)


def test_other_peoples_faces_get_no_shadow() -> None:
    assert shade(0.3) == pytest.approx(1.0)
