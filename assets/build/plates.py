"""Parts cut from a sheet (fronts, brow bars) and lenses, in flat front coordinates (mm)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay
from shapely import contains_xy
from shapely.geometry import Polygon

from assets.build.outlines import Points, left_normals
from assets.build.solids import TEXTURE_MM, Faces, Floats, Solid, strip

Depth = Callable[[Points], Floats]
"""Gives w, mm, of a face of the sheet at flat points (N, 2)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """How an edge is finished.

    Parameters
    ----------
    front, back
        Fillet radii, mm.
    front_steps, back_steps
        Facets of each fillet.
    groove
        Depth of the lens groove, mm; 0 for none.
    """

    front: float
    back: float
    front_steps: int = 3
    back_steps: int = 2
    groove: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """Boundary of a plate travelling with the material on its left; open ends lie on u = 0."""

    points: Points
    edge: Edge
    closed: bool = True


def plate(loops: Sequence[Loop], front: Depth, back: Depth, spacing: float) -> Solid:
    """Sheet with finished edges, in flat coordinates (u, v, w).

    A plate whose first loop is open is the right half of a symmetric one: it is reflected at
    u = 0 and joined there.

    Parameters
    ----------
    loops
        Outer boundary, then holes.
    spacing
        Distance of the points inside the faces, mm.

    Raises
    ------
    ValueError
        If the fillets are too large for a corner or a narrow place.
    """
    vertices: list[Points] = []
    faces: list[Faces] = []
    caps: tuple[list[Points], list[Points]] = ([], [])
    count = 0
    for loop in loops:
        rows = _edge_rows(loop, front, back)
        index = count + np.arange(len(rows) * len(loop.points)).reshape(len(rows), -1)
        faces += [strip(index[i], index[i + 1], closed=loop.closed) for i in range(len(rows) - 1)]
        vertices += rows
        count += index.size
        for cap, row in zip(caps, (rows[0], rows[-1]), strict=True):
            cap.append(row[:, :2])
    for cap, depth, turn in ((caps[0], front, 1), (caps[1], back, -1)):
        flat, triangles = _filled(cap, spacing, is_open=not loops[0].closed)
        vertices.append(np.column_stack([flat, depth(flat)]))
        faces.append(triangles[:, ::turn] + count)
        count += len(flat)
    points, triangles = _welded(np.vstack(vertices), np.vstack(faces))
    if not loops[0].closed:
        both = np.vstack([points, points * [-1.0, 1.0, 1.0]])
        points, triangles = _welded(both, np.vstack([triangles, triangles[:, ::-1] + len(points)]))
    _check_closed(triangles)
    return Solid(points, triangles, points[:, :2] / TEXTURE_MM)


def _check_closed(faces: Faces) -> None:
    """Raise ValueError unless every edge is passed once in either direction."""
    edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    count = int(faces.max()) + 1
    there = np.sort(edges[:, 0] * count + edges[:, 1])
    back = np.sort(edges[:, 1] * count + edges[:, 0])
    if not np.array_equal(there, back):
        raise ValueError("plate: expected a closed surface; a fillet is too large for its corner")


def _edge_rows(loop: Loop, front: Depth, back: Depth) -> list[Points]:
    """Rows (n, 3) around a loop from the front face over the wall to the back face."""
    edge = loop.edge
    normal = left_normals(loop.points, closed=loop.closed)
    if not loop.closed:
        for end in (0, -1):
            normal[end] = [0.0, np.sign(normal[end, 1])]
    rows: list[Points] = []
    for angle in np.linspace(np.pi / 2.0, 0.0, edge.front_steps + 1):
        place = loop.points + normal * (edge.front * (1.0 - np.cos(angle)))
        rows.append(np.column_stack([place, front(place) - edge.front * (1.0 - np.sin(angle))]))
    if edge.groove > 0.0:
        place = loop.points + normal * edge.groove
        rows.append(np.column_stack([place, (front(place) + back(place)) / 2.0]))
    for angle in np.linspace(0.0, np.pi / 2.0, edge.back_steps + 1):
        place = loop.points + normal * (edge.back * (1.0 - np.cos(angle)))
        rows.append(np.column_stack([place, back(place) + edge.back * (1.0 - np.sin(angle))]))
    return rows


