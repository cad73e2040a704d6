"""Manifests, meshes and products that the tests of the catalogue build on."""

import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np

from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.meshes import load_meshes
from tryon.catalog.product import MeshPart, SurfaceMaterial

REPOSITORY = Path(__file__).resolve().parents[3]
SKU = "an-bang"
FOLDER = REPOSITORY / "assets" / "products" / SKU

MANIFEST = """schema = 1
sku = "{sku}"
category = "eyewear"
brand = "Example"
gtin = "4006381333931"
mount = "nose"
names = {{ vi = "Kính", en = "Glasses" }}
price = {{ amount = 1290000, currency = "VND" }}
mesh = "model.glb"
thumbnail = "thumb.jpg"
size_mm = {{ width = {width}, height = 20.0, depth = 10.0 }}

[eyewear]
lens_width_mm = 52.0

[attachment_points_mm]
bridge = [0, 0, 0]

[[variants]]
id = "black"
names = {{ vi = "Đen", en = "Black" }}
swatch = "#1a1a1a"
"""


def manifest_text(sku: str = "a-pair", width: float = 100.0) -> str:
    """Give a valid product.toml for a box of `width` x 20 x 10 mm."""
    return MANIFEST.format(sku=sku, width=width)


def box(size: tuple[float, float, float], name: str = "front") -> MeshPart:
    """Give a closed box around the origin with one normal per face."""
    corners, normals, triangles = [], [], []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            normal = np.zeros(3)
            normal[axis] = sign
            across, up = np.roll(normal, 1), np.cross(normal, np.roll(normal, 1))
            first = len(corners)
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                corners.append(normal + a * across + b * up)
                normals.append(normal)
            triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    return MeshPart(
        name=name,
        material="frame",
        surface=SurfaceMaterial((0.5, 0.25, 0.125)),
        vertices=(np.array(corners) * np.array(size) / 2.0).astype(np.float32),
        normals=np.array(normals, dtype=np.float32),
        triangles=np.array(triangles, dtype=np.int32),
    )


def write_product(folder: Path, sku: str = "a-pair", width: float = 100.0) -> Path:
    """Write a product folder whose mesh is a box of 100 x 20 x 10 mm."""
    target = folder / sku
    target.mkdir(parents=True)
    (target / "product.toml").write_text(manifest_text(sku, width), "utf-8")
    (target / "model.glb").write_bytes(glb_bytes([box((0.1, 0.02, 0.01))]))
    (target / "thumb.jpg").write_bytes(b"not looked at")
    return target


def frame_parts() -> tuple[MeshPart, ...]:
    """Give the parts of one of our own frames."""
    return load_meshes(FOLDER / "model.glb")


def moved(parts: tuple[MeshPart, ...], linear: np.ndarray) -> list[MeshPart]:
    """Give the parts with a (3, 3) matrix applied."""
    inverse = np.linalg.inv(linear)
    result = []
    for part in parts:
        normals = part.normals @ inverse
        normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        vertices = (part.vertices.astype(np.float64) @ linear.T).astype(np.float32)
        result.append(replace(part, vertices=vertices, normals=normals.astype(np.float32)))
    return result


def merged(parts: list[MeshPart], name: str = "all") -> MeshPart:
    """Give several parts as one, with the first one's material."""
    offsets = np.cumsum([0, *(len(part.vertices) for part in parts)])
    return replace(
        parts[0],
        name=name,
        vertices=np.concatenate([part.vertices for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        triangles=np.concatenate(
            [part.triangles + offset for part, offset in zip(parts, offsets[:-1], strict=True)]
        ),
        uvs=None,
        texture=None,
    )


def write_obj(path: Path, parts: list[MeshPart]) -> None:
    """Write parts as an .obj without materials."""
    lines, offset = [], 1
    for part in parts:
        lines.append(f"o {part.name}")
        lines.append(f"usemtl {part.material}")
        lines += [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in part.vertices]
        lines += [f"f {a + offset} {b + offset} {c + offset}" for a, b, c in part.triangles]
        offset += len(part.vertices)
    path.write_text("\n".join(lines))


def glb(document: dict, binary: bytes = b"") -> bytes:
    """Give a .glb of any JSON and binary chunk."""
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    length = 20 + len(text) + (8 + len(binary) if binary else 0)
    data = struct.pack("<4sII", b"glTF", 2, length) + struct.pack("<I4s", len(text), b"JSON") + text
    return data + (struct.pack("<I4s", len(binary), b"BIN\0") + binary if binary else b"")


def triangle_document(**changes: object) -> tuple[dict, bytes]:
    """Give the JSON and bytes of one triangle (0,0,0) (1,0,0) (0,1,0), open to changes."""
    binary = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes()
    binary += np.array([0, 1, 2, 0], "<u2").tobytes()
    document: dict = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(binary)}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 6},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"},
        ],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "nodes": [{"mesh": 0}],
        "scenes": [{"nodes": [0]}],
    }
    return {**document, **changes}, binary
