"""Where a card may be: upright rectangles of a card's shape on a plane before the face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.arrays import Array1, Array2, Float32Array, Image, frozen
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform

CARD_WIDTH_M, CARD_HEIGHT_M = 0.08560, 0.05398
"""Sides of an ID-1 card (ISO/IEC 7810)."""
CORNER_RADIUS_M = 0.00318

_STEP_M = 0.001
_PLANE_M = 0.005
"""The sheet lies a little before the nose bridge, between a forehead and a pair of lips."""
_HALF_WIDTH_M, _TOP_M, _BOTTOM_M = 0.100, 0.135, -0.200
_MOST_ASIDE_M = 0.045
_FOREHEAD_M, _MOUTH_M = (0.022, 0.098), (-0.165, -0.045)
"""Where the middle of a card is that hides no eye, along the face."""
_ROLLS_DEG = np.arange(-15.0, 15.1, 3.0)
_SIZE_STEP = 0.03
_QUIET_LEVELS, _LOUD_LEVELS = 4.0, 14.0
_LEAST_SUPPORT = 0.45
_LEAST_SIDE = 0.25
_PEAKS = 4
_MOST_CANDIDATES = 14
_SAME_M = 0.004


@dataclass(frozen=True, slots=True, eq=False)
class CardView:
    """The part of a frame in which a card is searched.

    Parameters
    ----------
    image : (H, W, 3) RGB
    camera : of this part
    left, top, reduction : frame px = view px * reduction + (left, top), between pixel edges
    """

    image: Image
    camera: CameraIntrinsics
    left: int
    top: int
    reduction: float

    def in_frame(self, points: Array2) -> Array2:
        """Give view points (N, 2), px, as px of the frame."""
        corner = np.array([self.left, self.top])
        return (points + 0.5) * self.reduction - 0.5 + corner


def cut_view(
    image: Image,
    camera: CameraIntrinsics,
    camera_from_head: RigidTransform,
    px_per_m: float,
) -> CardView | None:
    """Cut out what lies around a face, not finer than `px_per_m`; None where nothing is left."""
    points = camera_from_head.apply(_sheet_corners())
    if float(points[:, 2].min()) <= 0.05:
        return None
    pixels = camera.project(points)
    low = np.maximum(np.floor(pixels.min(axis=0)), 0.0).astype(int)
    high = np.ceil(pixels.max(axis=0)).astype(int) + 1
    high = np.minimum(high, np.array([camera.width, camera.height]))
    width, height = (int(size) for size in high - low)
    if width < 32 or height < 32:
        return None
    part = image[low[1] : high[1], low[0] : high[0]]
    seen = camera.cropped(int(low[0]), int(low[1]), width, height)
    density = camera.fx / float(camera_from_head.translation[2])
    reduction = max(1.0, density / px_per_m)
    if reduction > 1.0:
        size = round(width / reduction), round(height / reduction)
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        seen = seen.resized(*size)
    return CardView(part, seen, int(low[0]), int(low[1]), reduction)


def _sheet_corners() -> Array2:
    sides = (-_HALF_WIDTH_M, _HALF_WIDTH_M)
    return np.array([[x, y, _PLANE_M] for x in sides for y in (_BOTTOM_M, _TOP_M)])


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A rectangle that may be a card.

    Parameters
    ----------
    corners : (4, 2), px of the view: upper left, upper right, lower right, lower left as seen
    centre : (2,), m, across and along the average face
    support : share of its outline that lies on edges, [0, 1]
    """

    corners: Array2
    centre: Array1
    support: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "corners", frozen(self.corners, np.float64, (4, 2), "corners"))
        object.__setattr__(self, "centre", frozen(self.centre, np.float64, (2,), "centre"))


def find_candidates(
    view: CardView, camera_from_head: RigidTransform, sizes: tuple[float, float]
) -> tuple[Candidate, ...]:
    """Give the rectangles most like a card, the best first.

    Parameters
    ----------
    view : part of the frame around the face
    camera_from_head : pose of the average face
    sizes : smallest and largest size of the face over the average

    Notes
    -----
    The face's plane is drawn upright for each roll, so that a card's sides run along rows and
    columns; the support of all rectangles of a size is then four shifted box means.
    """
    found: list[Candidate] = []
    steps = int(np.ceil(np.log(sizes[1] / sizes[0]) / _SIZE_STEP)) + 1
    scales = np.geomspace(sizes[0], sizes[1], steps)
    for roll in np.deg2rad(_ROLLS_DEG):
        view_from_sheet, head_from_sheet = _sheet(view.camera, camera_from_head, float(roll))
        across, along = _edges(view.image, view_from_sheet)
        allowed = _allowed(head_from_sheet, across.shape)
        for scale in scales:
            half = 0.5 * np.array([CARD_WIDTH_M, CARD_HEIGHT_M]) / float(scale) / _STEP_M
            support = np.where(allowed, _support(across, along, half), 0.0)
            for row, column in _peaks(support):
                middle = np.array([column, row], dtype=np.float64)
                signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
                corners = _mapped(view_from_sheet, middle + signs * half)
                centre = _mapped(head_from_sheet, middle[None])[0]
                found.append(Candidate(corners, centre, float(support[row, column])))
    return _best(found)


