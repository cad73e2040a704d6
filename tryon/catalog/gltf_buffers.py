"""Containers, buffers and accessors of glTF 2.0 (Khronos specification, sections 3.6 and 4)."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from pathlib import Path
from urllib.parse import unquote

import numpy as np

from tryon.arrays import AnyArray
from tryon.catalog.gltf_json import JsonNode
from tryon.catalog.mesh_scene import MAX_FILE_BYTES, MAX_VERTICES, MeshFileError

_GLB_MAGIC = b"glTF"
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942
_DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_MAX_ELEMENTS = 3 * MAX_VERTICES


class GltfFile:
    """The JSON of a file and its bytes, every range checked before it is read.

    Parameters
    ----------
    path : a .glb or .gltf file; external files are read only from below its folder

    Raises
    ------
    MeshFileError
        `unreadable` if the container is broken; reads raise it for a broken range.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent.resolve()
        data = read_limited(path)
        text, self._binary = _split_container(data)
        try:
            value: object = json.loads(text.decode("utf-8-sig").rstrip("\0"))
        except (ValueError, RecursionError) as error:
            raise MeshFileError("unreadable", f"the JSON cannot be read: {error}") from error
        self.root = JsonNode(value, "gltf")
        version = self.root.child("asset").text("version")
        if not version.startswith("2."):
            msg = f'gltf.asset.version: expected "2.0", got "{version}"'
            raise MeshFileError("unreadable", msg)
        self._buffers: dict[int, bytes] = {}

    def view(self, index: int) -> bytes:
        """Give the bytes of a buffer view."""
        view = self.root.entry("bufferViews", index)
        buffer = self._buffer(view.whole("buffer"))
        start, length = view.whole("byteOffset", 0), view.whole("byteLength")
        if start + length > len(buffer):
            msg = f"{view.path}: expected bytes up to {start + length}, got {len(buffer)}"
            raise MeshFileError("unreadable", msg)
        return buffer[start : start + length]

    def uri(self, uri: str) -> bytes:
        """Give the bytes of a data URI or of a file below the folder.

        Raises
        ------
        MeshFileError
            If the URI leads out of the folder, to a network, or to no file.
        """
        if uri.startswith("data:"):
            _, comma, payload = uri.partition(",")
            try:
                return base64.b64decode(unquote(payload), validate=True) if comma else b""
            except (binascii.Error, ValueError) as error:
                raise MeshFileError("unreadable", f"a data URI cannot be read: {error}") from error
        return read_limited(inside(self._folder, unquote(uri)))

    def accessor(self, index: int, components: tuple[int, ...]) -> AnyArray:
        """Give an accessor's values, (count, components), in the file's own number type.

        Parameters
        ----------
        components : accepted numbers of components, e.g. (3,), or (3, 4) for colours

        Notes
        -----
        Normalised integers become float32 in [-1, 1], as section 3.6.2.2 defines.
        """
        accessor = self.root.entry("accessors", index)
        width = _COMPONENTS.get(accessor.text("type"), 0)
        count = accessor.whole("count")
        if width not in components or count > _MAX_ELEMENTS:
            msg = f"{accessor.path}: expected {components} components, at most {_MAX_ELEMENTS} rows"
            raise MeshFileError("unreadable", msg)
        dtype = _dtype(accessor)
        if accessor.has("bufferView"):
            values = self._strided(accessor, dtype, (count, width))
        else:
            values = np.zeros((count, width), dtype)
        if accessor.has("sparse"):
            self._apply_sparse(accessor.child("sparse"), values)
        if accessor.has("normalized") and dtype.kind in "iu":
            limit = np.float32(np.iinfo(dtype).max)
            return np.maximum(values.astype(np.float32) / limit, np.float32(-1.0))
        return values

    def _strided(self, accessor: JsonNode, dtype: np.dtype, shape: tuple[int, int]) -> AnyArray:
        view_index = accessor.whole("bufferView")
        data = self.view(view_index)
        item = dtype.itemsize * shape[1]
        view = self.root.entry("bufferViews", view_index)
        stride = view.whole("byteStride", 0) or item
        offset = accessor.whole("byteOffset", 0)
        needed = offset + stride * (shape[0] - 1) + item if shape[0] else 0
        if needed > len(data) or stride < item:
            msg = f"{accessor.path}: expected {needed} bytes in its view, got {len(data)}"
            raise MeshFileError("unreadable", msg)
        if not shape[0]:
            return np.zeros(shape, dtype)
        strides = (stride, dtype.itemsize)
        return np.ndarray(shape, dtype, data, offset, strides).copy()

    def _apply_sparse(self, sparse: JsonNode, values: AnyArray) -> None:
        count = sparse.whole("count")
        if count > len(values):
            msg = f"{sparse.path}.count: expected at most {len(values)}, got {count}"
            raise MeshFileError("unreadable", msg)
        indices, replaced = sparse.child("indices"), sparse.child("values")
        rows = self._strided(indices, _dtype(indices), (count, 1))[:, 0].astype(np.int64)
        if count and rows.max() >= len(values):
            msg = f"{indices.path}: expected rows below {len(values)}"
            raise MeshFileError("unreadable", msg)
        values[rows] = self._strided(replaced, values.dtype, (count, values.shape[1]))

    def _buffer(self, index: int) -> bytes:
        if index not in self._buffers:
            buffer = self.root.entry("buffers", index)
            if buffer.has("uri"):
                data = self.uri(buffer.text("uri"))
            elif index == 0 and self._binary is not None:
                data = self._binary
            else:
                raise MeshFileError(
                    "unreadable", f"{buffer.path}: has neither uri nor binary chunk"
                )
            if len(data) < buffer.whole("byteLength"):
                msg = f"{buffer.path}: expected {buffer.whole('byteLength')} bytes, got {len(data)}"
                raise MeshFileError("unreadable", msg)
            self._buffers[index] = data
        return self._buffers[index]


