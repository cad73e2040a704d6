"""The chain in a heap of triangles: its middle line around the opening, its front, its pendant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2
from tryon.catalog.importing.faults import refusal
from tryon.catalog.rest_loop import nearest_places

BINS = 128

_MOST_OPEN = 0.3
"""Share of the way round that may be missing: clasps are often left open, or out of the picture."""
_LEAST_OPENING = 0.45
"""Radius of the opening over that of the loop: beads and discs have holes too, but small ones."""
_PENDANT_SHARE = 3.0
_PENDANT_LEAST = 0.03
"""What hangs farther from the middle line than this many half thicknesses, and than this share of
the loop's length, is a pendant."""
_FRONT_DEG = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class NeckLoop:
    """A necklace as found; file's unit, product axes.

    Parameters
    ----------
    nodes : (128, 3) middle line, from the clasp over the wearer's left; node 64 is the front
    off, inward : (128, 3) unit vectors off the skin, and along it towards the wearer's head
    half : (2,) half thickness of the chain along `off` and along `inward`
    is_pendant : (N,) whether a vertex belongs to what hangs from the front
    is_flat : whether it was laid flat, instead of around a neck
    open_share : share of the way round that nothing was found in, [0, 0.3]
    """

    nodes: Array2
    off: Array2
    inward: Array2
    half: Array1
    is_pendant: AnyArray
    is_flat: bool
    open_share: float

    @property
    def length(self) -> float:
        """Length of the closed middle line."""
        return float(np.linalg.norm(np.roll(self.nodes, -1, axis=0) - self.nodes, axis=1).sum())


def find_loop(points: Array2, vertices: Array2, front: Array1 | None) -> NeckLoop:
    """Find the chain of a necklace.

    Parameters
    ----------
    points : (S, 3) spread evenly over its surface, product axes, any unit
    vertices : (N, 3) of its triangles
    front : (3,) the lowest place of the chain, None to look for it

    Raises
    ------
    ImportRefusedError
        `not_necklace` if nothing goes around an opening.
    """
    centre, axes = _plane(points)
    flat = (points - centre) @ axes.T
    radius, height, open_share = _ring(flat)
    angle = -np.pi + (np.arange(BINS) + 0.5) * (2.0 * np.pi / BINS)
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle), height])
    line = centre + ring @ axes
    ahead = _front_angle(flat, ring, axes, front if front is None else axes @ (front - centre))
    line, normal = _from_clasp(line, axes, ahead)
    node, _ = nearest_places(line, points)
    outward = _outward(line, normal)
    away = points - line[node]
    radial = np.abs((away * outward[node]).sum(axis=1))
    along_normal = np.abs(away @ normal)
    half = np.array([np.percentile(radial, 60.0), np.percentile(along_normal, 60.0)])
    is_flat = _lies_flat(line, normal, away, node)
    off, inward = (np.repeat(normal[None], BINS, axis=0), -outward) if is_flat else (
        outward, np.repeat(normal[None], BINS, axis=0))  # fmt: skip
    if is_flat:
        half = half[::-1]
    pendant = _pendant(line, vertices, float(half.max()))
    return NeckLoop(line, off, inward, half, pendant, is_flat, open_share)


def _plane(points: Array2) -> tuple[Array1, Array2]:
    """Give the middle of the opening and axes (3, 3) as rows: two in the loop's plane, one out."""
    centre, axes = points.mean(axis=0), np.eye(3)
    for _ in range(3):
        _, _, axes = np.linalg.svd(points - centre, full_matrices=False)
        flat = (points - centre) @ axes.T
        # Pendants and clasps pull the mean; the middle of the opening is where nothing is.
        angle = np.arctan2(flat[:, 1], flat[:, 0])
        bins = np.minimum(((angle + np.pi) / (2.0 * np.pi) * 16).astype(int), 15)
        inner = np.full(16, np.nan)
        for index in range(16):
            reach = np.hypot(*flat[bins == index, :2].T)
            inner[index] = reach.min() if len(reach) else np.nan
        known = np.isfinite(inner)
        turn = -np.pi + (np.arange(16) + 0.5) * (np.pi / 8.0)
        around = np.column_stack([inner * np.cos(turn), inner * np.sin(turn)])[known]
        shift = 0.5 * (around.min(axis=0) + around.max(axis=0))
        centre = centre + shift @ axes[:2]
    if np.linalg.det(axes) < 0.0:
        axes = axes * np.array([[1.0], [1.0], [-1.0]])
    return centre, np.asarray(axes, dtype=np.float64)


def _ring(flat: Array2) -> tuple[Array1, Array1, float]:
    """Give radius and height (128,) of the chain's middle by angle, and the share left open."""
    angle = np.arctan2(flat[:, 1], flat[:, 0])
    reach = np.hypot(flat[:, 0], flat[:, 1])
    bins = np.minimum(((angle + np.pi) / (2.0 * np.pi) * BINS).astype(int), BINS - 1)
    inner, outer, height = (np.full(BINS, np.nan) for _ in range(3))
    for index in range(BINS):
        here = bins == index
        if here.any():
            inner[index] = reach[here].min()
            outer[index] = reach[here].max()
    open_share = float(np.isnan(inner).mean())
    if open_share > _MOST_OPEN:
        msg = f"nothing closes {open_share:.0%} of the way around its middle"
        raise refusal("not_necklace", msg)
    inner, outer = _bridged(inner), _bridged(outer)
    if float(np.median(inner)) < _LEAST_OPENING * float(np.median(outer)):
        msg = f"the opening is {np.median(inner) / np.median(outer):.0%} as wide as the whole"
        raise refusal("not_necklace", msg)
    thickness = float(np.median(outer - inner))
    for index in range(BINS):
        here = (bins == index) & (reach < inner[index] + 1.05 * thickness)
        if here.any():
            height[index] = float(np.median(flat[here, 2]))
    radius = _smoothed(inner + 0.5 * thickness)
    return radius, _smoothed(_bridged(height)), open_share


