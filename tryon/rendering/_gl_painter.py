"""The passes of one frame: occluders, opaque parts, lenses."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import AnyArray, Image
from tryon.catalog.product import MeshPart
from tryon.errors import RendererError
from tryon.rendering._gl_api import GL
from tryon.rendering._gl_blocks import frame_rows, part_rows
from tryon.rendering._gl_meshes import DeviceMesh, MeshStore
from tryon.rendering._gl_programs import Program, SwitchedPrograms
from tryon.rendering._gl_slot import Slot
from tryon.rendering._occlusion import hiding_mesh
from tryon.rendering._region import Region, camera_boxes, fades, middle_of, region_around
from tryon.rendering.renderer import Layer
from tryon.rendering.resolve import resolve
from tryon.rendering.sampling import blur_of
from tryon.scene import PlacedMesh, Scene

_ENVIRONMENT_UNIT = 0
_COLOR_UNIT = 1
_COVER_UNIT = 2
_SWITCHES = ("TEXTURED", "FADING", "BLENDED", "COVERED", "ROUGH", "OPENNESS")
_ROUGH = 0.6
"""Roughness from which reflections are worked out at the vertices."""
_SAMPLERS = {"environment_map": _ENVIRONMENT_UNIT}
_Samples = tuple[Image, Image, Image]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the device draws: where, how finely, and how soft it shall look.

    Parameters
    ----------
    slot : where on the device
    region : window of the picture
    factor : samples per pixel along one axis
    blur_sigma : of the camera, px
    has_lenses : whether anything reflects into the target of its own
    """

    slot: Slot
    region: Region
    factor: float
    blur_sigma: float
    has_lenses: bool


