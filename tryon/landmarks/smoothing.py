"""Filters that calm still subjects without making moving ones lag.

One-Euro (Casiez, Roussel and Vogel, CHI 2012): a low-pass whose cutoff grows with speed. Every
filter takes the time of each sample, so that a camera that stutters changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.transform import nearest_rotation, rotation_from_vector, vector_from_rotation

_LONGEST_GAP_S = 0.5
"""After such a gap the past says nothing about the present: filters start anew."""


@dataclass(frozen=True, slots=True)
class OneEuroSettings:
    """Constants of a One-Euro filter.

    Parameters
    ----------
    min_cutoff_hz : cutoff at rest, Hz: lower is calmer
    beta : growth of the cutoff, Hz per unit of speed: higher lags less
    speed_cutoff_hz : cutoff of the speed's own low-pass, Hz
    """

    min_cutoff_hz: float
    beta: float
    speed_cutoff_hz: float = 1.0


LANDMARK_SETTINGS = OneEuroSettings(0.05, 80.0)
"""For landmarks, speed in subject sizes per second (those of MediaPipe's own face graph)."""
ROTATION_SETTINGS = OneEuroSettings(0.5, 2.0)
"""For rotations, speed in rad per second."""


class PointFilter:
    """Smooths the landmarks of one subject, each by its own speed.

    Parameters
    ----------
    settings : speed is in subject sizes per second
    """

    def __init__(self, settings: OneEuroSettings = LANDMARK_SETTINGS) -> None:
        self._settings = settings
        self._time_s = -np.inf
        self._raw: Array2 = np.empty((0, 2))
        self._value: Array2 = np.empty((0, 2))
        self._speed: Array2 = np.empty((0, 2))
        self._size = 1.0

    def __call__(self, points: Array2, size: float, time_s: float) -> Array2:
        """Give the smoothed points.

        Parameters
        ----------
        points : (N, 2), px
        size : of the subject, px; only speeds are divided by it, slowly smoothed, because
            dividing positions by a size that shakes adds its shaking to every point
        time_s : of the sample, s
        """
        step_s = time_s - self._time_s
        if not 0.0 < step_s < _LONGEST_GAP_S or points.shape != self._value.shape:
            self._restart(points, size, time_s)
            return points
        settings = self._settings
        speed_share = _share(settings.speed_cutoff_hz, step_s)
        self._size += speed_share * (size - self._size)
        speed = (points - self._raw) / (self._size * step_s)
        self._speed = self._speed + speed_share * (speed - self._speed)
        # One speed for both axes: a path that runs sideways must not lag downwards.
        magnitude = np.sqrt((self._speed**2).sum(axis=1, keepdims=True))
        share = _shares(settings.min_cutoff_hz + settings.beta * magnitude, step_s)
        self._value = self._value + share * (points - self._value)
        self._raw, self._time_s = points, time_s
        return self._value

    def _restart(self, points: Array2, size: float, time_s: float) -> None:
        self._raw, self._value, self._time_s = points, points, time_s
        self._speed = np.zeros_like(points)
        self._size = size


class RotationFilter:
    """Smooths a rotation along the shortest arc.

    Parameters
    ----------
    settings : speed is in rad per second
    """

    def __init__(self, settings: OneEuroSettings = ROTATION_SETTINGS) -> None:
        self._settings = settings
        self._time_s = -np.inf
        self._raw: Array2 = np.eye(3)
        self._value: Array2 = np.eye(3)
        self._speed: Array1 = np.zeros(3)

    def __call__(self, rotation: Array2, time_s: float) -> Array2:
        """Give the smoothed (3, 3) rotation of the sample taken at `time_s`."""
        step_s = time_s - self._time_s
        if not 0.0 < step_s < _LONGEST_GAP_S:
            self._raw, self._value, self._speed = rotation, rotation, np.zeros(3)
            self._time_s = time_s
            return rotation
        settings = self._settings
        speed = vector_from_rotation(rotation @ self._raw.T) / step_s
        self._speed = self._speed + _share(settings.speed_cutoff_hz, step_s) * (speed - self._speed)
        cutoff_hz = settings.min_cutoff_hz + settings.beta * float(np.linalg.norm(self._speed))
        turn = vector_from_rotation(rotation @ self._value.T) * _share(cutoff_hz, step_s)
        self._value = nearest_rotation(rotation_from_vector(turn) @ self._value)
        self._raw, self._time_s = rotation, time_s
        return self._value


def _share(cutoff_hz: float, step_s: float) -> float:
    """Give the share of a new sample in a first-order low-pass."""
    return float(1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * step_s)))


def _shares(cutoff_hz: Array2, step_s: float) -> Array2:
    return np.asarray(1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * step_s)), dtype=np.float64)
