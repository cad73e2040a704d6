"""From the scene of a file to a necklace product in memory: laid on the loop at rest."""

from __future__ import annotations

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.kind import Axis, Declared, Imported, ImportKind, Labels, Progress
from tryon.catalog.importing.neck_loop import BINS, NeckLoop, find_loop
from tryon.catalog.importing.parts import (
    budget_faults,
    original_variant,
    require_few_triangles,
    role_parts,
)
from tryon.catalog.importing.scale import UNITS_MM, Scale, node_scale_faults
from tryon.catalog.importing.soup import Soup, sample, soup_of
from tryon.catalog.mesh_scene import MeshScene
from tryon.catalog.meshes import mesh_part, size_of
from tryon.catalog.product import AttachmentPoint, MeshPart, Product
from tryon.catalog.rest_loop import FRONT_NODE, RestLoop, along_loop, nearest_places, rest_loop
from tryon.catalog.simplify import simplified
from tryon.errors import InputError
from tryon.geometry.axes import MM_PER_M

TRIANGLE_BUDGET = 12_000
PLAUSIBLE_LENGTH_MM = (300.0, 1000.0)
"""From children's chokers to the longest chains that hang in one loop."""
_SAMPLES = 40_000
_TOLERANCE = 0.03
_GAP_MM = 1.2
"""From the skin to the loop at rest, as `assets/build/neck.py` has it."""
_NOTABLE_GAP = 0.02


def build_necklace(
    scene: MeshScene, labels: Labels, declared: Declared, progress: Progress
) -> Imported:
    """Make a necklace product of a scene.

    Raises
    ------
    ImportRefusedError
        `not_necklace` if nothing goes around an opening; `wrong_scale` if the length is
        neither declared nor plain, or no necklace is that long.
    """
    progress("orient", 0.3)
    require_few_triangles(scene)
    rotation = _axes(declared.up, declared.front)
    soup = soup_of(scene)
    soup = soup.moved(soup.vertices @ rotation.T)
    points = sample(soup, _SAMPLES).points
    front = declared.points.get("front")
    progress("measure", 0.45)
    loop = find_loop(points, soup.vertices, None if front is None else rotation @ np.array(front))
    scale = find_necklace_scale(loop.length, np.ptp(points, axis=0), declared)
    length_mm = loop.length * scale.mm_per_unit
    progress("lay", 0.6)
    kind = "pointed" if loop.is_pendant.any() else "round"
    rest = rest_loop(kind, length_mm / MM_PER_M, 1.0)
    laid = _laid(soup, loop, rest, scale.mm_per_unit)
    role = np.where(loop.is_pendant[soup.triangles].any(axis=1), "pendant", "chain")
    cut = role_parts(
        scene,
        laid,
        role,
        roles=("chain", "pendant"),
        # Laid on another curve, every surface faces another way than in the file.
        normals=[None] * len(scene.parts),
        origin_mm=np.zeros(3),
    )
    reduced = simplified(cut, TRIANGLE_BUDGET)
    parts = tuple(mesh_part(part) for part in reduced)
    faults = [
        *_doubts(loop, declared),
        *scale.faults,
        *node_scale_faults(scene),
        *budget_faults(cut, reduced),
    ]
    product = _product(labels, parts, rest, (kind, length_mm))
    return Imported(product, scale, len(soup.triangles), tuple(faults))


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


def find_necklace_scale(length: float, size: Array1, declared: Declared) -> Scale:
    """Find the unit of a necklace.

    Parameters
    ----------
    length : of its closed middle line in the file's unit
    size : (3,) width, height, depth in the file's unit

    Raises
    ------
    ImportRefusedError
        `wrong_scale` if there is no telling, or no necklace has that length;
        `non_uniform_scale` if declared sizes contradict each other.
    """
    found = {"length": length, "width": size[0], "height": size[1], "depth": size[2]}
    factors = {
        name: mm / float(found[name])
        for name, mm in declared.sizes_mm.items()
        if name in found and found[name] > 0.0
    }
    low, high = PLAUSIBLE_LENGTH_MM
    if not factors:
        return _by_unit(length)
    if max(factors.values()) > min(factors.values()) * (1.0 + _TOLERANCE):
        listed = ", ".join(f"{name} {factor:.4g}" for name, factor in factors.items())
        msg = f"the declared sizes ask for different scales: {listed} mm per unit"
        raise refusal("non_uniform_scale", msg)
    factor = factors.get("length", float(np.mean(list(factors.values()))))
    if not low <= length * factor <= high:
        msg = f"the declared size makes the chain {length * factor:.0f} mm long; expected 300-1000"
        raise refusal("wrong_scale", msg)
    for unit, mm in UNITS_MM.items():
        if abs(factor / mm - 1.0) <= _TOLERANCE:
            return Scale(factor, unit)
    msg = f"no unit of the file gives the declared size; one unit was taken as {factor:.4g} mm"
    return Scale(factor, "declared", (fault("rescaled", msg),))


