"""The uniform blocks of the shaders: one buffer, written once per frame."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2, Float32Array
from tryon.geometry.axes import OPENGL_FROM_CAMERA, opengl_projection
from tryon.geometry.camera import CameraIntrinsics
from tryon.rendering._gl_api import GL
from tryon.rendering._region import FAR_M, NEAR_M, flex_of, height_range
from tryon.scene import Light, PlacedMesh

_FRAME_ROWS = 10
_PART_ROWS = 13
_ROW_BYTES = 16
_OPENGL_SIGNS = np.diag(OPENGL_FROM_CAMERA.rotation)

_UNSEEN_ROOM = 0.8
"""Brightness of the room behind the camera, as a share of the room in the picture."""


def frame_rows(
    camera: CameraIntrinsics, light: Light, mip_levels: int, even_light: Float32Array
) -> Float32Array:
    """Give the `Frame` block, (10, 4), column-major matrices first."""
    rows = np.zeros((_FRAME_ROWS, 4), np.float32)
    rows[0:4] = opengl_projection(camera, NEAR_M, FAR_M).T
    rows[4:8, :3] = light.sh
    rows[8, :2] = (float(mip_levels - 1), _UNSEEN_ROOM)
    rows[9, :3] = even_light
    return rows


def part_rows(placed: PlacedMesh, *, has_texture: bool) -> Float32Array:
    """Give one `Part` block, (13, 4)."""
    rows = np.zeros((_PART_ROWS, 4), np.float32)
    camera_from_product = placed.camera_from_product
    # OpenGL's camera looks the other way along z, with y up.
    rows[0:3, 0:3] = camera_from_product.rotation.T * (placed.scale * _OPENGL_SIGNS)
    rows[3, 0:3] = camera_from_product.translation * _OPENGL_SIGNS
    rows[3, 3] = 1.0
    rows[4] = flex_of(placed)
    if placed.fade is not None and placed.subject_from_camera is not None:
        rows[5] = _depth_row(placed.subject_from_camera.matrix)
        rows[6, :3] = (placed.fade.start_z, placed.fade.end_z, 1.0)
    surface = placed.surface
    rows[7] = (*surface.base_color, surface.opacity)
    rows[8, :3] = (surface.metallic, surface.roughness, float(has_texture))
    if placed.lens is not None:
        bottom, top = height_range(placed.mesh)
        rows[9] = (*placed.lens.tint_top, top)
        rows[10] = (*placed.lens.tint_bottom, bottom)
        rows[11, :3] = placed.lens.mirror
        rows[11, 3] = _coated_share(max(placed.lens.mirror))
    return rows


def _coated_share(mirror: float) -> float:
    """Give how much of even light a lens does not show: most if coated, none if a mirror."""
    return 0.6 * float(np.clip((0.2 - mirror) / 0.15, 0.0, 1.0))


def _depth_row(subject_from_camera: Array2) -> Array2:
    """Give the row (4,) that turns an OpenGL eye point into the subject's z."""
    row = subject_from_camera[2].copy()
    row[1:3] *= -1.0
    return row


class UniformBuffer:
    """One buffer of aligned blocks: the frame's, then one per part."""

    def __init__(self) -> None:
        self._buffer = int(GL.glGenBuffers(1))
        self._size = 0
        alignment = int(GL.glGetIntegerv(GL.GL_UNIFORM_BUFFER_OFFSET_ALIGNMENT))
        self._stride = -(-_PART_ROWS * _ROW_BYTES // alignment) * alignment

    def upload(self, frame: Float32Array, parts: list[Float32Array]) -> None:
        """Write all blocks and bind the frame's."""
        data = np.zeros((len(parts) + 1, self._stride // 4), np.float32)
        data[0, : frame.size] = frame.ravel()
        for index, rows in enumerate(parts):
            data[index + 1, : rows.size] = rows.ravel()
        GL.glBindBuffer(GL.GL_UNIFORM_BUFFER, self._buffer)
        self._size = max(self._size, data.nbytes)
        # A fresh store each frame: the device may still read the last one.
        GL.glBufferData(GL.GL_UNIFORM_BUFFER, self._size, None, GL.GL_STREAM_DRAW)
        GL.glBufferSubData(GL.GL_UNIFORM_BUFFER, 0, data.nbytes, data)
        GL.glBindBufferRange(GL.GL_UNIFORM_BUFFER, 0, self._buffer, 0, _FRAME_ROWS * _ROW_BYTES)

    def bind_part(self, index: int) -> None:
        """Make the block of the part at `index` current."""
        GL.glBindBufferRange(
            GL.GL_UNIFORM_BUFFER,
            1,
            self._buffer,
            (index + 1) * self._stride,
            _PART_ROWS * _ROW_BYTES,
        )

    def delete(self) -> None:
        """Free the buffer."""
        GL.glDeleteBuffers(1, [self._buffer])
