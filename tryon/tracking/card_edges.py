"""The sides of a card to a fraction of a pixel: profiles across them, and lines through crests."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image
from tryon.tracking.card_search import CARD_HEIGHT_M, CARD_WIDTH_M, CORNER_RADIUS_M

_STEP_PX = 0.5
_MOST_SAMPLES = 72
_MOST_TURN = 0.06
"""Tangent of how far a side may be turned against the rectangle that was found."""
_QUIET, _LOUD = 1.6, 20.0
"""Colour levels per px: noise stays below the first; hair and folds seldom pass the second."""
_LINES_PER_SIDE = 3
_LEAST_RESPONSE = 0.35
_APART_PX = 1.5
_CREST_PX = 1.2
_ASPECT_SD = 0.03
_LEAST_SIDE_PX = 8.0
_CORNER_M = 1.3 * CORNER_RADIUS_M


@dataclass(frozen=True, slots=True, eq=False)
class SideProfiles:
    """Edge strengths on cuts across one side.

    Parameters
    ----------
    points : (M, 2), px, where the cuts cross the assumed side
    outward : (2,), unit
    offsets : (K,), px along `outward`
    strength : (M, K), colour levels per px
    """

    points: Array2
    outward: Array1
    offsets: Array1
    strength: Array2

    def crests(self, expected: Array1, reach_px: float) -> tuple[Array1, Array1]:
        """Give the strongest crest near an offset per cut.

        Parameters
        ----------
        expected : (M,), px
        reach_px : how far from there it may lie

        Returns
        -------
        ((M,), (M,))
            Offsets, px, and strengths; strength 0 where there is no crest.
        """
        near = np.abs(self.offsets[None] - expected[:, None]) <= reach_px
        masked = np.where(near, self.strength, 0.0)
        column = np.clip(masked.argmax(axis=1), 1, len(self.offsets) - 2)
        rows = np.arange(len(column))
        before, peak, after = (self.strength[rows, column + step] for step in (-1, 0, 1))
        bend = before - 2.0 * peak + after
        is_crest = (peak >= before) & (peak >= after) & (bend < -1e-9) & (peak > _QUIET)
        # A parabola through three samples of a blurred step's slope.
        shift = 0.5 * (before - after) / np.where(is_crest, bend, -1.0)
        offset = self.offsets[column] + np.where(is_crest, shift, 0.0) * _STEP_PX
        return offset, np.where(is_crest, peak, 0.0)


def smooth(image: Image) -> Float32Array:
    """Give (H, W, 3) float32 with pixel noise softened."""
    return np.asarray(cv2.GaussianBlur(image.astype(np.float32), (0, 0), 0.8), dtype=np.float32)


def cut_profiles(
    picture: Float32Array, ends: Array2, span: tuple[float, float], reach_px: float
) -> SideProfiles:
    """Cut across the line from `ends[0]` to `ends[1]`, (2, 2) px, clockwise around the card.

    Parameters
    ----------
    picture : (H, W, 3), smoothed
    ends : of the side, px
    span : from where to where along it, px from the first end
    reach_px : how far the cuts go on both sides
    """
    along = ends[1] - ends[0]
    direction = along / max(float(np.linalg.norm(along)), 1e-9)
    outward = np.array([direction[1], -direction[0]])
    count = int(np.clip(round(span[1] - span[0]), 4, _MOST_SAMPLES))
    points = ends[0] + np.linspace(*span, count)[:, None] * direction
    half = int(np.ceil(reach_px / _STEP_PX)) + 1
    offsets = np.arange(-half, half + 1, dtype=np.float64) * _STEP_PX
    grid = (points[:, None] + offsets[None, :, None] * outward).astype(np.float32)
    sampled = cv2.remap(
        picture,
        np.ascontiguousarray(grid[..., 0]),
        np.ascontiguousarray(grid[..., 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    # Along a side neighbours agree, so a mean over three cuts only removes noise.
    sampled = cv2.blur(sampled, (1, 3), borderType=cv2.BORDER_REPLICATE).astype(np.float64)
    slope = np.zeros_like(sampled)
    slope[:, 1:-1] = (sampled[:, 2:] - sampled[:, :-2]) / (2.0 * _STEP_PX)
    return SideProfiles(points, outward, offsets, np.sqrt((slope**2).sum(axis=2)))


def side_span(ends: Array2, length_m: float) -> tuple[float, float]:
    """Give from where to where a card's side is straight, px."""
    length = float(np.linalg.norm(ends[1] - ends[0]))
    margin = _CORNER_M / length_m * length
    return margin, length - margin


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A straight edge across the cuts of a side.

    Parameters
    ----------
    points : (N, 2), px, crests on it
    response : share of the cuts that agree, [0, 1]
    """

    points: Array2
    response: float

    def fitted(self) -> Array1:
        """Give (a, b, c) with a u + b v + c = 0 and a^2 + b^2 = 1."""
        middle = self.points.mean(axis=0)
        _, _, axes = np.linalg.svd(self.points - middle, full_matrices=False)
        normal = axes[1]
        return np.array([normal[0], normal[1], -float(normal @ middle)])


def find_lines(profiles: SideProfiles) -> list[Line]:
    """Give the straight edges near a side, the best supported first."""
    strength = profiles.strength
    loud = float(np.clip(np.percentile(strength.max(axis=1), 60.0), 2.0 * _QUIET, _LOUD))
    clear = np.clip(strength / loud, 0.0, 1.0).astype(np.float32)
    clear[strength < _QUIET] = 0.0
    clear = cv2.dilate(clear, np.ones((1, 3), np.uint8))
    place = np.linalg.norm(profiles.points - profiles.points.mean(axis=0), axis=1)
    place[: len(place) // 2] *= -1.0
    turns = np.linspace(-_MOST_TURN, _MOST_TURN, 17)
    columns = np.arange(len(profiles.offsets))
    responses = np.zeros((len(turns), len(columns)))
    for row, turn in enumerate(turns):
        shift = np.rint(turn * place / _STEP_PX).astype(int)
        index = columns[None] + shift[:, None]
        inside = (index >= 0) & (index < len(columns))
        taken = np.take_along_axis(clear, np.clip(index, 0, len(columns) - 1), axis=1)
        responses[row] = np.where(inside, taken, 0.0).mean(axis=0)
    return _strongest(profiles, responses, turns, place)


def _strongest(
    profiles: SideProfiles, responses: Array2, turns: Array1, place: Array1
) -> list[Line]:
    lines: list[Line] = []
    left = responses.copy()
    for _ in range(2 * _LINES_PER_SIDE):
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        response = float(left[row, column])
        if response < _LEAST_RESPONSE or len(lines) == _LINES_PER_SIDE:
            break
        offset = profiles.offsets[column]
        left[:, np.abs(profiles.offsets - offset) < _APART_PX] = 0.0
        crest, strength = profiles.crests(offset + turns[row] * place, _CREST_PX)
        seen = strength > 0.0
        if int(seen.sum()) >= 4:
            points = profiles.points + crest[:, None] * profiles.outward
            line = Line(points[seen], response)
            if not any(_is_same(line, other, profiles) for other in lines):
                lines.append(line)
    return lines


def _is_same(line: Line, other: Line, profiles: SideProfiles) -> bool:
    """Whether two lines lie within a pixel of each other all along the side."""
    ends = np.column_stack([profiles.points[[0, -1]], np.ones(2)])
    crossings: list[Array1] = []
    for equation in (line.fitted(), other.fitted()):
        slope = float(equation[:2] @ profiles.outward)
        if abs(slope) < 0.5:
            return False
        crossings.append(-(ends @ equation) / slope)
    return bool(np.abs(crossings[0] - crossings[1]).max() < 1.0)


def likely_outlines(sides: list[list[Line]], count: int) -> list[tuple[Line, ...]]:
    """Give the choices of one line per side whose shape is most like a card's.

    Stripes and prints run along a card's sides, shadows beside them: only shape tells.
    """
    equations = [[line.fitted().tolist() for line in side] for side in sides]
    ranked: list[tuple[float, tuple[int, ...]]] = []
    for rows in itertools.product(*(range(len(side)) for side in sides)):
        corners = _corners([side[row] for side, row in zip(equations, rows, strict=True)])
        if corners is None:
            continue
        upper, right, lower, left = (
            math.dist(corners[row], corners[(row + 1) % 4]) for row in range(4)
        )
        if min(upper, right, lower, left) < _LEAST_SIDE_PX:
            continue
        aspect = (upper + lower) / (right + left) / (CARD_WIDTH_M / CARD_HEIGHT_M)
        odd = (math.log(aspect) / _ASPECT_SD) ** 2
        for one, other in ((upper, lower), (right, left)):
            odd += (math.log(one / other) / (2.0 * _ASPECT_SD)) ** 2
        # Half a side without support weighs as much as a shape two deviations off.
        missing = sum(1.0 - side[row].response for side, row in zip(sides, rows, strict=True))
        ranked.append((odd + 8.0 * missing, rows))
    return [
        tuple(side[row] for side, row in zip(sides, rows, strict=True))
        for _, rows in sorted(ranked)[:count]
    ]


def outline_corners(outline: tuple[Line, ...]) -> Array2 | None:
    """Give where each side meets the one before it, (4, 2) px; None where two are parallel."""
    corners = _corners([line.fitted().tolist() for line in outline])
    return None if corners is None else np.array(corners)


def _corners(lines: list[list[float]]) -> list[tuple[float, float]] | None:
    # Plain numbers: arrays of three cost more to make than the sums.
    corners: list[tuple[float, float]] = []
    for row in range(4):
        (a, b, c), (d, e, f) = lines[row - 1], lines[row]
        across = a * e - b * d
        if abs(across) < 0.1:
            return None
        corners.append(((b * f - c * e) / across, (c * d - a * f) / across))
    return corners
