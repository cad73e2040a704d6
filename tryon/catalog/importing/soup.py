"""All triangles of a file in one heap, sampled and sorted into connected pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.mesh_scene import MeshScene


@dataclass(frozen=True, slots=True, eq=False)
class Soup:
    """Triangles of all parts.

    Parameters
    ----------
    vertices : (N, 3)
    triangles : (M, 3), rows of `vertices`
    part : (M,) index of the scene's part
    piece : (M,) index of the connected piece; pieces never span parts
    """

    vertices: Array2
    triangles: AnyArray
    part: AnyArray
    piece: AnyArray

    @property
    def piece_count(self) -> int:
        """How many connected pieces there are."""
        return int(self.piece.max()) + 1

    def moved(self, vertices: Array2) -> Soup:
        """Give the same triangles with other (N, 3) vertices."""
        return Soup(vertices, self.triangles, self.part, self.piece)

    def areas(self) -> Array1:
        """Area of each triangle, (M,)."""
        a, b, c = (self.vertices[self.triangles[:, corner]] for corner in range(3))
        return 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)

    def centroids(self) -> Array2:
        """Centre of each triangle, (M, 3)."""
        return self.vertices[self.triangles].mean(axis=1)

    def piece_boxes(self) -> tuple[Array2, Array2]:
        """Lowest and highest corner of each piece, (P, 3) each."""
        low = np.full((self.piece_count, 3), np.inf)
        high = np.full((self.piece_count, 3), -np.inf)
        corners = self.vertices[self.triangles]
        np.minimum.at(low, self.piece, corners.min(axis=1))
        np.maximum.at(high, self.piece, corners.max(axis=1))
        return low, high


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points spread evenly over a surface: (S, 3) points and the (S,) triangle of each."""

    points: Array2
    triangle: AnyArray

    def moved(self, points: Array2) -> Samples:
        """Give the same samples at other (S, 3) places."""
        return Samples(points, self.triangle)


def soup_of(scene: MeshScene) -> Soup:
    """Gather the triangles of a scene, in the file's own unit and axes."""
    offsets = np.cumsum([0, *(len(part.vertices) for part in scene.parts)])
    vertices = np.concatenate([part.vertices for part in scene.parts]).astype(np.float64)
    triangles = np.concatenate(
        [
            part.triangles.astype(np.int64) + offset
            for part, offset in zip(scene.parts, offsets[:-1], strict=True)
        ]
    )
    counts = [len(part.triangles) for part in scene.parts]
    part = np.repeat(np.arange(len(scene.parts)), counts)
    owner = np.repeat(np.arange(len(scene.parts)), np.diff(offsets))
    extent = float(np.ptp(vertices, axis=0).max()) or 1.0
    grid = np.round((vertices - vertices.min(axis=0)) / extent * 1e6).astype(np.int64)
    piece = connected_pieces(np.column_stack([owner, grid]), triangles)
    return Soup(vertices, triangles, part, piece)


def sample(soup: Soup, count: int, triangles: AnyArray | None = None) -> Samples:
    """Spread `count` points by area over all triangles, or over the given rows.

    Notes
    -----
    No chance is involved: even steps along the summed area, and inside each triangle the
    additive recurrence R2 (Roberts, The unreasonable effectiveness of quasirandom sequences).
    """
    rows = np.arange(len(soup.triangles)) if triangles is None else triangles
    summed = np.cumsum(soup.areas()[rows])
    if not len(rows) or summed[-1] <= 0.0:
        return Samples(np.zeros((0, 3)), np.zeros(0, dtype=np.int64))
    steps = (np.arange(count) + 0.5) / count * summed[-1]
    chosen = rows[np.minimum(np.searchsorted(summed, steps), len(rows) - 1)]
    index = np.arange(1, count + 1)
    u, v = (index * 0.7548776662466927) % 1.0, (index * 0.5698402909980532) % 1.0
    over = u + v > 1.0
    u, v = np.where(over, 1.0 - u, u), np.where(over, 1.0 - v, v)
    a, b, c = (soup.vertices[soup.triangles[chosen, corner]] for corner in range(3))
    return Samples(a + u[:, None] * (b - a) + v[:, None] * (c - a), chosen)


def connected_pieces(places: AnyArray, triangles: AnyArray) -> AnyArray:
    """Label the connected piece of each triangle, (M,).

    Parameters
    ----------
    places : (N, K) integers, a cell of a grid for each vertex; vertices in one cell are one
    triangles : (M, 3), rows of `places`
    """
    _, welded = np.unique(places, axis=0, return_inverse=True)
    corners = welded.reshape(-1)[triangles]
    count = int(corners.max()) + 1
    rows = np.concatenate([corners[:, 0], corners[:, 1]])
    columns = np.concatenate([corners[:, 1], corners[:, 2]])
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), (count, count))
    _, labels = connected_components(graph, directed=False)
    _, piece = np.unique(labels[corners[:, 0]], return_inverse=True)
    return piece.reshape(-1)
