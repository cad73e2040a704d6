"""The soft shadow of a pair of spectacles on the face that wears it.

The front of a pair is thin, so it is kept as a height map in the product frame: where it is,
how much light it lets through, and how far from the skin. Summing over directions of the
sky, brighter towards the main light, gives contact shadows at bridge and pads, a soft edge
under the rims and tinted light under sun lenses at once. The sum is kept until the light, the
face or the product changes; each frame only looks it up.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array, IndexArray
from tryon.geometry.axes import OPENGL_FROM_CAMERA
from tryon.rendering._shadow_loops import (
    face_heights_loop,
    light_loop,
    multiply_loop,
    skin_loop,
    sky_loop,
    window_loop,
)
from tryon.rendering.caster import CELL_M, Caster, make_caster
from tryon.rendering.renderer import Layer
from tryon.rendering.scratch import Scratch
from tryon.scene import Light, Occluder, PlacedMesh, Scene

_DIRECTIONS = 40
_RENEW_COSINE = float(np.cos(np.radians(6.0)))
_RENEW_SHARE = 0.08
_RENEW_MOVE_M = 0.0012
_DARKEST = 0.35
"""Light that always remains: skin scatters, and the unseen room fills shadows."""
_STRENGTH = 0.85
"""Light bounces between skin and frame, which the sum over the sky leaves out."""
_THROWN = 0.75
"""A brim stands far from the skin: more light comes round it than the height map knows."""
_SIDE_SHARE = 0.24
_FULL_M, _LOST_M = -0.045, -0.120
"""Height of skin under a hat's band where its shadow is full, and where it is lost."""
_EDGE_CELLS = 4
_CASTERS_KEPT = 8
_STEPS_PER_CELL, _MOST_STEP = 0.7, 4
"""How far apart, over the width of a cell, light is looked up at least, and how many px at most."""
_LIT = 0.998
"""Square root of light from which a code of 255 stays what it is."""


@dataclass(frozen=True, slots=True, eq=False)
class _Chart:
    """The light that reaches the skin, over product x and y, and what it was made for.

    Parameters
    ----------
    light : (H, W, 3), [0, 1], square root of linear light
    shaded : (H + 1, W + 1), how many cells above and left of each corner are not fully lit
    direction : (3,) main light, product frame
    share : |L1| / L0
    points : (N, 3) face, product frame, m
    """

    caster: Caster
    light: Float32Array
    shaded: IndexArray
    direction: Array1
    share: float
    points: Array2


class ShadowCache:
    """Shades layers, keeping one chart per product worn."""

    def __init__(self) -> None:
        self._casters: list[tuple[tuple[object, ...], tuple[weakref.ref[AnyArray], ...], Caster]]
        self._casters = []
        self._charts: list[_Chart] = []
        self._scratch = tuple(Scratch() for _ in range(4))

    def prepare(self, placed: tuple[PlacedMesh, ...]) -> Caster | None:
        """Give the height map of a product, None if nothing of it casts a shadow."""
        key = tuple((id(item.mesh.vertices), item.lens, item.shadow_from) for item in placed)
        for known, alive, caster in self._casters:
            if known == key and all(reference() is not None for reference in alive):
                return caster
        made = make_caster(placed)
        if made is not None:
            references = tuple(weakref.ref(item.mesh.vertices) for item in placed)
            self._casters = [(key, references, made), *self._casters][:_CASTERS_KEPT]
        return made

    def shade(self, scene: Scene, layer: Layer) -> None:
        """Multiply the layer's transmission by the shadow on the faces that receive it."""
        receivers = [item for item in scene.occluders if item.receives_shadow]
        if not receivers or not layer.rgba.size:
            return
        for placed in _products(scene.placed):
            caster = self.prepare(placed)
            if caster is None:
                continue
            for receiver in _receiving(receivers, placed[0]):
                self._shade_one(scene, layer, placed[0], caster, receiver)

    def _shade_one(
        self,
        scene: Scene,
        layer: Layer,
        placed: PlacedMesh,
        caster: Caster,
        receiver: Occluder,
    ) -> None:
        product_from_camera = placed.camera_from_product.inverse()
        points = receiver.vertices.astype(np.float64)
        local = product_from_camera.apply(points) @ caster.axes.T / placed.scale
        if float(np.abs(local.mean(axis=0)).max()) > caster.reach:
            return
        chart = self._chart(caster, local, receiver.triangles, scene.light, placed)
        cells = (local[:, :2] - np.array([caster.left, caster.bottom])) / CELL_M
        pixels = scene.camera.project(points) - np.array([layer.left, layer.top])
        inverse = 1.0 / np.maximum(points[:, 2], 1e-3)
        _apply(chart, layer, (pixels, inverse, cells), receiver.triangles, self._scratch)

    def _chart(
        self,
        caster: Caster,
        points: Array2,
        triangles: IndexArray,
        light: Light,
        placed: PlacedMesh,
    ) -> _Chart:
        opengl_from_product = OPENGL_FROM_CAMERA.rotation @ placed.camera_from_product.rotation
        direction = caster.axes @ opengl_from_product.T @ light.direction
        share = light.directed_share
        for index, chart in enumerate(self._charts):
            if (
                chart.caster is caster
                and len(chart.points) == len(points)
                and float(chart.direction @ direction) > _RENEW_COSINE
                and abs(chart.share - share) < _RENEW_SHARE
                and float(np.abs(chart.points - points).mean()) < _RENEW_MOVE_M
            ):
                if index:
                    self._charts.insert(0, self._charts.pop(index))
                return chart
        values = np.sqrt(_sky_light(caster, points, triangles, direction, share))
        shaded = cv2.integral((values.min(axis=2) < _LIT).astype(np.uint8))
        chart = _Chart(caster, values, np.asarray(shaded, dtype=np.int32), direction, share, points)
        self._charts = [chart, *self._charts][:_CASTERS_KEPT]
        return chart


