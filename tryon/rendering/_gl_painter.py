"""The passes of one frame: occluders, opaque parts, lenses, then the resolve."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import OpenGL.GL as GL

from tryon.arrays import Image
from tryon.catalog.product import MeshPart
from tryon.errors import RendererError
from tryon.rendering._gl_blocks import UniformBuffer, frame_rows, part_rows
from tryon.rendering._gl_environment import EnvironmentMap
from tryon.rendering._gl_meshes import DeviceMesh, MeshStore, StreamMesh
from tryon.rendering._gl_programs import Program
from tryon.rendering._gl_targets import Target
from tryon.rendering._region import Region
from tryon.rendering.sampling import fine_factor, tap_reach
from tryon.scene import Occluder, PlacedMesh, Scene

_ENVIRONMENT_UNIT = 0
_COLOR_UNIT = 1
_FINE = (GL.GL_SRGB8_ALPHA8, GL.GL_SRGB8_ALPHA8)
_CODED = (GL.GL_RGBA8, GL.GL_RGBA8)


class Painter:
    """Owns everything on the device; needs a current context."""

    def __init__(self) -> None:
        product = {"environment_map": _ENVIRONMENT_UNIT}
        self._opaque = Program("product.vert", "opaque.frag", {**product, "color_map": _COLOR_UNIT})
        self._lens = Program("product.vert", "lens.frag", product)
        self._occluder = Program("occluder.vert", "occluder.frag", {})
        self._resolve = Program(
            "resolve.vert", "resolve.frag", {"fine_color": 0, "fine_transmission": 1}
        )
        self._fine = Target(_FINE, with_depth=True)
        self._coded = Target(_CODED, with_depth=False)
        self._uniforms = UniformBuffer()
        self._meshes = MeshStore()
        self._occluders = StreamMesh((3,))
        self._environment = EnvironmentMap()
        self._empty_vertex_array = int(GL.glGenVertexArrays(1))
        _set_fixed_state()
        _check_errors()

    def preload(self, meshes: Sequence[MeshPart]) -> None:
        """Upload parts."""
        for part in meshes:
            self._meshes.get(part)

    def paint(self, scene: Scene, region: Region) -> tuple[Image, Image]:
        """Draw one region.

        Returns
        -------
        rgba (h, w, 4) and transmission (h, w, 3), coded as `Layer` states
        """
        self._meshes.free_unused()
        placed = _drawing_order(scene)
        meshes = [self._meshes.get(item.mesh) for item in placed]
        factor = fine_factor(scene, region.width, region.height)
        width, height = region.width * factor, region.height * factor
        camera = scene.camera.cropped(region.left, region.top, region.width, region.height)
        self._environment.update(scene.light)
        self._uniforms.upload(
            frame_rows(camera, scene.light, self._environment.levels),
            [part_rows(p, has_texture=m.texture > 0) for p, m in zip(placed, meshes, strict=True)],
        )
        self._fine.bind(width, height)
        _clear()
        self._draw_occluders(scene.occluders)
        self._environment.bind(_ENVIRONMENT_UNIT)
        opaque_count = sum(item.lens is None for item in placed)
        self._draw_opaque(placed[:opaque_count], meshes[:opaque_count])
        self._draw_lenses(meshes[opaque_count:], opaque_count)
        self._draw_resolve(region, factor, scene.light.blur_sigma)
        return self._read(region)

    def _draw_occluders(self, occluders: tuple[Occluder, ...]) -> None:
        if not occluders:
            return
        vertices = np.concatenate([item.vertices for item in occluders])
        vertices[:, 1:] *= -1.0
        offsets = np.cumsum([0] + [len(item.vertices) for item in occluders[:-1]])
        triangles = np.concatenate(
            [item.triangles + offset for item, offset in zip(occluders, offsets, strict=True)]
        ).astype(np.int32)
        self._occluder.use()
        self._occluders.upload(vertices, triangles)
        GL.glColorMask(False, False, False, False)
        # Pushed back by a hair: what lies on the skin must not be eaten by it.
        GL.glEnable(GL.GL_POLYGON_OFFSET_FILL)
        GL.glDisable(GL.GL_BLEND)
        _draw(int(triangles.size))
        GL.glDisable(GL.GL_POLYGON_OFFSET_FILL)
        GL.glColorMask(True, True, True, True)

    def _draw_opaque(self, placed: Sequence[PlacedMesh], meshes: Sequence[DeviceMesh]) -> None:
        self._opaque.use()
        GL.glActiveTexture(GL.GL_TEXTURE0 + _COLOR_UNIT)
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
        for index, (item, mesh) in enumerate(zip(placed, meshes, strict=True)):
            blended = item.fade is not None or item.surface.opacity < 1.0
            (GL.glEnable if blended else GL.glDisable)(GL.GL_BLEND)
            if mesh.texture:
                GL.glBindTexture(GL.GL_TEXTURE_2D, mesh.texture)
            self._uniforms.bind_part(index)
            GL.glBindVertexArray(mesh.vertex_array)
            _draw(mesh.index_count)

    def _draw_lenses(self, meshes: Sequence[DeviceMesh], first: int) -> None:
        if not meshes:
            return
        self._lens.use()
        reflecting = self._lens.location("reflecting")
        GL.glEnable(GL.GL_BLEND)
        for index, mesh in enumerate(meshes):
            self._uniforms.bind_part(first + index)
            GL.glBindVertexArray(mesh.vertex_array)
            # Depth first, so that of a lens with two faces only the outer one is seen.
            GL.glColorMask(False, False, False, False)
            _draw(mesh.index_count)
            GL.glColorMask(True, True, True, True)
            GL.glDepthFunc(GL.GL_EQUAL)
            GL.glUniform1i(reflecting, 0)
            GL.glBlendFunc(GL.GL_ZERO, GL.GL_SRC_COLOR)
            _draw(mesh.index_count)
            GL.glUniform1i(reflecting, 1)
            GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE)
            _draw(mesh.index_count)
            GL.glDepthFunc(GL.GL_LESS)

    def _draw_resolve(self, region: Region, factor: int, blur_sigma: float) -> None:
        self._coded.bind(region.width, region.height)
        GL.glDisable(GL.GL_BLEND)
        GL.glDisable(GL.GL_DEPTH_TEST)
        GL.glDisable(GL.GL_FRAMEBUFFER_SRGB)
        self._resolve.use()
        for unit, texture in enumerate(self._fine.textures):
            GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
            GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
        GL.glUniform2i(self._resolve.location("size"), region.width, region.height)
        GL.glUniform1i(self._resolve.location("factor"), factor)
        GL.glUniform1f(self._resolve.location("reach"), tap_reach(factor, blur_sigma))
        GL.glBindVertexArray(self._empty_vertex_array)
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)
        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glEnable(GL.GL_FRAMEBUFFER_SRGB)

    def _read(self, region: Region) -> tuple[Image, Image]:
        shape = (region.height, region.width, 4)
        rgba, transmission = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
        for index, pixels in enumerate((rgba, transmission)):
            GL.glReadBuffer(GL.GL_COLOR_ATTACHMENT0 + index)
            GL.glReadPixels(
                0, 0, region.width, region.height, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, pixels
            )
        _check_errors()
        return rgba, np.asarray(cv2.cvtColor(transmission, cv2.COLOR_RGBA2RGB), dtype=np.uint8)

    def delete(self) -> None:
        """Free everything on the device."""
        for program in (self._opaque, self._lens, self._occluder, self._resolve):
            program.delete()
        for item in (self._fine, self._coded, self._uniforms, self._meshes, self._occluders):
            item.delete()
        self._environment.delete()
        GL.glDeleteVertexArrays(1, [self._empty_vertex_array])


def _drawing_order(scene: Scene) -> list[PlacedMesh]:
    """Opaque parts first, then lenses from far to near."""
    opaque = [item for item in scene.placed if item.lens is None]
    lenses = [item for item in scene.placed if item.lens is not None]

    def distance(item: PlacedMesh) -> float:
        middle = item.mesh.vertices.mean(axis=0, dtype=np.float64)
        return float(item.camera_from_product.apply(item.scale * middle[None])[0, 2])

    return opaque + sorted(lenses, key=distance, reverse=True)


def _set_fixed_state() -> None:
    GL.glEnable(GL.GL_DEPTH_TEST)
    GL.glEnable(GL.GL_SCISSOR_TEST)
    GL.glEnable(GL.GL_FRAMEBUFFER_SRGB)
    GL.glDepthFunc(GL.GL_LESS)
    GL.glPolygonOffset(1.0, 1.0)
    GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)


_BLACK = np.zeros(4, np.float32)
_WHITE = np.ones(4, np.float32)
_FAR = np.ones(1, np.float32)


def _clear() -> None:
    """No colour, everything behind stays, nothing near."""
    GL.glClearBufferfv(GL.GL_COLOR, 0, _BLACK)
    GL.glClearBufferfv(GL.GL_COLOR, 1, _WHITE)
    GL.glClearBufferfv(GL.GL_DEPTH, 0, _FAR)


def _draw(index_count: int) -> None:
    GL.glDrawElements(GL.GL_TRIANGLES, index_count, GL.GL_UNSIGNED_INT, None)


def _check_errors() -> None:
    error = int(GL.glGetError())
    if error != GL.GL_NO_ERROR:
        msg = f"GL: expected no error, got {error:#06x}"
        raise RendererError(msg)
