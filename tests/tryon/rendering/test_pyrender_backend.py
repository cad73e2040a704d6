"""What only the OpenGL renderer has."""

from pathlib import Path

import numpy as np
import pytest

from tests.tryon.rendering.scenes import pixel_rectangle, place, scene
from tryon.catalog.catalog import Catalog
from tryon.errors import RendererError
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.rendering.flat_backend import FlatRenderer
from tryon.rendering.renderer import Renderer
from tryon.rendering.thumbnail import render_thumbnail, studio_light
from tryon.scene import PlacedMesh, Scene

pytestmark = pytest.mark.gl
SKU = "an-bang"


@pytest.fixture(scope="module")
def catalog(repository: Path) -> Catalog:
    return Catalog.load([repository / "assets" / "products"])


def worn(catalog: Catalog, yaw_rad: float) -> Scene:
    product = catalog.product(SKU)
    turn = RigidTransform.from_rotation_vector(np.array([0.0, yaw_rad, 0.0]), np.zeros(3))
    pose = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.array([0.0, 0.0, 0.6])) @ turn
    variant = product.variants[0]
    placed = tuple(
        PlacedMesh(
            part,
            variant.materials.get(part.material, part.surface),
            variant.lens if part.is_lens else None,
            pose,
            1.0,
        )
        for part in product.meshes
    )
    return Scene(CameraIntrinsics.default(640, 480), placed, (), studio_light())


def test_second_renderer_in_a_process_is_refused(gl_renderer: Renderer) -> None:
    # Imported late: the module loads GL.
    from tryon.rendering.pyrender_backend import PyrenderRenderer  # noqa: PLC0415

    del gl_renderer
    with pytest.raises(RendererError, match="one open renderer"):
        PyrenderRenderer()


def test_hardware_is_tried_before_software() -> None:
    from tryon.rendering._gl_context import DeviceInfo, device_order  # noqa: PLC0415

    devices = (DeviceInfo(0, True), DeviceInfo(1, False), DeviceInfo(2, False))

    assert device_order(devices, None) == (1, 2, 0)
    assert device_order(devices, 0) == (0,)
    with pytest.raises(RendererError, match="got 7"):
        device_order(devices, 7)


def test_targets_grow_in_few_steps() -> None:
    from tryon.rendering._gl_targets import rounded_up  # noqa: PLC0415

    sizes = {rounded_up(length) for length in range(1, 4000)}

    assert len(sizes) < 24
    assert all(rounded_up(length) >= length for length in range(1, 4000))


def test_closed_bodies_are_told_from_open_surfaces(catalog: Catalog) -> None:
    from tryon.rendering._gl_meshes import is_closed  # noqa: PLC0415

    closed = [is_closed(part) for part in catalog.product(SKU).meshes]

    assert np.mean(closed) > 0.5
    assert not is_closed(pixel_rectangle((1, 1, 9, 9)))


@pytest.mark.parametrize("yaw_rad", [0.0, 0.5, -0.9])
def test_silhouette_agrees_with_the_flat_renderer(
    gl_renderer: Renderer, catalog: Catalog, yaw_rad: float
) -> None:
    drawn = worn(catalog, yaw_rad)

    first, second = gl_renderer.render(drawn), FlatRenderer().render(drawn)

    assert (first.left, first.top, first.rgba.shape) == (
        second.left,
        second.top,
        second.rgba.shape,
    )
    a, b = first.rgba[..., 3] > 127, second.rgba[..., 3] > 127
    assert (a & b).sum() / (a | b).sum() > 0.97


def test_preloaded_parts_draw_the_same(gl_renderer: Renderer, catalog: Catalog) -> None:
    drawn = worn(catalog, 0.2)
    gl_renderer.preload(catalog.product(SKU).meshes)

    first, second = gl_renderer.render(drawn), gl_renderer.render(drawn)

    assert np.array_equal(first.rgba, second.rgba)


def test_parts_may_vanish_between_frames(gl_renderer: Renderer) -> None:
    for index in range(20):
        layer = gl_renderer.render(scene(place(pixel_rectangle((10, 10, 20 + index, 30)))))
        assert layer.rgba[..., 3].max() == 255


def test_thumbnail_shows_the_product_on_white(gl_renderer: Renderer, catalog: Catalog) -> None:
    picture = render_thumbnail(gl_renderer, catalog.product(SKU), None, (160, 120))

    dark = picture.max(axis=2) < 90
    columns = np.nonzero(dark.any(axis=0))[0]
    assert picture.shape == (120, 160, 3)
    assert (picture[0] > 235).all()
    assert columns.max() - columns.min() > 0.75 * 160
