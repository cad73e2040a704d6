"""From the scene of a file to a hat in memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tryon.arrays import AnyArray, Array1
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.hat_shape import Opening, find_axes, find_opening
from tryon.catalog.importing.kind import Declared, Imported, ImportKind, Labels, Progress
from tryon.catalog.importing.parts import (
    TRIANGLE_BUDGET,
    budget_faults,
    original_variant,
    require_few_triangles,
    role_parts,
    turned_normals,
)
from tryon.catalog.importing.scale import UNITS_MM, Scale, node_scale_faults
from tryon.catalog.importing.soup import Soup, sample, soup_of
from tryon.catalog.mesh_scene import MeshScene
from tryon.catalog.meshes import mesh_part, size_of
from tryon.catalog.product import AttachmentPoint, MeshPart, Product
from tryon.catalog.simplify import simplified
from tryon.geometry.axes import MM_PER_M

PLAUSIBLE_CIRCUMFERENCE_MM = (440.0, 680.0)
"""Inside: from hats for small children to the largest heads, with room for hair."""
_SAMPLES = 60_000
_TOLERANCE = 0.03
_ROLES = ("crown", "brim_front", "brim_back_left", "brim_back_right")
_BRIM_REACH = 1.10
_BRIM_HEIGHT = 0.45
"""Share of a crown's height up to which what stands out of it is its brim."""
_LEAST_CROWN_MM = 60.0
_LEAST_TRIANGLES = 200
_OPENING_POINTS = ("band_front", "band_back", "band_left", "band_right")


def build_headwear(
    scene: MeshScene, labels: Labels, declared: Declared, progress: Progress
) -> Imported:
    """Make a hat of a scene.

    Raises
    ------
    ImportRefusedError
        `not_hat` if nothing is open and deep enough for a head; `wrong_hat_scale` if the size is
        neither declared nor plain, or no head has it.
    """
    progress("orient", 0.3)
    require_few_triangles(scene)
    soup = soup_of(scene)
    if len(soup.triangles) < _LEAST_TRIANGLES:
        msg = f"{len(soup.triangles)} triangles make no hat"
        raise refusal("not_hat", msg)
    points = sample(soup, _SAMPLES).points
    axes = find_axes(points, declared)
    points = points @ axes.rotation.T
    soup = soup.moved(soup.vertices @ axes.rotation.T)
    progress("measure", 0.45)
    opening = _opening(points, declared, axes.rotation)
    scale = find_hat_scale(opening.circumference, np.ptp(points, axis=0), declared)
    soup = soup.moved(soup.vertices * scale.mm_per_unit)
    opening = replace(
        opening,
        middle=opening.middle * scale.mm_per_unit,
        radii=opening.radii * scale.mm_per_unit,
    )
    progress("simplify", 0.6)
    cut = role_parts(
        scene,
        soup,
        _roles(soup, opening),
        roles=_ROLES,
        normals=turned_normals(scene, axes.rotation),
        origin_mm=opening.middle,
    )
    reduced = simplified(cut, TRIANGLE_BUDGET)
    parts = tuple(mesh_part(part) for part in reduced)
    faults = [*axes.faults, *scale.faults, *node_scale_faults(scene), *budget_faults(cut, reduced)]
    faults += _depth_faults(soup, opening)
    return Imported(_product(labels, parts, opening), scale, len(soup.triangles), tuple(faults))


def _opening(points: AnyArray, declared: Declared, rotation: AnyArray) -> Opening:
    """Give the stated ring if all four of its points are given, the one found otherwise."""
    if not declared.points:
        return find_opening(points)
    if set(declared.points) != set(_OPENING_POINTS):
        missing = ", ".join(sorted(set(_OPENING_POINTS) - set(declared.points)))
        raise refusal("not_hat", f"the opening needs four points; missing: {missing}")
    front, back, left, right = (
        rotation @ np.array(declared.points[name]) for name in _OPENING_POINTS
    )
    middle = 0.25 * (front + back + left + right)
    angles = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    half_width, half_length = 0.5 * abs(left[0] - right[0]), 0.5 * abs(front[2] - back[2])
    radii = 1.0 / np.hypot(np.sin(angles) / half_width, np.cos(angles) / half_length)
    return Opening(middle, radii)


