"""From the scene of a file, one earring or a pair, to an earrings product in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.catalog.importing.ear_shape import EarShape, find_shape, left_of_pair
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.kind import Axis, Declared, Imported, ImportKind, Labels, Progress
from tryon.catalog.importing.parts import (
    budget_faults,
    original_variant,
    require_few_triangles,
    role_parts,
    turned_normals,
)
from tryon.catalog.importing.scale import UNITS_MM, Scale, node_scale_faults
from tryon.catalog.importing.soup import sample, soup_of
from tryon.catalog.mesh_scene import MeshScene, ScenePart
from tryon.catalog.meshes import mesh_part, size_of
from tryon.catalog.product import AttachmentPoint, MeshPart, Product
from tryon.catalog.simplify import simplified
from tryon.errors import InputError
from tryon.geometry.axes import MM_PER_M

TRIANGLE_BUDGET = 12_000

PLAUSIBLE_HEIGHT_MM = (3.0, 120.0)
"""From the smallest stud to the longest drop."""
_MOST_BREADTH_MM = 90.0
_SAMPLES = 30_000
_APART_M = 0.030
"""Between the hooks in the product's frame: earrings side by side in a picture of the pair."""
_TOLERANCE = 0.03
_BAND_SHARE = 0.30
"""Rings broader than this, over their diameter, are worn on fingers."""
_LEAST_TRIANGLES = 160
"""Round wire and stones take more; boxes and discs that stand for jewellery take less."""
_X = np.array([1.0, 0.0, 0.0])
_MIRROR = np.array([-1.0, 1.0, 1.0])
_QUARTER = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
"""A quarter turn about the vertical."""