class Painter:
    """Owns everything on the device; needs a current context."""

    def __init__(self) -> None:
        self._opaque = SwitchedPrograms(
            "opaque.vert",
            "opaque.frag",
            {**_SAMPLERS, "color_map": _COLOR_UNIT, "cover_map": _COVER_UNIT},
            _SWITCHES,
        )
        # Those of furniture, with openness, are made when the first piece comes.
        for switches in itertools.product((False, True), repeat=len(_SWITCHES) - 1):
            if switches[1] <= switches[2]:  # What fades is blended.
                self._opaque.get((*switches, False))
        self._lens = {
            covered: Program(
                "lens.vert",
                "lens.frag",
                {**_SAMPLERS, "cover_map": _COVER_UNIT},
                ("COVERED",) * covered,
            )
            for covered in (False, True)
        }
        self._covered: list[bool] = []
        self._cover_step = (1.0, 1.0)
        self._occluder = Program("occluder.vert", "occluder.frag", {})
        self._meshes = MeshStore()
        self._slots: list[Slot] = []
        _set_fixed_state()
        _check_errors()

    def preload(self, meshes: Sequence[MeshPart]) -> None:
        """Upload parts."""
        for part in meshes:
            self._meshes.get(part)

    def submit(
        self, scene: Scene, bounds: AnyArray, factor: float, place: int = 0
    ) -> Submitted | None:
        """Hand a scene to the device, which draws while the caller does something else.

        Parameters
        ----------
        scene : what to draw
        bounds : of its parts, from `picture_bounds`
        factor : samples per pixel along one axis
        place : of the scene among those drawn side by side, from 0

        Returns
        -------
        Submitted or None
            For `finish`, before the next scene in the same place; None if nothing is in view.
        """
        region = region_around(bounds, scene.camera, 0.0)
        if region is None:
            return None
        self._meshes.free_unused()
        region = _whole_samples(region, factor)
        width, height = round(region.width * factor), round(region.height * factor)
        order = _drawing_order(scene)
        placed = [scene.placed[index] for index in order]
        meshes = [self._meshes.get(item.mesh) for item in placed]
        camera = scene.camera.cropped(region.left, region.top, region.width, region.height)
        slot = self._slot(place)
        slot.environment.update(scene.light)
        slot.uniforms.upload(
            frame_rows(camera, scene.light, slot.environment.levels, slot.environment.mean),
            [part_rows(p, has_texture=m.texture > 0) for p, m in zip(placed, meshes, strict=True)],
        )
        slot.targets.bind(width, height)
        _clear()
        self._draw_occluders(scene, slot)
        slot.environment.bind(_ENVIRONMENT_UNIT)
        opaque_count = sum(item.lens is None for item in placed)
        boxes = camera_boxes(scene.placed)
        fading = [fades(item, boxes[index]) for item, index in zip(placed, order, strict=True)]
        self._covered = slot.covers.update(placed, region)
        self._cover_step = (1.0 / width, 1.0 / height)
        self._draw_opaque(placed[:opaque_count], meshes[:opaque_count], fading, slot)
        self._draw_lenses(meshes[opaque_count:], opaque_count, slot)
        GL.glFlush()
        return Submitted(slot, region, factor, blur_of(scene), opaque_count < len(placed))

    def finish(self, submitted: Submitted, layer: Layer) -> None:
        """Wait for what was submitted and add it to a layer, on which there may be shadows."""
        samples = self._read(submitted)
        region = submitted.region
        corner = (region.left - layer.left, region.top - layer.top)
        out = (layer.rgba, layer.transmission)
        resolve(samples, submitted.factor, submitted.blur_sigma, out, corner)

    def _slot(self, place: int) -> Slot:
        while len(self._slots) <= place:
            self._slots.append(Slot(_COVER_UNIT))
        return self._slots[place]

    def _draw_occluders(self, scene: Scene, slot: Slot) -> None:
        vertices, triangles = hiding_mesh(scene)
        if not len(triangles):
            return
        vertices[:, 1:] *= -1.0
        self._occluder.use()
        GL.glDisable(GL.GL_CULL_FACE)
        slot.occluders.upload(vertices, triangles)
        GL.glColorMask(False, False, False, False)
        # Pushed back by a hair: what lies on the skin must not be eaten by it.
        GL.glEnable(GL.GL_POLYGON_OFFSET_FILL)
        GL.glDisable(GL.GL_BLEND)
        _draw(int(triangles.size))
        GL.glDisable(GL.GL_POLYGON_OFFSET_FILL)
        GL.glColorMaski(0, True, True, True, True)
        GL.glColorMaski(1, True, True, True, True)

    def _draw_opaque(
        self,
        placed: Sequence[PlacedMesh],
        meshes: Sequence[DeviceMesh],
        fading: Sequence[bool],
        slot: Slot,
    ) -> None:
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        for index, (item, mesh) in enumerate(zip(placed, meshes, strict=True)):
            is_rough = item.surface.roughness >= _ROUGH and item.surface.metallic == 0.0
            blended = fading[index] or item.surface.opacity < 1.0
            looks = (fading[index], blended, self._covered[index], is_rough, mesh.has_openness)
            self._use(self._opaque.get((mesh.texture > 0, *looks)), index, slot)
            (GL.glEnable if blended else GL.glDisable)(GL.GL_BLEND)
            GL.glActiveTexture(GL.GL_TEXTURE0 + _COLOR_UNIT)
            if mesh.texture:
                GL.glBindTexture(GL.GL_TEXTURE_2D, mesh.texture)
            slot.uniforms.bind_part(index)
            _draw_mesh(mesh)

    def _draw_lenses(self, meshes: Sequence[DeviceMesh], first: int, slot: Slot) -> None:
        if not meshes:
            return
        GL.glColorMaski(2, True, True, True, True)
        # What is behind is multiplied. Reflections replace each other: two lenses cover the
        # same pixel only in profile, where the nearer one's reflection is the one seen.
        GL.glEnable(GL.GL_BLEND)
        GL.glDisablei(GL.GL_BLEND, 2)
        GL.glBlendFunc(GL.GL_ZERO, GL.GL_SRC_COLOR)
        for index, mesh in enumerate(meshes, first):
            self._use(self._lens[self._covered[index]], index, slot)
            slot.uniforms.bind_part(index)
            _draw_mesh(mesh)

    def _use(self, program: Program, index: int, slot: Slot) -> None:
        """Make the program of the part at `index` current, with what covers the part."""
        program.use()
        if self._covered[index]:
            slot.covers.bind(index)
            GL.glUniform2f(program.location("cover_step"), *self._cover_step)

    def _read(self, submitted: Submitted) -> _Samples:
        width = round(submitted.region.width * submitted.factor)
        height = round(submitted.region.height * submitted.factor)
        submitted.slot.targets.bind(width, height)
        samples: list[Image] = []
        for index in range(3):
            if index == 2 and not submitted.has_lenses:
                samples.append(np.zeros((0, 0, 4), np.uint8))
                continue
            pixels = submitted.slot.read_back[index].array((height, width, 4), np.uint8)
            GL.glReadBuffer(GL.GL_COLOR_ATTACHMENT0 + index)
            GL.glReadPixels(0, 0, width, height, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, pixels)
            samples.append(pixels)
        _check_errors()
        return samples[0], samples[1], samples[2]

    def delete(self) -> None:
        """Free everything on the device."""
        for item in (
            self._opaque,
            *self._lens.values(),
            self._occluder,
            self._meshes,
            *self._slots,
        ):
            item.delete()


