"""From the scene of a file to a piece of furniture in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.importing.faults import fault, refusal
from tryon.catalog.importing.furniture_look import furnished
from tryon.catalog.importing.furniture_size import Fitted, fit_size
from tryon.catalog.importing.kind import Axis, Declared, Imported, ImportKind, Labels, Progress
from tryon.catalog.importing.parts import (
    material_names,
    original_variant,
    require_few_triangles,
)
from tryon.catalog.importing.scale import node_scale_faults
from tryon.catalog.mesh_scene import MeshScene, ScenePart
from tryon.catalog.meshes import mesh_part
from tryon.catalog.product import MeshPart, Product
from tryon.catalog.simplify import simplified
from tryon.geometry.axes import MM_PER_M

TRIANGLE_BUDGET = 30_000
"""Larger pieces are reduced to this; seams of textures may keep a little more."""
MOST_TRIANGLES = 60_000
FURNITURE_KINDS = (
    "sofa", "armchair", "chair", "stool", "bench", "table", "desk", "bed", "shelf", "cabinet",
    "wardrobe", "lamp", "rug", "plant", "picture", "mirror", "curtain", "decoration", "other",
)  # fmt: skip
MOUNTS = ("floor", "wall", "ceiling", "tabletop")

_BUDGETS = (TRIANGLE_BUDGET, 45_000, MOST_TRIANGLES)
_LOST = 0.018  # Just less than the catalogue forgives.
_TABLE_MM = 740.0
"""Usual height of a table: where a vase stands unless its seller knows better."""
_HANGING_MM: Mapping[str, float] = {"wall": 1400.0, "ceiling": 1900.0, "tabletop": _TABLE_MM}
_LONGEST_MM = 8000.0


def build_furniture(
    scene: MeshScene, labels: Labels, declared: Declared, progress: Progress
) -> Imported:
    """Make a piece of furniture of a scene: y up, z front, origin under its middle.

    Raises
    ------
    ImportRefusedError
        If the scene has not the declared proportions, or far too many triangles.
    """
    progress("orient", 0.3)
    require_few_triangles(scene)
    rotation = declared.rotation
    if rotation is None:
        rotation = _rotation(declared.up, declared.front)
    turned = _turned(scene, rotation)
    progress("measure", 0.45)
    low, high = _box(turned)
    fitted = fit_size(high - low, declared.sizes_mm)
    placed = _placed(turned, fitted, 0.5 * (low + high), float(low[1]))
    progress("simplify", 0.6)
    reduced = _reduced(placed, fitted.size_mm / MM_PER_M)
    before = sum(len(part.triangles) for part in placed)
    after = sum(len(part.triangles) for part in reduced)
    faults = [*fitted.scale.faults, *node_scale_faults(scene)]
    if after < before:
        faults.append(fault("too_many_triangles", f"{before} triangles were reduced to {after}"))
    # What shows through glass is drawn before it.
    solid_first = sorted(reduced, key=lambda part: part.material.opacity < 1.0)
    parts = tuple(mesh_part(part) for part in solid_first)
    product = _product(labels, parts, fitted, declared)
    return Imported(product, fitted.scale, before, tuple(faults))


def _rotation(up: Axis | None, front: Axis | None) -> Array2:
    """Give (3, 3) whose rows are the product's axes in the file; glTF's where nothing is said."""
    y = _vector(up or "+y")
    if front is not None:
        z = _vector(front)
    else:  # A model that lies with z up has its front at -y, as modellers draw it.
        z = _vector("+z") if abs(y[2]) < 0.5 else _vector("-y") * np.sign(y[2])
    return np.array([np.cross(y, z), y, z])


def _vector(axis: Axis) -> Array2:
    vector = np.zeros(3)
    vector["xyz".index(axis[1])] = 1.0 if axis[0] == "+" else -1.0
    return vector


def _turned(scene: MeshScene, rotation: Array2) -> list[ScenePart]:
    """Give one part per material, product axes, the file's unit."""
    names = material_names(scene)
    groups: dict[str, list[ScenePart]] = {}
    for part, name in zip(scene.parts, names, strict=True):
        groups.setdefault(name, []).append(part)
    return [_joined(parts, name, rotation) for name, parts in groups.items()]


