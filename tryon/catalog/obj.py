"""Reads Wavefront OBJ into a `MeshScene`, through trimesh."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import trimesh

from tryon.catalog.colors import linear_from_srgb
from tryon.catalog.gltf_buffers import inside, read_limited
from tryon.catalog.mesh_scene import (
    MeshFault,
    MeshFileError,
    MeshScene,
    SceneMaterial,
    ScenePart,
    checked_scene,
)

_log = logging.getLogger(__name__)


class _FolderResolver(trimesh.resolvers.Resolver):
    """Gives trimesh files of one folder only, and remembers what was missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing: list[str] = []

    def get(self, key: str) -> bytes:
        try:
            return read_limited(inside(self.folder, key))
        except MeshFileError:
            self.missing.append(key)
            raise

    def namespaced(self, namespace: str) -> _FolderResolver:
        return _FolderResolver(inside(self.folder, namespace))

    def keys(self) -> list[str]:
        return []

    def write(self, key: str, data: bytes) -> None:
        msg = f"{key}: reading a mesh writes nothing"
        raise ValueError(msg)


def read_obj(path: Path) -> MeshScene:
    """Read an .obj file with its .mtl and textures from the same folder.

    Raises
    ------
    MeshFileError
        `unreadable`, `no_geometry` or `too_many_triangles`.
    """
    read_limited(path)
    resolver = _FolderResolver(path.parent)
    try:
        with path.open("rb") as stream:
            scene = trimesh.load_scene(
                stream,
                file_type="obj",
                resolver=resolver,
                process=False,
                maintain_order=True,
                split_objects=True,
                group_material=True,
            )
    except Exception as error:
        _log.debug("trimesh cannot read %s", path, exc_info=True)
        raise MeshFileError("unreadable", f"the OBJ cannot be read: {error}") from error
    faults = [
        MeshFault("missing_texture", f'the file "{name}" named by the OBJ is missing')
        for name in dict.fromkeys(resolver.missing)
    ]
    parts = [
        _part(str(name), mesh)
        for name, mesh in scene.geometry.items()
        if isinstance(mesh, trimesh.Trimesh)
    ]
    return checked_scene(parts, faults)


def _part(name: str, mesh: trimesh.Trimesh) -> ScenePart:
    uvs = getattr(mesh.visual, "uv", None)
    vertices = np.asarray(mesh.vertices, dtype=np.float64)
    if np.abs(vertices).max(initial=0.0) > 1e30:  # float32 would overflow.
        raise MeshFileError("unreadable", f'part "{name}" has a coordinate out of range')
    has_uvs = uvs is not None and np.shape(uvs) == (len(vertices), 2) and np.isfinite(uvs).all()
    texture_uvs = None
    if has_uvs:  # OBJ and trimesh count v upwards, glTF downwards.
        texture_uvs = (np.asarray(uvs) * (1.0, -1.0) + (0.0, 1.0)).astype(np.float32)
    normals = mesh.vertex_normals if "vertex_normals" in mesh._cache else None
    return ScenePart(
        name=name,
        material=_material(mesh),
        vertices=vertices.astype(np.float32),
        triangles=np.asarray(mesh.faces, dtype=np.int32),
        normals=_unit_normals(normals),
        uvs=texture_uvs,
        node_scale=np.ones(3),
    )


def _unit_normals(normals: object) -> np.ndarray | None:
    if normals is None:
        return None
    values = np.asarray(normals, dtype=np.float64)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 1e-12).all():
        return None
    return (values / lengths).astype(np.float32)


def _material(mesh: trimesh.Trimesh) -> SceneMaterial:
    """Turn an MTL material; its colours are taken as sRGB, as viewers do."""
    material = getattr(mesh.visual, "material", None)
    if material is None:
        return SceneMaterial()
    diffuse = (
        np.asarray(getattr(material, "diffuse", (204, 204, 204, 255)), dtype=np.float64) / 255.0
    )
    red, green, blue = (linear_from_srgb(float(value)) for value in diffuse[:3])
    picture = getattr(material, "image", None)
    glossiness = float(getattr(material, "glossiness", 0.0) or 0.0)
    return SceneMaterial(
        name=str(getattr(material, "name", "") or ""),
        base_color=(red, green, blue),
        opacity=float(diffuse[3]) if len(diffuse) > 3 else 1.0,
        metallic=0.0,
        # Blinn-Phong exponent to roughness: alpha = sqrt(2 / (n + 2)), roughness = sqrt(alpha)
        # (Walter et al., Microfacet Models for Refraction, EGSR 2007, and glTF's alpha).
        roughness=float(min(max((2.0 / (max(glossiness, 0.0) + 2.0)) ** 0.25, 0.05), 1.0)),
        texture=None if picture is None else np.asarray(picture.convert("RGB")),
    )
