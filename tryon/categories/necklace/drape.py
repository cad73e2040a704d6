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
from tryon.catalog.rest_loop import FRONT_NODE, RestLoop, along_loop, nearest_places, rest_loop

PENDANT = "pendant"
"""Begins the names of parts that hang from the front as one piece."""

_SIZE_STEP = 0.02
"""Sizes are rounded to steps: a new shape is a new mesh for the renderer, and half a step is
a third of a millimetre at the side of the neck."""
_MOST_SIZES = 6


def rounded_size(size: float) -> float:
    """Give the size of a neck in the steps in which necklaces are bent."""
    return round(size / _SIZE_STEP) * _SIZE_STEP


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
    kind, length_m : as of `rest_loop`, always the same for the same parts
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
        _bindings[key] = _bind(part, rest_loop(kind, length_m, 1.0))
        _bent[key] = {}
        # Parts cannot be watched, the arrays they own can.
        weakref.finalize(part.vertices, _forget, key).atexit = False
    known = _bent[key]
    if size not in known:
        if len(known) >= _MOST_SIZES:
            known.pop(next(iter(known)))
        known[size] = _apply(part, _bindings[key], rest_loop(kind, length_m, size))
    return known[size]


def _forget(key: int) -> None:
    _bindings.pop(key, None)
    _bent.pop(key, None)


def _bind(part: MeshPart, loop: RestLoop) -> _Binding:
    points = part.vertices.astype(np.float64) + loop.nodes[FRONT_NODE]
    if part.name.startswith(PENDANT):
        node = np.full(len(points), FRONT_NODE)
        share = np.zeros(len(points))
    else:
        node, share = nearest_places(loop.nodes, points)
    origin, frame = along_loop(loop, node, share)
    normals = part.normals.astype(np.float64)
    return _Binding(
        node,
        share,
        np.einsum("nij,nj->ni", frame, points - origin),
        np.einsum("nij,nj->ni", frame, normals),
    )


def _apply(part: MeshPart, binding: _Binding, loop: RestLoop) -> MeshPart:
    origin, frame = along_loop(loop, binding.node, binding.share)
    points = origin + np.einsum("nji,nj->ni", frame, binding.offset) - loop.nodes[FRONT_NODE]
    normals = np.einsum("nji,nj->ni", frame, binding.normal)
    return replace(part, vertices=points.astype(np.float32), normals=normals.astype(np.float32))