def _bridged(values: Array1) -> Array1:
    """Fill gaps of a closed row with straight lines."""
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(len(values)), known, values[known], period=len(values))


def _smoothed(values: Array1) -> Array1:
    """Take single links out of a closed row."""
    for _ in range(3):
        values = 0.5 * values + 0.25 * (np.roll(values, 1) + np.roll(values, -1))
    return values


def _front_angle(flat: Array2, ring: Array2, axes: Array2, front: Array1 | None) -> float:
    """Give the direction of the front in the loop's plane, rad."""
    if front is not None:
        return float(np.arctan2(front[1], front[0]))
    # Down where the loop hangs, forwards where it lies around a neck.
    wanted = axes[:2] @ np.array([0.0, -1.0, 0.8])
    if float(np.linalg.norm(wanted)) < 0.2:
        wanted = axes[:2] @ np.array([0.0, 0.0, 1.0])
    guess = float(np.arctan2(wanted[1], wanted[0]))
    # A pendant near there says it exactly.
    reach = np.hypot(flat[:, 0], flat[:, 1])
    angle = np.arctan2(flat[:, 1], flat[:, 0])
    bins = np.minimum(((angle + np.pi) / (2.0 * np.pi) * BINS).astype(int), BINS - 1)
    beyond = np.hypot(reach - np.hypot(*ring[bins, :2].T), flat[:, 2] - ring[bins, 2])
    near = np.abs(np.angle(np.exp(1j * (angle - guess)))) < np.radians(_FRONT_DEG)
    hanging = near & (beyond > 0.10 * float(np.median(reach)))
    if int(hanging.sum()) < 20:
        return guess
    return float(np.angle(np.exp(1j * angle[hanging]).mean()))


def _from_clasp(line: Array2, axes: Array2, ahead: float) -> tuple[Array2, Array1]:
    """Number the nodes from the clasp over the wearer's left; give them and the normal.

    The normal points up for a loop around a neck, and off the skin for one that lies flat: front
    crossed with the wearer's left.
    """
    forward = np.cos(ahead) * axes[0] + np.sin(ahead) * axes[1]
    normal = axes[2]
    left = np.cross(normal, forward)
    if left[0] < 0.0:
        normal, left = -normal, -left
    middle = line.mean(axis=0)
    turn = np.arctan2((line - middle) @ left, -((line - middle) @ forward)) % (2.0 * np.pi)
    order = np.argsort(turn)
    closed = np.vstack([line[order], line[order[:1]]])
    places = np.append(turn[order], turn[order[0]] + 2.0 * np.pi)
    wanted = np.arange(0.0, 2.0 * np.pi, 2.0 * np.pi / 1024) + turn[order[0]]
    dense = np.column_stack([np.interp(wanted, places, closed[:, k]) for k in range(3)])
    dense = np.roll(dense, round(turn[order[0]] / (2.0 * np.pi) * 1024), axis=0)
    return _even(dense), normal


def _even(dense: Array2) -> Array2:
    """Space nodes evenly on either half: clasp and front stay where they are."""
    halves: list[Array2] = []
    for start in (0, 512):
        part = np.take(dense, np.arange(start, start + 513), axis=0, mode="wrap")
        at = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(part, axis=0), axis=1)))
        wanted = np.arange(BINS // 2) * (at[-1] / (BINS // 2))
        halves.append(np.column_stack([np.interp(wanted, at, part[:, k]) for k in range(3)]))
    return np.vstack(halves)


def _outward(line: Array2, normal: Array1) -> Array2:
    along = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    outward = np.cross(along, normal)
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
    towards = outward * (line - line.mean(axis=0))
    return outward if float(towards.sum()) > 0.0 else -outward


def _lies_flat(line: Array2, normal: Array1, away: Array2, node: AnyArray) -> bool:
    """Whether the necklace lies in a plane with its pendant, not around a neck."""
    size = float(np.ptp(line, axis=0).max())
    front = np.abs(node - BINS // 2) < BINS // 8
    outward = _outward(line, normal)[node[front]]
    radial = float(np.abs((away[front] * outward).sum(axis=1)).max(initial=0.0))
    vertical = float(np.abs(away[front] @ normal).max(initial=0.0))
    if max(radial, vertical) > 0.08 * size:
        return radial > vertical
    kind: Literal["upright", "level"] = "level" if abs(float(normal[1])) > 0.5 else "upright"
    return kind == "upright"


def _pendant(line: Array2, vertices: Array2, half: float) -> AnyArray:
    node, share = nearest_places(line, vertices)
    following = line[(node + 1) % BINS]
    place = line[node] + share[:, None] * (following - line[node])
    length = float(np.linalg.norm(np.roll(line, -1, axis=0) - line, axis=1).sum())
    far = np.linalg.norm(vertices - place, axis=1)
    near_front = np.abs(node - BINS // 2) < BINS // 8
    return near_front & (far > max(_PENDANT_SHARE * half, _PENDANT_LEAST * length * 0.5))
