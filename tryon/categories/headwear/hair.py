"""Hair under a hat: what of it lies above the band and beside the hat, and what stays below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.scene import HairTrim

_SPREAD, _ROUNDING_PER_M = 0.75, 22.0
"""Hair set free below a band falls as it spreads, the more the farther out: a rounded outline."""
_EDGE_M = 0.003
_NEAR_M = 0.022
"""As far from the hat whatever belongs to the person, and is no hand, is hair."""
_FAR_M, _FARTHEST_M = 0.055, 0.080
_SURE = 1.35
_AROUND_CELLS = 9
_SHRINK = 2
"""Distances from lines are smooth: every other pixel of a matte tells the rest."""
_HEM = np.ones((7, 7), np.uint8)
"""Cells within a hat's outline that still count as its edge."""
_TALL_M = 0.055
_TALLEST_M = 0.16
_LEVEL = float(np.cos(np.radians(25.0)))
_TALL_SHARE = 0.05
"""Hair that stands more than that far out of a hat, over more than this share of the head's own
picture, was never under it. What is farther off yet is somebody else's."""


@dataclass(frozen=True, slots=True, eq=False)
class HatOutline:
    """Where a placed hat lies in the picture.

    Parameters
    ----------
    edge : (N, 2), px, the band's lower edge on the side of the viewer, from end to end
    up : (2,) unit vector in the picture along the hat's axis
    pieces : convex outlines, (K, 2) px each, that make up the hat's silhouette
    px_per_m : how large a metre is there
    """

    edge: Array2
    up: Array2
    pieces: Sequence[Array2]
    px_per_m: float


@dataclass(frozen=True, slots=True, eq=False)
class TuckedHair:
    """What becomes of a head's hair.

    Parameters
    ----------
    trim : hair beside the hat and above its band; None if there is none
    is_tall : whether more stands out of the hat than any hat would hold
    hair, body, above : the hair, and on its pixels the person and how far above the line each
        lies, (rows, columns), [0, 1]
    """

    trim: HairTrim | None
    is_tall: bool
    hair: Matte
    body: Float32Array
    above: Float32Array

    def below(self) -> Matte:
        """Give the person below the line, whose hair stays; it hides what lies behind it."""
        # A strip of background between the head and a brim behind it shows at once, and a
        # person's mask is generous: only its core hides.
        core = np.clip((cv2.erode(self.body, np.ones((5, 5), np.uint8)) - 0.4) / 0.5, 0.0, 1.0)
        return replace(self.hair, alpha=_bytes(core * (1.0 - self.above)))


def tuck_hair(landmarks: Landmarks, outline: HatOutline) -> TuckedHair | None:
    """Part a head's hair at the band of a hat; None if its hair is not known."""
    hair = landmarks.mattes.get("hair")
    if hair is None:
        return None
    grid = Grid(hair)
    above, over_band = above_band(grid, outline)
    outside_m = _outside(grid, outline)
    strands = hair.alpha.astype(np.float32) / np.float32(255.0)
    person = landmarks.mattes.get("person")
    body = strands if person is None else np.maximum(strands, grid.resampled(person))
    reach = np.clip((_FARTHEST_M - outside_m) / (_FARTHEST_M - _FAR_M), 0.0, 1.0)
    goes = np.minimum(1.0, _SURE * strands) * reach
    # Beside hair, whatever belongs to the person and is close to the hat is hair as well.
    around = np.asarray(cv2.blur(strands, (_AROUND_CELLS, _AROUND_CELLS)))
    near = np.clip((_NEAR_M - outside_m) / (0.3 * _NEAR_M), 0.0, 1.0)
    goes = np.maximum(goes, body * near * over_band * np.clip(4.0 * around, 0.0, 1.0))
    # Single hairs and their halo reach beyond what a matte shows.
    goes = np.asarray(cv2.dilate(goes * above, np.ones((5, 5), np.uint8)))
    hands = landmarks.mattes.get("hands")
    if hands is not None:
        goes = goes * (1.0 - grid.resampled(hands))
    goes = cv2.GaussianBlur(goes, (0, 0), 0.8) * np.clip(above * 4.0, 0.0, 1.0)
    trim = None
    if float((goes * (outside_m > 0.0)).max()) > 0.05:
        hidden = cv2.erode((outside_m == 0.0).astype(np.uint8), _HEM) * np.uint8(255)
        trim = HairTrim(replace(hair, alpha=_bytes(goes)), person, replace(hair, alpha=hidden))
    # Long hair hangs far out beside the head too, but below the band's level. It does not follow
    # a head that is held at a slant, where the line is no measure of what would go.
    is_level = outline.up[1] < -_LEVEL
    is_tall = _is_tall(strands * (over_band if is_level else above), outside_m, grid, outline)
    return TuckedHair(trim, is_tall, hair, body, above)


def _is_tall(standing: Float32Array, outside_m: AnyArray, grid: Grid, outline: HatOutline) -> bool:
    is_far_out = (outside_m > _TALL_M) & (outside_m < _TALLEST_M)
    tall_px = float((standing * is_far_out).sum()) * grid.cell_px**2
    band_px = float(np.linalg.norm(outline.edge[0] - outline.edge[-1]))
    return tall_px > _TALL_SHARE * band_px * band_px


def _bytes(share: AnyArray) -> AnyArray:
    return np.rint(255.0 * np.clip(share, 0.0, 1.0)).astype(np.uint8)


