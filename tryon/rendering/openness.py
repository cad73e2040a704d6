"""How much of the room's light reaches each vertex of a piece: creases and shelves are darker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.arrays import Array2, Float32Array, IndexArray
from tryon.catalog.product import MeshPart
from tryon.rendering._openness_loops import arriving_loop, cells_loop, nearest_loop
from tryon.rendering.fine_mesh import fine_parts
from tryon.rendering.plane_shadow import PlaneShadow
from tryon.rendering.solid import Solid, make_solid

_DIRECTIONS = 144
_GOLDEN_TURN = np.pi * (3.0 - np.sqrt(5.0))
_LONGEST_EDGE_M = 0.06
_LIFT_CELLS = 2.0
"""How far off its surface a vertex looks from: cells of the surface itself must not hide it."""
_INWARD = 0.3
"""Vertices at a seam lie in the other part; they look from a little inside of their triangles."""
_SMOOTHINGS = 2
_BURIED = 0.03
_FLAT_M = 0.05
_CELLS_FIRST = 200_000
_RIM = 4


def open_parts(meshes: Sequence[MeshPart], shadow: PlaneShadow) -> tuple[MeshPart, ...]:
    """Give a piece's parts with the share of light that reaches each vertex.

    What lets light through neither hides any nor is changed; nor is what lies flat.

    Parameters
    ----------
    meshes : of the piece, product frame, m
    shadow : what the piece keeps from the plane that it stands on or hangs at
    """
    solid_parts = [mesh for mesh in meshes if not _is_clear(mesh) and len(mesh.triangles)]
    if not solid_parts or _height_m(solid_parts) < _FLAT_M:
        return tuple(meshes)
    has_clear = any(_is_clear(mesh) for mesh in meshes)
    solid = make_solid(solid_parts, shadow.plane) if has_clear else shadow.solid
    fine = fine_parts(solid_parts, _LONGEST_EDGE_M)
    points = np.concatenate([_viewpoints(part) for part in fine]) @ shadow.plane.axes.T
    points[:, 2] -= shadow.plane.offset_m
    normals = np.concatenate([part.normals for part in fine]) @ shadow.plane.axes.T
    shares = openness(points, normals, solid, shadow)
    # Linings lie under a cover within less than a cell: what is seen of them is their back.
    buried = shares < _BURIED
    shares[buried] = openness(points[buried], -normals[buried], solid, shadow, _DIRECTIONS // 3)
    ends = np.cumsum([len(part.vertices) for part in fine])
    opened = iter(
        # Devices know meshes by their vertices: these are others than the bare ones.
        replace(
            part,
            vertices=part.vertices.copy(),
            openness=_settled(part.triangles, share),
        )
        for part, share in zip(fine, np.split(shares, ends[:-1]), strict=True)
    )
    chosen = {id(mesh) for mesh in solid_parts}
    return tuple(next(opened) if id(mesh) in chosen else mesh for mesh in meshes)


def openness(
    points: Array2,
    normals: Array2,
    solid: Solid,
    shadow: PlaneShadow,
    directions: int = _DIRECTIONS,
) -> Float32Array:
    """Give the share (N,), [0, 1], of even light that reaches places on a piece.

    Parameters
    ----------
    points, normals : (N, 3) along the plane's axes; points m, their third the height above it
    solid : the piece
    shadow : of the piece on its plane, from which light comes back
    directions : to look at, over the whole sphere
    """
    if not len(points):
        return np.empty(0, np.float32)
    cell = solid.cell_m
    # The loops take heights third, as cells do along their own axes.
    scaled = ((points - solid.low) / cell + _LIFT_CELLS * normals).astype(np.float32)
    facing = np.ascontiguousarray(normals, np.float32)
    places = _cells(solid)
    column, row = (solid.low[:2] - shadow.low) / cell + 0.5
    plane = (shadow.even, float(column), float(row), -float(solid.low[2]) / cell)
    lit, full = np.zeros(len(points)), np.full(len(points), 1e-9)
    for frame in _frames(directions):
        across = scaled @ frame.reshape(3, 3)[:2].T.astype(np.float32)
        corner = np.floor(across.min(axis=0)).astype(np.float64) - _RIM
        width, height = (across.max(axis=0) - corner).astype(int) + 2 * _RIM
        nearest = np.full((height, width), -1e9, np.float32)
        nearest_loop()(places, frame, corner, nearest)
        arriving_loop()((scaled, facing), frame, (corner, nearest), plane, (lit, full))
    return np.clip(lit / full, 0.0, 1.0).astype(np.float32)


def _cells(solid: Solid) -> IndexArray:
    """List the cells (C, 3) along x, z, y that can hide something."""
    places = np.empty((_CELLS_FIRST, 3), np.int32)
    count = cells_loop()(solid.cells, places)
    if count > len(places):
        places = np.empty((count, 3), np.int32)
        cells_loop()(solid.cells, places)
    return places[:count].copy()


def _frames(count: int) -> Array2:
    """Give directions spread evenly over the sphere, each after two axes across it, (count, 9)."""
    index = np.arange(count) + 0.5
    height = 1.0 - 2.0 * index / count
    level, turn = np.sqrt(1.0 - height**2), index * _GOLDEN_TURN
    towards = np.column_stack([level * np.cos(turn), level * np.sin(turn), height])
    first = np.column_stack([-np.sin(turn), np.cos(turn), np.zeros(count)])
    return np.hstack([first, np.cross(towards, first), towards])


def _viewpoints(part: MeshPart) -> Array2:
    """Give the places (N, 3), m, product frame, from where vertices look."""
    vertices = part.vertices.astype(np.float64)
    middles = vertices[part.triangles].mean(axis=1)
    sums, counts = np.zeros(vertices.shape), np.zeros(len(vertices))
    for corner in part.triangles.T:
        np.add.at(sums, corner, middles)
        np.add.at(counts, corner, 1.0)
    inward = np.where(counts[:, None] > 0.0, sums / np.maximum(counts, 1.0)[:, None], vertices)
    return vertices + _INWARD * (inward - vertices)


def _settled(triangles: IndexArray, shares: Float32Array) -> Float32Array:
    """Smooth shares (N,) along edges; vertices buried in another part take their neighbours'.

    Else every seam would show the size of its triangles as teeth.
    """
    for _ in range(_SMOOTHINGS):
        weights = np.where(shares < _BURIED, 0.03, 1.0)
        sums, counts = 2.0 * weights * shares, 2.0 * weights
        for start, end in ((0, 1), (1, 2), (2, 0)):
            for a, b in ((start, end), (end, start)):
                there = triangles[:, b]
                sums += np.bincount(triangles[:, a], (weights * shares)[there], len(shares))
                counts += np.bincount(triangles[:, a], weights[there], len(shares))
        shares = (sums / counts).astype(np.float32)
    return shares


def _is_clear(mesh: MeshPart) -> bool:
    return mesh.is_lens or mesh.surface.opacity < 1.0


def _height_m(meshes: Sequence[MeshPart]) -> float:
    return max(float(mesh.vertices[:, 1].max()) for mesh in meshes)
