"""Filters that calm still subjects without making moving ones lag.

Every filter takes the time of each sample, so a camera that stutters changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import (
    RigidTransform,
    nearest_rotation,
    rotation_from_vector,
    vector_from_rotation,
)

_LONGEST_GAP_S = 0.5
"""After such a gap the past says nothing about the present: filters start anew."""
_REFERENCE_RATE_HZ = 30.0
"""Frame rate at which gains and noise were measured."""


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


class PointFilter:
    """Smooths points, each by its own speed (One-Euro; Casiez, Roussel and Vogel, CHI 2012).

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
        speed_share = float(_share(np.array(settings.speed_cutoff_hz), step_s))
        self._size += speed_share * (size - self._size)
        speed = (points - self._raw) / (self._size * step_s)
        self._speed = self._speed + speed_share * (speed - self._speed)
        # One speed for both axes: a path that runs sideways must not lag downwards.
        magnitude = np.sqrt((self._speed**2).sum(axis=1, keepdims=True))
        share = _share(settings.min_cutoff_hz + settings.beta * magnitude, step_s)
        self._value = self._value + share * (points - self._value)
        self._raw, self._time_s = points, time_s
        return self._value

    def _restart(self, points: Array2, size: float, time_s: float) -> None:
        self._raw, self._value, self._time_s = points, points, time_s
        self._speed = np.zeros_like(points)
        self._size = size


def _share(cutoff_hz: Array2, step_s: float) -> Array2:
    """Give the share of a new sample in a first-order low-pass."""
    return np.asarray(1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * step_s)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """Constants of one part of the pose filter.

    Parameters
    ----------
    noise : standard deviation per axis of the part at rest, in the part's unit
    rest_gain : share of a new sample at rest, at 30 samples per second, (0, 1)
    trust : surprise, in standard deviations, that raises the gain halfway to 1
    """

    noise: float
    rest_gain: float
    trust: float


BRIDGE_MOTION = MotionSettings(0.0006, 0.15, 4.0)
"""Place of the nose bridge in the picture, subject sizes."""
DEPTH_MOTION = MotionSettings(0.0012, 0.15, 4.0)
"""Logarithm of the depth."""
ROTATION_MOTION = MotionSettings(0.0020, 0.15, 3.5)
"""Rotation vector, rad."""

_NOISE_MEMORY_S = 1.5
_MOST_NOISE = 4.0


class MotionFilter:
    """Follows a vector with its speed; calm while it does what was foreseen.

    A g-h filter (Benedict and Bordner, IRE Transactions on Automatic Control, 1962) whose gain
    grows with the surprise: steady motion does not lag at all, because the next sample is
    foreseen, and a sudden one is taken over at once, because it stands out of the noise. The
    noise itself is read from successive second differences, which alternate in sign for noise
    and keep it for motion.

    Parameters
    ----------
    settings : of the vector's unit
    """

    def __init__(self, settings: MotionSettings) -> None:
        self._settings = settings
        self._speed: Array1 = np.zeros(1)
        self._variance = settings.noise**2
        self._last_raw_speed: Array1 | None = None
        self._last_bend: Array1 | None = None

    def foreseen(self, step_s: float) -> Array1:
        """Give how far the vector should have moved after `step_s`."""
        return self._speed * step_s

    def restart(self, size: int) -> None:
        """Forget the motion; `size` is the vector's."""
        self._speed = np.zeros(size)
        self._last_raw_speed = self._last_bend = None

    def correction(self, surprise: Array1, raw_move: Array1, step_s: float) -> Array1:
        """Give what to add to the foreseen value.

        Parameters
        ----------
        surprise : new sample minus the foreseen value
        raw_move : new sample minus the one before
        """
        settings = self._settings
        self._listen(raw_move, step_s)
        share = step_s * _REFERENCE_RATE_HZ
        rest_gain = 1.0 - (1.0 - settings.rest_gain) ** share
        sigma = float(np.sqrt(self._variance))
        ratio = float(np.linalg.norm(surprise)) / np.sqrt(len(surprise)) / (sigma * settings.trust)
        trusted = ratio**3 / (1.0 + ratio**3)
        gain = rest_gain + (1.0 - rest_gain) * trusted
        self._speed = self._speed + gain**2 / (2.0 - gain) * surprise / step_s
        return gain * surprise

    def _listen(self, raw_move: Array1, step_s: float) -> None:
        """Update the noise's variance; per axis, E[bend_t bend_(t-1)] = -4 variance."""
        speed = raw_move / step_s
        if self._last_raw_speed is not None:
            bend = (speed - self._last_raw_speed) * step_s
            if self._last_bend is not None:
                floor = self._settings.noise**2
                most = (_MOST_NOISE * self._settings.noise) ** 2
                seen = -float(bend @ self._last_bend) / (4.0 * len(bend))
                # One jump must not open the door for seconds.
                seen = min(seen, 2.0 * most)
                share = 1.0 - float(np.exp(-step_s / _NOISE_MEMORY_S))
                self._variance += share * (seen - self._variance)
                self._variance = float(np.clip(self._variance, floor, most))
            self._last_bend = bend
        self._last_raw_speed = speed