def find_hat_scale(circumference: float, size: Array1, declared: Declared) -> Scale:
    """Find the unit of a hat.

    Parameters
    ----------
    circumference : of the opening, inside, in the file's unit
    size : (3,) width, height, depth of the whole hat in the file's unit

    Raises
    ------
    ImportRefusedError
        `wrong_hat_scale` if there is no telling, or no head is of that size;
        `non_uniform_scale` if declared sizes contradict each other by more than 3 %.
    """
    lengths = {
        "circumference": circumference,
        "width": float(size[0]),
        "height": float(size[1]),
        "depth": float(size[2]),
    }
    factors = {
        name: mm / lengths[name]
        for name, mm in declared.sizes_mm.items()
        if lengths.get(name, 0.0) > 0.0
    }
    if not factors:
        return _by_unit(circumference)
    low, high = min(factors, key=factors.__getitem__), max(factors, key=factors.__getitem__)
    if factors[high] > factors[low] * (1.0 + _TOLERANCE):
        difference = 100.0 * (factors[high] / factors[low] - 1.0)
        msg = f"the declared {high} asks for a scale {difference:.1f} % larger than the {low}"
        raise refusal("non_uniform_scale", msg)
    factor = factors.get("circumference", factors[low])
    inside = circumference * factor
    least, most = PLAUSIBLE_CIRCUMFERENCE_MM
    if not least <= inside <= most:
        msg = f"the declared size makes the opening {inside:.0f} mm around; expected 440-680 mm"
        raise refusal("wrong_hat_scale", msg)
    for unit, mm in UNITS_MM.items():
        if abs(factor / mm - 1.0) <= _TOLERANCE:
            return Scale(factor, unit)
    msg = f"no unit of the file gives the declared size; one unit was taken as {factor:.4g} mm"
    return Scale(factor, "declared", (fault("rescaled_hat", msg),))


def _by_unit(circumference: float) -> Scale:
    least, most = PLAUSIBLE_CIRCUMFERENCE_MM
    for unit, mm in UNITS_MM.items():
        if least <= circumference * mm <= most:
            return Scale(mm, unit)
    msg = (
        f"the opening is {circumference:.4g} units around, which is no head's size in metres, "
        "centimetres, millimetres or inches"
    )
    raise refusal("wrong_hat_scale", msg)


def _roles(soup: Soup, opening: Opening) -> AnyArray:
    """Tell the crown from the brim, and the brim's front from its quarters behind."""
    middles = soup.centroids()
    top = float(soup.vertices[:, 1].max())
    height = (middles[:, 1] - opening.middle[1]) / max(top - opening.middle[1], 1e-9)
    is_brim = (opening.reach(middles) > _BRIM_REACH) & (height < _BRIM_HEIGHT)
    side = middles - opening.middle
    role = np.full(len(middles), "crown", dtype="<U16")
    role[is_brim & (side[:, 2] > 0.0)] = "brim_front"
    behind = is_brim & (side[:, 2] <= 0.0)
    role[behind & (side[:, 0] > 0.0)] = "brim_back_left"
    role[behind & (side[:, 0] <= 0.0)] = "brim_back_right"
    return role


def _depth_faults(soup: Soup, opening: Opening) -> list[ImportFault]:
    depth = float(soup.vertices[:, 1].max() - opening.middle[1])
    if depth >= _LEAST_CROWN_MM:
        return []
    return [fault("shallow_crown", f"the crown rises only {depth:.0f} mm over its band")]


def _product(labels: Labels, parts: tuple[MeshPart, ...], opening: Opening) -> Product:
    ring = (opening.ring - opening.middle) / MM_PER_M
    quarter = len(ring) // 4
    top = max(float(part.vertices[:, 1].max()) for part in parts)
    half_length = np.array([0.0, 0.0, 0.5 * float(ring[0, 2] - ring[2 * quarter, 2])])
    half_width = np.array([0.5 * float(ring[quarter, 0] - ring[3 * quarter, 0]), 0.0, 0.0])
    # The middle of the four points is the middle of the ring, whichever way it was measured.
    across = 0.5 * float(ring[quarter, 0] + ring[3 * quarter, 0])
    centre = np.array([across, 0.0, 0.5 * float(ring[0, 2] + ring[2 * quarter, 2])])
    places = {
        "band_front": centre + half_length,
        "band_back": centre - half_length,
        "band_left": centre + half_width,
        "band_right": centre - half_width,
        "crown_top": np.array([centre[0], top, centre[2]]),
    }
    return Product(
        sku=labels.sku,
        names=labels.names,
        descriptions={},
        category="headwear",
        brand=labels.brand,
        gtin=labels.gtin,
        price=labels.price,
        mount="head",
        variants=(original_variant(parts),),
        size_m=size_of(parts),
        dimensions_mm={"inner_circumference_mm": opening.circumference},
        attachment_points={name: AttachmentPoint(name, p) for name, p in places.items()},
        meshes=parts,
    )


KIND = ImportKind(
    "headwear",
    ("circumference", "width", "height", "depth"),
    build_headwear,
    axes=True,
    points=_OPENING_POINTS,
)
