"""How large a face really is: iris and population, or what the wearer tells us."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array2
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Measure

IRIS_DIAMETER_MM = 11.71
"""Horizontal visible iris diameter of adults, sd 0.42 mm (Rüfer, Schröder and Erb, Cornea 2005);
MediaPipe Iris (Ablavatski et al., 2020) rounds it to 11.7."""
IRIS_LOG_SD = 0.042
PUPILLARY_DISTANCE_MM = 63.36
"""Far pupillary distance of adults, sd 3.83 mm (Dodgson, SPIE 5291, 2004)."""
PUPILLARY_DISTANCE_LOG_SD = 0.060
CARD_WIDTH_MM = 85.60
"""Width of an ID-1 card (ISO/IEC 7810)."""

_TYPED_SD_MM = 1.0
_CARD_LOG_SD = 0.011
_READING_LOG_SD = 0.025
_READING_LOG_SD_PX = 0.15
"""Spread of one reading: 2 % at an iris of 7.5 px, 4 % at 3.7, 6 % at 2.5, as measured."""
_EYE_RADIUS_M = 0.0105
"""From the eye's centre of rotation to its pupil."""
_LONGEST_MEMORY = 60.0
_MOST_YAW_RAD = np.deg2rad(25.0)
_LEAST_OPENING = 0.35
_MOST_DIFFERENCE = 0.10
_CHILD_DISTANCE_MM = 52.0
"""Three standard deviations below adults' mean."""