def _by_unit(length: float) -> Scale:
    low, high = PLAUSIBLE_LENGTH_MM
    for unit, mm in UNITS_MM.items():
        # Units are far enough apart that only one gives a neck's size, but for inch and cm.
        if low <= length * mm <= high and unit != "inch":
            return Scale(mm, unit)
    lengths = ", ".join(f"{length * mm:.3g} mm in {unit}" for unit, mm in UNITS_MM.items())
    msg = f"the chain is {length:.4g} units long ({lengths}): give its length, --length-mm 450"
    raise refusal("wrong_scale", msg)


def _laid(soup: Soup, loop: NeckLoop, rest: RestLoop, mm_per_unit: float) -> Soup:
    """Lay chain and pendant on the loop at rest; mm, product frame."""
    unit_m = mm_per_unit / MM_PER_M
    source = loop.nodes * unit_m
    vertices = soup.vertices * unit_m
    node, share = nearest_places(source, vertices)
    following = (node + 1) % BINS
    part = share[:, None]
    place = source[node] + part * (source[following] - source[node])
    off = loop.off[node] + part * (loop.off[following] - loop.off[node])
    inward = loop.inward[node] + part * (loop.inward[following] - loop.inward[node])
    away = vertices - place
    # The skin side of the chain touches the skin.
    lift = max(0.0, float(loop.half[0]) * unit_m - _GAP_MM / MM_PER_M)
    origin, frame = along_loop(rest, node, share)
    beyond = (away * off).sum(axis=1) + lift
    across = (away * inward).sum(axis=1)
    chain = origin + beyond[:, None] * frame[:, 1] + across[:, None] * frame[:, 2]
    laid = np.where(loop.is_pendant[:, None], _hung(vertices, loop, rest, unit_m), chain)
    return soup.moved((laid - rest.nodes[FRONT_NODE]) * MM_PER_M)


def _hung(vertices: Array2, loop: NeckLoop, rest: RestLoop, unit_m: float) -> Array2:
    """Hang the pendant from the front of the loop at rest as one piece, on the skin."""
    own = _pendant_axes(loop, vertices / unit_m)
    away = (vertices - loop.nodes[FRONT_NODE] * unit_m) @ own.T
    out = rest.frames[FRONT_NODE, 1] * np.array([0.0, 1.0, 1.0])
    out /= np.linalg.norm(out)
    left = np.array([1.0, 0.0, 0.0])
    rear = away[loop.is_pendant, 2] if loop.is_pendant.any() else np.zeros(1)
    lift = max(0.0, -float(np.percentile(rear, 2.0)) - _GAP_MM / MM_PER_M)
    away[:, 2] += lift
    return rest.nodes[FRONT_NODE] + away @ np.stack([left, np.cross(out, left), out])


def _pendant_axes(loop: NeckLoop, vertices: Array2) -> Array2:
    """Give the pendant's axes as rows in the file: to the wearer's left, up, off the skin."""
    left = np.array([1.0, 0.0, 0.0])
    if not loop.is_pendant.any():
        return np.eye(3)
    up = loop.nodes[FRONT_NODE] - vertices[loop.is_pendant].mean(axis=0)
    if loop.is_flat:
        normal = loop.off[FRONT_NODE]
        up -= (up @ normal) * normal
        up /= np.linalg.norm(up)
        return np.stack([np.cross(up, normal), up, normal])
    # It hangs along a chest that slopes forwards, as far as its maker thought.
    up -= (up @ left) * left
    up /= np.linalg.norm(up)
    return np.stack([left, up, np.cross(left, up)])


def _doubts(loop: NeckLoop, declared: Declared) -> list[ImportFault]:
    faults: list[ImportFault] = []
    if "front" not in declared.points:
        seen = "its pendant" if loop.is_pendant.any() else "its axes"
        faults.append(fault("loop_front_estimated", f"the front was found by {seen}"))
    if loop.open_share > _NOTABLE_GAP:
        faults.append(fault("open_chain", f"{loop.open_share:.0%} of the way around is open"))
    return faults


def _product(
    labels: Labels, parts: tuple[MeshPart, ...], rest: RestLoop, form: tuple[str, float]
) -> Product:
    kind, length_mm = form
    points = {
        "clasp": rest.nodes[0] - rest.nodes[FRONT_NODE],
        "front": np.zeros(3),
        "pendant": _lowest(parts),
    }
    return Product(
        sku=labels.sku,
        names=labels.names,
        descriptions={},
        category="necklace",
        brand=labels.brand,
        gtin=labels.gtin,
        price=labels.price,
        mount="neck",
        variants=(original_variant(parts),),
        size_m=size_of(parts),
        dimensions_mm={"length_mm": round(length_mm, 2)},
        attachment_points={name: AttachmentPoint(name, point) for name, point in points.items()},
        meshes=parts,
        traits={"drape": kind},
    )


def _lowest(parts: tuple[MeshPart, ...]) -> AnyArray:
    """Give the lowest place in the middle of the front, (3,), m."""
    vertices = np.concatenate([part.vertices for part in parts]).astype(np.float64)
    lowest = vertices[vertices[:, 1].argmin()]
    return lowest * np.array([0.0, 1.0, 1.0])


KIND = ImportKind(
    "necklace",
    ("width", "height", "depth", "length"),
    build_necklace,
    axes=True,
    points=("front",),
)
