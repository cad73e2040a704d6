"""Corners of what lies on the floor to be measured by: a marker, a chessboard, a sheet of A4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tryon.arrays import Array2, Image
from tryon.landmarks.room import A4_M, ChessboardSheet, FloorSheet, MarkerSheet, PaperSheet
from tryon.tracking.room_quads import paper_candidates, refine_quad

_TAP_REACH_PX = 14.0
"""How far a sheet's edge may be from where its corners were tapped, px of 1280."""
_CORNER_PX = 0.3
"""Of refined corners: with it the bands by four corners of real boards hold 91 % of 55 times."""
_EDGE_REACH_PX = 2.5
_LEAST_MARKER_PX = 14.0


@dataclass(frozen=True, slots=True, eq=False)
class SheetCorners:
    """Points of a sheet in the picture.

    Parameters
    ----------
    image_points : (N, 2), px
    sheet_points : (N, 3), m, on the sheet, its third coordinate 0
    noise_px : deviation of a point per axis, px
    size_sd : how well the sheet's own size is known, a share
    is_named : its code or the shopper says that it is the sheet; else it only looks like it
    """

    image_points: Array2
    sheet_points: Array2
    noise_px: float
    size_sd: float
    is_named: bool = True


def sheet_corners(image: Image, sheet: FloorSheet) -> Iterator[SheetCorners]:
    """Give what may be the sheet's corners, likeliest first; the pose decides between them.

    Parameters
    ----------
    image : (H, W, 3) RGB
    """
    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    match sheet:
        case MarkerSheet():
            yield from _marker(gray, sheet)
        case ChessboardSheet():
            yield from _chessboard(gray, sheet)
        case PaperSheet():
            yield from _paper(gray, sheet)


def _marker(gray: Image, sheet: MarkerSheet) -> Iterator[SheetCorners]:
    number = getattr(cv2.aruco, f"DICT_{sheet.dictionary}", None)
    if number is None:
        msg = f"marker: expected a dictionary of OpenCV as 4X4_50, got {sheet.dictionary}"
        raise ValueError(msg)
    settings: Any = cv2.aruco.DetectorParameters()
    # A foreshortened marker on the floor is small: look at finer windows than usual.
    settings.adaptiveThreshWinSizeMax = 43
    settings.minMarkerPerimeterRate = 0.02
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(number), settings)
    answer: Any = detector.detectMarkers(gray)
    found, numbers = answer[0], answer[1]
    if numbers is None:
        return
    half = sheet.side_m / 2.0
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    seen = [
        np.asarray(corners, dtype=np.float64).reshape(4, 2)
        for corners, own in zip(found, np.asarray(numbers).ravel(), strict=True)
        if sheet.number is None or own == sheet.number
    ]
    for corners in sorted(seen, key=_area, reverse=True):
        if float(np.sqrt(_area(corners))) < _LEAST_MARKER_PX:
            continue
        refined = refine_quad(gray, corners, _EDGE_REACH_PX)
        yield (
            SheetCorners(corners, square, 0.8, 0.004)
            if refined is None
            else SheetCorners(refined, square, _CORNER_PX, 0.004)
        )


def _chessboard(gray: Image, sheet: ChessboardSheet) -> Iterator[SheetCorners]:
    done, corners = cv2.findChessboardCornersSB(gray, (sheet.columns, sheet.rows))
    if not done:
        return
    grid = np.mgrid[0 : sheet.columns, 0 : sheet.rows].T.reshape(-1, 2) * sheet.square_m
    points = np.column_stack([grid[:, 0], -grid[:, 1], np.zeros(len(grid))])
    pixels = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    yield SheetCorners(pixels, points - points.mean(axis=0), _CORNER_PX, 0.004)


def _paper(gray: Image, sheet: PaperSheet) -> Iterator[SheetCorners]:
    if sheet.corners is None:
        guesses, reach = paper_candidates(gray), 2.0 * _EDGE_REACH_PX
    else:
        guesses = iter([np.array(sheet.corners, dtype=np.float64)])
        reach = _TAP_REACH_PX * max(gray.shape) / 1280.0
    for guess in guesses:
        refined = refine_quad(gray, guess, reach)
        if refined is not None and reach > _EDGE_REACH_PX:
            refined = refine_quad(gray, refined, _EDGE_REACH_PX)
        corners, noise = (guess, 4.0) if refined is None else (refined, _CORNER_PX)
        if refined is None and sheet.corners is None:
            continue
        for width, length in (A4_M, A4_M[::-1]):
            points = np.array([[0, 0, 0], [width, 0, 0], [width, length, 0], [0, length, 0]])
            points = points - points.mean(axis=0)
            placed = np.asarray(points, dtype=np.float64)
            yield SheetCorners(corners, placed, noise, 0.001, sheet.corners is not None)


def _area(corners: Array2) -> float:
    x, y = corners.T
    return 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
