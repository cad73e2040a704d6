"""Solids to a binary glTF 2.0 file: metres, creased normals, one node per part."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assets.build.solids import Floats, Solid

_CREASE_COSINE = float(np.cos(np.radians(38.0)))
_ARRAY_BUFFER, _ELEMENT_ARRAY_BUFFER = 34962, 34963


@dataclass(frozen=True, slots=True)
class Material:
    """Metallic-roughness material; `color` is linear RGBA in [0, 1]."""

    color: tuple[float, float, float, float]
    metallic: float
    roughness: float
    has_pattern: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One node of the product: its name, its material's name and its surface (mm)."""

    name: str
    material: str
    solid: Solid


def creased(solid: Solid) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Vertices, unit normals, texture coordinates and faces, split where the surface creases.

    A corner's normal is the mean of the neighbouring faces within 38 degrees of its own face,
    weighted by area, so that large faces stay flat beside their fillets.
    """
    _, weld = np.unique(np.round(solid.vertices * 1e4), axis=0, return_inverse=True)
    weld = weld.reshape(-1)
    corners = solid.vertices[solid.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(cross, axis=1, keepdims=True)
    unit = cross / np.maximum(length, 1e-12)
    owner = weld[solid.faces].ravel()
    order = np.argsort(owner, kind="stable")
    bounds = np.flatnonzero(np.diff(owner[order], prepend=-1, append=owner.max() + 1))
    normals = np.empty((owner.size, 3))
    for start, stop in pairwise(bounds):
        spot = order[start:stop]
        face = spot // 3
        near = unit[face] @ unit[face].T >= _CREASE_COSINE
        normals[spot] = near.astype(np.float64) @ cross[face]
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    flat = solid.faces.ravel()
    key = np.column_stack([owner, np.round(normals * 1e3), np.round(solid.uv[flat] * 1e5)])
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return (
        solid.vertices[flat[first]],
        normals[first],
        solid.uv[flat[first]],
        inverse.reshape(-1, 3),
    )


class _Buffer:
    """Binary chunk with its views and accessors."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, int]] = []
        self.accessors: list[dict[str, object]] = []

    def view(self, payload: bytes, target: int | None) -> int:
        """Append bytes and return the index of their view."""
        entry = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(payload)}
        if target is not None:
            entry["target"] = target
        self.views.append(entry)
        self.data += payload + b"\0" * (-len(payload) % 4)
        return len(self.views) - 1

    def floats(self, values: Floats, kind: str, *, has_bounds: bool = False) -> int:
        """Append float32 rows and return the index of their accessor."""
        rows = np.ascontiguousarray(values, dtype="<f4")
        entry: dict[str, object] = {
            "bufferView": self.view(rows.tobytes(), _ARRAY_BUFFER),
            "componentType": 5126,
            "count": len(rows),
            "type": kind,
        }
        if has_bounds:
            entry["min"] = [float(value) for value in rows.min(axis=0)]
            entry["max"] = [float(value) for value in rows.max(axis=0)]
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def indices(self, faces: NDArray[np.int64]) -> int:
        """Append triangle corners and return the index of their accessor."""
        is_small = int(faces.max()) < 65535
        values = np.ascontiguousarray(faces.ravel(), dtype="<u2" if is_small else "<u4")
        self.accessors.append(
            {
                "bufferView": self.view(values.tobytes(), _ELEMENT_ARRAY_BUFFER),
                "componentType": 5123 if is_small else 5125,
                "count": values.size,
                "type": "SCALAR",
            }
        )
        return len(self.accessors) - 1


def _material(name: str, material: Material) -> dict[str, object]:
    """Material as glTF JSON."""
    surface: dict[str, object] = {
        "baseColorFactor": [round(value, 5) for value in material.color],
        "metallicFactor": material.metallic,
        "roughnessFactor": material.roughness,
    }
    if material.has_pattern:
        surface["baseColorTexture"] = {"index": 0}
    entry: dict[str, object] = {"name": name, "pbrMetallicRoughness": surface}
    if material.color[3] < 1.0:
        entry["alphaMode"] = "BLEND"
    return entry


def glb_bytes(
    name: str, parts: Sequence[Part], materials: Mapping[str, Material], pattern: bytes | None
) -> bytes:
    """Binary glTF of the parts.

    Parameters
    ----------
    materials
        Look of every material that the parts name.
    pattern
        PNG of the materials that have one.
    """
    buffer = _Buffer()
    used = sorted({part.material for part in parts})
    meshes: list[dict[str, object]] = []
    for part in parts:
        vertices, normals, uv, faces = creased(part.solid)
        attributes = {
            "POSITION": buffer.floats(vertices / 1e3, "VEC3", has_bounds=True),
            "NORMAL": buffer.floats(normals, "VEC3"),
        }
        if materials[part.material].has_pattern or part.material == "lens":
            attributes["TEXCOORD_0"] = buffer.floats(uv, "VEC2")
        primitive = {
            "attributes": attributes,
            "indices": buffer.indices(faces),
            "material": used.index(part.material),
        }
        meshes.append({"name": part.name, "primitives": [primitive]})
    document: dict[str, object] = {
        "asset": {"version": "2.0", "generator": "assets.build"},
        "scene": 0,
        "scenes": [{"name": name, "nodes": list(range(len(parts)))}],
        "nodes": [{"name": part.name, "mesh": i} for i, part in enumerate(parts)],
        "meshes": meshes,
        "materials": [_material(key, materials[key]) for key in used],
    }
    if pattern is not None:
        document["images"] = [{"bufferView": buffer.view(pattern, None), "mimeType": "image/png"}]
        document["samplers"] = [
            {"magFilter": 9729, "minFilter": 9985, "wrapS": 10497, "wrapT": 10497}
        ]
        document["textures"] = [{"source": 0, "sampler": 0}]
    document["accessors"] = buffer.accessors
    document["bufferViews"] = buffer.views
    document["buffers"] = [{"byteLength": len(buffer.data)}]
    return _container(document, bytes(buffer.data))


def _container(document: Mapping[str, object], binary: bytes) -> bytes:
    """Binary glTF of a JSON document and its buffer."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    total = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<4sII", b"glTF", 2, total),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(binary), b"BIN\0"),
            binary,
        ]
    )
