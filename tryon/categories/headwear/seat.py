"""Where a hat comes to rest: which size, how high, how far forward. Pure functions."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.catalog.product import Product
from tryon.categories.headwear.crown import lift_over
from tryon.categories.headwear.head_band import (
    BandPlane,
    HeadSection,
    cut_head,
    forehead_m,
    head_size,
)
from tryon.categories.occluders import load_head_model, personal_head
from tryon.geometry.axes import MM_PER_M
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks

_BROW_M = 0.017
"""Height of the brows' upper edge over the nose bridge of an average adult."""
_BROW_GAP_MM = 27.0
_BACK_DROP_MM = 20.0
_HAIR_M = 0.008
"""What pressed hair adds to a circumference: 1.3 mm all around."""
_CROWN_HAIR_M = 0.006
_SIZE_SPREAD = 0.06
"""Sizes of a hat without declared sizes: S to XL are about 6 % to either side of M."""
_SLIDE_UP_M, _SLIDE_DOWN_M = 0.030, 0.012
_STEPS = 8
_FOREHEAD_GAP_M = 0.0015
_MOST_FORWARD_M = 0.012


def seat(landmarks: Landmarks, product: Product) -> tuple[RigidTransform, float]:
    """Give `head_from_product` and the scale of the size that is worn.

    A hat that is too small for the head sits higher, where the head is narrower; one that is
    too large comes down, but not over the brows.
    """
    front, back = product.point("band_front"), product.point("band_back")
    length = float(np.linalg.norm(front - back))
    drop = product.dimensions_mm.get("back_drop_mm", _BACK_DROP_MM) / MM_PER_M
    plane = BandPlane(float(np.arcsin(np.clip(drop / length, 0.0, 0.5))))
    vertices = personal_head(landmarks, load_head_model())
    brow = _BROW_M * head_size(landmarks)
    gap = product.dimensions_mm.get("brow_gap_mm", _BROW_GAP_MM) / MM_PER_M
    # The band's front edge is given by its height on the forehead, a plane by its distance.
    height = (brow + gap) * float(np.cos(plane.tilt_rad))
    section = _require(cut_head(vertices, plane, height))
    scale, wanted = _size(product, section.circumference_m + _HAIR_M)
    if abs(wanted - scale * product.dimensions_mm["inner_circumference_mm"] / MM_PER_M) > 1e-4:
        height = _slid(vertices, plane, height, scale * _inner_m(product) - _HAIR_M)
        section = _require(cut_head(vertices, plane, height))
    middle = 0.5 * (section.front_m + section.back_m)
    seen = forehead_m(landmarks, plane, height)
    if seen is not None:
        inside = middle + 0.5 * scale * length
        middle += float(np.clip(seen + _FOREHEAD_GAP_M - inside, 0.0, _MOST_FORWARD_M))
    where = height * plane.normal + middle * plane.forward
    placed = _placed(front, back, plane, scale, where)
    return _over_the_crown(product, vertices, placed, scale), scale


def _require(section: HeadSection | None) -> HeadSection:
    if section is None:  # The planes searched all cut the model's cranium.
        msg = "headwear: expected a band around the head"
        raise ValueError(msg)
    return section


def _inner_m(product: Product) -> float:
    return product.dimensions_mm["inner_circumference_mm"] / MM_PER_M


def _size(product: Product, wanted_m: float) -> tuple[float, float]:
    """Give the scale of the size nearest to a head, and the circumference it should have, m."""
    inner = _inner_m(product)
    sizes = product.dimensions_mm
    least = sizes.get("min_circumference_mm", inner * MM_PER_M * (1.0 - _SIZE_SPREAD)) / MM_PER_M
    most = sizes.get("max_circumference_mm", inner * MM_PER_M * (1.0 + _SIZE_SPREAD)) / MM_PER_M
    return float(np.clip(wanted_m, least, most)) / inner, wanted_m


def _slid(vertices: Array2, plane: BandPlane, height: float, wanted_m: float) -> float:
    """Give the height at which the head has a circumference, m; as far as a hat can slide."""
    heights = np.linspace(height - _SLIDE_DOWN_M, height + _SLIDE_UP_M, _STEPS)
    around = [_require(cut_head(vertices, plane, float(h))).circumference_m for h in heights]
    # Upwards a cranium only gets narrower; what is below its widest place counts as that.
    falling = np.minimum.accumulate(around)
    return float(np.interp(-wanted_m, -falling, heights))


def _placed(
    front: Array1, back: Array1, plane: BandPlane, scale: float, middle: Array1
) -> RigidTransform:
    """Give `head_from_product` that lays the line from back to front along the plane.

    Parameters
    ----------
    front, back : (3,), m, product frame
    middle : (3,), m, head frame, where the middle of the band comes to lie
    """
    own = float(np.arctan2(front[1] - back[1], front[2] - back[2]))
    turn = RigidTransform.from_rotation_vector(
        np.array([-(plane.tilt_rad - own), 0.0, 0.0]), np.zeros(3)
    )
    offset = middle - turn.apply(scale * 0.5 * (front + back)[None])[0]
    return RigidTransform(turn.rotation, offset)


def _over_the_crown(
    product: Product, vertices: Array2, placed: RigidTransform, scale: float
) -> RigidTransform:
    """Raise a hat that is too shallow for the head until its crown rests on it."""
    turn = RigidTransform(placed.rotation, np.zeros(3))
    middle = 0.5 * scale * (product.point("band_front") + product.point("band_back"))
    head = placed.inverse().apply(vertices) - middle
    # Pressed hair lies between the skull and the crown.
    lift = lift_over(product, head + np.array([0.0, _CROWN_HAIR_M, 0.0]), scale)
    up = turn.apply(np.array([[0.0, lift, 0.0]]))[0]
    return RigidTransform(placed.rotation, placed.translation + up)
