"""Which piece of a pair of glasses is what: front, temples, lenses, pads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from tryon.arrays import AnyArray, Array2
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.importing.soup import Samples, Soup, sample
from tryon.catalog.mesh_scene import MeshScene

Role = Literal["front", "temple_left", "temple_right", "lens_left", "lens_right", "pads"]

_LENS_NAME = re.compile(r"lens|(?<!sun)glass(?!es)|linse|verre|vidrio|kinh|kính", re.IGNORECASE)
_PAD_NAME = re.compile(r"pad|nose", re.IGNORECASE)
_SLICE_MM = 1.5
_LARGEST_PIECES = 60  # Lenses are among the largest; rivets may come in thousands.


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """Every triangle with its role.

    Parameters
    ----------
    role : (M,) one of `Role`, or an empty text for triangles to be dropped
    hinge_mm : z of the plane where the temples begin
    faults : what was missing or doubtful
    """

    role: AnyArray
    hinge_mm: float
    faults: tuple[ImportFault, ...]


def find_anatomy(scene: MeshScene, soup: Soup, samples: Samples) -> Anatomy:
    """Tell the parts of a pair of glasses apart.

    Parameters
    ----------
    soup, samples : in product axes, mm, x = 0 the plane of symmetry

    Raises
    ------
    ImportRefusedError
        `not_glasses` if no temples begin behind a front, or the room between them is filled.
    """
    half = float(np.abs(samples.points[:, 0]).max())
    low, high = soup.piece_boxes()
    slice_hinge = _slice_hinge(samples.points, half)
    _require_room_for_a_head(samples.points, half, slice_hinge)
    faults: list[ImportFault] = []
    lens_pieces = _lens_pieces(scene, soup, slice_hinge, half)
    hinge, temple = _temple_triangles(soup, slice_hinge, half, faults)
    role = np.full(len(soup.triangles), "front", dtype="<U12")
    pads = _pad_pieces(scene, soup, low, high, half)
    role[np.isin(soup.piece, pads)] = "pads"
    side = soup.centroids()[:, 0] > 0.0
    role[temple & side], role[temple & ~side] = "temple_left", "temple_right"
    _assign_lenses(role, soup, lens_pieces, faults)
    return Anatomy(role, hinge, tuple(faults))


def _slice_hinge(points: Array2, half: float) -> float:
    """Give the z behind which a frame consists of two slim temples far apart."""
    depth = points[:, 2]
    front, back = float(depth.max()), float(depth.min())
    edges = np.arange(front, back, -_SLICE_MM)
    index = np.clip(((front - depth) / _SLICE_MM).astype(int), 0, len(edges) - 1)
    front_height = float(np.ptp(points[depth > front - 0.25 * (front - back), 1]))
    hinge_row = 0
    for row in range(int(0.6 * len(edges))):
        inside = points[index == row]
        if not len(inside):
            continue
        inner = np.percentile(np.abs(inside[:, 0]), 5.0)
        height = np.subtract(*np.percentile(inside[:, 1], [98.0, 2.0]))
        if inner < 0.55 * half or height > 0.6 * front_height:
            hinge_row = row + 1
    if hinge_row > 0.5 * len(edges):
        raise refusal("not_glasses", "no slim temples are seen behind the front")
    return front - hinge_row * _SLICE_MM


def _require_room_for_a_head(points: Array2, half: float, hinge: float) -> None:
    depth = points[:, 2]
    middle = (depth < hinge) & (np.abs(points[:, 0]) < 0.45 * half)
    behind = depth < hinge
    if behind.mean() < 0.1 or middle.sum() > 0.03 * behind.sum():
        raise refusal("not_glasses", "there is no room for a head between the temples")
    left = np.mean(points[behind, 0] > 0.0)
    if not 0.3 < left < 0.7:
        raise refusal("not_glasses", "there is a temple on one side only")


def _temple_triangles(
    soup: Soup, slice_hinge: float, half: float, faults: list[ImportFault]
) -> tuple[float, AnyArray]:
    """Give the hinge plane and which triangles turn about it."""
    low, high = soup.piece_boxes()
    one_sided = (low[:, 0] > 0.4 * half) | (high[:, 0] < -0.4 * half)
    length = np.maximum(high[:, 2] - low[:, 2], 1e-9)
    behind = np.clip(slice_hinge + 2.0 - low[:, 2], 0.0, length) / length
    temple_piece = one_sided & (behind > 0.7)
    long = temple_piece & (length > 20.0)
    sides = {bool(low[piece, 0] > 0.0) for piece in np.flatnonzero(long)}
    hinge = slice_hinge
    if len(sides) == 2:
        # The pieces know better than the slices where they begin, unless they reach forward
        # past the rims, as some spring hinges do.
        begin = min(
            float(high[long & (low[:, 0] > 0.0), 2].max()),
            float(high[long & (high[:, 0] < 0.0), 2].max()),
        )
        hinge = min(begin, slice_hinge)
    temple = temple_piece[soup.piece]
    # What is one piece with the front is cut where it reaches far behind the plane.
    joined = ~temple_piece & (low[:, 2] < hinge - 25.0)
    if joined.any():
        cut = joined[soup.piece] & (soup.centroids()[:, 2] < hinge)
        temple |= cut
        if cut.sum() > 0.02 * len(cut):
            msg = "the temples are one mesh with the front and were cut at the hinge plane"
            faults.append(fault("one_piece", msg))
    return hinge, temple


def _lens_pieces(scene: MeshScene, soup: Soup, hinge: float, half: float) -> AnyArray:
    """Give the pieces that are lenses: by material or name, otherwise by shape."""
    low, high = soup.piece_boxes()
    size = high - low
    part_of = np.zeros(soup.piece_count, dtype=np.int64)
    part_of[soup.piece] = soup.part
    in_front = (high[:, 2] > hinge) & ((low[:, 2] + high[:, 2]) / 2.0 > hinge - 0.15 * half)
    large = in_front & (size[:, 0] > 0.35 * half) & (size[:, 1] > 0.2 * half)
    told = np.array([_says_lens(scene, part) for part in range(len(scene.parts))])
    areas = np.bincount(soup.piece, soup.areas(), minlength=soup.piece_count)
    largest = np.argsort(-areas)[:_LARGEST_PIECES]
    filled = [piece for piece in largest if large[piece] and _is_filled(soup, int(piece))]
    by_material = [piece for piece in filled if told[part_of[piece]]]
    return np.array(by_material or filled, dtype=np.int64)


def _says_lens(scene: MeshScene, part: int) -> bool:
    entry = scene.parts[part]
    material = entry.material
    if _PAD_NAME.search(f"{entry.name} {material.name}"):
        return False
    see_through = material.transmission >= 0.3 or material.opacity < 0.95
    return see_through or bool(_LENS_NAME.search(f"{entry.name} {material.name}"))


def _is_filled(soup: Soup, piece: int) -> bool:
    """Whether a piece, seen from the front, is a disc (a rim is a ring)."""
    rows = np.flatnonzero(soup.piece == piece)
    points = sample(soup, 6000, rows).points[:, :2]
    if np.ptp(points, axis=0).min() < 1.0:
        return False
    try:
        hull = ConvexHull(points).volume
    except QhullError:
        return False
    cell = np.sqrt(hull / 600.0)
    cells = np.unique(np.floor(points / cell).astype(np.int64), axis=0)
    # Border cells are only partly covered: a full disc of 600 cells counts about 1.1.
    return len(cells) * cell**2 > 0.85 * hull


def _assign_lenses(role: AnyArray, soup: Soup, pieces: AnyArray, faults: list[ImportFault]) -> None:
    """Write the lens roles; of two layers behind each other only the outer one stays."""
    side = soup.centroids()[:, 0] > 0.0
    low, high = soup.piece_boxes()
    dropped = 0
    for name, mine in (("lens_left", side), ("lens_right", ~side)):
        kept: list[int] = []
        order = sorted(pieces, key=lambda piece: -(low[piece, 2] + high[piece, 2]))
        for piece in order:
            triangles = mine & (soup.piece == piece)
            if not triangles.any():
                continue
            if any(_overlap(low, high, piece, other) > 0.7 for other in kept):
                role[triangles] = ""
                dropped += 1
                continue
            kept.append(int(piece))
            role[triangles] = name
    if dropped:
        msg = f"{dropped} inner lens surfaces were left out, since tints would add up"
        faults.append(fault("lens_layers", msg))
    if not (role == "lens_left").any() or not (role == "lens_right").any():
        faults.append(fault("no_lenses", "no lenses are seen; the frame stays without"))


def _overlap(low: Array2, high: Array2, first: int, second: int) -> float:
    """Give the common share of two pieces' boxes seen from the front."""
    common = np.minimum(high[first], high[second]) - np.maximum(low[first], low[second])
    sizes = (high[[first, second]] - low[[first, second]])[:, :2]
    smaller = float(np.prod(sizes, axis=1).min())
    return float(np.prod(np.maximum(common[:2], 0.0))) / max(smaller, 1e-9)


def _pad_pieces(scene: MeshScene, soup: Soup, low: Array2, high: Array2, half: float) -> AnyArray:
    """Give the nose pads: small pieces beside the nose, by name or by place behind the front."""
    size, centre = high - low, (high + low) / 2.0
    near_nose = (np.abs(centre[:, 0]) < 0.25 * half) & (size[:, 1] < 0.35 * half)
    near_nose &= (size[:, 0] < 0.3 * half) & (size[:, 1] > 0.06 * half)
    part_of = np.zeros(soup.piece_count, dtype=np.int64)
    part_of[soup.piece] = soup.part
    told = np.array([bool(_PAD_NAME.search(f"{p.name} {p.material.name}")) for p in scene.parts])
    named = np.flatnonzero(near_nose & told[part_of])
    if len(named):
        return named
    front = float(high[:, 2].max())
    # A bridge crosses the middle, a pad does not; logos lie on the front's outer side.
    one_sided = (low[:, 0] > 0.01 * half) | (high[:, 0] < -0.01 * half)
    return np.flatnonzero(near_nose & one_sided & (high[:, 2] < front - 1.0))
