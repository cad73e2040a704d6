"""What a mesh file says, before anybody decides what it is: parts, materials, faults."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import AnyArray, Array1, Float32Array, Image, IndexArray
from tryon.errors import MeshError

MAX_FILE_BYTES = 64 << 20
MAX_VERTICES = 4_000_000
MAX_TRIANGLES = 2_000_000
"""Over all parts of a file; products have 30 thousand, scans a few hundred thousand."""


class MeshFileError(MeshError):
    """A mesh file that cannot be used; `code` names the fault for reports.

    Parameters
    ----------
    code : short name, e.g. `no_geometry`
    message : a sentence for people
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class MeshFault:
    """Something a reader left out but could go on without."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class SceneMaterial:
    """A material as the file states it.

    Parameters
    ----------
    name : may be empty
    base_color : linear RGB, [0, 1]
    opacity : alpha, [0, 1], of factor and texture together; 1 unless the material blends
    metallic, roughness : [0, 1]
    transmission : KHR_materials_transmission, [0, 1]
    specular : strongest channel of Phong's specular colour, [0, 1]; None in files without one
    texture : (H, W, 3) sRGB or None
    """

    name: str = ""
    base_color: tuple[float, float, float] = (1.0, 1.0, 1.0)
    opacity: float = 1.0
    metallic: float = 0.0
    roughness: float = 0.5
    transmission: float = 0.0
    specular: float | None = None
    texture: Image | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ScenePart:
    """One primitive of one node, in the file's own unit and axes.

    Parameters
    ----------
    name : of the node, else of the mesh, else of the material; may be empty
    material : how its surface looks
    vertices : (N, 3), node transforms applied
    triangles : (M, 3), rows of `vertices`
    normals : (N, 3), unit, or None if the file has none
    uvs : (N, 2), v down, or None
    node_scale : (3,) lengths of the node's axes
    """

    name: str
    material: SceneMaterial
    vertices: Float32Array
    triangles: IndexArray
    normals: Float32Array | None
    uvs: Float32Array | None
    node_scale: Array1


@dataclass(frozen=True, slots=True, eq=False)
class MeshScene:
    """Everything read from one file; at least one part with at least one triangle."""

    parts: tuple[ScenePart, ...]
    faults: tuple[MeshFault, ...]


def checked_scene(parts: list[ScenePart], faults: list[MeshFault], left_out: str = "") -> MeshScene:
    """Give a scene of the parts that have triangles.

    Raises
    ------
    MeshFileError
        `no_geometry` if nothing is left, `unreadable` if a coordinate is not finite,
        `too_many_triangles` above the limits.
    """
    parts = [part for part in parts if len(part.triangles)]
    if not parts:
        detail = f" ({left_out})" if left_out else ""
        raise MeshFileError("no_geometry", f"the file holds no triangles{detail}")
    triangle_count = sum(len(part.triangles) for part in parts)
    vertex_count = sum(len(part.vertices) for part in parts)
    if triangle_count > MAX_TRIANGLES or vertex_count > MAX_VERTICES:
        msg = f"expected at most {MAX_TRIANGLES} triangles, got {triangle_count}"
        raise MeshFileError("too_many_triangles", msg)
    for part in parts:
        if not _is_finite(part.vertices):
            msg = f'part "{part.name}" has a coordinate that is not a finite number'
            raise MeshFileError("unreadable", msg)
        if part.triangles.min() < 0 or part.triangles.max() >= len(part.vertices):
            msg = f'part "{part.name}" has a triangle corner outside its {len(part.vertices)} rows'
            raise MeshFileError("unreadable", msg)
    return MeshScene(tuple(parts), tuple(faults))


def _is_finite(values: AnyArray) -> bool:
    # Beyond 1e9 of any unit, float32 squares overflow in areas and normals.
    return bool(np.isfinite(values).all()) and float(np.abs(values).max(initial=0.0)) < 1e9
