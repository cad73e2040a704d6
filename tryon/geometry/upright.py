"""Which way is up in a picture of a room: a search over what its lines allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tryon.arrays import Array1, Array2
from tryon.geometry.plane import axes_from_up, level_frame, tilted, wall_angle_rad
from tryon.geometry.vanishing import Axes, Sightlines, misses, refine_axes

_SEED = 20261121
"""One picture must always give one answer."""
_STEEP_PAIRS = 500
_LEVEL_TRIPLES = 500
_STEEPEST_RAD = np.radians(50.0)
"""Segments farther than this from a hypothesis' own verticals are no verticals of the room."""
_AZIMUTH_BINS = 90
_CANDIDATES = 10
_APART_RAD = np.radians(4.0)
FEWEST_LINES = 4
_SENSED_GUESSES = 60
_BELIEVED_DEVIATIONS = 3.5
MOST_ROLL_RAD = np.radians(40.0)
LEAST_PITCH_RAD, MOST_PITCH_RAD = np.radians(-25.0), np.radians(65.0)
"""Beyond these the floor is not seen, or habit says nothing."""
_PLAY_RAD = np.radians(3.0)


class UpPrior(Protocol):
    """What is known of up before the lines are looked at."""

    def surprise(self, ups: Array2) -> Array1:
        """Give minus the log likelihood of upward directions, (D,), of (D, 3)."""
        ...

    def allows(self, ups: Array2) -> NDArray[np.bool_]:
        """Tell which upward directions, (D, 3), are possible at all, (D,)."""
        ...


@dataclass(frozen=True, slots=True)
class HoldingHabit:
    """How people hold a camera to take a room: nearly level, the view somewhat downwards.

    Parameters
    ----------
    pitch_rad : usual angle of the view below the horizon, rad
    pitch_sd_rad : its spread, rad
    roll_rad : usual roll, rad; larger ones are rare but not absurd
    trust : how much habit counts against lines, which repeat each other
    """

    pitch_rad: float = np.radians(15.0)
    pitch_sd_rad: float = np.radians(20.0)
    roll_rad: float = np.radians(6.0)
    trust: float = 3.0

    def surprise(self, ups: Array2) -> Array1:
        """Give minus the log likelihood of upward directions, (D,), of (D, 3)."""
        pitch, roll = pitch_roll_rad(ups)
        tilt = 0.5 * ((pitch - self.pitch_rad) / self.pitch_sd_rad) ** 2
        return np.asarray(self.trust * (tilt + np.log1p((roll / self.roll_rad) ** 2)))

    def allows(self, ups: Array2) -> NDArray[np.bool_]:
        """Tell which upward directions, (D, 3), are possible at all, (D,)."""
        pitch, roll = pitch_roll_rad(ups)
        return np.asarray(
            (np.abs(roll) < MOST_ROLL_RAD + _PLAY_RAD)
            & (pitch > LEAST_PITCH_RAD - _PLAY_RAD)
            & (pitch < MOST_PITCH_RAD + _PLAY_RAD)
        )


@dataclass(frozen=True, slots=True, eq=False)
class SensedUp:
    """Up as a sensor tells it.

    Parameters
    ----------
    up : (3,), unit, camera frame
    deviation_rad : per axis, rad
    """

    up: Array1
    deviation_rad: float

    def surprise(self, ups: Array2) -> Array1:
        """Give minus the log likelihood of upward directions, (D,), of (D, 3)."""
        angle = np.arccos(np.clip(ups @ self.up, -1.0, 1.0))
        return np.asarray(0.5 * (angle / self.deviation_rad) ** 2)

    def allows(self, ups: Array2) -> NDArray[np.bool_]:
        """Tell which upward directions, (D, 3), are possible at all, (D,)."""
        return np.asarray(ups @ self.up > np.cos(_BELIEVED_DEVIATIONS * self.deviation_rad))


def pitch_roll_rad(ups: Array2) -> tuple[Array1, Array1]:
    """Give how far the view points below the horizon and how far the camera is rolled, rad.

    Parameters
    ----------
    ups : (D, 3), unit, camera frame
    """
    pitch = np.arcsin(np.clip(-ups[:, 2], -1.0, 1.0))
    roll = np.arctan2(ups[:, 0], -ups[:, 1])
    return np.asarray(pitch), np.asarray(roll)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Axes that may be the room's; `score` is their support less the surprise of their up."""

    axes: Axes
    score: float


def find_axes(lines: Sightlines, prior: UpPrior) -> tuple[Candidate, ...]:
    """Give the axes that segments allow, best first.

    Answers whose upward axes are closer than four degrees count as one.
    """
    if len(lines) < FEWEST_LINES:
        return ()
    rng = np.random.default_rng(_SEED)
    ups = np.concatenate([_from_verticals(lines, rng), _from_levels(lines, rng)])
    if isinstance(prior, SensedUp):
        ups = np.concatenate([ups, tilted(prior.up, prior.deviation_rad, rng, _SENSED_GUESSES)])
    ups = ups[prior.allows(ups)]
    if not len(ups):
        return ()
    scores, azimuths = rough_scores(lines, ups)
    order = np.argsort(prior.surprise(ups) - scores)
    starts: list[int] = []
    for row in order:
        if all(ups[row] @ ups[other] < np.cos(_APART_RAD) for other in starts):
            starts.append(int(row))
            if len(starts) == _CANDIDATES:
                break
    found: list[Candidate] = []
    for row in starts:
        axes = refine_axes(lines, axes_from_up(ups[row], float(azimuths[row])))
        score = float(axes.support.sum()) - float(prior.surprise(axes.up[None])[0])
        found.append(Candidate(axes, score))
    found.sort(key=lambda candidate: -candidate.score)
    kept: list[Candidate] = []
    for candidate in found:
        if all(candidate.axes.up @ other.axes.up < np.cos(_APART_RAD) for other in kept):
            kept.append(candidate)
    return tuple(kept)


