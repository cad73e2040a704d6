"""Four-sided things in a picture: their sides to a fraction of a pixel, and sheets of paper."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image

_STEP_PX = 0.25
_LEAST_SLOPE = 1.5
"""Levels of light, of 255, per px: less is no edge."""
_CUTS = 40
_MARGIN = 0.12
"""Share of a side next to its corners where the other side disturbs the cut."""
_PAPER_LEVELS = (110, 140, 170, 200, 225)
_LEAST_PAPER = 0.0008
"""Area of the smallest sheet searched for, of the picture."""
_MOST_PAPER = 0.4
_SIMILAR_PX = 6.0


def refine_quad(gray: Image, corners: Array2, reach_px: float) -> Array2 | None:
    """Move the sides of a quadrangle onto the edges of the picture.

    Parameters
    ----------
    gray : (H, W)
    corners : (4, 2), px, in turn
    reach_px : how far an edge may lie from the side given

    Returns
    -------
    (4, 2), px, in the same order, or None where a side has no edge
    """
    # Lenses blur light, not its code: in coded levels the black side of an edge gives way, by
    # half a pixel where the blur is one, and a marker of 60 px seems 1.6 % smaller.
    light = 255.0 * (gray.astype(np.float32) / 255.0) ** 2.2
    picture = cv2.GaussianBlur(light, (0, 0), 0.7)
    lines: list[Array1] = []
    for row in range(4):
        ends = np.stack([corners[row], corners[(row + 1) % 4]])
        line = _edge_line(np.asarray(picture, dtype=np.float32), ends, reach_px)
        if line is None:
            return None
        lines.append(line)
    refined = np.empty((4, 2))
    for row in range(4):
        meeting = np.cross(lines[row - 1], lines[row])
        if abs(meeting[2]) < 1e-9:
            return None
        refined[row] = meeting[:2] / meeting[2]
    far = np.linalg.norm(refined - corners, axis=1).max()
    return refined if far < 3.0 * reach_px + 2.0 else None


def _edge_line(picture: Float32Array, ends: Array2, reach_px: float) -> Array1 | None:
    """Give the line (3,), a u + b v + c = 0, of the edge nearest to being strong and straight."""
    along = ends[1] - ends[0]
    length = float(np.linalg.norm(along))
    if length < 4.0:
        return None
    direction = along / length
    across = np.array([direction[1], -direction[0]])
    count = int(np.clip(length, 6, _CUTS))
    starts = ends[0] + np.linspace(_MARGIN, 1.0 - _MARGIN, count)[:, None] * along
    offsets = np.arange(-reach_px, reach_px + _STEP_PX / 2.0, _STEP_PX)
    grid = (starts[:, None] + offsets[None, :, None] * across).astype(np.float32)
    cuts = cv2.remap(
        picture,
        np.ascontiguousarray(grid[..., 0]),
        np.ascontiguousarray(grid[..., 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float64)
    slope = np.gradient(cuts, _STEP_PX, axis=1)
    # A sheet is brighter than the floor all round, a marker darker than its paper: one sign.
    sign = 1.0 if slope.max(axis=1).mean() > -slope.min(axis=1).mean() else -1.0
    slope = np.maximum(sign * slope, 0.0)
    peak = slope.argmax(axis=1)
    strong = slope[np.arange(count), peak] > _LEAST_SLOPE
    # The centre of the crest's weight: half a pixel of blur spreads it over several samples.
    near = np.abs(offsets[None] - offsets[peak][:, None]) <= 1.5
    weight = slope * near
    centre = (weight * offsets).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    points = starts + centre[:, None] * across
    return _robust_line(points[strong], count)


def _robust_line(points: Array2, wanted: int) -> Array1 | None:
    """Fit a line to most of some points; None where fewer than half of `wanted` agree."""
    if len(points) < max(4, wanted // 2):
        return None
    vx, vy, x0, y0 = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0.0, 0.01, 0.01).ravel()
    normal = np.array([float(vy), -float(vx)])
    for limit in (2.0, 0.8):
        off = np.abs((points - [float(x0), float(y0)]) @ normal)
        kept = points[off < limit]
        if len(kept) < max(4, wanted // 2):
            return None
        middle = kept.mean(axis=0)
        normal = np.linalg.svd(kept - middle, full_matrices=False)[2][1]
        x0, y0 = middle
    return np.array([normal[0], normal[1], -float(normal @ [x0, y0])])


def paper_candidates(gray: Image) -> Iterator[Array2]:
    """Give bright convex quadrangles, (4, 2) px each, in turn, largest first."""
    height, width = gray.shape[:2]
    area = float(height * width)
    found: list[tuple[float, Array2]] = []
    for level in _PAPER_LEVELS:
        _, mask = cv2.threshold(gray, level, 255, cv2.THRESH_BINARY)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            size = cv2.contourArea(contour)
            if not _LEAST_PAPER * area < size < _MOST_PAPER * area:
                continue
            hull = cv2.convexHull(contour)
            if size < 0.9 * cv2.contourArea(hull):
                continue
            outline = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
            if len(outline) == 4:
                found.append((size, np.asarray(outline.reshape(4, 2), dtype=np.float64)))
    found.sort(key=lambda pair: -pair[0])
    given: list[Array2] = []
    for _, corners in found:
        middle = corners.mean(axis=0)
        if all(np.linalg.norm(middle - other.mean(axis=0)) > _SIMILAR_PX for other in given):
            given.append(corners)
            yield corners
