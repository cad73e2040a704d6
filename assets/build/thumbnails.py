"""Draws thumbnails with the project's renderer: `python -m assets.build.thumbnails`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from assets.build.__main__ import PRODUCTS
from tryon.arrays import Float32Array, Image
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import CLEAR_LENS, Product
from tryon.factory import create_renderer
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.rendering.composite import composite
from tryon.rendering.renderer import Renderer
from tryon.scene import Light, PlacedMesh, Scene

WIDTH, HEIGHT = 640, 480
_OVERSAMPLING = 3
_TURN_DEG, _LOOK_DOWN_DEG = -32.0, 9.0
_FILL = 0.86


def studio_light() -> Light:
    """Light of a white photo tent: a wide soft light above, strips at the sides, a dim floor."""
    v, u = np.mgrid[-1.0:1.0:64j, -1.0:1.0:64j]
    level = 0.66 - 0.34 * v
    level += 2.6 * np.exp(-(((v + 0.62) / 0.13) ** 2) - (u / 0.55) ** 4)
    level += 1.5 * np.exp(-(((np.abs(u) - 0.72) / 0.09) ** 2) - (v / 0.5) ** 4)
    environment = np.repeat(level[..., None], 3, axis=2).astype(np.float32)
    sh = np.array([[0.78] * 3, [0.22] * 3, [0.20] * 3, [0.10] * 3])
    return Light(sh, environment)


def backdrop(width: int, height: int) -> Image:
    """Paper-white background, a little darker towards its edges."""
    y, x = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
    level = 250.0 - 7.0 * np.clip(x**2 + y**2, 0.0, 2.0)
    return np.repeat(np.round(level).astype(np.uint8)[..., None], 3, axis=2)


def _camera_from_product(product: Product, camera: CameraIntrinsics) -> RigidTransform:
    """Three-quarter view from the wearer's left front that fills the picture."""
    yaw, pitch = np.radians(_TURN_DEG), np.radians(_LOOK_DOWN_DEG)
    turn = np.array(
        [[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]]
    )
    nod = np.array(
        [
            [1.0, 0.0, 0.0],
            [0.0, np.cos(pitch), -np.sin(pitch)],
            [0.0, np.sin(pitch), np.cos(pitch)],
        ]
    )
    rotation = np.diag([1.0, -1.0, -1.0]) @ nod @ turn
    points = np.vstack([part.vertices for part in product.meshes]) @ rotation.T
    centre = (points.min(axis=0) + points.max(axis=0)) / 2.0
    distance = 0.5
    for _ in range(12):
        seen = points - centre + [0.0, 0.0, distance]
        image = camera.project(seen)
        low, high = image.min(axis=0), image.max(axis=0)
        share = max((high[0] - low[0]) / camera.width, (high[1] - low[1]) / camera.height)
        distance *= float(share) / _FILL
        middle = (low + high) / 2.0 - [camera.cx, camera.cy]
        centre = centre + np.array([*(middle * distance / camera.fx), 0.0])
    return RigidTransform(rotation, np.array([0.0, 0.0, distance]) - centre)


def _smaller(image: Image) -> Image:
    """Average of `_OVERSAMPLING` x `_OVERSAMPLING` pixels in linear light."""
    linear: Float32Array = (image.astype(np.float32) / 255.0) ** 2.2
    small = cv2.resize(linear, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.round(small ** (1.0 / 2.2) * 255.0).astype(np.uint8)


def draw(product: Product, renderer: Renderer, variant_id: str | None = None) -> Image:
    """Thumbnail of a product, (480, 640, 3) RGB."""
    width, height = WIDTH * _OVERSAMPLING, HEIGHT * _OVERSAMPLING
    focal = 3.2 * width
    camera = CameraIntrinsics(width, height, focal, focal, (width - 1) / 2.0, (height - 1) / 2.0)
    variant = product.variant(variant_id)
    pose = _camera_from_product(product, camera)
    placed = tuple(
        PlacedMesh(
            part,
            variant.materials.get(part.material, part.surface),
            (variant.lens or CLEAR_LENS) if part.is_lens else None,
            pose,
            1.0,
        )
        for part in product.meshes
    )
    layer = renderer.render(Scene(camera, placed, (), studio_light()))
    return _smaller(composite(backdrop(width, height), layer))


def main(arguments: Sequence[str]) -> int:
    """Draw the thumbnails of the named products, or of all."""
    parser = argparse.ArgumentParser(
        prog="python -m assets.build.thumbnails", description=main.__doc__
    )
    parser.add_argument("sku", nargs="*", help="products to draw; all when none is named")
    parser.add_argument("--products", type=Path, default=PRODUCTS, help="folder of the products")
    options = parser.parse_args(arguments)
    catalog = Catalog.load([options.products])
    skus = options.sku or [product.sku for product in catalog.products]
    renderer = create_renderer("pyrender")
    try:
        for sku in skus:
            picture = draw(catalog.product(sku), renderer)
            code = [cv2.IMWRITE_JPEG_QUALITY, 88]
            cv2.imwrite(str(catalog.thumbnail(sku)), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), code)
    finally:
        renderer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
