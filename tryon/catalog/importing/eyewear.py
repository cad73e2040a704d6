"""From the scene of a file to an eyewear product in memory."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon.arrays import Array1
from tryon.catalog.importing.anatomy import Anatomy, find_anatomy
from tryon.catalog.importing.kind import Declared, Imported, ImportKind, Labels, Progress
from tryon.catalog.importing.lens_material import lens_material
from tryon.catalog.importing.orientation import find_orientation
from tryon.catalog.importing.parts import (
    TRIANGLE_BUDGET,
    budget_faults,
    original_variant,
    require_few_triangles,
    role_parts,
    turned_normals,
)
from tryon.catalog.importing.points import find_points, symmetric
from tryon.catalog.importing.scale import find_scale, node_scale_faults
from tryon.catalog.importing.soup import Soup, sample, soup_of
from tryon.catalog.mesh_scene import MeshScene
from tryon.catalog.meshes import mesh_part, size_of
from tryon.catalog.product import AttachmentPoint, LensMaterial, MeshPart, Product, Variant
from tryon.catalog.simplify import simplified
from tryon.geometry.axes import MM_PER_M

_COARSE_SAMPLES = 12_000
_FINE_SAMPLES = 60_000
_ROLES = ("front", "temple_left", "temple_right", "lens_left", "lens_right", "pads")


def build_eyewear(
    scene: MeshScene, labels: Labels, declared: Declared, progress: Progress
) -> Imported:
    """Make an eyewear product of a scene.

    Raises
    ------
    ImportRefusedError
        If the scene is not a pair of glasses of a known size.
    """
    progress("orient", 0.3)
    require_few_triangles(scene)
    soup = soup_of(scene)
    orientation = find_orientation(sample(soup, _COARSE_SAMPLES).points)
    turned = orientation.apply(soup.vertices)
    progress("measure", 0.45)
    sizes = declared.sizes_mm
    declared_mm = (sizes.get("width"), sizes.get("height"), sizes.get("depth"))
    scale = find_scale(np.ptp(turned, axis=0), declared_mm)
    soup = soup.moved(turned * scale.mm_per_unit)
    samples = sample(soup, _FINE_SAMPLES)
    anatomy = find_anatomy(scene, soup, samples)
    points = find_points(samples.points, anatomy.role[samples.triangle], anatomy.hinge_mm)
    points = symmetric(points)
    progress("simplify", 0.6)
    normals = turned_normals(scene, orientation.rotation)
    cut = role_parts(
        scene, soup, anatomy.role, roles=_ROLES, normals=normals, origin_mm=points["bridge"]
    )
    reduced = simplified(cut, TRIANGLE_BUDGET)
    faults = [*orientation.faults, *scale.faults, *node_scale_faults(scene), *anatomy.faults]
    faults += budget_faults(cut, reduced)
    parts = tuple(mesh_part(part) for part in reduced)
    variant = original_variant(parts, _lens(scene, soup, anatomy))
    product = _product(labels, parts, points, (variant,))
    return Imported(product, scale, len(soup.triangles), tuple(faults))


def _lens(scene: MeshScene, soup: Soup, anatomy: Anatomy) -> LensMaterial | None:
    """Give how the file's lenses look, None if none were found."""
    is_lens = np.char.startswith(anatomy.role, "lens")
    if not is_lens.any():
        return None
    counts = np.bincount(soup.part[is_lens], minlength=len(scene.parts))
    return lens_material(scene.parts[int(counts.argmax())].material)


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


KIND = ImportKind("eyewear", ("width", "height", "depth"), build_eyewear)
