"""Studio pictures of products, drawn by the renderer that puts them on people."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.catalog.product import CLEAR_LENS, MeshPart, Product, Variant
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.rendering.composite import composite
from tryon.rendering.renderer import Renderer
from tryon.scene import Light, PlacedMesh, Scene

DEFAULT_YAW_RAD = float(np.radians(-32.0))
DEFAULT_PITCH_RAD = float(np.radians(14.0))

_SUPERSAMPLING = 3
_FOV_RAD = float(np.radians(20.0))
_FILLED = 0.86
_CATCHER_SHARE = 0.34
_WHITE = 0.94
_FLAT_M = 0.05
_VIEWS_DEG = {"wall": (-24.0, 4.0), "ceiling": (-32.0, -8.0), "tabletop": (-32.0, 18.0)}
"""Yaw and pitch by what carries a piece of furniture."""


def render_thumbnail(
    renderer: Renderer,
    product: Product,
    variant_id: str | None,
    size: tuple[int, int],
    *,
    yaw_rad: float = DEFAULT_YAW_RAD,
    pitch_rad: float = DEFAULT_PITCH_RAD,
) -> Image:
    """Draw a product on white under studio light.

    Parameters
    ----------
    renderer : any renderer; drawn at three times the size and averaged
    product, variant_id : what to draw; None takes the default variant
    size : (width, height), px
    yaw_rad : turn of the product to its own left; a turntable goes round once
    pitch_rad : how far the camera looks down on it

    Returns
    -------
    (height, width, 3) RGB
    """
    width, height = size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING
    camera = CameraIntrinsics.from_fov(width, height, _FOV_RAD)
    variant = product.variant(variant_id)
    camera_from_product = _framed(product, camera, yaw_rad, pitch_rad)
    placed = tuple(_placed(part, variant, camera_from_product) for part in product.meshes)
    layer = renderer.render(Scene(camera, placed, (), studio_light()))
    ground = _ground(product, camera_from_product, camera)
    picture = composite(ground, layer)
    # Averaging coded values would darken thin bright parts; the difference is unseen at 3 x 3
    # samples that are already soft.
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def best_view(product: Product) -> tuple[float, float]:
    """Give the yaw and pitch, rad, from which a thumbnail shows a product best.

    Furniture is looked down on, a rug steeply, as one stands before it; lamps under a ceiling
    are looked up to.
    """
    if product.category != "furniture":
        return DEFAULT_YAW_RAD, DEFAULT_PITCH_RAD
    if product.size_m[1] < _FLAT_M:
        return float(np.radians(-24.0)), float(np.radians(44.0))
    yaw_deg, pitch_deg = _VIEWS_DEG.get(product.mount, (-32.0, 20.0))
    return float(np.radians(yaw_deg)), float(np.radians(pitch_deg))


def studio_light() -> Light:
    """Give the light of a product table: a large lamp above, a strip on either side, white."""
    sh = np.zeros((4, 3))
    sh[0] = 0.62
    sh[1], sh[2], sh[3] = 0.22, 0.16, -0.08
    rows, columns = np.mgrid[0:48, 0:64]
    y, x = rows / 47.0, columns / 63.0
    # Brighter towards the ceiling: flat lenses then show a gradient instead of one grey.
    room = 0.2 + 0.5 * (1.0 - y) ** 1.5
    room += 1.5 * _bump(y, 0.16, 0.13) * _bump(x, 0.5, 0.34)
    room += 1.2 * _bump(x, 0.08, 0.06) * _bump(y, 0.45, 0.3)
    room += 0.8 * _bump(x, 0.93, 0.04) * _bump(y, 0.45, 0.3)
    return Light(sh, np.repeat(room[..., None], 3, axis=2).astype(np.float32))


def _bump(values: Array2, middle: float, half: float) -> Array2:
    edge = np.clip((half - np.abs(values - middle)) / (0.35 * half) + 1.0, 0.0, 1.0)
    return edge * edge * (3.0 - 2.0 * edge)


def _placed(part: MeshPart, variant: Variant, camera_from_product: RigidTransform) -> PlacedMesh:
    surface = variant.materials.get(part.material, part.surface)
    lens = (variant.lens or CLEAR_LENS) if part.is_lens else None
    return PlacedMesh(part, surface, lens, camera_from_product, 1.0)


def _framed(
    product: Product, camera: CameraIntrinsics, yaw_rad: float, pitch_rad: float
) -> RigidTransform:
    """Place the product so that its picture fills the frame."""
    vertices = np.concatenate([part.vertices for part in product.meshes]).astype(np.float64)
    middle = 0.5 * (vertices.min(axis=0) + vertices.max(axis=0))
    tilt = RigidTransform.from_rotation_vector(np.array([pitch_rad, 0.0, 0.0]), np.zeros(3))
    turn = RigidTransform.from_rotation_vector(np.array([0.0, yaw_rad, 0.0]), np.zeros(3))
    upright = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.zeros(3))
    rotation = (upright @ tilt @ turn).rotation
    # A turntable must not pump: the distance suits every yaw.
    radius = 0.5 * float(np.linalg.norm(np.ptp(vertices, axis=0)[[0, 2]]))
    points = (vertices - middle) @ rotation.T
    distance = radius * camera.fx / (0.5 * _FILLED * camera.width)
    centre = _picture_centre(points, distance, camera)
    return RigidTransform(rotation, centre - rotation @ middle)


def _picture_centre(points: Array2, distance: float, camera: CameraIntrinsics) -> Array1:
    """Give the translation, m, that centres the points' picture; they may fill the frame."""
    offset = np.array([0.0, 0.0, distance])
    for _ in range(3):
        pixels = camera.project(points + offset)
        low, high = pixels.min(axis=0), pixels.max(axis=0)
        shift = 0.5 * (low + high) - np.array([camera.cx, camera.cy])
        offset[:2] -= shift * offset[2] / np.array([camera.fx, camera.fy])
        filled = max((high - low) / np.array([camera.width, camera.height]))
        offset[2] *= float(filled) / _FILLED
    return offset