class PoseFilter:
    """Smooths a pose as it is seen: place in the picture, depth and rotation by themselves.

    A rotation is smoothed about the subject's origin, which therefore stays where it is.
    """

    def __init__(self) -> None:
        self._bridge = MotionFilter(BRIDGE_MOTION)
        self._depth = MotionFilter(DEPTH_MOTION)
        self._turn = MotionFilter(ROTATION_MOTION)
        self._time_s = -np.inf
        self._size = 1.0
        self._raw: tuple[Array1, Array1, Array2] = (np.zeros(2), np.zeros(1), np.eye(3))
        self._value = self._raw

    def __call__(
        self, pose: RigidTransform, camera: CameraIntrinsics, size: float, time_s: float
    ) -> RigidTransform:
        """Give the smoothed pose.

        Parameters
        ----------
        pose : `camera_from_subject`, its origin in front of the camera
        size : of the subject, px
        time_s : of the sample, s
        """
        place = camera.project(pose.translation[None])[0]
        raw = (place, np.log(pose.translation[2:]), pose.rotation)
        step_s = time_s - self._time_s
        self._time_s = time_s
        if 0.0 < step_s < _LONGEST_GAP_S:
            self._size += (1.0 - float(np.exp(-6.0 * step_s))) * (size - self._size)
            self._value = self._next(raw, step_s)
        else:
            self._size, self._value = size, raw
            for motion, count in ((self._bridge, 2), (self._depth, 1), (self._turn, 3)):
                motion.restart(count)
        self._raw = raw
        place, log_depth, rotation = self._value
        return RigidTransform(rotation, camera.unproject(place[None], np.exp(log_depth))[0])

    def _next(
        self, raw: tuple[Array1, Array1, Array2], step_s: float
    ) -> tuple[Array1, Array1, Array2]:
        place, log_depth, rotation = raw
        last_place, last_log_depth, last_rotation = self._raw
        expected = self._value[0] + self._bridge.foreseen(step_s) * self._size
        place = expected + self._size * self._bridge.correction(
            (place - expected) / self._size, (place - last_place) / self._size, step_s
        )
        expected = self._value[1] + self._depth.foreseen(step_s)
        log_depth = expected + self._depth.correction(
            log_depth - expected, log_depth - last_log_depth, step_s
        )
        turned = rotation_from_vector(self._turn.foreseen(step_s)) @ self._value[2]
        correction = self._turn.correction(
            vector_from_rotation(rotation @ turned.T),
            vector_from_rotation(rotation @ last_rotation.T),
            step_s,
        )
        rotation = nearest_rotation(rotation_from_vector(correction) @ turned)
        return place, log_depth, rotation
