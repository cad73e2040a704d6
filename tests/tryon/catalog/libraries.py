"""Furniture libraries made in the tests: a box with legs or without, and what lists it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

BOX_FACES = "f 1 3 4 2\nf 5 6 8 7\nf 1 2 6 5\nf 3 7 8 4\nf 1 5 7 3\nf 2 4 8 6\n"


def box_obj(width: float, height: float, depth: float, material: str = "Oak_Wood") -> bytes:
    """Give an OBJ box that stands beside the origin, in any unit."""
    corners = [
        f"v {7 + x * width} {3 + y * height} {1 + z * depth}"
        for z in (0, 1)
        for y in (0, 1)
        for x in (0, 1)
    ]
    text = "\n".join([f"mtllib box.mtl\nusemtl {material}", *corners]) + "\n" + BOX_FACES
    return text.encode()


MTL = b"newmtl Oak_Wood\nKd 0.6 0.4 0.2\nKs 0.1 0.1 0.1\nNs 20\n"


def properties(pieces: Mapping[int, Mapping[str, object]], **head: str) -> bytes:
    """Give the list of a library."""
    lines = [f"{key}={value}" for key, value in head.items()]
    for number, piece in pieces.items():
        lines += [f"{key}#{number}={value}" for key, value in piece.items()]
    return "\n".join(lines).encode("latin-1")


def piece(number: int, **changes: object) -> dict[str, object]:
    """Give the entry of a box of 120 x 60 x 75 cm (width, depth, height)."""
    entry: dict[str, object] = {
        "id": f"Test#box{number}",
        "name": "Table",
        "category": "Living room",
        "model": "/boxes/box.obj",
        "width": 120,
        "depth": 60,
        "height": 75,
        "creator": "A Maker",
    }
    return {key: value for key, value in {**entry, **changes}.items() if value is not None}


def write_library(
    path: Path,
    pieces: Mapping[int, Mapping[str, object]],
    files: Mapping[str, bytes] | None = None,
    *,
    translations: Mapping[str, bytes] | None = None,
    licence: str = "CC0 1.0",
) -> Path:
    """Write a library; its models are `boxes/box.obj` unless other files are given."""
    if files is None:
        files = {"boxes/box.obj": box_obj(120, 75, 60), "boxes/box.mtl": MTL}
    head = {"name": "Test library", "version": "2", "provider": "example.org", "license": licence}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PluginFurnitureCatalog.properties", properties(pieces, **head))
        for language, data in (translations or {}).items():
            archive.writestr(f"PluginFurnitureCatalog_{language}.properties", data)
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Give a zip archive as bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()
