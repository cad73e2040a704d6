"""Pearls, stones and what holds them (mm); axes as of `earrings`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.build.earrings import link, spline
from assets.build.outlines import Points
from assets.build.solids import Solid, joined, sweep, turned

_Y = np.array([0.0, 1.0, 0.0])
_Z = np.array([0.0, 0.0, 1.0])


def ball(centre: Points, radius: float, sides: int = 24) -> Solid:
    """Sphere."""
    steps = np.linspace(0.03, np.pi - 0.03, max(8, sides // 2 + 2))
    profile = [(-radius * float(np.cos(t)), radius * float(np.sin(t))) for t in steps]
    return turned(centre, _Y, profile, sides)


def cup(depth: float, radius: float, at: float) -> Solid:
    """Shallow dish behind a pearl or stone, its rim at z = `at`."""
    start = np.array([0.0, 0.0, at - depth])
    profile = [(0.0, 0.4 * radius), (0.45 * depth, 0.8 * radius), (depth, radius)]
    return turned(start, _Z, [*profile, (depth + 0.25, radius - 0.15)], 20)


def brilliant(radius: float, girdle: float) -> tuple[Solid, Solid]:
    """Round brilliant, table in front, its girdle at z = `girdle`; every facet flat.

    Returns
    -------
    (Solid, Solid)
        The facets that flash and those that look into the stone: what a cut stone returns of
        the light comes from its rear facets, which are not drawn.
    """

    def ring(steps: Points, r: float, z: float) -> Points:
        angles = steps * (np.pi / 8.0)
        height = np.full(len(angles), girdle + z * radius)
        return np.column_stack([r * radius * np.cos(angles), r * radius * np.sin(angles), height])

    eight, sixteen = 2.0 * np.arange(8.0), np.arange(16.0)
    table, star = ring(eight + 1.0, 0.57, 0.30), ring(eight, 0.76, 0.185)
    inner = ring(eight, 0.30, 0.31)
    edge, below = ring(sixteen, 1.0, 0.03), ring(sixteen, 1.0, -0.03)
    tip = np.array([0.0, 0.0, girdle - 0.86 * radius])
    centre = np.array([0.0, 0.0, girdle + 0.315 * radius])
    bright: list[Points] = []
    deep: list[Points] = []
    for k in range(8):
        n, last = (k + 1) % 8, (k - 1) % 8
        a, b, c = edge[2 * k], edge[2 * k + 1], edge[(2 * k + 2) % 16]
        # Inside the table: the eight arrows of the rear facets.
        deep.append(np.array([table[last], table[k], inner[k]]))
        (deep if k % 2 else bright).append(np.array([centre, inner[k], table[k]]))
        (bright if k % 2 else deep).append(np.array([centre, table[k], inner[n]]))
        bright.append(np.array([table[last], star[k], table[k]]))
        deep += [np.array([star[k], b, table[k]]), np.array([star[k], a, b])]
        bright += [np.array([table[k], b, star[n]]), np.array([b, c, star[n]])]
    for k in range(16):
        n = (k + 1) % 16
        bright += [np.array([edge[k], below[k], edge[n]]), np.array([edge[n], below[k], below[n]])]
        (bright if k % 2 else deep).append(np.array([below[k], tip, below[n]]))
    inside = np.array([0.0, 0.0, girdle])
    return faceted(bright, inside), faceted(deep, inside)


def faceted(faces: Sequence[Points], inside: Points) -> Solid:
    """Triangles (3, 3) that keep flat facets: each a hair smaller, so that none is welded."""
    corners: list[Points] = []
    for face in faces:
        normal = np.cross(face[1] - face[0], face[2] - face[0])
        turned_out = face if normal @ (face.mean(axis=0) - inside) > 0.0 else face[::-1]
        corners.append(turned_out + 0.002 * (turned_out.mean(axis=0) - turned_out))
    vertices = np.vstack(corners)
    rows = np.arange(len(vertices)).reshape(-1, 3)
    return Solid(vertices, rows, np.zeros((len(vertices), 2)))


def prongs(radius: float, girdle: float, wire: float = 0.32) -> Solid:
    """Basket of four claws that hold a stone of that radius."""
    claws: list[Solid] = []
    for angle in np.pi / 4.0 + np.arange(4) * (np.pi / 2.0):
        out = np.array([np.cos(angle), np.sin(angle), 0.0])
        corners = np.array(
            [
                0.30 * radius * out + 0.1 * _Z,
                0.85 * radius * out + (0.5 * girdle) * _Z,
                1.06 * radius * out + girdle * _Z,
                0.86 * radius * out + (girdle + 0.20 * radius) * _Z,
            ]
        )
        claws.append(sweep(spline(corners, 10), out, wire, wire, sides=8, round_ends=(0.0, wire)))
    basket = link(np.array([0.0, 0.0, 0.5 * girdle]), 0.8 * radius, 0.8 * radius, 0.28, 0.0)
    return joined([*claws, basket])
