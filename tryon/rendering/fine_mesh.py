"""Parts with short edges: what is worked out at vertices needs some on flat boards too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.arrays import AnyArray, Float32Array, IndexArray
from tryon.catalog.product import MeshPart

_MOST_TRIANGLES = 40_000
_COARSER = 1.35
_ROUNDS = 9
# New triangles by which of the edges (01, 12, 20) are split; 3, 4, 5 are the edges' middles.
_PATTERNS: dict[tuple[bool, bool, bool], tuple[tuple[int, int, int], ...]] = {
    (True, False, False): ((0, 3, 2), (3, 1, 2)),
    (False, True, False): ((0, 1, 4), (0, 4, 2)),
    (False, False, True): ((0, 1, 5), (1, 2, 5)),
    (True, True, False): ((3, 1, 4), (0, 3, 4), (0, 4, 2)),
    (False, True, True): ((4, 2, 5), (1, 4, 5), (0, 1, 5)),
    (True, False, True): ((5, 0, 3), (2, 5, 3), (1, 2, 3)),
    (True, True, True): ((0, 3, 5), (3, 1, 4), (5, 4, 2), (3, 4, 5)),
}


def fine_parts(parts: Sequence[MeshPart], longest_m: float) -> list[MeshPart]:
    """Split the long edges of parts, and keep a device from being swamped.

    Edges are split wherever they are too long, on both sides of them, so that no gaps open.

    Parameters
    ----------
    parts : of one piece
    longest_m : edge wanted, m; longer where that would take more than 40000 triangles
    """
    while True:
        fine: list[MeshPart] = []
        left = _MOST_TRIANGLES
        for part in parts:
            split = _split(part, longest_m, left)
            if split is None:
                break
            fine.append(split)
            left -= len(split.triangles)
        else:
            return fine
        if sum(len(part.triangles) for part in parts) > _MOST_TRIANGLES:
            return list(parts)
        longest_m *= _COARSER


def _split(part: MeshPart, longest_m: float, most: int) -> MeshPart | None:
    """Split a part's long edges; None if that takes more triangles than allowed."""
    uvs = np.zeros((len(part.vertices), 2)) if part.uvs is None else part.uvs
    rows = np.hstack([part.vertices, part.normals, uvs]).astype(np.float32)
    triangles = part.triangles
    for _ in range(_ROUNDS):
        if len(triangles) > most:
            return None
        ends = triangles[:, [[0, 1], [1, 2], [2, 0]]]
        lengths = np.linalg.norm(rows[ends[..., 0], :3] - rows[ends[..., 1], :3], axis=2)
        is_long = lengths > longest_m
        if not is_long.any():
            break
        rows, middles = _middles(rows, ends, is_long)
        triangles = _cut(triangles, middles, is_long)
    if len(triangles) > most:
        return None
    normals = rows[:, 3:6] / np.maximum(np.linalg.norm(rows[:, 3:6], axis=1, keepdims=True), 1e-9)
    return replace(
        part,
        vertices=rows[:, :3].copy(),
        normals=normals,
        triangles=triangles,
        uvs=None if part.uvs is None else rows[:, 6:].copy(),
    )


def _middles(
    rows: Float32Array, ends: IndexArray, is_long: AnyArray
) -> tuple[Float32Array, IndexArray]:
    """Add the middles of long edges to the rows; also give (M, 3) their rows, by edge."""
    pairs = np.sort(ends[is_long], axis=1).astype(np.int64)
    keys, places = np.unique(pairs[:, 0] * len(rows) + pairs[:, 1], return_inverse=True)
    first, second = keys // len(rows), keys % len(rows)
    middles = np.zeros(is_long.shape, np.int32)
    middles[is_long] = len(rows) + places.ravel()
    return np.vstack([rows, 0.5 * (rows[first] + rows[second])]), middles


def _cut(triangles: IndexArray, middles: IndexArray, is_long: AnyArray) -> IndexArray:
    """Cut triangles at the middles of their long edges."""
    corners = np.hstack([triangles, middles])
    kept = [triangles[~is_long.any(axis=1)]]
    for which, pattern in _PATTERNS.items():
        chosen = corners[(is_long == which).all(axis=1)]
        kept.append(chosen[:, np.array(pattern)].reshape(-1, 3))
    return np.concatenate(kept).astype(np.int32)
