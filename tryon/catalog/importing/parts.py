"""From a sorted heap of triangles to the parts of a product: cut, named, reduced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.colors import hex_from_linear
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.soup import Soup
from tryon.catalog.mesh_scene import MeshScene, SceneMaterial, ScenePart
from tryon.catalog.product import Language, LensMaterial, MeshPart, Variant
from tryon.geometry.axes import MM_PER_M

TRIANGLE_BUDGET = 30_000

_MOST_TRIANGLES = 500_000  # Finding the parts of more takes minutes.
_LEAST_OPACITY = 0.35


def require_few_triangles(scene: MeshScene) -> None:
    """Refuse a scene of more triangles than can be sorted in reasonable time.

    Raises
    ------
    ImportRefusedError
        `too_many_triangles`.
    """
    count = sum(len(part.triangles) for part in scene.parts)
    if count > _MOST_TRIANGLES:
        msg = f"expected at most {_MOST_TRIANGLES} triangles to start from, got {count}"
        raise refusal("too_many_triangles", msg)


def turned_normals(scene: MeshScene, rotation: Array2) -> list[AnyArray | None]:
    """Give each part's normals in product axes, None where the file has none.

    Parameters
    ----------
    rotation : (3, 3), rows are product x, y, z in file axes
    """
    return [
        None if part.normals is None else (part.normals @ rotation.T).astype(np.float32)
        for part in scene.parts
    ]


def role_parts(
    scene: MeshScene,
    soup: Soup,
    role: AnyArray,
    *,
    roles: Sequence[str],
    normals: Sequence[AnyArray | None],
    origin_mm: Array1,
) -> list[ScenePart]:
    """Cut the scene into one part per role and material; metres, in the order of `roles`.

    Parameters
    ----------
    soup : of the scene, product axes, mm
    role : (M,) name of each triangle's role; others than `roles` are dropped. Roles that begin
        with `lens` become spectacle lenses.
    normals : of `turned_normals`
    origin_mm : (3,), what becomes the origin of the product frame
    """
    vertices_m = (soup.vertices - origin_mm) / MM_PER_M
    offsets = np.cumsum([0, *(len(part.vertices) for part in scene.parts)])
    names = material_names(scene)
    parts: list[ScenePart] = []
    for name in roles:
        for index, part in enumerate(scene.parts):
            rows = np.flatnonzero((role == name) & (soup.part == index))
            if not len(rows):
                continue
            used, corners = np.unique(soup.triangles[rows], return_inverse=True)
            local = used - offsets[index]
            own = normals[index]
            textured = part.uvs is not None and part.material.texture is not None
            material = _solid(part.material, names[index])
            if name.startswith("lens"):
                material = SceneMaterial(name="lens", opacity=0.5, roughness=0.05)
            is_used = textured and not name.startswith("lens")
            parts.append(
                ScenePart(
                    name=name,
                    material=material,
                    vertices=vertices_m[used].astype(np.float32),
                    triangles=corners.reshape(-1, 3).astype(np.int32),
                    normals=None if own is None else own[local],
                    uvs=part.uvs[local] if is_used and part.uvs is not None else None,
                    node_scale=np.ones(3),
                )
            )
    return _numbered(parts)


def budget_faults(before: Sequence[ScenePart], after: Sequence[ScenePart]) -> list[ImportFault]:
    """Say what reducing triangles did.

    Raises
    ------
    ImportRefusedError
        `too_many_triangles` if far more than the budget are left.
    """
    old = sum(len(part.triangles) for part in before)
    new = sum(len(part.triangles) for part in after)
    if new > 2 * TRIANGLE_BUDGET:
        msg = f"{old} triangles could only be reduced to {new}; expected at most {TRIANGLE_BUDGET}"
        raise refusal("too_many_triangles", msg)
    if new == old:
        return []
    return [fault("too_many_triangles", f"{old} triangles were reduced to {new}")]


def original_variant(parts: Sequence[MeshPart], lens: LensMaterial | None = None) -> Variant:
    """Give the one colour a file has, with the colour of its largest part as the swatch."""
    solid = [part for part in parts if not part.is_lens]
    largest = max(solid, key=lambda part: len(part.triangles))
    color = np.array(largest.surface.base_color)
    if largest.texture is not None:
        # Means of coded values are near enough for a button in a menu.
        color = color * (largest.texture.reshape(-1, 3).mean(axis=0) / 255.0) ** 2.2
    red, green, blue = (float(value) for value in color)
    swatch = hex_from_linear((red, green, blue))
    names: dict[Language, str] = {"vi": "Nguyên bản", "en": "Original"}
    return Variant("original", names, swatch, {}, lens)


def _solid(material: SceneMaterial, name: str) -> SceneMaterial:
    """Give the material of anything but a lens; clear plastic keeps a trace of itself."""
    opacity = max(material.opacity * (1.0 - material.transmission), _LEAST_OPACITY)
    return replace(material, name=name, opacity=opacity, transmission=0.0)


def _numbered(parts: list[ScenePart]) -> list[ScenePart]:
    """Give parts of one role distinct names: `front`, `front_2`, ..."""
    seen: dict[str, int] = {}
    result: list[ScenePart] = []
    for part in parts:
        seen[part.name] = seen.get(part.name, 0) + 1
        count = seen[part.name]
        result.append(replace(part, name=part.name if count == 1 else f"{part.name}_{count}"))
    return result


def material_names(scene: MeshScene) -> list[str]:
    """Give each part's material a name that no other material has, and that is not `lens`."""
    known: dict[tuple[object, ...], str] = {}
    names: list[str] = []
    for part in scene.parts:
        material = part.material
        texture = None if material.texture is None else hash(material.texture.tobytes())
        look = (material.base_color, material.opacity, material.metallic, material.roughness)
        # Files without material names tell them apart by the part.
        key = (material.name or part.name, *look, material.transmission, texture)
        if key not in known:
            words = re.sub(r"[^a-z0-9]+", "_", str(key[0]).lower()).strip("_") or "frame"
            taken = {"lens", *known.values()}
            candidates = (words, *(f"{words}_{count}" for count in range(2, len(taken) + 3)))
            known[key] = next(name for name in candidates if name not in taken)
        names.append(known[key])
    return names
