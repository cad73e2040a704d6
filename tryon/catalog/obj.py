"""Reads Wavefront OBJ and its MTL into a `MeshScene`.

Our own reader, because the libraries at hand drop the opacity of MTL, give every part all
vertices of the file, and open any file that the OBJ names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from tryon.arrays import Array2, Float32Array
from tryon.catalog.gltf_buffers import inside, read_limited
from tryon.catalog.mesh_scene import (
    MAX_TRIANGLES,
    MeshFault,
    MeshFileError,
    MeshScene,
    SceneMaterial,
    ScenePart,
    checked_scene,
)
from tryon.catalog.mtl import read_materials

_Corner = tuple[int, int, int]


@dataclass(slots=True)
class _Group:
    """Faces of one object and one material, as corners (v, vt, vn), -1 where absent."""

    name: str
    material: str
    corners: list[_Corner] = field(default_factory=list[_Corner])


class _ObjReader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, list[list[float]]] = {"v": [], "vt": [], "vn": []}
        self._groups: dict[tuple[str, str], _Group] = {}
        self._name = ""
        self._material = ""
        self._materials: dict[str, SceneMaterial] = {}
        self._faults: list[MeshFault] = []
        self._corner_count = 0

    def read(self, text: str) -> MeshScene:
        for number, line in enumerate(text.replace("\\\n", " ").splitlines(), 1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            try:
                self._line(words[0], words[1:], line)
            except (ValueError, IndexError) as error:
                msg = f"line {number} cannot be read: {error}"
                raise MeshFileError("unreadable", msg) from error
        arrays = {key: _rows(rows, key) for key, rows in self._rows.items()}
        parts = [self._part(group, arrays) for group in self._groups.values() if group.corners]
        return checked_scene(parts, self._faults)

    def _line(self, keyword: str, words: list[str], line: str) -> None:
        if keyword in self._rows:
            width = 2 if keyword == "vt" else 3
            values = [float(word) for word in words[:width]]
            if len(values) < width:
                values += [0.0] * (width - len(values)) if keyword == "vt" else []
            if len(values) != width:
                msg = f"expected {width} numbers"
                raise ValueError(msg)
            self._rows[keyword].append(values)
        elif keyword == "f":
            self._face(words)
        elif keyword in ("o", "g"):
            self._name = " ".join(words)
        elif keyword == "usemtl":
            self._material = " ".join(words)
        elif keyword == "mtllib":
            self._library(line.split(None, 1)[1].strip())

    def _face(self, words: list[str]) -> None:
        corners = [self._corner(word) for word in words]
        if len(corners) < 3:
            return
        self._corner_count += 3 * (len(corners) - 2)
        if self._corner_count > 3 * MAX_TRIANGLES:
            msg = f"expected at most {MAX_TRIANGLES} triangles, got more"
            raise MeshFileError("too_many_triangles", msg)
        key = (self._name, self._material)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(*key)
        for second, third in pairwise(corners[1:]):
            group.corners += (corners[0], second, third)

    def _corner(self, word: str) -> _Corner:
        rows: list[int] = []
        for key, index in zip(("v", "vt", "vn"), (*word.split("/"), "", "")[:3], strict=True):
            count = len(self._rows[key])
            row = (int(index) if index else 0) - 1
            if index and row < 0:  # Negative numbers count back from the newest row.
                row = count + int(index)
            if (index or key == "v") and not 0 <= row < count:
                msg = f"{key} {index}: expected a row that stands above, of {count}"
                raise ValueError(msg)
            rows.append(row)
        return rows[0], rows[1], rows[2]

    def _library(self, name: str) -> None:
        try:
            data = read_limited(inside(self._folder, name))
        except MeshFileError as error:
            self._faults.append(MeshFault("missing_material", f'"{name}" is left out: {error}'))
            return
        text = data.decode("utf-8", "replace")
        self._materials |= read_materials(text, self._folder, self._faults)

    def _part(self, group: _Group, arrays: dict[str, Array2]) -> ScenePart:
        unique, corners = np.unique(np.array(group.corners), axis=0, return_inverse=True)
        has_uvs, has_normals = (unique[:, 1] >= 0).all(), (unique[:, 2] >= 0).all()
        uvs = None
        if has_uvs:  # OBJ counts v upwards, glTF downwards.
            uvs = (arrays["vt"][unique[:, 1]] * (1.0, -1.0) + (0.0, 1.0)).astype(np.float32)
        return ScenePart(
            name=group.name or group.material,
            material=self._materials.get(group.material, SceneMaterial(name=group.material)),
            vertices=arrays["v"][unique[:, 0]].astype(np.float32),
            triangles=corners.reshape(-1, 3).astype(np.int32),
            normals=_unit(arrays["vn"][unique[:, 2]]) if has_normals else None,
            uvs=uvs,
            node_scale=np.ones(3),
        )


def read_obj(path: Path) -> MeshScene:
    """Read an .obj file with its .mtl and textures from the same folder.

    Raises
    ------
    MeshFileError
        `unreadable`, `no_geometry` or `too_many_triangles`.
    """
    text = read_limited(path).decode("utf-8", "replace")
    return _ObjReader(path.parent).read(text)


def _rows(rows: list[list[float]], key: str) -> Array2:
    values = np.array(rows, dtype=np.float64).reshape(len(rows), 2 if key == "vt" else 3)
    if key != "v":  # A broken coordinate of a picture or a normal costs only that.
        with np.errstate(invalid="ignore"):
            usable = (np.abs(values) < 1e9).all(axis=1, keepdims=True)
        return np.where(usable, values, 0.0)
    # Beyond 1e9 float32 squares overflow; checked here because the cast itself would warn.
    if not np.isfinite(values).all() or np.abs(values).max(initial=0.0) > 1e9:
        raise MeshFileError("unreadable", f'a "{key}" line holds no finite number')
    return values


def _unit(normals: Array2) -> Float32Array | None:
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    if not (lengths > 1e-12).all():
        return None
    return (normals / lengths).astype(np.float32)