def _products(placed: tuple[PlacedMesh, ...]) -> list[tuple[PlacedMesh, ...]]:
    """Split the parts of a scene by the pose they share: one product each."""
    groups: dict[int, list[PlacedMesh]] = {}
    for item in placed:
        groups.setdefault(id(item.camera_from_product), []).append(item)
    return [tuple(group) for group in groups.values()]


def _receiving(receivers: list[Occluder], placed: PlacedMesh) -> list[Occluder]:
    """Give the surfaces that a product's shadow falls on."""
    if placed.shadow_from is None:
        return [item for item in receivers if item.hides]
    return [item for item in receivers if not item.hides] or receivers


def _sky_light(
    caster: Caster, points: Array2, triangles: IndexArray, direction: Array1, share: float
) -> Float32Array:
    """Give the share of light that reaches the skin under each cell, (H, W, 3), [0, 1]."""
    height, width = caster.depth.shape
    heights = np.full((height, width), np.nan, np.float32)
    cells = (points[:, :2] - np.array([caster.left, caster.bottom])) / CELL_M
    face_heights_loop()(cells, points[:, 2], triangles, heights)
    light = np.ones((height, width, 3), np.float32)
    directions, weights = _sky(direction, share)
    sky_loop()(
        heights,
        caster.depth,
        caster.sharp,
        caster.soft,
        (directions, weights),
        np.float32(CELL_M),
        light,
    )
    light = cv2.GaussianBlur(light, (0, 0), 0.8, borderType=cv2.BORDER_REPLICATE)
    shade = _STRENGTH * (1.0 - np.maximum(light, np.float32(_DARKEST)))
    weight = _fade(height, width)
    if caster.is_thrown:
        weight = weight * _turned_away(points, caster, width) * _below(heights, caster)
        shade = shade * np.float32(_THROWN)
    return np.asarray(1.0 - shade * weight[..., None], dtype=np.float32)


def _below(heights: Float32Array, caster: Caster) -> Float32Array:
    """Give weights (H, W) that fall to 0 towards the chin, where a brim's shadow is lost."""
    rows = caster.bottom + CELL_M * np.arange(len(heights))
    up, ahead = float(caster.axes[1, 1]), float(caster.axes[2, 1])
    y = up * rows[:, None] + ahead * np.nan_to_num(heights, nan=-1.0)
    share = np.clip((y - _LOST_M) / (_FULL_M - _LOST_M), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), dtype=np.float32)


