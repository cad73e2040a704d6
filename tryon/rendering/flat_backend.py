"""Draws scenes without any graphics device: flat shaded triangles into a depth buffer."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array, Image, IndexArray
from tryon.catalog.product import MeshPart
from tryon.compiled import compile_loop
from tryon.errors import RendererError
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering._near_plane import before_camera
from tryon.rendering._region import SHADOW_MARGIN, Region, placed_points, region_of
from tryon.rendering.mattes import common_mattes, cover, hide, mix, own_mattes
from tryon.rendering.renderer import Layer, blank_layer, empty_layer
from tryon.rendering.resolve import resolve
from tryon.rendering.sampling import blur_of
from tryon.rendering.shadows import ShadowCache
from tryon.rendering.transfer import transfer_tables
from tryon.rendering.warm_up import warm_up
from tryon.scene import Light, Occluder, PlacedMesh, Scene

_FACTOR = 2
_OCCLUDER, _OPAQUE, _LENS = 0, 1, 2
_PUSH_BACK = 0.999
"""Share of 1 / z by which occluders recede: what lies on the skin must not be eaten by it."""

_Kernel = Callable[..., None]


@dataclass(frozen=True, slots=True, eq=False)
class _Triangles:
    """Triangles of one kind: camera corners (M, 3, 3) and codes (M, 3) uint8."""

    corners: Array2
    kind: int
    color: Image
    through: Image


class FlatRenderer:
    """The renderer of last resort, with the same silhouettes and tints as the OpenGL one."""

    def __init__(self) -> None:
        self._is_open = True
        self._shadows = ShadowCache()
        warm_up(self)

    @property
    def device_name(self) -> str:
        """What draws."""
        return "software rasteriser"

    def render(self, scene: Scene) -> Layer:
        """Draw the placed meshes of a scene; an empty scene gives an empty layer.

        Raises
        ------
        RendererError
            If the renderer is closed.
        """
        if not self._is_open:
            msg = "FlatRenderer: expected an open renderer, got a closed one"
            raise RendererError(msg)
        region = region_of(scene, SHADOW_MARGIN)
        if region is None:
            return empty_layer()
        layer = self._draw(scene, region)
        common = common_mattes(scene.placed)
        sets = {tuple(map(id, m)): m for i in scene.placed if (m := own_mattes(i, common))}
        for key, mattes in sets.items():
            # Under mattes of single parts the picture is that without these parts.
            bare = [i for i in scene.placed if tuple(map(id, own_mattes(i, common))) != key]
            without = self._draw(replace(scene, placed=tuple(bare)), region)
            mix(layer, without, cover(mattes, region))
        hide(layer, common)
        return layer

    def render_all(
        self, scenes: Sequence[Scene], meanwhile: Callable[[], None] | None = None
    ) -> list[Layer]:
        """Draw several scenes, after `meanwhile`: there is no device that could draw beside it.

        Raises
        ------
        RendererError
            If the renderer is closed.
        """
        if meanwhile is not None:
            meanwhile()
        return [self.render(scene) for scene in scenes]

    def _draw(self, scene: Scene, region: Region) -> Layer:
        """Draw whatever mattes cover."""
        groups = [_occluder_triangles(item) for item in scene.occluders if item.hides]
        groups += [_placed_triangles(item, scene.light) for item in scene.placed]
        # Lenses last: they filter what was drawn before them.
        groups.sort(key=lambda group: group.kind)
        samples = _rasterise(groups, _fine_camera(scene.camera, region))
        layer = blank_layer(region.left, region.top, region.width, region.height)
        self._shadows.shade(scene, layer)
        resolve(samples, _FACTOR, blur_of(scene), (layer.rgba, layer.transmission))
        return layer

    def preload(self, parts: Sequence[MeshPart]) -> None:
        """Do nothing: there is no device to bring meshes to."""

    def close(self) -> None:
        """Free everything; safe twice."""
        self._is_open = False


def _fine_camera(camera: CameraIntrinsics, region: Region) -> CameraIntrinsics:
    window = camera.cropped(region.left, region.top, region.width, region.height)
    return window.resized(region.width * _FACTOR, region.height * _FACTOR)


def _occluder_triangles(occluder: Occluder) -> _Triangles:
    corners = occluder.vertices.astype(np.float64)[occluder.triangles]
    codes = np.zeros((len(corners), 3), np.uint8)
    return _Triangles(corners, _OCCLUDER, codes, codes)


def _placed_triangles(placed: PlacedMesh, light: Light) -> _Triangles:
    mesh = placed.mesh
    points = placed_points([placed], [mesh.vertices.astype(np.float64)])
    triangles = _without_faded(points, mesh.triangles, placed)
    corners = points[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    middles = corners.mean(axis=1)
    away = np.einsum("ij,ij->i", normals, middles) > 0.0
    normals[away] *= -1.0
    if placed.lens is None:
        color = _encode(_flat_colors(placed, normals, triangles, light))
        return _Triangles(corners, _OPAQUE, color, np.zeros_like(color))
    heights = mesh.vertices[:, 1]
    share = (heights[triangles].mean(axis=1) - heights.min()) / max(float(np.ptp(heights)), 1e-6)
    tint_top, tint_bottom = np.array(placed.lens.tint_top), np.array(placed.lens.tint_bottom)
    through = tint_bottom + share[:, None] * (tint_top - tint_bottom)
    rays = middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    grazing = (1.0 - np.abs(np.einsum("ij,ij->i", normals, rays)))[:, None] ** 5
    mirror = np.array(placed.lens.mirror)
    reflected = (mirror + (1.0 - mirror) * grazing) * light.environment.mean(axis=(0, 1))
    return _Triangles(corners, _LENS, _encode(reflected), _encode(through))


def _without_faded(points: Array2, triangles: IndexArray, placed: PlacedMesh) -> IndexArray:
    if placed.fade is None or placed.subject_from_camera is None:
        return triangles
    depth = placed.subject_from_camera.apply(points)[:, 2]
    middle = 0.5 * (placed.fade.start_z + placed.fade.end_z)
    return triangles[depth[triangles].mean(axis=1) > middle]


def _flat_colors(
    placed: PlacedMesh, normals: Array2, triangles: IndexArray, light: Light
) -> Array2:
    base: AnyArray = np.array(placed.surface.base_color)
    mesh = placed.mesh
    if mesh.texture is not None and mesh.uvs is not None:
        height, width = mesh.texture.shape[:2]
        middles = mesh.uvs[triangles].mean(axis=1) % 1.0
        columns = np.minimum((middles[:, 0] * width).astype(np.intp), width - 1)
        rows = np.minimum((middles[:, 1] * height).astype(np.intp), height - 1)
        base = base * transfer_tables()[0][mesh.texture[rows, columns]]
    x, y, z = normals[:, 0], -normals[:, 1], -normals[:, 2]
    diffuse = np.column_stack([np.ones(len(x)), y, z, x]) @ light.sh
    metallic = placed.surface.metallic
    share = base * metallic + 0.04 * (1.0 - metallic)
    colors = base * (1.0 - metallic) * np.maximum(diffuse, 0.0)
    return np.asarray(colors + share * light.environment.mean(axis=(0, 1)), dtype=np.float64)


def _encode(linear: AnyArray) -> Image:
    return np.rint(np.sqrt(np.clip(linear, 0.0, 1.0)) * 255.0).astype(np.uint8)


def _rasterise(groups: list[_Triangles], camera: CameraIntrinsics) -> tuple[Image, Image, Image]:
    shape = (camera.height, camera.width, 4)
    color = np.zeros(shape, np.uint8)
    through = np.full(shape, 255, np.uint8)
    reflection = np.zeros(shape, np.uint8)
    nearness = np.zeros(shape[:2], np.float32)
    lens_nearness = np.zeros(shape[:2], np.float32)
    lens_through = np.full(shape, 255, np.uint8)
    for group in groups:
        corners, visible = before_camera(group.corners)
        pixels = camera.project(corners.reshape(-1, 3)).reshape(-1, 3, 2)
        inverse = 1.0 / corners[..., 2]
        if group.kind == _OCCLUDER:
            inverse = inverse * _PUSH_BACK
        buffers = (color, through) if group.kind != _LENS else (reflection, lens_through)
        _kernel()(
            pixels,
            inverse,
            group.color[visible],
            group.through[visible],
            group.kind,
            (nearness, lens_nearness),
            buffers,
        )
    _filter_behind(color, through, lens_through)
    return color, through, reflection


def _filter_behind(color: Image, through: Image, lens_through: Image) -> None:
    """Multiply what was drawn behind the lenses by their tint."""
    rows, columns = np.nonzero((lens_through[..., :3] != 255).any(axis=2))
    # Codes are square roots, so that the code of a product is the product of the codes.
    tint = lens_through[rows, columns, :3] / 255.0
    for target in (color, through):
        filtered = target[rows, columns, :3] * tint
        target[rows, columns, :3] = np.rint(filtered).astype(np.uint8)


@functools.cache
def _kernel() -> _Kernel:
    return compile_loop(_fill)


def _fill(  # noqa: PLR0917 - one loop nest
    pixels: Array2,
    inverse: Array1,
    color: Image,
    through: Image,
    kind: int,
    nearness: tuple[Float32Array, Float32Array],
    buffers: tuple[Image, Image],
) -> None:
    """Fill triangles whose pixel centres they cover; `inverse` is 1 / z, larger is nearer."""
    opaque_nearness, lens_nearness = nearness
    color_buffer, through_buffer = buffers
    height, width = opaque_nearness.shape
    for index in range(len(pixels)):
        ax, ay = pixels[index, 0, 0], pixels[index, 0, 1]
        bx, by = pixels[index, 1, 0], pixels[index, 1, 1]
        cx, cy = pixels[index, 2, 0], pixels[index, 2, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-12:
            continue
        x0 = max(0, int(np.ceil(min(ax, bx, cx))))
        x1 = min(width - 1, int(np.floor(max(ax, bx, cx))))
        y0 = max(0, int(np.ceil(min(ay, by, cy))))
        y1 = min(height - 1, int(np.floor(max(ay, by, cy))))
        for y in range(y0, y1 + 1):
            row = height - 1 - y
            for x in range(x0, x1 + 1):
                u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                w = 1.0 - u - v
                if u < 0.0 or v < 0.0 or w < 0.0:
                    continue
                near = np.float32(
                    u * inverse[index, 0] + v * inverse[index, 1] + w * inverse[index, 2]
                )
                if near <= opaque_nearness[row, x]:
                    continue
                if kind == 2:
                    if near <= lens_nearness[row, x]:
                        continue
                    lens_nearness[row, x] = near
                else:
                    opaque_nearness[row, x] = near
                if kind == 0:
                    continue
                for channel in range(3):
                    color_buffer[row, x, channel] = color[index, channel]
                    through_buffer[row, x, channel] = through[index, channel]
                color_buffer[row, x, 3] = 255
