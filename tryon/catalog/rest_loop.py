"""The shape necklaces are made in: closed loops of any length at rest on the average neck.

A necklace's product frame has the axes of the head frame in rest and its origin at the front of
the loop; its chain lies on the loop of its length. Categories bend it to other necks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, frozen
from tryon.errors import AssetError

NECK_FILE = Path(__file__).resolve().parents[2] / "assets" / "body" / "neck.npz"
HANGS = ("round", "pointed")
"""By their own weight, or drawn down in front by a pendant."""
FRONT_NODE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Hang:
    """How closed chains of many lengths rest on the average bust; m, head frame in rest.

    Parameters
    ----------
    lengths : (K,), rising
    curves, normals : (K, 128, 3) how they rest, and the skin's normals below them; node 0
        is at the nape, 64 in front, the wearer's left comes first
    head_share : (K, 128) of the head's turn against the torso that a node follows, [0, 1]
    """

    lengths: Array1
    curves: AnyArray
    normals: AnyArray
    head_share: Array2


@cache
def load_hangs() -> dict[str, Hang]:
    """Load the loops of the installation by kind, once per process.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    try:
        with np.load(NECK_FILE, allow_pickle=False) as data:
            return {kind: _hang(data, kind) for kind in HANGS}
    except (OSError, KeyError, ValueError) as error:
        msg = f"{NECK_FILE}: expected loops at rest, got {error}"
        raise AssetError(msg) from error


def _hang(data: Mapping[str, AnyArray], kind: str) -> Hang:
    lengths = frozen(data[f"{kind}_lengths"], np.float64, (None,), "chain lengths")
    nodes = (len(lengths), None, 3)
    return Hang(
        lengths,
        frozen(data[f"{kind}_curves"], np.float64, nodes, "curves"),
        frozen(data[f"{kind}_normals"], np.float64, nodes, "curve normals"),
        frozen(data[f"{kind}_head_share"], np.float64, nodes[:2], "curve head share"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class RestLoop:
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


def rest_loop(kind: str, length_m: float, size: float) -> RestLoop:
    """Give how a closed chain rests on a neck of `size` times the average.

    A chain too short for the neck keeps to its narrowest place: an extender makes up the rest.

    Parameters
    ----------
    kind : of `HANGS`
    """
    nodes, normals, share = _at_length(load_hangs()[kind], length_m / size)
    along = np.roll(nodes, -1, axis=0) - np.roll(nodes, 1, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    off = normals - (normals * along).sum(axis=1, keepdims=True) * along
    off /= np.linalg.norm(off, axis=1, keepdims=True)
    frames = np.stack([along, off, np.cross(along, off)], axis=1)
    return RestLoop(size * nodes, frames, share)


def _at_length(hang: Hang, length: float) -> tuple[Array2, Array2, Array1]:
    at = float(np.interp(length, hang.lengths, np.arange(len(hang.lengths))))
    low = min(int(at), len(hang.lengths) - 2)
    part = at - low

    def mix(values: AnyArray) -> AnyArray:
        return values[low] + part * (values[low + 1] - values[low])

    return mix(hang.curves), mix(hang.normals), mix(hang.head_share)


def along_loop(loop: RestLoop, node: AnyArray, share: Array1) -> tuple[Array2, AnyArray]:
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
