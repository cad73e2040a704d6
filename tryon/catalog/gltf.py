"""Reads glTF 2.0 into a `MeshScene`: nodes, primitives, materials, Draco."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import DracoPy
import numpy as np

from tryon.arrays import AnyArray, Array2, Float32Array
from tryon.catalog.gltf_buffers import GltfFile
from tryon.catalog.gltf_json import JsonNode
from tryon.catalog.gltf_materials import MaterialReader
from tryon.catalog.mesh_scene import (
    MAX_TRIANGLES,
    MAX_VERTICES,
    MeshFault,
    MeshFileError,
    MeshScene,
    ScenePart,
    checked_scene,
)

_DRACO = "KHR_draco_mesh_compression"
_HANDLED = {
    _DRACO,
    "KHR_mesh_quantization",
    "KHR_texture_transform",
    "KHR_materials_transmission",
    "EXT_texture_webp",
}
# These refine a look that the plain material already gives; leaving them out needs no report.
_IGNORED = {
    "KHR_materials_ior",
    "KHR_materials_volume",
    "KHR_materials_specular",
    "KHR_materials_unlit",
    "KHR_materials_emissive_strength",
    "KHR_materials_variants",
    "KHR_lights_punctual",
    "KHR_xmp_json_ld",
}
_TRIANGLES, _STRIP, _FAN = 4, 5, 6
_MAX_NODES = 20_000


def read_gltf(path: Path) -> MeshScene:
    """Read a .glb or .gltf file.

    Raises
    ------
    MeshFileError
        `unreadable`, `draco_undecodable`, `unsupported_extension`, `no_geometry` or
        `too_many_triangles`.
    """
    return _GltfReader(GltfFile(path)).read()


class _GltfReader:
    def __init__(self, file: GltfFile) -> None:
        self._file = file
        self._root = file.root
        self._faults: list[MeshFault] = []
        self._materials = MaterialReader(file, self._faults)
        self._parts: list[ScenePart] = []
        self._left_out: set[str] = set()

    def read(self) -> MeshScene:
        self._check_extensions()
        for node, matrix in self._walk():
            if node.has("mesh"):
                self._read_mesh(node, matrix)
        return checked_scene(self._parts, self._faults, ", ".join(sorted(self._left_out)))

    def _check_extensions(self) -> None:
        required = {str(name) for name in self._root.items("extensionsRequired")}
        used = {str(name) for name in self._root.items("extensionsUsed")}
        if missing := sorted(required - _HANDLED - _IGNORED):
            msg = f"the file cannot be read without {', '.join(missing)}"
            raise MeshFileError("unsupported_extension", msg)
        self._faults += [
            MeshFault("unsupported_extension", f"the extension {name} is left out")
            for name in sorted(used - _HANDLED - _IGNORED)
        ]

    def _walk(self) -> Iterator[tuple[JsonNode, Array2]]:
        """Give every node of the scene with its (4, 4) matrix; each node once."""
        nodes = self._root.items("nodes")
        if len(nodes) > _MAX_NODES:
            raise MeshFileError("unreadable", f"expected at most {_MAX_NODES} nodes")
        seen: set[int] = set()
        waiting = [(index, np.eye(4)) for index in reversed(self._scene_roots(len(nodes)))]
        while waiting:
            index, parent = waiting.pop()
            if index in seen:
                msg = f"gltf.nodes[{index}] is its own ancestor or has two parents"
                raise MeshFileError("unreadable", msg)
            seen.add(index)
            node = self._root.entry("nodes", index)
            with np.errstate(over="ignore", invalid="ignore"):
                matrix = parent @ _local_matrix(node)
            if not np.isfinite(matrix).all() or np.abs(matrix).max() > 1e9:
                raise MeshFileError("unreadable", f"{node.path} has no finite transform")
            waiting += [(child, matrix) for child in reversed(node.wholes("children"))]
            yield node, matrix

    def _scene_roots(self, node_count: int) -> list[int]:
        if self._root.items("scenes"):
            return self._root.entry("scenes", self._root.whole("scene", 0)).wholes("nodes")
        children = {
            child for node in self._root.children("nodes") for child in node.wholes("children")
        }
        return [index for index in range(node_count) if index not in children]

    def _read_mesh(self, node: JsonNode, matrix: Array2) -> None:
        mesh = self._root.entry("meshes", node.whole("mesh"))
        if node.has("skin"):
            self._faults.append(MeshFault("skinned", f"{node.path}: the skin is left out"))
        for primitive in mesh.children("primitives"):
            mode = primitive.whole("mode", _TRIANGLES)
            if mode not in (_TRIANGLES, _STRIP, _FAN):
                self._left_out.add("points and lines are left out")
                continue
            name = node.text("name") or mesh.text("name")
            part = self._read_primitive(primitive, name, mode, matrix)
            if part is not None:
                self._parts.append(part)
                self._check_amount()

    def _check_amount(self) -> None:
        # A small file can name one mesh from thousands of nodes.
        triangles = sum(len(part.triangles) for part in self._parts)
        if triangles > MAX_TRIANGLES or sum(len(p.vertices) for p in self._parts) > MAX_VERTICES:
            msg = f"expected at most {MAX_TRIANGLES} triangles, got more"
            raise MeshFileError("too_many_triangles", msg)

    def _read_primitive(
        self, primitive: JsonNode, name: str, mode: int, matrix: Array2
    ) -> ScenePart | None:
        attributes = primitive.child("attributes")
        if not attributes.has("POSITION"):
            self._left_out.add("parts without positions are left out")
            return None
        material = self._materials.of(primitive)
        if primitive.child("extensions").has(_DRACO):
            buffers, corners = self._draco(primitive)
        else:
            buffers = self._attributes(attributes, material.uv_set)
            corners = self._corners(primitive, len(buffers["POSITION"]))
        positions = _finite(np.asarray(buffers["POSITION"], dtype=np.float64), name)
        linear = matrix[:3, :3]
        triangles = _triangles(corners, mode)
        if np.linalg.det(linear) < 0.0:  # A mirroring node turns its triangles inside out.
            triangles = triangles[:, ::-1]
        uvs = buffers.get("TEXCOORD")
        return ScenePart(
            name=name or material.surface.name,
            material=material.tinted(buffers.get("COLOR_0")),
            vertices=(positions @ linear.T + matrix[:3, 3]).astype(np.float32),
            triangles=np.ascontiguousarray(triangles, dtype=np.int32),
            normals=_turned_normals(buffers.get("NORMAL"), linear),
            uvs=None if uvs is None else material.transformed(uvs),
            node_scale=np.linalg.norm(linear, axis=0),
        )

    def _attributes(self, attributes: JsonNode, uv_set: int) -> dict[str, AnyArray]:
        wanted = {
            "POSITION": ("POSITION", (3,)),
            "NORMAL": ("NORMAL", (3,)),
            "TEXCOORD": (f"TEXCOORD_{uv_set}", (2,)),
            "COLOR_0": ("COLOR_0", (3, 4)),
        }
        buffers = {
            key: self._file.accessor(attributes.whole(name), components)
            for key, (name, components) in wanted.items()
            if attributes.has(name)
        }
        _check_rows(buffers, attributes.path)
        return buffers

    def _corners(self, primitive: JsonNode, vertex_count: int) -> AnyArray:
        if not primitive.has("indices"):
            return np.arange(vertex_count)
        corners = self._file.accessor(primitive.whole("indices"), (1,))[:, 0]
        if corners.dtype.kind == "f":
            raise MeshFileError("unreadable", f"{primitive.path}.indices: expected whole numbers")
        return corners.astype(np.int64)

    def _draco(self, primitive: JsonNode) -> tuple[dict[str, AnyArray], AnyArray]:
        extension = primitive.child("extensions").child(_DRACO)
        data = self._file.view(extension.whole("bufferView"))
        try:
            mesh = DracoPy.decode(data)
        except Exception as error:
            msg = f"{primitive.path}: the Draco data cannot be decoded: {error}"
            raise MeshFileError("draco_undecodable", msg) from error
        ids = extension.child("attributes")
        names = {"POSITION": "POSITION", "NORMAL": "NORMAL", "TEXCOORD": "TEXCOORD_0"}
        buffers: dict[str, AnyArray] = {}
        for key, name in names.items():
            if ids.has(name):
                attribute = mesh.get_attribute_by_unique_id(ids.whole(name))
                if attribute is not None:
                    buffers[key] = np.asarray(attribute["data"], dtype=np.float32)
        faces = np.asarray(getattr(mesh, "faces", ()), dtype=np.int64)
        position = buffers.get("POSITION")
        if position is None or position.ndim != 2 or not len(position) or not faces.size:
            raise MeshFileError("draco_undecodable", f"{primitive.path}: the Draco data is empty")
        _check_rows(buffers, primitive.path)
        return buffers, faces.reshape(-1)


def _finite(positions: Array2, name: str) -> Array2:
    # Below 1e12, no matrix that `_walk` lets through takes them out of float32.
    if not np.isfinite(positions).all() or np.abs(positions).max(initial=0.0) > 1e12:
        msg = f'part "{name}" has a coordinate that is not a finite number'
        raise MeshFileError("unreadable", msg)
    return positions


def _check_rows(buffers: dict[str, AnyArray], path: str) -> None:
    counts = {len(values) for values in buffers.values()}
    if len(counts) > 1:
        raise MeshFileError("unreadable", f"{path}: expected equal row counts, got {counts}")


def _local_matrix(node: JsonNode) -> Array2:
    if node.has("matrix"):
        return np.array(node.numbers("matrix", (0.0,) * 16)).reshape(4, 4).T
    x, y, z, w = node.numbers("rotation", (0.0, 0.0, 0.0, 1.0))
    length = float(np.sqrt(x * x + y * y + z * z + w * w))
    if length < 1e-12:
        raise MeshFileError("unreadable", f"{node.path}.rotation: expected a unit quaternion")
    x, y, z, w = x / length, y / length, z / length, w / length
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = rotation * np.array(node.numbers("scale", (1.0, 1.0, 1.0)))
    matrix[:3, 3] = node.numbers("translation", (0.0, 0.0, 0.0))
    return matrix


def _triangles(corners: AnyArray, mode: int) -> AnyArray:
    """Give (M, 3) corners; strips and fans are unrolled (section 3.7.2.1)."""
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    if len(corners) < 3:
        return np.zeros((0, 3), np.int64)
    if mode == _FAN:
        first = np.full(len(corners) - 2, corners[0])
        return np.column_stack([corners[1:-1], corners[2:], first])
    triangles = np.column_stack([corners[:-2], corners[1:-1], corners[2:]])
    triangles[1::2] = triangles[1::2][:, [0, 2, 1]]
    return triangles


def _turned_normals(normals: AnyArray | None, linear: Array2) -> Float32Array | None:
    """Turn normals by the inverse transpose; None if any is missing or not finite."""
    if normals is None or abs(np.linalg.det(linear)) < 1e-30:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        turned = np.asarray(normals, dtype=np.float64) @ np.linalg.inv(linear)
        lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 1e-30).all():
        return None
    return (turned / lengths).astype(np.float32)