def _turned_away(points: Array2, caster: Caster, width: int) -> Float32Array:
    """Give weights (1, width) that fall to 0 at the sides of a head.

    Beyond its outline hair goes on, on which no shadow is drawn: it must not end in a line.
    """
    half = float(np.abs(points[:, 0]).max())
    x = np.abs(caster.left + CELL_M * np.arange(width))
    share = np.clip((half - x) / (_SIDE_SHARE * half), 0.0, 1.0)
    return np.asarray((share * share * (3.0 - 2.0 * share))[None], dtype=np.float32)


def _fade(height: int, width: int) -> Float32Array:
    """Give weights that fall to 0 at the chart's border: a cut shadow would show."""
    rows = np.minimum(np.arange(height), np.arange(height)[::-1]) / _EDGE_CELLS
    columns = np.minimum(np.arange(width), np.arange(width)[::-1]) / _EDGE_CELLS
    edge = np.clip(np.minimum(rows[:, None], columns[None]), 0.0, 1.0)
    return np.asarray(edge * edge * (3.0 - 2.0 * edge), dtype=np.float32)


def _sky(direction: Array1, share: float) -> tuple[Float32Array, Float32Array]:
    """Give directions (D, 3) of the front hemisphere, product frame, and their radiance.

    Notes
    -----
    A Fibonacci lattice. Order 1 spherical harmonics blur a lamp over the whole sky; half of
    the directed light is put back into a lobe around its direction.
    """
    index = np.arange(_DIRECTIONS) + 0.5
    z = 0.12 + 0.88 * index / _DIRECTIONS
    radius, angle = np.sqrt(1.0 - z * z), np.pi * (3.0 - np.sqrt(5.0)) * index
    directions = np.column_stack([radius * np.cos(angle), radius * np.sin(angle), z])
    # Light from behind grazes the frame and would draw streaks down the cheeks.
    towards = direction + np.array([0.0, 0.0, max(0.0, 0.35 - float(direction[2]))])
    towards /= np.linalg.norm(towards)
    cosine = directions @ towards
    even = np.maximum(0.1, 1.0 + 0.75 * share * cosine)
    lobe = share * 6.0 * np.maximum(0.0, cosine) ** 12
    return directions.astype(np.float32), (even + lobe).astype(np.float32)


def _apply(
    chart: _Chart,
    layer: Layer,
    vertices: tuple[Array2, Array1, Array2],
    triangles: IndexArray,
    scratch: tuple[Scratch, ...],
) -> None:
    """Multiply by the chart; vertices are layer px (N, 2), 1 / z (N,) and cells (N, 2)."""
    pixels, inverse, cells = vertices
    height, width = layer.rgba.shape[:2]
    bounds = np.array([width, height, -1.0, -1.0])
    window_loop()(pixels, cells, triangles, chart.shaded, bounds)
    left, top = (max(0, int(start)) for start in bounds[:2])
    right, bottom = min(width, int(bounds[2]) + 1), min(height, int(bounds[3]) + 1)
    if right <= left or bottom <= top:
        return
    # Cells are coarse: on large faces light at every second or third pixel says as much.
    step = max(1, min(_MOST_STEP, int(_cell_px(pixels, cells) * _STEPS_PER_CELL)))
    shape = (-(-(bottom - top) // step), -(-(right - left) // step))
    nearness = scratch[0].array(shape, np.float32)
    nearness.fill(0.0)
    at = scratch[1].array((*shape, 2), np.float32)
    chart_size = (chart.light.shape[1], chart.light.shape[0])
    places = (pixels - np.array([left, top]) - 0.5 * (step - 1)) / step
    skin_loop()((places, inverse, cells), triangles, chart_size, nearness, at)
    light = scratch[2].array((*shape, 3), np.float32)
    light_loop()(chart.light, nearness, at, light)
    if step > 1:
        size = (shape[1] * step, shape[0] * step)
        finer = scratch[3].array((size[1], size[0], 3), np.float32)
        light = cv2.resize(light, size, dst=finer, interpolation=cv2.INTER_LINEAR)
    values = light.reshape(len(light), -1)[: bottom - top, : 3 * (right - left)]
    multiply_loop()(values, 3 * left, top, layer.transmission.reshape(height, 3 * width))


def _cell_px(pixels: Array2, cells: Array2) -> float:
    """Give about how wide a cell is in the picture, px."""
    return float(np.ptp(pixels, axis=0).max() / max(1e-6, np.ptp(cells, axis=0).max()))