@dataclass(frozen=True, slots=True)
class ScaleHints:
    """What the wearer tells about sizes.

    Parameters
    ----------
    pupillary_distance_mm : from a prescription, mm, [40, 85]; None if unknown
    card_width_px : width at which a bank card held against the face is seen, px; None if absent

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    pupillary_distance_mm: float | None = None
    card_width_px: float | None = None

    def __post_init__(self) -> None:
        distance = self.pupillary_distance_mm
        if distance is not None and not 40.0 <= distance <= 85.0:
            msg = f"pupillary_distance_mm: expected a value in [40, 85], got {distance}"
            raise ValueError(msg)
        if self.card_width_px is not None and not self.card_width_px > 0.0:
            msg = f"card_width_px: expected a positive value, got {self.card_width_px}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class EyeReading:
    """Eyes as one frame shows them, in units of the average face's metres.

    Parameters
    ----------
    pupillary_distance : between the pupils of the posed average face, m
    iris_diameter : mean of both eyes' horizontal diameter at the eyes' depth, m; None if an
        eye is closed, turned away or disagrees with the other
    iris_px : the same in px, for its spread
    depth : of the eyes, m
    focal_px : focal length, px
    """

    pupillary_distance: float
    iris_diameter: float | None
    iris_px: float
    depth: float
    focal_px: float


def read_iris(
    image_points: Array2, depth: float, focal_px: float, yaw_rad: float
) -> tuple[float | None, float]:
    """Measure the irises.

    Parameters
    ----------
    image_points : (478, 2), px
    depth : of the eyes in the average face's metres
    focal_px, yaw_rad : of the camera and the head

    Returns
    -------
    (float | None, float)
        Diameter in the average face's metres, None if not to be trusted, and in px.
    """
    spans = [
        float(np.linalg.norm(image_points[ring[0]] - image_points[ring[2]]))
        for ring in (topology.RIGHT_IRIS, topology.LEFT_IRIS)
    ]
    openings = [
        float(np.linalg.norm(image_points[upper] - image_points[lower]))
        for upper, lower in (
            (topology.RIGHT_EYE_UPPER, topology.RIGHT_EYE_LOWER),
            (topology.LEFT_EYE_UPPER, topology.LEFT_EYE_LOWER),
        )
    ]
    mean = 0.5 * (spans[0] + spans[1])
    is_open = all(gap > _LEAST_OPENING * mean for gap in openings)
    agree = abs(spans[0] - spans[1]) < _MOST_DIFFERENCE * mean
    if not is_open or not agree or abs(yaw_rad) > _MOST_YAW_RAD or mean < 1.0:
        return None, mean
    return mean * depth / focal_px, mean


class FaceScale:
    """Fuses all cues on one person's size, over time.

    Parameters
    ----------
    hints : what the wearer tells
    """

    def __init__(self, hints: ScaleHints) -> None:
        self.hints = hints
        self._log_distance = 0.0
        self._weight = 0.0
        self._log_ratio = 0.0
        self._ratio_weight = 0.0

    def update(self, reading: EyeReading) -> tuple[float, Measure]:
        """Take one frame's reading.

        Returns
        -------
        (float, Measure)
            Size over the average face, and the far pupillary distance, mm, with its 95 % interval.

        Notes
        -----
        Independent log-normal cues are averaged by 1 / variance. Readings over time shrink the
        spread of reading the iris, never that of irises in the population. Eyes that look at
        the camera converge: their pupils are nearer by radius / distance.
        """
        self._remember(reading)
        converged = 1.0 + _EYE_RADIUS_M / reading.depth
        seen_mm = float(np.exp(self._log_distance)) * converged * 1000.0
        cues = self._cues(reading, seen_mm)
        weights = [1.0 / sd**2 for _, sd in cues]
        log_scale = sum(w * value for w, (value, _) in zip(weights, cues, strict=True))
        log_scale /= sum(weights)
        sd = float(np.sqrt(1.0 / sum(weights)))
        scale = float(np.exp(log_scale))
        value = seen_mm * scale
        spread = float(np.exp(1.96 * sd))
        return scale, Measure(value, value / spread, value * spread)

    @property
    def iris_distance_mm(self) -> float | None:
        """Pupillary distance by the irises alone, mm; None before the first good reading."""
        if self._ratio_weight == 0.0:
            return None
        return float(np.exp(self._log_distance + self._log_ratio)) * 1000.0

    @property
    def may_be_child(self) -> bool:
        """Whether the irises say that the eyes are closer together than adults' are.

        Irises have their adult size from the age of about two, faces have not.
        """
        if self.hints.pupillary_distance_mm is not None:
            return False
        distance_mm = self.iris_distance_mm
        if distance_mm is None:
            return False
        spread = float(np.sqrt(1.0 / self._ratio_weight))
        return distance_mm * float(np.exp(spread)) < _CHILD_DISTANCE_MM

    def _remember(self, reading: EyeReading) -> None:
        self._weight = min(self._weight + 1.0, _LONGEST_MEMORY)
        log_distance = float(np.log(reading.pupillary_distance))
        self._log_distance += (log_distance - self._log_distance) / self._weight
        if reading.iris_diameter is None:
            return
        sd = float(np.hypot(_READING_LOG_SD, _READING_LOG_SD_PX / reading.iris_px))
        weight = 1.0 / sd**2
        most = _LONGEST_MEMORY / _READING_LOG_SD**2
        self._ratio_weight = min(self._ratio_weight + weight, most)
        log_ratio = float(np.log(IRIS_DIAMETER_MM / 1000.0 / reading.iris_diameter))
        self._log_ratio += (log_ratio - self._log_ratio) * weight / self._ratio_weight

    def _cues(self, reading: EyeReading, seen_mm: float) -> list[tuple[float, float]]:
        """List (log scale, sd) of every cue."""
        hints = self.hints
        if hints.pupillary_distance_mm is not None:
            typed = float(np.log(hints.pupillary_distance_mm / seen_mm))
            return [(typed, _TYPED_SD_MM / hints.pupillary_distance_mm)]
        cues = [(float(np.log(PUPILLARY_DISTANCE_MM / seen_mm)), PUPILLARY_DISTANCE_LOG_SD)]
        if self._ratio_weight > 0.0:
            sd = float(np.hypot(IRIS_LOG_SD, np.sqrt(1.0 / self._ratio_weight)))
            cues.append((self._log_ratio, sd))
        if hints.card_width_px is not None:
            width = hints.card_width_px * reading.depth / reading.focal_px
            cues.append((float(np.log(CARD_WIDTH_MM / 1000.0 / width)), _CARD_LOG_SD))
        return cues