def _ground(
    product: Product, camera_from_product: RigidTransform, camera: CameraIntrinsics
) -> Image:
    """Give a white table with the soft shadow of what stands on it."""
    image = np.full((camera.height, camera.width), _WHITE, np.float32)
    vertices = np.concatenate([part.vertices for part in product.meshes]).astype(np.float64)
    floor = float(vertices[:, 1].min())
    mask = np.zeros((camera.height, camera.width), np.float32)
    for part in product.meshes:
        # Straight down: the shadow of a large lamp above.
        fallen = part.vertices.astype(np.float64)
        lightness = 0.35 if part.is_lens else 1.0
        height = fallen[:, 1] - floor
        fallen[:, 1] = floor
        pixels = camera.project(camera_from_product.apply(fallen))
        near = height < 0.03
        kept = part.triangles[near[part.triangles].all(axis=1)]
        corners = np.rint(pixels[kept] * 16.0).astype(np.int32)
        level = np.zeros_like(mask)
        for triangle in corners:
            cv2.fillConvexPoly(level, triangle, 1.0, shift=4)
        mask = np.maximum(mask, lightness * level)
    unit = camera.width / 100.0
    contact = cv2.GaussianBlur(mask, (0, 0), 0.5 * unit)
    spread = cv2.GaussianBlur(mask, (0, 0), 2.2 * unit)
    image *= 1.0 - _CATCHER_SHARE * (0.45 * contact + 0.9 * np.minimum(spread, 1.0))
    coded = np.rint(255.0 * np.sqrt(np.clip(image, 0.0, 1.0)) ** (1.0 / 1.1))
    return np.repeat(coded.astype(np.uint8)[..., None], 3, axis=2)
