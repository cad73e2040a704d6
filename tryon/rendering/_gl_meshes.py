"""Product meshes on the device, uploaded once; occluders, streamed every frame."""

from __future__ import annotations

import ctypes
import weakref
from dataclasses import dataclass

import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image, IndexArray
from tryon.catalog.product import MeshPart
from tryon.rendering._gl_api import GL
from tryon.rendering.transfer import transfer_tables

_FLOAT_BYTES = 4
_PRODUCT_LAYOUT = (3, 3, 2)
_OPEN_LAYOUT = (3, 3, 2, 1)


@dataclass(slots=True)
class DeviceMesh:
    """One part on the device."""

    vertex_array: int
    buffers: tuple[int, int]
    index_count: int
    texture: int
    is_closed: bool
    has_openness: bool


class MeshStore:
    """Uploads each mesh part once and frees it when nobody refers to the part any more."""

    def __init__(self) -> None:
        self._meshes: dict[int, DeviceMesh] = {}
        self._finished: list[int] = []

    def get(self, part: MeshPart) -> DeviceMesh:
        """Give the part's device mesh, uploading it the first time."""
        # A part owns its vertices and, unlike the part, they can be watched weakly.
        key = id(part.vertices)
        mesh = self._meshes.get(key)
        if mesh is None:
            mesh = _upload(part)
            self._meshes[key] = mesh
            # Only noted here: the collector may run on a thread without the context.
            weakref.finalize(part.vertices, self._finished.append, key).atexit = False
        return mesh

    def free_unused(self) -> None:
        """Free the meshes whose parts are gone; call at the start of a frame."""
        while self._finished:
            mesh = self._meshes.pop(self._finished.pop(), None)
            if mesh is not None:
                _free(mesh)

    def delete(self) -> None:
        """Free everything."""
        for mesh in self._meshes.values():
            _free(mesh)
        self._meshes.clear()


def _free(mesh: DeviceMesh) -> None:
    GL.glDeleteVertexArrays(1, [mesh.vertex_array])
    GL.glDeleteBuffers(2, list(mesh.buffers))
    if mesh.texture:
        GL.glDeleteTextures(1, [mesh.texture])


def _upload(part: MeshPart) -> DeviceMesh:
    count = len(part.vertices)
    uvs = part.uvs if part.uvs is not None else np.zeros((count, 2), np.float32)
    columns = [part.vertices, part.normals, uvs]
    if part.openness is not None:
        columns.append(part.openness[:, None])
    data = np.ascontiguousarray(np.hstack(columns), np.float32)
    indices = np.ascontiguousarray(part.triangles, np.uint32)
    vertex_array, buffers = make_vertex_array(
        _PRODUCT_LAYOUT if part.openness is None else _OPEN_LAYOUT
    )
    GL.glBufferData(GL.GL_ARRAY_BUFFER, data.nbytes, data, GL.GL_STATIC_DRAW)
    GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, indices.nbytes, indices, GL.GL_STATIC_DRAW)
    texture = 0
    if part.texture is not None and part.uvs is not None:
        texture = make_texture(part.texture)
    has_openness = part.openness is not None
    return DeviceMesh(
        vertex_array, buffers, int(indices.size), texture, is_closed(part), has_openness
    )


def is_closed(part: MeshPart) -> bool:
    """Tell whether the part bounds a body and its triangles turn outwards.

    Vertices split for hard creases are joined by position; every edge must then be used
    once in each direction, and the enclosed volume be positive.
    """
    _, joined = np.unique(part.vertices, axis=0, return_inverse=True)
    triangles = joined.ravel()[part.triangles].astype(np.int64)
    count = len(part.vertices)
    starts, ends = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    proper = starts != ends
    forward = np.sort(starts[proper] * count + ends[proper])
    backward = np.sort(ends[proper] * count + starts[proper])
    if not np.array_equal(forward, backward):
        return False
    corners = part.vertices[part.triangles].astype(np.float64)
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()
    return bool(volume > 0.0)


def make_vertex_array(layout: tuple[int, ...]) -> tuple[int, tuple[int, int]]:
    """Make and bind a vertex array of interleaved floats with empty buffers.

    Parameters
    ----------
    layout : floats of each attribute, in the order of their locations

    Returns
    -------
    (vertex array, (vertex buffer, index buffer))
    """
    vertex_array = int(GL.glGenVertexArrays(1))
    GL.glBindVertexArray(vertex_array)
    vertex_buffer, index_buffer = int(GL.glGenBuffers(1)), int(GL.glGenBuffers(1))
    GL.glBindBuffer(GL.GL_ARRAY_BUFFER, vertex_buffer)
    GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, index_buffer)
    stride = sum(layout) * _FLOAT_BYTES
    offset = 0
    for location, floats in enumerate(layout):
        GL.glEnableVertexAttribArray(location)
        GL.glVertexAttribPointer(
            location, floats, GL.GL_FLOAT, GL.GL_FALSE, stride, ctypes.c_void_p(offset)
        )
        offset += floats * _FLOAT_BYTES
    return vertex_array, (vertex_buffer, index_buffer)


def make_texture(image: Image) -> int:
    """Upload an sRGB picture (H, W, 3) with mipmaps; sampling gives the square root of light.

    Roots in four bytes are what a software device reads fastest: decoding sRGB for every texel
    costs it as much as the rest of the shading.
    """
    texture = int(GL.glGenTextures(1))
    GL.glActiveTexture(GL.GL_TEXTURE1)
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    height, width = image.shape[:2]
    decode, _ = transfer_tables()
    roots = np.rint(255.0 * np.sqrt(decode)).astype(np.uint8)
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = roots[image[..., :3]]
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, width, height, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, pixels
    )
    GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
    # The nearest mip level costs a third less than blending two, unseen at these sizes.
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR_MIPMAP_NEAREST)
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR)
    return texture


class StreamMesh:
    """Vertices and triangles that change every frame, in buffers that only grow."""

    def __init__(self, layout: tuple[int, ...]) -> None:
        self._vertex_array, self._buffers = make_vertex_array(layout)
        self._sizes = [0, 0]

    def upload(self, vertices: Float32Array, triangles: IndexArray) -> None:
        """Replace the content and leave the vertex array bound."""
        GL.glBindVertexArray(self._vertex_array)
        self._fill(0, GL.GL_ARRAY_BUFFER, vertices)
        self._fill(1, GL.GL_ELEMENT_ARRAY_BUFFER, triangles)

    def bind(self) -> None:
        """Make the vertex array current."""
        GL.glBindVertexArray(self._vertex_array)

    def _fill(self, slot: int, kind: int, data: AnyArray) -> None:
        GL.glBindBuffer(kind, self._buffers[slot])
        if data.nbytes > self._sizes[slot]:
            self._sizes[slot] = data.nbytes
            GL.glBufferData(kind, data.nbytes, data, GL.GL_STREAM_DRAW)
        else:
            GL.glBufferSubData(kind, 0, data.nbytes, data)

    def delete(self) -> None:
        """Free the buffers."""
        GL.glDeleteVertexArrays(1, [self._vertex_array])
        GL.glDeleteBuffers(2, list(self._buffers))
