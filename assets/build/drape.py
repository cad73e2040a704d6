"""How a closed chain of a given length comes to rest on a bust: a damped simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from assets.build.head_source import Floats, Ints

NODES = 128
"""Of a loop: 3.5 mm apart on a chain of 45 cm. Even, so that one node is in front."""

_SAMPLE_M = 0.002
_STEPS = 2600
_TIGHTENING_STEPS = 1200
_LENGTH_ROUNDS = 24
_PULL_M = 4e-5
"""Fall per step and step: what is left of gravity when the chain is at rest."""
_DAMPING = 0.93
_FRICTION = 0.06
_STIFFNESS = 0.004
"""Share of a bend that a step takes back: links do not fold."""
_NAPE = (-0.085, -0.185)
"""Height and depth of a place behind the nape, head frame, m."""
_HALF_BREADTH_M, _FRONT_Z, _LEAST_FALL_M = 0.076, 0.015, 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """A surface as dense points with normals.

    Parameters
    ----------
    points : (N, 3), m
    normals : (N, 3), unit, outwards
    """

    points: Floats
    normals: Floats
    tree: cKDTree

    @classmethod
    def of(cls, vertices: Floats, triangles: Ints) -> Skin:
        """Sample a mesh every 2 mm; normals are smooth over its vertices."""
        corners = vertices[triangles]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        vertex_normals = np.zeros_like(vertices)
        for corner in range(3):
            np.add.at(vertex_normals, triangles[:, corner], cross)
        vertex_normals /= np.maximum(np.linalg.norm(vertex_normals, axis=1, keepdims=True), 1e-12)
        side = np.linalg.norm(np.roll(corners, 1, axis=1) - corners, axis=2).max(axis=1)
        points: list[Floats] = []
        normals: list[Floats] = []
        for steps in np.unique(np.ceil(side / _SAMPLE_M).astype(int)):
            rows = np.ceil(side / _SAMPLE_M).astype(int) == steps
            grid = np.array(
                [
                    (i / steps, j / steps, 1.0 - (i + j) / steps)
                    for i in range(steps + 1)
                    for j in range(steps + 1 - i)
                ]
            )
            points.append(np.einsum("gk,tkc->tgc", grid, corners[rows]).reshape(-1, 3))
            bent = vertex_normals[triangles[rows]]
            normals.append(np.einsum("gk,tkc->tgc", grid, bent).reshape(-1, 3))
        stacked = np.concatenate(points)
        unit = np.concatenate(normals)
        unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
        return cls(stacked, unit, cKDTree(stacked))

    def nearest(self, points: Floats) -> tuple[Floats, Floats]:
        """Give the signed distances (N,), m, and the normals (N, 3) of the nearest skin."""
        _, rows = self.tree.query(points)
        normals = self.normals[rows]
        return ((points - self.points[rows]) * normals).sum(axis=1), normals


def starting_loop(length_m: float) -> Floats:
    """Give a loop (NODES, 3), m, head frame, of a length, around the neck and off the skin.

    It falls onto the skin from there: a loop that began inside would be pushed out anywhere.
    """
    angle = 2.0 * np.pi * np.arange(NODES) / NODES
    forward = 0.5 * (1.0 - np.cos(angle))

    def loop(fall: float) -> Floats:
        x = _HALF_BREADTH_M * np.sin(angle)
        z = _NAPE[1] + (_FRONT_Z - _NAPE[1]) * forward
        return np.column_stack([x, _NAPE[0] - fall * forward, z])

    low, high = _LEAST_FALL_M, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if length_of(loop(middle)) > length_m else (middle, high)
    return loop(low)


def rest(skin: Skin, lengths_m: Floats, pendants: Floats, gap_m: float) -> Floats:
    """Let loops of these lengths, (K,), m, fall until they rest `gap_m` above the skin.

    A loop that starts longer is tightened while it falls, and climbs the neck.

    Parameters
    ----------
    pendants : (K,) weight that hangs in front, over that of one node's share of the chain

    Returns
    -------
    (K, NODES, 3), m, y up, mirror-symmetric in x; longer than asked for where no shorter
    loop fits
    """
    now = np.array([starting_loop(float(length)) for length in lengths_m])
    before = now.copy()
    start = np.array([length_of(loop) for loop in now]) / NODES
    fall = np.full(now.shape[:2], _PULL_M)
    fall[:, NODES // 2] *= 1.0 + pendants
    for step in range(_STEPS):
        tightened = min(1.0, step / _TIGHTENING_STEPS)
        spacing = (start + tightened * (lengths_m / NODES - start))[:, None, None]
        velocity = _DAMPING * (now - before)
        before = now.copy()
        now = now + velocity
        now[..., 1] -= fall
        bend = 0.5 * (np.roll(now, 1, axis=1) + np.roll(now, -1, axis=1)) - now
        now += _STIFFNESS * bend
        for _ in range(_LENGTH_ROUNDS):
            _keep_length(now, spacing, 0)
            _keep_length(now, spacing, 1)
        distance, normals = skin.nearest(now.reshape(-1, 3))
        distance, normals = distance.reshape(now.shape[:2]), normals.reshape(now.shape)
        inside = distance < gap_m
        now[inside] += ((gap_m - distance)[..., None] * normals)[inside]
        slide = now - before
        slide -= (slide * normals).sum(axis=2, keepdims=True) * normals
        now[inside] -= _FRICTION * slide[inside]
        if step % 50 == 0:
            now, before = _symmetric(now), _symmetric(before)
    return _symmetric(now)


def _keep_length(nodes: Floats, spacing: Floats, parity: int) -> None:
    """Bring every other link of loops (K, N, 3) to their lengths, in place."""
    first = np.arange(parity, NODES, 2)
    second = (first + 1) % NODES
    link = nodes[:, second] - nodes[:, first]
    size = np.linalg.norm(link, axis=2, keepdims=True)
    shift = 0.5 * (1.0 - spacing / np.maximum(size, 1e-9)) * link
    nodes[:, first] += shift
    nodes[:, second] -= shift


def _symmetric(nodes: Floats) -> Floats:
    mirrored = nodes[:, (-np.arange(NODES)) % NODES] * np.array([-1.0, 1.0, 1.0])
    return 0.5 * (nodes + mirrored)


def length_of(loop: Floats) -> float:
    """Give the length of a closed polyline (N, 3)."""
    return float(np.linalg.norm(np.roll(loop, -1, axis=0) - loop, axis=1).sum())