def build_earrings(
    scene: MeshScene, labels: Labels, declared: Declared, progress: Progress
) -> Imported:
    """Make an earrings product of a scene.

    Of a pair the wearer's left one is taken; it is mirrored for the other ear.

    Raises
    ------
    ImportRefusedError
        `wrong_scale` if the size is neither declared nor plain, or no earring has it;
        `not_earrings` for a finger ring or a placeholder.
    """
    progress("orient", 0.3)
    require_few_triangles(scene)
    rotation = _axes(declared.up, declared.front)
    soup = soup_of(scene)
    soup = soup.moved(soup.vertices @ rotation.T)
    is_left = left_of_pair(soup)
    chosen = np.arange(len(soup.triangles)) if is_left is None else np.flatnonzero(is_left)
    progress("measure", 0.45)
    points = sample(soup, _SAMPLES, chosen).points
    scale = find_earring_scale(np.ptp(points, axis=0), declared)
    shape = find_shape(points, scale.mm_per_unit)
    _require_earring(shape, len(chosen), np.ptp(points, axis=0) * scale.mm_per_unit)
    faults: list[ImportFault] = []
    hook = shape.hook
    if "hook" in declared.points:
        hook = rotation @ np.array(declared.points["hook"])
    else:
        faults.append(fault("hook_estimated", f"taken for a {shape.kind}, hung accordingly"))
    if shape.ring_axis == 2:
        # A hoop drawn as seen from the front: its wire has to pass through the lobe.
        rotation, hook = _QUARTER @ rotation, _QUARTER @ hook
        soup = soup.moved(soup.vertices @ _QUARTER.T)
    progress("simplify", 0.6)
    role = np.full(len(soup.triangles), "", dtype="<U12")
    role[chosen] = "left_earring"
    soup = soup.moved(soup.vertices * scale.mm_per_unit)
    cut = role_parts(
        scene,
        soup,
        role,
        roles=("left_earring",),
        normals=turned_normals(scene, rotation),
        origin_mm=hook * scale.mm_per_unit - _APART_M * 500.0 * _X,
    )
    reduced = simplified(cut, TRIANGLE_BUDGET // 2)
    parts = tuple(mesh_part(part) for part in (*reduced, *map(_mirrored, reduced)))
    faults += [*scale.faults, *node_scale_faults(scene), *budget_faults(cut, reduced)]
    return Imported(_product(labels, parts, shape), scale, len(soup.triangles), tuple(faults))


def _axes(up: Axis | None, front: Axis | None) -> Array2:
    """Give the rotation (3, 3) whose rows are product x, y, z in the file's axes."""
    top, ahead = _vector(up or "+y"), _vector(front or ("+z" if up in (None, "+y") else "-y"))
    if abs(float(top @ ahead)) > 0.5:
        msg = f"front: expected an axis across the one that points up, got {front} and {up}"
        raise InputError(msg)
    return np.stack([np.cross(top, ahead), top, ahead])


def _vector(axis: Axis) -> Array1:
    vector = np.zeros(3)
    vector["xyz".index(axis[1])] = 1.0 if axis[0] == "+" else -1.0
    return vector


def find_earring_scale(size: Array1, declared: Declared) -> Scale:
    """Find the unit of one earring.

    Parameters
    ----------
    size : (3,) width, height, depth in the file's unit

    Raises
    ------
    ImportRefusedError
        `wrong_scale` if there is no telling, or no earring is of that size.
    """
    sizes = declared.sizes_mm
    wanted = [(name, sizes.get(name)) for name in ("width", "height", "depth")]
    factors = {
        name: mm / float(got)
        for (name, mm), got in zip(wanted, size, strict=True)
        if mm is not None and got > 0.0
    }
    low, high = PLAUSIBLE_HEIGHT_MM
    if not factors:
        return _by_unit(float(size[1]))
    if max(factors.values()) > min(factors.values()) * (1.0 + _TOLERANCE):
        msg = f"the declared sizes ask for different scales: {_listed(factors)} mm per unit"
        raise refusal("non_uniform_scale", msg)
    factor = float(np.mean(list(factors.values())))
    height_mm = float(size[1]) * factor
    if not low <= height_mm <= high:
        msg = f"the declared size makes the earring {height_mm:.1f} mm high; expected 3-120 mm"
        raise refusal("wrong_scale", msg)
    for unit, mm in UNITS_MM.items():
        if abs(factor / mm - 1.0) <= _TOLERANCE:
            return Scale(factor, unit)
    msg = f"no unit of the file gives the declared size; one unit was taken as {factor:.4g} mm"
    return Scale(factor, "declared", (fault("rescaled", msg),))


def _by_unit(height: float) -> Scale:
    low, high = PLAUSIBLE_HEIGHT_MM
    # Earrings come in all sizes: only metres, which glTF asks for, are believed unasked.
    if low <= height * UNITS_MM["m"] <= high:
        return Scale(UNITS_MM["m"], "m")
    heights = ", ".join(f"{height * mm:.3g} mm in {unit}" for unit, mm in UNITS_MM.items())
    msg = f"the earring is {height:.4g} units high ({heights}): its size must be declared"
    raise refusal("wrong_scale", msg)


def _listed(factors: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {factor:.4g}" for name, factor in factors.items())


def _require_earring(shape: EarShape, triangles: int, size_mm: Array1) -> None:
    if max(size_mm[0], size_mm[2]) > _MOST_BREADTH_MM:
        breadth = f"{max(size_mm[0], size_mm[2]):.0f} mm broad"
        msg = f"expected an earring, got something {breadth}"
        raise refusal("not_earrings", msg)
    if shape.band > _BAND_SHARE:
        share = f"{shape.band:.0%} as broad as its diameter"
        msg = f"expected an earring, got what looks like a finger ring: a band {share}"
        raise refusal("not_earrings", msg)
    if triangles < _LEAST_TRIANGLES:
        msg = f"expected an earring, got a placeholder of {triangles} triangles"
        raise refusal("not_earrings", msg)


def _mirrored(part: ScenePart) -> ScenePart:
    """Give the part for the right ear."""
    normals = None if part.normals is None else (part.normals * _MIRROR).astype(np.float32)
    return replace(
        part,
        name=part.name.replace("left_", "right_", 1),
        vertices=(part.vertices * _MIRROR).astype(np.float32),
        triangles=part.triangles[:, ::-1].copy(),
        normals=normals,
    )


def _product(labels: Labels, parts: tuple[MeshPart, ...], shape: EarShape) -> Product:
    hook = 0.5 * _APART_M * _X
    own = np.concatenate([part.vertices for part in parts if part.name.startswith("left_")])
    extent = np.ptp(own, axis=0) * MM_PER_M
    drop_mm = max(0.1, -float(own[:, 1].min()) * MM_PER_M)
    return Product(
        sku=labels.sku,
        names=labels.names,
        descriptions={},
        category="earrings",
        brand=labels.brand,
        gtin=labels.gtin,
        price=labels.price,
        mount="ears",
        variants=(original_variant(parts),),
        size_m=size_of(parts),
        dimensions_mm={"width_mm": float(max(extent[0], extent[2])), "drop_mm": drop_mm},
        attachment_points={
            "left_hook": AttachmentPoint("left_hook", hook),
            "right_hook": AttachmentPoint("right_hook", hook * _MIRROR),
        },
        meshes=parts,
        traits={"kind": shape.kind},
    )


KIND = ImportKind(
    "earrings",
    ("width", "height", "depth"),
    build_earrings,
    axes=True,
    points=("hook",),
)
