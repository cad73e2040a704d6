"""A bank card held against the face: the only ruler that everybody has in a pocket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, IndexArray
from tryon.frame import Frame
from tryon.geometry.transform import RigidTransform
from tryon.tracking.card_edges import (
    Line,
    SideProfiles,
    cut_profiles,
    find_lines,
    likely_outlines,
    outline_corners,
    side_span,
    smooth,
)
from tryon.tracking.card_pose import CARD_CORNERS_M, CardPose, CardSolver
from tryon.tracking.card_search import (
    CARD_HEIGHT_M,
    CARD_WIDTH_M,
    Candidate,
    CardView,
    cut_view,
    find_candidates,
)

_PX_PER_M = 3200.0
"""Finest view searched: a card of 270 px, whose sides are known better than how it is held."""
_LEAST_PX_PER_M = 600.0
_SIDE_LENGTHS_M = (CARD_WIDTH_M, CARD_HEIGHT_M, CARD_WIDTH_M, CARD_HEIGHT_M)
_WIDE_M = 0.005
_REACHES_PX = (2.5, 1.6, 1.6)
"""How far from the card as fitted so far its sides are sought."""
_ON_SIDE_PX = 0.8
_OUTLINES = 8
_LEAST_RESPONSE = 2.7
"""Sum of the best lines' shares, of four."""
_LEAST_SIDE = 0.45
"""Of one side, where fingers hold the card."""
_LEAST_OUTLINE = 0.72
_CLEAR = 0.90
"""Score above which no better card is sought."""
_MOST_COST = 12.0
_COST_WEIGHT = 0.02
"""A side shifted by two deviations costs as much as a twelfth of the outline."""
_MOST_TILT_RAD = np.deg2rad(24.0)
_BEYOND_M = (0.004, 0.014)
_MOST_OPEN_ENDS = 3
"""A card's sides end at its corners; bars of windows and shelves go on."""
_STANDOFF_M = 0.0025
"""The card's thickness, hair and air before the face."""
_CONTACT_LOG_SD = 0.025
"""Root mean square of what the face's own distance errs by where the card covers forehead or
mouth and the net must guess them: 1 to 2.5 % on synthetic people and on photos with a drawn card,
0.35 to 0.9 m away. The card itself is known to 0.4 %."""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A card found in a frame.

    Parameters
    ----------
    camera_from_card : pose, m; x right and y down as seen, z away from the viewer
    image_corners : (4, 2), px of the frame, where the sides would meet
    support : share of the outline seen as an edge, [0, 1]
    score : the same, less for a shape that fits badly
    log_sd : standard deviation of the logarithm of its distance
    """

    camera_from_card: RigidTransform
    image_corners: Array2
    support: float
    score: float
    log_sd: float


def find_card(
    frame: Frame, camera_from_head: RigidTransform, sizes: tuple[float, float]
) -> Card | None:
    """Find the card that somebody holds flat against forehead or mouth; None if there is none.

    Parameters
    ----------
    frame : the picture
    camera_from_head : pose of the average face
    sizes : smallest and largest plausible size of this face over the average
    """
    density = frame.camera.fx / float(camera_from_head.translation[2])
    if density < _LEAST_PX_PER_M:
        return None
    view = cut_view(frame.image, frame.camera, camera_from_head, _PX_PER_M)
    if view is None:
        return None
    picture = smooth(view.image)
    solver = CardSolver(view.camera, camera_from_head.rotation)
    best: Card | None = None
    for candidate in find_candidates(view, camera_from_head, sizes):
        card = _examined(view, picture, solver, candidate)
        if card is not None and (best is None or card.score > best.score):
            best = card
        if best is not None and best.score > _CLEAR:
            break
    return best


def face_scale_of(card: Card, face_points: Array2) -> tuple[float, float]:
    """Compare a card's distance with that of the face it lies on.

    Parameters
    ----------
    card : as found
    face_points : (N, 3), camera frame, the face in metres of the average face

    Returns
    -------
    (float, float)
        Logarithm of the face's size over the average, and its standard deviation.

    Notes
    -----
    Both distances grow alike with the focal length, so a wrong one cancels. A flat card touches
    the foremost point of what it covers.
    """
    normal = card.camera_from_card.rotation[:, 2]
    distance = float(normal @ card.camera_from_card.translation)
    covered = _covered(card, face_points)
    depth = float(np.partition(face_points[covered] @ normal, 1)[1])
    scale = (distance + _STANDOFF_M) / depth
    return float(np.log(scale)), float(np.hypot(card.log_sd, _CONTACT_LOG_SD))


def _covered(card: Card, face_points: Array2) -> IndexArray:
    """Give the rows of the points behind the card, or else of those nearest to its outline."""
    inverse = card.camera_from_card.inverse()
    lens = inverse.translation
    rays = face_points @ inverse.rotation.T
    # Where the ray to each point meets the card's plane.
    meets = lens[:2] - rays[:, :2] * (lens[2] / rays[:, 2])[:, None]
    half = np.array([CARD_WIDTH_M, CARD_HEIGHT_M]) / 2.0
    away = np.linalg.norm(np.maximum(np.abs(meets) - half, 0.0), axis=1)
    inside = np.nonzero(away <= 0.0)[0]
    if len(inside) >= 6:
        return inside.astype(np.int32)
    return np.argsort(away)[:12].astype(np.int32)


def _examined(
    view: CardView, picture: Float32Array, solver: CardSolver, candidate: Candidate
) -> Card | None:
    """Fit a card to a candidate, None where it does not pass for one."""
    corners = candidate.corners
    density = float(np.linalg.norm(corners[1] - corners[0])) / CARD_WIDTH_M
    profiles = _profiles(picture, corners, max(3.0, _WIDE_M * density))
    sides = [find_lines(side) for side in profiles]
    best: Card | None = None
    if sum(max((line.response for line in side), default=0.0) for side in sides) < _LEAST_RESPONSE:
        return None
    for outline in likely_outlines(sides, _OUTLINES):
        card = _fitted(view, picture, solver, outline)
        if card is not None and (best is None or card.score > best.score):
            best = card
    return best


def _fitted(
    view: CardView, picture: Float32Array, solver: CardSolver, outline: tuple[Line, ...]
) -> Card | None:
    corners = outline_corners(outline)
    if corners is None:
        return None
    points = np.concatenate([line.points for line in outline])
    rows = np.repeat(np.arange(4), [len(line.points) for line in outline]).astype(np.int32)
    fit = solver.fit(points, rows, solver.start(corners))
    support: Array1 = np.zeros(4)
    for reach in _REACHES_PX:
        if fit is None or fit.tilt_rad > _MOST_TILT_RAD:
            return None
        corners = view.camera.project(fit.camera_from_card.apply(CARD_CORNERS_M))
        points, rows, support = _points_on(_profiles(picture, corners, 2.0 + reach), reach)
        if float(support.min()) < _LEAST_SIDE:
            return None
        fit = solver.fit(points, rows, fit.camera_from_card)
    if fit is None or not _is_card(view, picture, fit, support):
        return None
    corners = view.camera.project(fit.camera_from_card.apply(CARD_CORNERS_M))
    lengths = np.array(_SIDE_LENGTHS_M)
    share = float(support @ lengths / lengths.sum())
    score = share - _COST_WEIGHT * fit.cost
    return Card(fit.camera_from_card, view.in_frame(corners), share, score, fit.log_sd)


def _is_card(view: CardView, picture: Float32Array, fit: CardPose, support: Array1) -> bool:
    lengths = np.array(_SIDE_LENGTHS_M)
    if float(support @ lengths / lengths.sum()) < _LEAST_OUTLINE:
        return False
    if fit.cost > _MOST_COST:
        return False
    corners = view.camera.project(fit.camera_from_card.apply(CARD_CORNERS_M))
    return _open_ends(picture, corners) <= _MOST_OPEN_ENDS


def _profiles(picture: Float32Array, corners: Array2, reach_px: float) -> list[SideProfiles]:
    ends = [np.array([corners[row], corners[(row + 1) % 4]]) for row in range(4)]
    return [
        cut_profiles(picture, side, side_span(side, length), reach_px)
        for side, length in zip(ends, _SIDE_LENGTHS_M, strict=True)
    ]


def _points_on(profiles: list[SideProfiles], reach_px: float) -> tuple[Array2, IndexArray, Array1]:
    """Give the crests near the sides (N, 2), px, their sides (N,) and each side's support (4,)."""
    points: list[Array2] = []
    rows: list[int] = []
    support: list[float] = []
    for row, side in enumerate(profiles):
        offset, strength = side.crests(np.zeros(len(side.points)), reach_px)
        seen = strength > 0.0
        if seen.any():
            seen &= np.abs(offset - np.median(offset[seen])) < _ON_SIDE_PX
        points.append(side.points[seen] + offset[seen, None] * side.outward)
        rows.extend([row] * int(seen.sum()))
        support.append(float(seen.mean()))
    return np.concatenate(points), np.array(rows, dtype=np.int32), np.array(support)


def _open_ends(picture: Float32Array, corners: Array2) -> int:
    """Count the sides' ends, of eight, that go on beyond the corner as strong as before."""
    count = 0
    for row, length_m in enumerate(_SIDE_LENGTHS_M):
        side = np.array([corners[row], corners[(row + 1) % 4]])
        length = float(np.linalg.norm(side[1] - side[0]))
        inner = cut_profiles(picture, side, side_span(side, length_m), 2.0)
        _, strength = inner.crests(np.zeros(len(inner.points)), _ON_SIDE_PX)
        usual = float(np.median(strength[strength > 0.0])) if (strength > 0.0).any() else 0.0
        near, far = (value / length_m * length for value in _BEYOND_M)
        for span in ((-far, -near), (length + near, length + far)):
            beyond = cut_profiles(picture, side, span, 2.0)
            _, outside = beyond.crests(np.zeros(len(beyond.points)), _ON_SIDE_PX)
            count += float((outside > 0.5 * usual).mean()) > 0.7
    return count