def _filled(loops: Sequence[Points], spacing: float, *, is_open: bool) -> tuple[Points, Faces]:
    """Triangulate the region between an outer loop and holes, with points inside it."""
    outer = loops[0]
    seam = np.empty((0, 2))
    if is_open:
        steps = max(int(np.ptp(outer[[0, -1], 1]) / spacing), 1)
        height = np.linspace(outer[-1, 1], outer[0, 1], steps + 1)[1:-1]
        seam = np.column_stack([np.zeros(len(height)), height])
    region = Polygon(np.vstack([outer, seam]), list(loops[1:]))
    low, high = outer.min(axis=0), outer.max(axis=0)
    u, v = np.meshgrid(
        np.arange(low[0], high[0], spacing), np.arange(low[1], high[1], 0.866 * spacing)
    )
    u[1::2] += spacing / 2.0
    grid = np.column_stack([u.ravel(), v.ravel()])
    inner = region.buffer(-0.5 * spacing)
    grid = grid[contains_xy(inner, grid[:, 0], grid[:, 1])]
    edges = [np.vstack([outer, seam]), *loops[1:]]
    grid = _clear_of_edges(grid, edges)
    points = np.vstack([outer, seam, *loops[1:], grid])
    outside = _outside_edges(edges)
    outside = outside[~contains_xy(region, outside[:, 0], outside[:, 1])]
    outside = _clear_of_edges(outside, edges)
    faces = Delaunay(np.vstack([points, outside])).simplices.astype(np.int64)
    faces = faces[(faces < len(points)).all(axis=1)]
    centre = points[faces].mean(axis=1)
    faces = faces[contains_xy(region, centre[:, 0], centre[:, 1])]
    one, two = points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]]
    clockwise = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0] < 0.0
    faces[clockwise] = faces[clockwise][:, ::-1]
    return points, faces


def _outside_edges(loops: Sequence[Points]) -> Points:
    """Points beside every boundary edge, off the material.

    With them no straight stretch of boundary lies on the hull of what is triangulated, where
    its collinear points would give slivers.
    """
    beside: list[Points] = []
    for loop in loops:
        step = np.roll(loop, -1, axis=0) - loop
        right = np.column_stack([step[:, 1], -step[:, 0]])
        beside.append(loop + step / 2.0 + 0.6 * right)
    return np.vstack(beside)


def _clear_of_edges(grid: Points, loops: Sequence[Points]) -> Points:
    """Points that cannot break a boundary edge: none lies in a circle over an edge."""
    middle = np.vstack([(loop + np.roll(loop, -1, axis=0)) / 2.0 for loop in loops])
    radius = np.concatenate(
        [np.linalg.norm(loop - np.roll(loop, -1, axis=0), axis=1) / 2.0 for loop in loops]
    )
    distance = np.linalg.norm(grid[:, None] - middle[None], axis=2)
    return grid[(distance > 1.05 * radius).all(axis=1)]


def _welded(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """Merge vertices that coincide to a tenth of a micrometre; drop faces that collapse."""
    _, first, inverse = np.unique(
        np.round(vertices * 1e4), axis=0, return_index=True, return_inverse=True
    )
    faces = inverse.reshape(-1)[faces]
    solid = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    return vertices[first], faces[solid]


@dataclass(frozen=True, slots=True)
class LensEdge:
    """Thickness and edge of a lens.

    Parameters
    ----------
    front
        w of the front surface's edge, mm.
    thickness
        Thickness at the edge, mm.
    bevel
        Height of the bevel that sits in the groove, mm; 0 gives a flat, polished edge.
    """

    front: float
    thickness: float
    bevel: float


def lens(outline: Points, edge: LensEdge, rings: Sequence[float]) -> Solid:
    """Lens in flat coordinates; texture v runs from 0 at the top edge to 1 at the bottom."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    centre = (low + high) / 2.0
    normal = left_normals(outline, closed=True)
    face = outline + normal * edge.bevel
    count = len(outline)
    back = edge.front - edge.thickness
    rows = [_level(centre + share * (face - centre), edge.front) for share in rings]
    if edge.bevel > 0.0:
        rows += [_level(face, edge.front), _level(outline, (edge.front + back) / 2.0)]
        rows += [_level(face, back)]
    else:
        chamfer = 0.18
        rows += [_level(outline + normal * chamfer, edge.front)]
        rows += [_level(outline, edge.front - chamfer), _level(outline, back + chamfer)]
        rows += [_level(outline + normal * chamfer, back)]
    rows += [_level(centre + share * (face - centre), back) for share in rings[::-1]]
    middle = np.array([[*centre, edge.front], [*centre, back]])
    vertices = np.vstack([*rows, middle])
    index = np.arange(len(rows) * count).reshape(len(rows), count)
    faces = [strip(index[i], index[i + 1], closed=True) for i in range(len(rows) - 1)]
    last = len(vertices)
    faces.append(np.column_stack([np.full(count, last - 2), index[0], np.roll(index[0], -1)]))
    faces.append(np.column_stack([np.full(count, last - 1), np.roll(index[-1], -1), index[-1]]))
    uv = np.column_stack([vertices[:, 0] - low[0], high[1] - vertices[:, 1]]) / (high - low)
    return Solid(vertices, np.vstack(faces), uv).outward()


def _level(points: Points, w: float) -> Points:
    """Plane points (N, 2) at one depth, (N, 3)."""
    return np.column_stack([points, np.full(len(points), w)])