def _joined(parts: Sequence[ScenePart], name: str, rotation: Array2) -> ScenePart:
    """Join parts of one material."""
    offsets = np.cumsum([0, *(len(part.vertices) for part in parts)])[:-1]
    vertices = np.concatenate([part.vertices for part in parts]).astype(np.float64)
    known = [part.normals for part in parts if part.normals is not None]
    uvs = [part.uvs for part in parts if part.uvs is not None]
    textured = parts[0].material.texture is not None and len(uvs) == len(parts)
    return ScenePart(
        name=name,
        material=replace(furnished(parts[0].material), name=name),
        vertices=(vertices @ rotation.T).astype(np.float32),
        triangles=np.concatenate(
            [part.triangles + offset for part, offset in zip(parts, offsets, strict=True)]
        ).astype(np.int32),
        normals=(
            (np.concatenate(known) @ rotation.T).astype(np.float32)
            if len(known) == len(parts)
            else None
        ),
        uvs=np.concatenate(uvs) if textured else None,
        node_scale=np.ones(3),
    )


def _box(parts: Sequence[ScenePart]) -> tuple[Array2, Array2]:
    """Give the lowest and highest corner of what triangles use, (3,) each."""
    used = [part.vertices[np.unique(part.triangles)].astype(np.float64) for part in parts]
    low = np.min([points.min(axis=0) for points in used], axis=0)
    return low, np.max([points.max(axis=0) for points in used], axis=0)


def _placed(
    parts: Sequence[ScenePart], fitted: Fitted, middle: Array2, floor: float
) -> list[ScenePart]:
    """Give the parts in metres, standing on the origin; loose vertices are left out."""
    origin = np.array([middle[0], floor, middle[2]])
    factor = fitted.scale.mm_per_unit / MM_PER_M * fitted.stretch
    result: list[ScenePart] = []
    for part in parts:
        used, corners = np.unique(part.triangles, return_inverse=True)
        vertices = (part.vertices[used].astype(np.float64) - origin) * factor
        result.append(
            replace(
                part,
                vertices=vertices.astype(np.float32),
                triangles=corners.reshape(-1, 3).astype(np.int32),
                normals=None if part.normals is None else part.normals[used],
                uvs=None if part.uvs is None else part.uvs[used],
            )
        )
    return result


def _reduced(parts: Sequence[ScenePart], size_m: Array2) -> tuple[ScenePart, ...]:
    """Reduce the parts to the smallest budget that leaves the piece as large as it is.

    Raises
    ------
    ImportRefusedError
        `too_many_triangles` if none does.
    """
    before = sum(len(part.triangles) for part in parts)
    for budget in _BUDGETS:
        reduced = simplified(parts, budget)
        after = sum(len(part.triangles) for part in reduced)
        low, high = _box(reduced)
        # Thin rods at the ends go first, and with them the length.
        if after <= MOST_TRIANGLES and (np.abs(high - low - size_m) <= _LOST * size_m).all():
            return reduced
    msg = f"{before} triangles cannot be reduced to {MOST_TRIANGLES} without losing its ends"
    raise refusal("too_many_triangles", msg)


def _product(
    labels: Labels, parts: tuple[MeshPart, ...], fitted: Fitted, declared: Declared
) -> Product:
    mount = declared.words.get("mount", "floor")
    elevation = declared.sizes_mm.get("elevation", _HANGING_MM.get(mount, 0.0))
    return Product(
        sku=labels.sku,
        names=labels.names,
        descriptions={},
        category="furniture",
        brand=labels.brand,
        gtin=labels.gtin,
        price=labels.price,
        mount=mount,
        variants=(original_variant(parts),),
        size_m=fitted.size_mm / MM_PER_M,
        dimensions_mm={"elevation_mm": elevation},
        attachment_points={},
        meshes=parts,
        traits={"kind": declared.words.get("kind", "other")},
    )


KIND = ImportKind(
    "furniture",
    ("width", "height", "depth", "elevation"),
    build_furniture,
    axes=True,
    words={"kind": FURNITURE_KINDS, "mount": MOUNTS},
    longest_mm=_LONGEST_MM,
)
