"""How well a small part of a real chessboard measures the rest of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.room_walks import read_picture
from benchmarks.rooms_truth import degrees_apart, spread
from tryon import CameraIntrinsics
from tryon.landmarks.room import ChessboardSheet
from tryon.tracking.room_marker import SheetCorners, sheet_corners
from tryon.tracking.room_sheet import SheetFloor, floor_from_sheet
from tryon.tracking.room_upright import Upright


def measure_boards(folder: Path) -> dict[str, Any]:
    """Give what parts of 7.5 cm of real, undistorted chessboards say about the whole boards."""
    matrix = np.array([[535.916, 0.0, 342.283], [0.0, 535.916, 235.571], [0.0, 0.0, 1.0]])
    distortion = np.array([-0.26637, -0.03859, 0.001783, -0.000281, 0.23839])
    camera = CameraIntrinsics(640, 480, 535.916, 535.916, 342.283, 235.571)
    rng = np.random.default_rng(1)
    tilts: list[float] = []
    sizes: list[float] = []
    held: list[bool] = []
    boards = 0
    for file in sorted(folder.glob("left*.jpg")):
        image = cv2.undistort(read_picture(file), matrix, distortion)
        for board in sheet_corners(np.asarray(image, dtype=np.uint8), ChessboardSheet()):
            boards += 1
            # The boards are held up, not lying: a rough sensor takes habit's place.
            up = held_up(board, camera)
            whole = floor_from_sheet([board], camera, 0.003, up, rng)
            for part in parts_of(board):
                small = floor_from_sheet([part], camera, 0.003, up, rng)
                if isinstance(whole, SheetFloor) and isinstance(small, SheetFloor):
                    tilts.append(degrees_apart(whole.up, small.up))
                    error = abs(float(np.log(small.height_m / whole.height_m)))
                    heights = small.cloud.heights_m
                    spread_of = np.abs(np.log(heights[1:] / heights[0]))
                    sizes.append(100.0 * error)
                    held.append(error <= float(np.quantile(spread_of, 0.9)))
    return {
        "boards": boards,
        "parts": len(tilts),
        **spread(tilts, "deg"),
        **spread(sizes, "pct"),
        "band_holds_pct": round(100.0 * float(np.mean(held)), 1),
    }


def parts_of(board: SheetCorners) -> list[SheetCorners]:
    """Give squares of three by three fields: the middle one, and one towards each corner."""
    parts: list[SheetCorners] = []
    for first in (12, 0, 5, 18, 23):
        rows = first + np.array([0, 3, 30, 27])
        square = board.sheet_points[rows] - board.sheet_points[rows].mean(axis=0)
        parts.append(SheetCorners(board.image_points[rows], square, board.noise_px, 0.0))
    return parts


def held_up(board: SheetCorners, camera: CameraIntrinsics) -> Upright:
    """Give the board's normal by its outermost corners, as a sensor of ten degrees would."""
    done, turn, _ = cv2.solvePnP(board.sheet_points, board.image_points, camera.matrix, np.zeros(4))
    assert done
    normal = cv2.Rodrigues(turn)[0][:, 2]
    towards = -normal if normal[2] > 0.0 else normal
    return Upright(np.asarray(towards, dtype=np.float64), float(np.radians(10.0)), "sensor")