def read_limited(path: Path) -> bytes:
    """Read a regular file of at most `MAX_FILE_BYTES`.

    Raises
    ------
    MeshFileError
        If the file is missing, too large, or cannot be read.
    """
    try:
        # A device or pipe has no end; a directory no content.
        if not path.is_file():
            raise MeshFileError("unreadable", f"there is no file {path.name}")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            msg = f"{path.name}: expected at most {MAX_FILE_BYTES} bytes, got {size}"
            raise MeshFileError("unreadable", msg)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise MeshFileError("unreadable", f"a file cannot be read: {error}") from error


def inside(folder: Path, name: str) -> Path:
    """Give the path of a file below a folder.

    Raises
    ------
    MeshFileError
        If the name leads elsewhere: a scheme, an absolute path, `..`, a link.
    """
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise MeshFileError("unreadable", f"a file name cannot be used: {error}") from error
    if "://" in name or not path.is_relative_to(folder.resolve()):
        msg = f'expected a file in the same folder, got "{name[:80]}"'
        raise MeshFileError("unreadable", msg)
    return path


def _split_container(data: bytes) -> tuple[bytes, bytes | None]:
    """Give the JSON and, for a .glb, the binary chunk."""
    if data[:4] != _GLB_MAGIC:
        return data, None
    if len(data) < 20:
        raise MeshFileError("unreadable", "the file ends within its header")
    version, length = struct.unpack_from("<II", data, 4)
    if version != 2:
        raise MeshFileError("unreadable", f"expected GLB version 2, got {version}")
    if length > len(data):
        msg = f"the file is cut off: its header says {length} bytes, there are {len(data)}"
        raise MeshFileError("unreadable", msg)
    chunks: dict[int, bytes] = {}
    position = 12
    while position + 8 <= length:
        size, kind = struct.unpack_from("<II", data, position)
        position += 8
        if position + size > length:
            raise MeshFileError("unreadable", "the file is cut off within a chunk")
        chunks.setdefault(kind, data[position : position + size])
        position += size + (-size % 4)
    if _JSON_CHUNK not in chunks:
        raise MeshFileError("unreadable", "the file has no JSON chunk")
    return chunks[_JSON_CHUNK], chunks.get(_BINARY_CHUNK)


def _dtype(accessor: JsonNode) -> np.dtype:
    code = accessor.whole("componentType")
    if code not in _DTYPES:
        msg = f"{accessor.path}.componentType: expected a glTF number type, got {code}"
        raise MeshFileError("unreadable", msg)
    return np.dtype(_DTYPES[code])
