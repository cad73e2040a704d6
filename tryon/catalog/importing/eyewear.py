"""From the scene of a file to an eyewear product in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.colors import hex_from_linear
from tryon.catalog.importing.anatomy import Anatomy, find_anatomy
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.lens_material import lens_material
from tryon.catalog.importing.orientation import find_orientation
from tryon.catalog.importing.points import find_points, symmetric
from tryon.catalog.importing.scale import Scale, find_scale, node_scale_faults
from tryon.catalog.importing.soup import Soup, sample, soup_of
from tryon.catalog.mesh_scene import MeshScene, SceneMaterial, ScenePart
from tryon.catalog.meshes import mesh_part, size_of
from tryon.catalog.product import (
    AttachmentPoint,
    Language,
    LensMaterial,
    MeshPart,
    Price,
    Product,
    Variant,
)
from tryon.catalog.simplify import simplified
from tryon.geometry.axes import MM_PER_M

TRIANGLE_BUDGET = 30_000

_MOST_TRIANGLES = 500_000  # Finding the parts of more takes minutes.
_LEAST_OPACITY = 0.35
_COARSE_SAMPLES = 12_000
_FINE_SAMPLES = 60_000
_Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the seller says of a product that no mesh can say."""

    sku: str
    names: Mapping[Language, str]
    brand: str
    price: Price | None
    gtin: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A product with meshes, and how it came about.

    Parameters
    ----------
    product : complete
    scale : the unit found
    triangles_before : in the file
    faults : what was doubtful
    """

    product: Product
    scale: Scale
    triangles_before: int
    faults: tuple[ImportFault, ...]


def build_eyewear(
    scene: MeshScene,
    labels: Labels,
    declared_mm: tuple[float | None, float | None, float | None],
    progress: _Progress,
) -> Imported:
    """Make an eyewear product of a scene.

    Parameters
    ----------
    declared_mm : width, height and depth as the seller states them, None where unknown
    progress : told the step and its share of the whole, [0, 1]

    Raises
    ------
    ImportRefusedError
        If the scene is not a pair of glasses of a known size.
    """
    progress("orient", 0.3)
    count = sum(len(part.triangles) for part in scene.parts)
    if count > _MOST_TRIANGLES:
        msg = f"expected at most {_MOST_TRIANGLES} triangles to start from, got {count}"
        raise refusal("too_many_triangles", msg)
    soup = soup_of(scene)
    orientation = find_orientation(sample(soup, _COARSE_SAMPLES).points)
    turned = orientation.apply(soup.vertices)
    progress("measure", 0.45)
    scale = find_scale(np.ptp(turned, axis=0), declared_mm)
    soup = soup.moved(turned * scale.mm_per_unit)
    samples = sample(soup, _FINE_SAMPLES)
    anatomy = find_anatomy(scene, soup, samples)
    points = find_points(samples.points, anatomy.role[samples.triangle], anatomy.hinge_mm)
    points = symmetric(points)
    progress("simplify", 0.6)
    normals = _turned_normals(scene, orientation.rotation)
    cut = _role_parts(scene, soup, anatomy, normals, points["bridge"])
    reduced = simplified(cut, TRIANGLE_BUDGET)
    faults = [*orientation.faults, *scale.faults, *node_scale_faults(scene), *anatomy.faults]
    faults += _budget_faults(cut, reduced)
    parts = tuple(mesh_part(part) for part in reduced)
    variant = _variant(scene, soup, anatomy, parts)
    product = _product(labels, parts, points, (variant,))
    return Imported(product, scale, len(soup.triangles), tuple(faults))


def _turned_normals(scene: MeshScene, rotation: Array2) -> list[AnyArray | None]:
    return [
        None if part.normals is None else (part.normals @ rotation.T).astype(np.float32)
        for part in scene.parts
    ]


def _role_parts(
    scene: MeshScene,
    soup: Soup,
    anatomy: Anatomy,
    normals: list[AnyArray | None],
    origin_mm: Array1,
) -> list[ScenePart]:
    """Cut the scene into one part per role and material; metres, origin at the bridge."""
    vertices_m = (soup.vertices - origin_mm) / MM_PER_M
    offsets = np.cumsum([0, *(len(part.vertices) for part in scene.parts)])
    names = _material_names(scene)
    parts: list[ScenePart] = []
    for role in ("front", "temple_left", "temple_right", "lens_left", "lens_right", "pads"):
        for index, part in enumerate(scene.parts):
            rows = np.flatnonzero((anatomy.role == role) & (soup.part == index))
            if not len(rows):
                continue
            used, corners = np.unique(soup.triangles[rows], return_inverse=True)
            local = used - offsets[index]
            own = normals[index]
            textured = part.uvs is not None and part.material.texture is not None
            material = _solid(part.material, names[index])
            if role.startswith("lens"):
                material = SceneMaterial(name="lens", opacity=0.5, roughness=0.05)
            is_used = textured and not role.startswith("lens")
            parts.append(
                ScenePart(
                    name=role,
                    material=material,
                    vertices=vertices_m[used].astype(np.float32),
                    triangles=corners.reshape(-1, 3).astype(np.int32),
                    normals=None if own is None else own[local],
                    uvs=part.uvs[local] if is_used and part.uvs is not None else None,
                    node_scale=np.ones(3),
                )
            )
    return _numbered(parts)


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


def _material_names(scene: MeshScene) -> list[str]:
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


def _budget_faults(before: list[ScenePart], after: tuple[ScenePart, ...]) -> list[ImportFault]:
    old = sum(len(part.triangles) for part in before)
    new = sum(len(part.triangles) for part in after)
    if new > 2 * TRIANGLE_BUDGET:
        msg = f"{old} triangles could only be reduced to {new}; expected at most {TRIANGLE_BUDGET}"
        raise refusal("too_many_triangles", msg)
    if new == old:
        return []
    return [fault("too_many_triangles", f"{old} triangles were reduced to {new}")]


def _variant(
    scene: MeshScene, soup: Soup, anatomy: Anatomy, parts: tuple[MeshPart, ...]
) -> Variant:
    """Give the one colour the file has; a lens only if one was found."""
    lens: LensMaterial | None = None
    is_lens = np.char.startswith(anatomy.role, "lens")
    if is_lens.any():
        counts = np.bincount(soup.part[is_lens], minlength=len(scene.parts))
        lens = lens_material(scene.parts[int(counts.argmax())].material)
    frame = max((part for part in parts if not part.is_lens), key=lambda part: len(part.triangles))
    color = np.array(frame.surface.base_color)
    if frame.texture is not None:
        # Means of coded values are near enough for a button in a menu.
        color = color * (frame.texture.reshape(-1, 3).mean(axis=0) / 255.0) ** 2.2
    red, green, blue = (float(value) for value in color)
    swatch = hex_from_linear((red, green, blue))
    names: dict[Language, str] = {"vi": "Nguyên bản", "en": "Original"}
    return Variant("original", names, swatch, {}, lens)


def _product(
    labels: Labels,
    parts: tuple[MeshPart, ...],
    points: Mapping[str, Array1],
    variants: tuple[Variant, ...],
) -> Product:
    origin = points["bridge"]
    attachment = {
        name: AttachmentPoint(name, (point - origin) / MM_PER_M) for name, point in points.items()
    }
    return Product(
        sku=labels.sku,
        names=labels.names,
        descriptions={},
        category="eyewear",
        brand=labels.brand,
        gtin=labels.gtin,
        price=labels.price,
        mount="nose",
        variants=variants,
        size_m=size_of(parts),
        dimensions_mm=_dimensions(parts, points),
        attachment_points=attachment,
        meshes=parts,
    )


def _dimensions(parts: tuple[MeshPart, ...], points: Mapping[str, Array1]) -> dict[str, float]:
    """Measure the marking of the frame by the boxing system (ISO 8624): lens-bridge-temple."""
    lens = [part.vertices for part in parts if part.name.startswith("lens_left")]
    if lens:
        corners = np.concatenate(lens).astype(np.float64) * MM_PER_M
        low, high = corners.min(axis=0), corners.max(axis=0)
        width, height, nasal = high[0] - low[0], high[1] - low[1], low[0]
    else:  # Half the front less a rim; the lens centre was placed by the same rule.
        nasal = 9.0
        width = height = 2.0 * max(float(points["left_lens"][0]) - nasal, 10.0)
    start, rest, tip = (points[f"left_{name}"] for name in ("hinge", "ear_rest", "temple_end"))
    length = float(np.linalg.norm(rest - start) + np.linalg.norm(tip - rest))
    return {
        "lens_width_mm": float(width),
        "bridge_width_mm": float(2.0 * max(nasal, 0.0)),
        "temple_length_mm": length,
        "lens_height_mm": float(height),
    }
