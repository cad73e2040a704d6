"""A mesh file as the parts of a product."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tryon.arrays import Array1
from tryon.catalog.gltf import read_gltf
from tryon.catalog.mesh_scene import MeshFileError, MeshScene, ScenePart
from tryon.catalog.normals import creased_normals
from tryon.catalog.obj import read_obj
from tryon.catalog.product import MeshPart, SurfaceMaterial
from tryon.errors import MeshError

SUFFIXES = (".glb", ".gltf", ".obj")
_SIZE_TOLERANCE = 0.02


def read_scene(path: Path) -> MeshScene:
    """Read a .glb, .gltf or .obj file as it is: its own unit, axes and names.

    Raises
    ------
    MeshFileError
        If the file cannot be used; its `code` says why.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        msg = f'expected one of {", ".join(SUFFIXES)}, got "{path.name}"'
        raise MeshFileError("unreadable", msg)
    return read_obj(path) if suffix == ".obj" else read_gltf(path)


def load_meshes(path: Path) -> tuple[MeshPart, ...]:
    """Read the parts of a product's mesh: metres, product frame.

    Raises
    ------
    MeshError
        If the file is unreadable or empty, or a texture is missing; names the file.
    """
    try:
        scene = read_scene(path)
    except MeshFileError as error:
        msg = f"{path}: {error}"
        raise MeshError(msg) from error
    missing = [fault for fault in scene.faults if fault.code == "missing_texture"]
    if missing:
        msg = f"{path}: {missing[0].message}"
        raise MeshError(msg)
    return tuple(mesh_part(part) for part in scene.parts)


def mesh_part(part: ScenePart) -> MeshPart:
    """Give a part with normals: the file's own, or computed with creases."""
    material = part.material
    surface = SurfaceMaterial(
        material.base_color,
        metallic=material.metallic,
        roughness=material.roughness,
        opacity=material.opacity * (1.0 - material.transmission),
    )
    vertices, triangles, uvs, normals = part.vertices, part.triangles, part.uvs, part.normals
    if normals is None:
        source, triangles, normals = creased_normals(vertices, triangles)
        vertices = vertices[source]
        uvs = None if uvs is None else uvs[source]
    has_texture = uvs is not None and material.texture is not None
    return MeshPart(
        name=part.name,
        material=material.name or part.name,
        surface=surface,
        vertices=vertices,
        normals=normals,
        triangles=triangles,
        uvs=uvs if has_texture else None,
        texture=material.texture if has_texture else None,
    )


def size_of(parts: tuple[MeshPart, ...]) -> Array1:
    """Give the box of all parts along x, y and z, (3,), m."""
    low = np.min([part.vertices.min(axis=0) for part in parts], axis=0)
    high = np.max([part.vertices.max(axis=0) for part in parts], axis=0)
    return np.asarray(high - low, dtype=np.float64)


def check_size(parts: tuple[MeshPart, ...], size_m: Array1, path: Path) -> None:
    """Compare a mesh with the size its manifest declares.

    Parameters
    ----------
    size_m : (3,) declared box, m
    path : the mesh file, named in messages

    Raises
    ------
    MeshError
        If an axis differs by more than 2 %.
    """
    measured = size_of(parts)
    for axis, declared, got in zip("xyz", size_m, measured, strict=True):
        if abs(got - declared) > _SIZE_TOLERANCE * declared:
            msg = (
                f"{path}: expected {declared * 1000.0:.1f} mm along {axis} as size_mm declares, "
                f"got {got * 1000.0:.1f} mm"
            )
            raise MeshError(msg)