class Grid:
    """The pixels of a matte as places of the picture.

    Parameters
    ----------
    matte : whose pixels
    shrink : side of the square of them that makes one
    """

    def __init__(self, matte: Matte, shrink: int = 1) -> None:
        self.matte = matte
        rows, columns = (-(-side // shrink) for side in matte.alpha.shape)
        self.shape = rows, columns
        self.per_x, self.per_y = matte.width / columns, matte.height / rows
        self.u = matte.left + (np.arange(columns, dtype=np.float32) + 0.5) * self.per_x - 0.5
        self.v = matte.top + (np.arange(rows, dtype=np.float32) + 0.5) * self.per_y - 0.5

    @property
    def cell_px(self) -> float:
        """Side of a pixel of the matte, px of the picture."""
        return float(np.sqrt(self.per_x * self.per_y))

    def cells(self, points: Array2) -> AnyArray:
        """Give picture points (N, 2), px, in sixteenths of this matte's pixels, for OpenCV."""
        x = (points[:, 0] + 0.5 - self.matte.left) / self.per_x - 0.5
        y = (points[:, 1] + 0.5 - self.matte.top) / self.per_y - 0.5
        return np.rint(np.column_stack([x, y]) * 16.0).astype(np.int32)

    def resampled(self, other: Matte) -> Float32Array:
        """Give another matte on these pixels, [0, 1]."""
        corner = self.matte.left, self.matte.top
        alpha = other.sampled(corner, (self.per_x, self.per_y), self.shape)
        return alpha * np.float32(1.0 / 255.0)

    def refined(self, field: AnyArray) -> Float32Array:
        """Stretch a field over this grid, (rows, columns), to the matte's own pixels."""
        rows, columns = self.matte.alpha.shape
        return np.asarray(cv2.resize(field, (columns, rows)), dtype=np.float32)

    def along(self, direction: AnyArray) -> Float32Array:
        """Give each pixel's distance, px, from the picture's corner along a direction (2,)."""
        x, y = np.float32(direction[0]), np.float32(direction[1])
        return x * self.u[None, :] + y * self.v[:, None]


def above_band(grid: Grid, outline: HatOutline) -> tuple[Float32Array, Float32Array]:
    """Give how far each pixel lies above the line where hair comes out, and above the band.

    Both in [0, 1]. Within the band's breadth the line is its near edge; beside it the line falls
    as hair spreads, while the band's own level goes on.
    """
    soft = np.float32(max(_EDGE_M * outline.px_per_m, 0.5 * grid.cell_px))
    grid = Grid(grid.matte, _SHRINK)
    across = np.array([-outline.up[1], outline.up[0]])
    along, high = outline.edge @ across, outline.edge @ outline.up
    order = np.argsort(along)
    along, high = along[order], high[order]
    places = grid.along(across)
    beside = np.maximum(along[0] - places, 0.0) + np.maximum(places - along[-1], 0.0)
    level = np.interp(places, along, high).astype(np.float32)
    over_band = grid.along(outline.up) - level
    # The matte's own softness must not bite under the band's edge.
    beside_px = beside.astype(np.float32)
    rounding = np.float32(_ROUNDING_PER_M / outline.px_per_m) * beside_px
    over_line = grid.refined(over_band + (np.float32(_SPREAD) + rounding) * beside_px - soft)
    over_band = grid.refined(over_band)
    return (
        np.clip(0.5 + over_line / (2.0 * soft), 0.0, 1.0),
        np.clip(over_band / soft, 0.0, 1.0),
    )


def _outside(grid: Grid, outline: HatOutline) -> Float32Array:
    """Give how far each pixel lies outside a hat's silhouette, m; 0 within."""
    grid = Grid(grid.matte, _SHRINK)
    free = np.full(grid.shape, 255, np.uint8)
    for piece in outline.pieces:
        cv2.fillConvexPoly(free, grid.cells(piece), 0, shift=4)
    cells = np.asarray(cv2.distanceTransform(free, cv2.DIST_L2, 3), dtype=np.float32)
    return grid.refined(cells * np.float32(grid.cell_px / outline.px_per_m))


def outline_of(
    camera: CameraIntrinsics,
    camera_from_product: RigidTransform,
    band: Array2,
    pieces: Sequence[Array2],
) -> HatOutline:
    """Give where a placed hat lies in the picture.

    Parameters
    ----------
    band : (N, 3), m, product frame and size as worn, the band's edge
    pieces : (K, 3) points each, as `band`, whose hulls make up the hat
    """
    ring = camera_from_product.apply(band)
    middle = ring.mean(axis=0)
    axis = camera_from_product.rotation[:, 1]
    ends = camera.project(np.vstack([middle - 0.02 * axis, middle + 0.02 * axis]))
    up = (ends[1] - ends[0]) / max(float(np.linalg.norm(ends[1] - ends[0])), 1e-9)
    outlines = [_hull(camera.project(camera_from_product.apply(points))) for points in pieces]
    edge = _near_side(camera.project(ring), ring[:, 2], up)
    return HatOutline(edge, up, outlines, float(camera.fx / middle[2]))


def _near_side(ring: Array2, depths: Array1, up: Array2) -> Array2:
    """Give the half of a ring (N, 2), px, that lies nearer, between its ends across `up`."""
    across = ring @ np.array([-up[1], up[0]])
    start, end = sorted((int(across.argmin()), int(across.argmax())))
    one = np.arange(start, end + 1)
    other = np.concatenate([np.arange(end, len(ring)), np.arange(start + 1)])
    nearer = one if float(depths[one].mean()) < float(depths[other].mean()) else other
    return ring[nearer]


def _hull(points: Array2) -> Array2:
    hull = cv2.convexHull(points.astype(np.float32))
    return np.asarray(hull, dtype=np.float64).reshape(-1, 2)
