"""How a necklace made for the average neck comes to lie around another one.

Every vertex is a place along the loop and an offset from it, in the frame of the loop's direction
and the skin below. Another neck gives another loop of the same length; the vertices go along.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.product import MeshPart
from tryon.categories.necklace.bust import Hang, load_neck_model

FRONT_NODE = 64
PENDANT = "pendant"
"""Begins the names of parts that hang from the front as one piece."""

_SIZE_STEP = 0.02
"""Sizes are rounded to steps: a new shape is a new mesh for the renderer, and half a step is
a third of a millimetre at the side of the neck."""
_MOST_SIZES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Drape:
    """A loop at rest; m, axes and origin of the neck model.

    Parameters
    ----------
    nodes : (128, 3)
    frames : (128, 3, 3) rows: along the loop, off the skin, across
    head_share : (128,) of the head's turn that each node follows
    """

    nodes: Array2
    frames: AnyArray
    head_share: Array1


def rounded_size(size: float) -> float:
    """Give the size of a neck in the steps in which necklaces are bent."""
    return round(size / _SIZE_STEP) * _SIZE_STEP


def drape(kind: str, length_m: float, size: float) -> Drape:
    """Give how a closed chain rests on a neck of `size` times the average.

    A chain too short for the neck keeps to its narrowest place: an extender makes up the rest.

    Parameters
    ----------
    kind : of `NeckModel.hangs`
    """
    nodes, normals, share = _at_length(load_neck_model().hangs[kind], length_m / size)
    along = np.roll(nodes, -1, axis=0) - np.roll(nodes, 1, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    off = normals - (normals * along).sum(axis=1, keepdims=True) * along
    off /= np.linalg.norm(off, axis=1, keepdims=True)
    frames = np.stack([along, off, np.cross(along, off)], axis=1)
    return Drape(size * nodes, frames, share)


def _at_length(hang: Hang, length: float) -> tuple[Array2, Array2, Array1]:
    at = float(np.interp(length, hang.lengths, np.arange(len(hang.lengths))))
    low = min(int(at), len(hang.lengths) - 2)
    part = at - low

    def mix(values: AnyArray) -> AnyArray:
        return values[low] + part * (values[low + 1] - values[low])

    return mix(hang.curves), mix(hang.normals), mix(hang.head_share)


@dataclass(frozen=True, slots=True, eq=False)
class _Binding:
    """Where the vertices of a part lie on the loop they were made for.

    Parameters
    ----------
    node, share : (N,) the vertex is `share` of the way from `node` to the next
    offset, normal : (N, 3) in the loop's frame there
    """

    node: AnyArray
    share: Array1
    offset: Array2
    normal: Array2


_bindings: dict[int, _Binding] = {}
_bent: dict[int, dict[float, MeshPart]] = {}


def bent_parts(
    parts: tuple[MeshPart, ...], kind: str, length_m: float, size: float
) -> tuple[MeshPart, ...]:
    """Bend the parts of a necklace around a neck.

    Parameters
    ----------
    parts : product frame: axes of the neck model, origin at the front of the loop
    kind, length_m : as of `drape`, always the same for the same parts
    size : of the neck, from `rounded_size`

    Returns
    -------
    tuple of MeshPart
        In the product frame again; the same objects for the same arguments while in use.
    """
    return tuple(_bent_part(part, kind, length_m, round(size, 4)) for part in parts)


def _bent_part(part: MeshPart, kind: str, length_m: float, size: float) -> MeshPart:
    if size == 1.0:
        return part
    key = id(part.vertices)
    if key not in _bindings:
        _bindings[key] = _bind(part, drape(kind, length_m, 1.0))
        _bent[key] = {}
        # Parts cannot be watched, the arrays they own can.
        weakref.finalize(part.vertices, _forget, key).atexit = False
    known = _bent[key]
    if size not in known:
        if len(known) >= _MOST_SIZES:
            known.pop(next(iter(known)))
        known[size] = _apply(part, _bindings[key], drape(kind, length_m, size))
    return known[size]


def _forget(key: int) -> None:
    _bindings.pop(key, None)
    _bent.pop(key, None)


def _bind(part: MeshPart, loop: Drape) -> _Binding:
    points = part.vertices.astype(np.float64) + loop.nodes[FRONT_NODE]
    if part.name.startswith(PENDANT):
        node = np.full(len(points), FRONT_NODE)
        share = np.zeros(len(points))
    else:
        node, share = nearest_places(loop.nodes, points)
    origin, frame = _along(loop, node, share)
    normals = part.normals.astype(np.float64)
    return _Binding(
        node,
        share,
        np.einsum("nij,nj->ni", frame, points - origin),
        np.einsum("nij,nj->ni", frame, normals),
    )


def _apply(part: MeshPart, binding: _Binding, loop: Drape) -> MeshPart:
    origin, frame = _along(loop, binding.node, binding.share)
    points = origin + np.einsum("nji,nj->ni", frame, binding.offset) - loop.nodes[FRONT_NODE]
    normals = np.einsum("nji,nj->ni", frame, binding.normal)
    return replace(part, vertices=points.astype(np.float32), normals=normals.astype(np.float32))


def _along(loop: Drape, node: AnyArray, share: Array1) -> tuple[Array2, AnyArray]:
    """Give places (N, 3) and orthonormal frames (N, 3, 3) along a loop."""
    following = (node + 1) % len(loop.nodes)
    part = share[:, None]
    origin = loop.nodes[node] + part * (loop.nodes[following] - loop.nodes[node])
    frame = loop.frames[node] + part[..., None] * (loop.frames[following] - loop.frames[node])
    along = frame[:, 0] / np.linalg.norm(frame[:, 0], axis=1, keepdims=True)
    off = frame[:, 1] - (frame[:, 1] * along).sum(axis=1, keepdims=True) * along
    off /= np.linalg.norm(off, axis=1, keepdims=True)
    return origin, np.stack([along, off, np.cross(along, off)], axis=1)


def nearest_places(nodes: Array2, points: Array2) -> tuple[AnyArray, Array1]:
    """Give the segment (N,) and the share (N,), [0, 1], of a loop's place nearest to points."""
    following = np.roll(nodes, -1, axis=0)
    links = following - nodes
    square = (links**2).sum(axis=1)
    best = np.full(len(points), np.inf)
    node = np.zeros(len(points), dtype=np.int64)
    share = np.zeros(len(points))
    for index in range(len(nodes)):
        along = np.clip((points - nodes[index]) @ links[index] / square[index], 0.0, 1.0)
        away = points - nodes[index] - along[:, None] * links[index]
        distance = (away**2).sum(axis=1)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        node = np.where(nearer, index, node)
        share = np.where(nearer, along, share)
    return node, share
