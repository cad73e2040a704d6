"""How far the way up that lines tell can be doubted."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.upright import FEWEST_LINES, Candidate
from tryon.geometry.vanishing import CELLS, Axes, Sightlines, refine_axes

_LEAD_FLOOR = 3.0
"""Support that a picture of few segments may differ by for no reason."""
_AS_GOOD_RAD = np.radians(7.0)
"""An answer nearer than this is not another one: the truth lies between them."""
_EVEN_LEAD = 0.5
"""Deviations by which answers that are near each other may differ and still count."""
_HIDDEN, _HIDDEN_STEP = 0.375, 0.125
"""Sides of the part that is covered, and how far it moves, of the picture's: a screen or the back
of a chair before the camera is as large."""


def contenders(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Give the first candidate and those that say something else."""
    first = candidates[0]
    apart = np.cos(_AS_GOOD_RAD)
    return (first, *(one for one in candidates[1:] if one.axes.up @ first.axes.up < apart))


def lead(lines: Sightlines, candidates: tuple[Candidate, ...]) -> float:
    """Give by how many deviations the first candidate beats each other one, at least.

    Segments of one thing agree with each other: a chair's back has an up of its own. So the
    lead is counted by parts of the picture, and one that a single part gives is worth one
    deviation, however many segments it has.
    """
    first = candidates[0]
    least = np.inf
    for other in candidates[1:]:
        least = min(least, _ahead(lines, first, other))
    return float(least)


def _ahead(lines: Sightlines, first: Candidate, other: Candidate) -> float:
    """Give by how many deviations one candidate beats another."""
    gain = first.axes.support - other.axes.support
    parts = np.bincount(lines.cells, gain, minlength=CELLS)
    return (first.score - other.score) / float(np.sqrt((parts**2).sum() + _LEAD_FLOOR**2))


def middle_up(lines: Sightlines, candidates: tuple[Candidate, ...]) -> tuple[Array1, float]:
    """Give up between the first candidate and what is near it, (3,), and its deviation, rad.

    The deviation, per axis, is that of the candidates about their middle.
    """
    first = candidates[0]
    far = contenders(candidates)[1:]
    near = [one for one in candidates if one not in far]
    ups = np.stack([one.axes.up for one in near])
    leads = np.array([_ahead(lines, first, one) for one in near])
    weights = np.exp(-0.5 * (leads / _EVEN_LEAD) ** 2)
    weights /= weights.sum()
    up = weights @ ups
    up /= np.linalg.norm(up)
    away = np.arccos(np.clip(ups @ up, -1.0, 1.0))
    return np.asarray(up), float(np.sqrt(weights @ away**2 / 2.0))


def least_left(lines: Sightlines, candidates: tuple[Candidate, ...]) -> float:
    """Give the first candidate's lead in support where the part that helps it most is covered.

    Many segments of one large thing, a screen that leans or a chair, outvote a room; cover the
    thing, and the room is left.
    """
    if len(candidates) < 2:
        return np.inf
    starts = np.arange(0.0, 1.0 - _HIDDEN + 1e-9, _HIDDEN_STEP)
    along = (lines.places[:, :, None] >= starts) & (lines.places[:, :, None] < starts + _HIDDEN)
    seen = ~(along[:, 0, :, None] & along[:, 1, None, :]).reshape(len(lines), -1)
    support = np.stack([one.axes.support for one in candidates])
    surprise = np.array([one.score for one in candidates]) - support.sum(axis=1)
    left = support @ seen + surprise[:, None]
    return float((left[0] - left[1:].max(axis=0)).min())


def shaken_rad(lines: Sightlines, axes: Axes) -> float:
    """Give the deviation of up when parts of the picture are left out, rad (jackknife)."""
    angles: list[float] = []
    for cell in np.unique(lines.cells):
        rest = lines.without(int(cell))
        if len(rest) < FEWEST_LINES:
            return np.inf
        up = refine_axes(rest, axes.camera_from_axes, steps=4).up
        angles.append(float(np.arccos(np.clip(up @ axes.up, -1.0, 1.0))))
    count = len(angles)
    if count < 2:
        return np.inf
    return float(np.sqrt((count - 1) / count * np.square(angles).sum()))