def _sheet(
    camera: CameraIntrinsics, camera_from_head: RigidTransform, roll_rad: float
) -> tuple[Array2, Array2]:
    """Give the homographies from the sheet's px to the view's px and to the face's plane, m."""
    sine, cosine = np.sin(roll_rad), np.cos(roll_rad)
    middle_y = 0.5 * (_TOP_M + _BOTTOM_M)
    half = np.array([_HALF_WIDTH_M, 0.5 * (_TOP_M - _BOTTOM_M)]) / _STEP_M
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    centred = np.array([[1.0, 0.0, -half[0]], [0.0, 1.0, -half[1]], [0.0, 0.0, 1.0]])
    # Rows of a picture run down the face.
    metric = np.array([[_STEP_M, 0.0, 0.0], [0.0, -_STEP_M, middle_y], [0.0, 0.0, 1.0]])
    head_from_sheet = metric @ turn @ centred
    rotation = camera_from_head.rotation
    origin = rotation[:, 2] * _PLANE_M + camera_from_head.translation
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], origin])
    return camera.matrix @ plane @ head_from_sheet, head_from_sheet


def _edges(image: Image, view_from_sheet: Array2) -> tuple[Float32Array, Float32Array]:
    """Give strengths, [0, 1], of edges that run across and along the sheet."""
    size = round(2.0 * _HALF_WIDTH_M / _STEP_M) + 1, round((_TOP_M - _BOTTOM_M) / _STEP_M) + 1
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    sheet = cv2.warpPerspective(image, view_from_sheet, size, flags=flags, borderMode=border)
    sheet = cv2.GaussianBlur(sheet, (0, 0), 0.8)
    # Scharr's kernel answers a step with 16 times its height.
    steps_x, steps_y = (
        np.abs(cv2.Scharr(sheet, cv2.CV_32F, *order) / 16.0).max(axis=2)
        for order in ((1, 0), (0, 1))
    )
    quiet = 3.0 * float(np.median(np.minimum(steps_x, steps_y)))
    loud = float(np.clip(quiet, _QUIET_LEVELS, _LOUD_LEVELS))
    across = _thin(np.clip((steps_y - 0.5 * steps_x) / loud, 0.0, 1.0), np.ones((3, 1), np.uint8))
    along = _thin(np.clip((steps_x - 0.5 * steps_y) / loud, 0.0, 1.0), np.ones((1, 3), np.uint8))
    return across, along


def _thin(strength: Float32Array, kernel: NDArray[np.uint8]) -> Float32Array:
    """Keep crests only, then widen them by a pixel for the tilt of the card."""
    crest = np.where(strength >= cv2.dilate(strength, kernel), strength, 0.0)
    return np.asarray(cv2.dilate(crest, kernel), dtype=np.float32)


def _allowed(head_from_sheet: Array2, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Give where the middle of a card may be; the homography is a similarity."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    x, y = (line[0] * columns + line[1] * rows + line[2] for line in head_from_sheet[:2])
    inside = np.zeros(shape[:2], dtype=bool)
    for low, high in (_FOREHEAD_M, _MOUTH_M):
        inside |= (y > low) & (y < high)
    return inside & (np.abs(x) < _MOST_ASIDE_M)


def _support(across: Float32Array, along: Float32Array, half: Array1) -> Float32Array:
    """Give the support of the rectangle around every pixel; 0 where a side has too little."""
    x, y = round(float(half[0])), round(float(half[1]))
    corner = CORNER_RADIUS_M / _STEP_M
    rows = (max(3, round(2.0 * (float(half[0]) - corner))), 1)
    columns = (1, max(3, round(2.0 * (float(half[1]) - corner))))
    wide = cv2.blur(across, rows, borderType=cv2.BORDER_CONSTANT)
    high = cv2.blur(along, columns, borderType=cv2.BORDER_CONSTANT)
    # What wraps around lies outside the allowed middles.
    sides = np.stack(
        [
            np.roll(wide, y, axis=0),
            np.roll(wide, -y, axis=0),
            np.roll(high, x, axis=1),
            np.roll(high, -x, axis=1),
        ]
    )
    return np.where(sides.min(axis=0) > _LEAST_SIDE, sides.mean(axis=0), 0.0).astype(np.float32)


def _peaks(support: Float32Array) -> Iterator[tuple[int, int]]:
    crest = cv2.dilate(support, np.ones((7, 7), np.uint8))
    rows, columns = np.nonzero((support >= crest) & (support > _LEAST_SUPPORT))
    order = np.argsort(-support[rows, columns])[:_PEAKS]
    return zip(rows[order].tolist(), columns[order].tolist(), strict=True)


def _best(found: list[Candidate]) -> tuple[Candidate, ...]:
    """Keep the strongest of those that lie at the same place and are of about the same size."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda item: -item.support):
        near = (float(np.linalg.norm(candidate.centre - other.centre)) < _SAME_M for other in kept)
        if not any(near):
            kept.append(candidate)
        if len(kept) == _MOST_CANDIDATES:
            break
    return tuple(kept)


def _mapped(homography: Array2, points: Array2) -> Array2:
    mapped = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:3], dtype=np.float64)