def _from_verticals(lines: Sightlines, rng: np.random.Generator) -> Array2:
    """Meet pairs of segments that may both be vertical."""
    # A vertical's plane holds the up direction: its normal is level, within roll and pitch.
    steep = np.flatnonzero(np.abs(lines.normals[:, 1]) < np.sin(_STEEPEST_RAD))
    if len(steep) < 2:
        return np.empty((0, 3))
    chance = lines.weights[steep] / lines.weights[steep].sum()
    pairs = rng.choice(steep, size=(2, _STEEP_PAIRS), p=chance)
    return _upward(np.cross(lines.normals[pairs[0]], lines.normals[pairs[1]]))


def _from_levels(lines: Sightlines, rng: np.random.Generator) -> Array2:
    """Take two segments as parallel, a third as perpendicular to them in any of two ways."""
    chance = lines.weights / lines.weights.sum()
    triples = rng.choice(len(lines), size=(3, _LEVEL_TRIPLES), p=chance)
    first = np.cross(lines.normals[triples[0]], lines.normals[triples[1]])
    length = np.linalg.norm(first, axis=1)
    first = first[length > 0.02] / length[length > 0.02, None]
    third = lines.normals[triples[2]][length > 0.02]
    second = np.cross(first, third)
    return np.concatenate([_upward(second), _upward(np.cross(first, second))])


def _upward(directions: Array2) -> Array2:
    """Drop what is too short to be a direction, make unit, point up in the picture."""
    length = np.linalg.norm(directions, axis=1)
    # Nearly equal planes meet anywhere, and a product of zero would pass for a perfect fit.
    ups = directions[length > 0.02] / length[length > 0.02, None]
    return np.asarray(ups * np.where(ups[:, 1:2] > 0.0, -1.0, 1.0))


def rough_scores(lines: Sightlines, ups: Array2) -> tuple[Array1, Array1]:
    """Give a score and the best azimuth, rad, of each upward direction.

    Each segment meets the horizon at one azimuth. Along a wall, or across it, many meet at the
    same one: the height of the peak modulo a right angle tells how well the horizon lies.
    """
    miss = misses(lines, ups) / lines.noise_rad
    vertical = np.exp(-0.5 * (miss / 1.5) ** 2)
    right, back = level_frame(ups)
    # The segment's level direction is n x up: perpendicular to both.
    on_right = lines.normals @ right.T
    on_back = lines.normals @ back.T
    azimuth = np.arctan2(on_back, -on_right).T
    level_sine = np.sqrt(np.maximum(on_right**2 + on_back**2, 1e-9)).T
    told = (level_sine > 0.1) & (vertical < 0.5)
    peaks = _histogram(azimuth, np.where(told, lines.weights, 0.0))
    best = peaks.argmax(axis=1)
    score = 3.0 * (vertical @ lines.weights) + 3.0 * peaks[np.arange(len(ups)), best]
    return score, (best + 0.5) * (np.pi / 2.0) / _AZIMUTH_BINS


def _histogram(azimuth: Array2, weights: Array2) -> Array2:
    """Count weights (D, N) by azimuth modulo a right angle, (D, bins), smoothed."""
    bins = np.floor(np.mod(azimuth, np.pi / 2.0) * (_AZIMUTH_BINS / (np.pi / 2.0))).astype(int)
    bins = np.minimum(bins, _AZIMUTH_BINS - 1)
    flat = bins + _AZIMUTH_BINS * np.arange(len(bins))[:, None]
    counts = np.bincount(
        flat.ravel(), weights=weights.ravel(), minlength=_AZIMUTH_BINS * len(bins)
    ).reshape(len(bins), _AZIMUTH_BINS)
    return np.asarray(counts + 0.6 * (np.roll(counts, 1, axis=1) + np.roll(counts, -1, axis=1)))


def level_azimuth(lines: Sightlines, up: Array1) -> tuple[float, float]:
    """Give the direction of the walls about a known up, and how much stands out.

    Returns
    -------
    float, float
        Azimuth for `axes_from_up`, rad, in (-pi / 4, pi / 4]; share of the weight of segments
        that are not upright which points along or across it.
    """
    if len(lines) < FEWEST_LINES:
        return 0.0, 0.0
    _, azimuths = rough_scores(lines, up[None])
    azimuth = float(azimuths[0])
    step = np.pi / 2.0 / _AZIMUTH_BINS
    tries = azimuth + np.linspace(-step, step, 9)
    upright = np.abs(misses(lines, up[None])[0]) < 2.5 * lines.noise_rad
    best, share = azimuth, 0.0
    for angle in tries:
        axes = axes_from_up(up, float(angle))
        miss = np.abs(misses(lines, axes.T[[0, 2]])).min(axis=0) / lines.noise_rad
        near = np.where(upright, 0.0, np.exp(-0.5 * (miss / 2.0) ** 2))
        told = float(near @ lines.weights) / max(float(lines.weights[~upright].sum()), 1.0)
        if told > share:
            best, share = float(angle), told
    return wall_angle_rad(best), share
