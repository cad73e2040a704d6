"""Fewer triangles of the same shape, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import fast_simplification
import numpy as np

from tryon.arrays import AnyArray
from tryon.catalog.mesh_scene import ScenePart

# The library's own annotation leaves the number of results open.
_Simplify = Callable[..., tuple[AnyArray, AnyArray, AnyArray]]
_SMALLEST_PART = 200  # Rivets and lenses of few triangles only lose their shape.


def simplified(parts: Sequence[ScenePart], budget: int) -> tuple[ScenePart, ...]:
    """Reduce parts to at most `budget` triangles altogether, each by the same share.

    Parts come back without normals where they were changed. Where seams of a texture keep
    their edges, a part may stay above its share.

    Notes
    -----
    Quadric error metric (Garland and Heckbert, SIGGRAPH 1997).
    """
    counts = np.array([len(part.triangles) for part in parts])
    if counts.sum() <= budget:
        return tuple(parts)
    small = counts <= _SMALLEST_PART
    share = max(budget - counts[small].sum(), 0) / max(int(counts[~small].sum()), 1)
    return tuple(
        part if keep else _reduced(part, max(int(share * len(part.triangles)), _SMALLEST_PART // 2))
        for part, keep in zip(parts, small, strict=True)
    )


def _reduced(part: ScenePart, wanted: int) -> ScenePart:
    source, corners = _welded(part)
    vertices = part.vertices[source].astype(np.float64)
    # Quadrics are summed in float32, so the part is brought to unit size.
    low, extent = vertices.min(axis=0), float(np.ptp(vertices, axis=0).max()) or 1.0
    unit = ((vertices - low) / extent).astype(np.float32)
    faces = corners.astype(np.int32)
    simplify = cast("_Simplify", fast_simplification.simplify)
    points, triangles, collapses = simplify(
        unit, faces, target_count=min(wanted, len(faces)), return_collapses=True
    )
    uvs = None
    if part.uvs is not None:
        # Which kept vertex each old one went into; it takes the mean of their coordinates.
        replay = cast("_Simplify", fast_simplification.replay_simplification)
        _, _, kept = replay(unit, faces, collapses)
        uvs = _means(part.uvs[source], kept, len(points))
    return replace(
        part,
        vertices=(points.astype(np.float64) * extent + low).astype(np.float32),
        triangles=triangles.astype(np.int32),
        normals=None,
        uvs=uvs,
    )


def _means(values: AnyArray, group: AnyArray, count: int) -> AnyArray:
    """Give the mean of the (N, 2) values of each group, (count, 2)."""
    # Vertices whose faces all fell together belong to no group: -1.
    group, values = group[group >= 0], values[group >= 0]
    weights = np.maximum(np.bincount(group, minlength=count)[:count], 1)
    columns = [np.bincount(group, values[:, axis], minlength=count)[:count] for axis in (0, 1)]
    return (np.column_stack(columns) / weights[:, None]).astype(np.float32)


def _welded(part: ScenePart) -> tuple[AnyArray, AnyArray]:
    """Join vertices at one place (and, with a texture, at one place of it)."""
    columns = [part.vertices] if part.uvs is None else [part.vertices, part.uvs]
    _, source, inverse = np.unique(
        np.column_stack(columns), axis=0, return_index=True, return_inverse=True
    )
    corners = inverse.reshape(-1)[part.triangles]
    a, b, c = corners.T
    return source, corners[(a != b) & (b != c) & (a != c)]