def _whole_samples(region: Region, factor: float) -> Region:
    """Give the region, grown by a pixel where its sides would end within a sample."""
    if factor == int(factor):
        return region
    odd_width, odd_height = region.width % 2, region.height % 2
    return replace(region, width=region.width + odd_width, height=region.height + odd_height)


def _drawing_order(scene: Scene) -> list[int]:
    """Give the parts' indices: opaque parts first, then lenses from far to near."""
    opaque = [index for index, item in enumerate(scene.placed) if item.lens is None]
    lenses = [index for index, item in enumerate(scene.placed) if item.lens is not None]

    def distance(index: int) -> float:
        item = scene.placed[index]
        middle = item.scale * middle_of(item.mesh)
        return float(item.camera_from_product.apply(middle[None])[0, 2])

    return opaque + sorted(lenses, key=distance, reverse=True)


def _set_fixed_state() -> None:
    GL.glEnable(GL.GL_DEPTH_TEST)
    GL.glDepthFunc(GL.GL_LESS)
    GL.glPolygonOffset(1.0, 1.0)
    GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)


_BLACK = np.zeros(4, np.float32)
_WHITE = np.ones(4, np.float32)
_FAR = np.ones(1, np.float32)


def _clear() -> None:
    """No colour, everything behind stays, nothing near.

    Whole targets, without a scissor: a software device then only marks its tiles.
    """
    GL.glColorMask(True, True, True, True)
    GL.glClearBufferfv(GL.GL_COLOR, 0, _BLACK)
    GL.glClearBufferfv(GL.GL_COLOR, 1, _WHITE)
    GL.glClearBufferfv(GL.GL_COLOR, 2, _BLACK)
    GL.glClearBufferfv(GL.GL_DEPTH, 0, _FAR)
    GL.glColorMaski(2, False, False, False, False)


def _draw(index_count: int) -> None:
    GL.glDrawElements(GL.GL_TRIANGLES, index_count, GL.GL_UNSIGNED_INT, None)


def _draw_mesh(mesh: DeviceMesh) -> None:
    # Half of a closed surface faces away; skipping it halves the time.
    (GL.glEnable if mesh.is_closed else GL.glDisable)(GL.GL_CULL_FACE)
    GL.glBindVertexArray(mesh.vertex_array)
    _draw(mesh.index_count)


def _check_errors() -> None:
    error = int(GL.glGetError())
    if error != GL.GL_NO_ERROR:
        msg = f"GL: expected no error, got {error:#06x}"
        raise RendererError(msg)
