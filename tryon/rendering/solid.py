"""A piece as small cells: what hides the sky and throws shadows, whatever its mesh is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2, Image, IndexArray
from tryon.catalog.product import MeshPart
from tryon.rendering._solid_loops import columns_loop, mark_loop

_CELLS_ALONG = 220
_CELL_RANGE_M = (0.006, 0.02)
_RUNS_FIRST = 40_000


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """What takes a piece's shadow, in the product frame.

    Parameters
    ----------
    axes : (3, 3), rows: two directions along the plane, and the normal towards the piece
    offset_m : of the plane along the normal, m
    """

    axes: Array2
    offset_m: float

    def heights_m(self, points: Array2) -> Array1:
        """Give how high (N, 3) points, m, product frame, are above the plane, m."""
        return np.asarray(points @ self.axes[2] - self.offset_m)


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """The cells of a piece over a plane.

    Parameters
    ----------
    cell_m : side of a cell, m
    low : (3,) corner of cell (0, 0, 0) along the plane's axes, m; the third is its height
    cells : (X, Z, Y) uint8, 1 where there is something; Y runs along the normal
    runs : (R, 4) column x, column z, first and one past the last cell of each run along Y
    """

    cell_m: float
    low: Array1
    cells: Image
    runs: IndexArray


FLOOR = Plane(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), 0.0)


def make_solid(meshes: Sequence[MeshPart], plane: Plane) -> Solid:
    """Turn a piece into cells that lie along a plane's axes.

    Parameters
    ----------
    meshes : at least one with a triangle; what lies below the plane is left out
    plane : what takes the shadow
    """
    # Corner by corner: parts have rows of their own.
    corners = np.concatenate(
        [mesh.vertices[mesh.triangles.ravel()] for mesh in meshes if len(mesh.triangles)]
    ).astype(np.float64)
    places = corners @ plane.axes.T - np.array([0.0, 0.0, plane.offset_m])
    low, high = places.min(axis=0), places.max(axis=0)
    low[2] = max(low[2], 0.0)
    size = np.maximum(high - low, 1e-3)
    cell = float(np.clip(size.max() / _CELLS_ALONG, *_CELL_RANGE_M))
    counts = np.floor(size / cell).astype(int) + 1
    cells = np.zeros((counts[0], counts[1], counts[2]), np.uint8)
    # The loop takes heights second.
    mark_loop()(np.ascontiguousarray(((places - low) / cell)[:, [0, 2, 1]]), cells)
    return Solid(cell, low, cells, list_runs(cells))


def halved(cells: Image) -> Image:
    """Give cells twice as large, marked where any of their eight is."""
    shape = [size + size % 2 for size in cells.shape]
    even = np.zeros(shape, np.uint8)
    even[: cells.shape[0], : cells.shape[1], : cells.shape[2]] = cells
    half = [size // 2 for size in shape]
    return np.asarray(even.reshape(half[0], 2, half[1], 2, half[2], 2).max(axis=(1, 3, 5)))


def list_runs(cells: Image) -> IndexArray:
    """List the runs (R, 4) of marked cells along each column, as `Solid.runs`."""
    runs = np.empty((_RUNS_FIRST, 4), np.int32)
    count = columns_loop()(cells, runs)
    if count > len(runs):
        runs = np.empty((count, 4), np.int32)
        columns_loop()(cells, runs)
    return runs[:count].copy()
