"""Up in a picture of a room: from its lines, from a sensor, or from both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.doubt import contenders, lead, least_left, middle_up, shaken_rad
from tryon.geometry.upright import (
    Candidate,
    HoldingHabit,
    SensedUp,
    find_axes,
    pitch_roll_rad,
)
from tryon.geometry.vanishing import Axes, Sightlines
from tryon.landmarks.room import Gravity, UpSource

Looks = tuple[Sightlines, Sightlines]
"""A picture's lines as a sharp and as a soft look at it find them."""

_LEAST_LINES = 10
_LEAST_SHARE = 0.3
"""Support per segment: less, and the picture's lines point anywhere."""
_LEAST_SURE, _SURE_PER_ROLL_DEG, _FREE_ROLL_DEG = 0.9, 0.02, 5.0
"""Deviations of lead. Shoppers hold a phone nearly upright: one that seems rolled is more often
a thing that leans."""
_LEFT_COUNTS, _LEFT_RANGE = 0.6, (-3.0, 1.0)
"""What a deviation of the lead that is left with a part covered is worth."""
_SURE = 9.0
_MOST_APART_RAD = np.radians(4.0)
_MOST_SHAKEN_RAD = np.radians(4.0)
LINES_SD_RAD = np.radians(1.0)
"""What lines accepted in real rooms miss up by, per axis: builders, lenses, and chairs."""
_SENSED_SHARE = 0.17
_SENSED_SHAKEN_RAD = np.radians(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """Up, (3,), unit, camera frame, its deviation per axis, rad, and where it comes from."""

    up: Array1
    deviation_rad: float
    source: UpSource


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """The best axes of one look, and how far they are from being doubted."""

    axes: Axes
    up: Array1
    spread_rad: float
    share: float
    sure: float
    shaken_rad: float


def up_from_lines(looks: Looks) -> Upright | None:
    """Give up as the lines alone tell it; None where they leave a doubt.

    Notes
    -----
    Accepted if both looks give the same answer; if it beats every other one over the whole
    picture, and still does with any part of it covered; if it does not move with a part; and if
    it explains enough segments. Both looks count alike: neither sees all there is.
    """
    first, second = (_answer(lines) for lines in looks)
    if first is None or second is None:
        return None
    apart_rad = float(np.arccos(np.clip(first.up @ second.up, -1.0, 1.0)))
    if apart_rad > _MOST_APART_RAD or not _is_clear(first, second):
        return None
    shaken = min(first.shaken_rad, second.shaken_rad)
    if shaken > _MOST_SHAKEN_RAD:
        return None
    up = first.up + second.up
    told_rad = min(shaken, first.axes.up_sd_rad())
    spread_rad = np.hypot(first.spread_rad, second.spread_rad) / np.sqrt(2.0)
    deviation = float(np.sqrt(LINES_SD_RAD**2 + (0.5 * told_rad) ** 2 + spread_rad**2))
    return Upright(np.asarray(up / np.linalg.norm(up)), deviation, "lines")


def _answer(lines: Sightlines) -> _Answer | None:
    if len(lines) < _LEAST_LINES:
        return None
    candidates = find_axes(lines, HoldingHabit())
    if not candidates:
        return None
    axes = candidates[0].axes
    others = contenders(candidates)
    up, spread_rad = middle_up(lines, candidates)
    return _Answer(
        axes,
        up,
        spread_rad,
        float(axes.support.sum()) / len(lines),
        _sure(lines, others),
        shaken_rad(lines, axes),
    )


def _sure(lines: Sightlines, others: tuple[Candidate, ...]) -> float:
    """Give the lead in deviations, less for what is lost of it where a part is covered."""
    left = least_left(lines, others) / float(np.sqrt(len(lines)))
    return min(lead(lines, others), _SURE) + _LEFT_COUNTS * float(np.clip(left, *_LEFT_RANGE))


def _is_clear(first: _Answer, second: _Answer) -> bool:
    """Tell whether two looks that agree leave no doubt together."""
    _, roll_rad = pitch_roll_rad(first.up[None])
    rolled_deg = max(0.0, float(np.degrees(np.abs(roll_rad[0]))) - _FREE_ROLL_DEG)
    wanted = _LEAST_SURE + _SURE_PER_ROLL_DEG * rolled_deg
    explained = first.share + second.share > 2.0 * _LEAST_SHARE
    return explained and first.sure + second.sure > 2.0 * wanted


def up_from_sensor(looks: Looks, gravity: Gravity) -> tuple[Upright, bool]:
    """Give up by the sensor, made finer by the lines where they agree with it.

    Returns
    -------
    Upright, bool
        Whether the lines clearly say something else.
    """
    lines = looks[0]
    sensed = SensedUp(gravity.up, gravity.deviation_rad)
    alone = Upright(gravity.up, gravity.deviation_rad, "sensor")
    candidates = find_axes(lines, sensed)
    if not candidates:
        return alone, _disagrees(looks, gravity)
    axes = candidates[0].axes
    share = float(axes.support.sum()) / len(lines)
    told_rad = float(np.hypot(LINES_SD_RAD, axes.up_sd_rad()))
    apart_rad = float(np.arccos(np.clip(axes.up @ gravity.up, -1.0, 1.0)))
    within = apart_rad < 3.0 * np.hypot(told_rad, gravity.deviation_rad)
    steady = told_rad < _SENSED_SHAKEN_RAD and shaken_rad(lines, axes) < _MOST_SHAKEN_RAD
    if not (within and steady and share > _SENSED_SHARE):
        return alone, _disagrees(looks, gravity)
    weights = np.array([told_rad, gravity.deviation_rad]) ** -2.0
    up = weights[0] * axes.up + weights[1] * gravity.up
    fused = Upright(
        np.asarray(up / np.linalg.norm(up)),
        float(weights.sum() ** -0.5),
        "sensor_and_lines",
    )
    return fused, False


def _disagrees(looks: Looks, gravity: Gravity) -> bool:
    """Tell whether lines that leave no doubt lie far from what the sensor says."""
    alone = up_from_lines(looks)
    if alone is None:
        return False
    apart_rad = float(np.arccos(np.clip(alone.up @ gravity.up, -1.0, 1.0)))
    return apart_rad > 3.0 * float(np.hypot(alone.deviation_rad, gravity.deviation_rad))
