"""Writes parts as binary glTF 2.0: metres, one node per part, textures embedded."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence

import numpy as np

from tryon.arrays import AnyArray
from tryon.catalog.pictures import encode_jpeg
from tryon.catalog.product import MeshPart

_FLOAT, _SHORT, _UNSIGNED = 5126, 5123, 5125
_MOST_SHORT = 65535  # Itself reserved: it restarts primitives (glTF 2.0, section 3.7.2.1).
_VERTEX_TARGET, _INDEX_TARGET = 34962, 34963


class _Writer:
    def __init__(self) -> None:
        self.binary = bytearray()
        self.json: dict[str, list[object]] = {
            key: []
            for key in ("nodes", "meshes", "materials", "accessors", "bufferViews", "textures")
        }
        self.json["images"] = []
        self._materials: dict[str, int] = {}

    def view(self, data: bytes, target: int | None = None) -> int:
        """Append bytes as a buffer view, aligned to four."""
        self.binary += b"\0" * (-len(self.binary) % 4)
        view: dict[str, object] = {
            "buffer": 0,
            "byteOffset": len(self.binary),
            "byteLength": len(data),
        }
        if target is not None:
            view["target"] = target
        self.binary += data
        return self._append("bufferViews", view)

    def vertices(self, values: AnyArray) -> int:
        """Append (N, k) numbers as an accessor with bounds."""
        data = np.ascontiguousarray(values, dtype="<f4")
        accessor: dict[str, object] = {
            "bufferView": self.view(data.tobytes(), _VERTEX_TARGET),
            "componentType": _FLOAT,
            "count": len(data),
            "type": f"VEC{data.shape[1]}",
            "min": [float(value) for value in data.min(axis=0)],
            "max": [float(value) for value in data.max(axis=0)],
        }
        return self._append("accessors", accessor)

    def indices(self, triangles: AnyArray) -> int:
        """Append (M, 3) corners as an accessor."""
        is_small = int(triangles.max()) < _MOST_SHORT
        kind = "<u2" if is_small else "<u4"
        data = np.ascontiguousarray(triangles, dtype=kind).reshape(-1)
        accessor: dict[str, object] = {
            "bufferView": self.view(data.tobytes(), _INDEX_TARGET),
            "componentType": _SHORT if is_small else _UNSIGNED,
            "count": len(data),
            "type": "SCALAR",
        }
        return self._append("accessors", accessor)

    def part(self, part: MeshPart) -> None:
        """Append a node with its mesh."""
        attributes = {
            "POSITION": self.vertices(part.vertices),
            "NORMAL": self.vertices(part.normals),
        }
        if part.uvs is not None:
            attributes["TEXCOORD_0"] = self.vertices(part.uvs)
        primitive = {
            "attributes": attributes,
            "indices": self.indices(part.triangles),
            "material": self._material(part),
        }
        mesh = self._append("meshes", {"name": part.name, "primitives": [primitive]})
        self._append("nodes", {"name": part.name, "mesh": mesh})

    def _material(self, part: MeshPart) -> int:
        if part.material not in self._materials:
            surface = part.surface
            pbr: dict[str, object] = {
                "baseColorFactor": [*surface.base_color, surface.opacity],
                "metallicFactor": surface.metallic,
                "roughnessFactor": surface.roughness,
            }
            if part.texture is not None:
                view = self.view(encode_jpeg(part.texture))
                image = {"bufferView": view, "mimeType": "image/jpeg"}
                source = self._append("images", image)
                pbr["baseColorTexture"] = {"index": self._append("textures", {"source": source})}
            material: dict[str, object] = {"name": part.material, "pbrMetallicRoughness": pbr}
            if surface.opacity < 1.0:
                material["alphaMode"] = "BLEND"
            self._materials[part.material] = self._append("materials", material)
        return self._materials[part.material]

    def _append(self, key: str, value: object) -> int:
        self.json[key].append(value)
        return len(self.json[key]) - 1


def glb_bytes(parts: Sequence[MeshPart], credit: str = "") -> bytes:
    """Give a .glb file; parts with one material name share the first one's surface.

    Parameters
    ----------
    credit : who made the model and under which licence, for glTF's `asset.copyright`
    """
    writer = _Writer()
    for part in parts:
        writer.part(part)
    document: dict[str, object] = {
        "asset": {
            "version": "2.0",
            "generator": "tryon",
            **({"copyright": credit} if credit else {}),
        },
        "scene": 0,
        "scenes": [{"nodes": list(range(len(parts)))}],
        "buffers": [{"byteLength": len(writer.binary)}],
        **{key: value for key, value in writer.json.items() if value},
    }
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary = bytes(writer.binary) + b"\0" * (-len(writer.binary) % 4)
    length = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<4sII", b"glTF", 2, length),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(binary), b"BIN\0"),
            binary,
        ]
    )
