"""How large a face really is: iris, population and a card, or what the wearer tells us."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array2
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Measure
from tryon.landmarks.wearer import WearerHints

IRIS_DIAMETER_MM = 11.71
"""Horizontal visible iris diameter of adults, sd 0.42 mm (Rüfer, Schröder and Erb, Cornea 2005);
MediaPipe Iris (Ablavatski et al., 2020) rounds it to 11.7."""
IRIS_LOG_SD = 0.042
PUPILLARY_DISTANCE_MM = 63.36
"""Far pupillary distance of adults, sd 3.83 mm (Dodgson, SPIE 5291, 2004)."""
PUPILLARY_DISTANCE_LOG_SD = 0.060

_TYPED_SD_MM = 1.0
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
_PLAUSIBLE_MM = (48.0, 78.0)
"""Nearly all adults and most schoolchildren; 85.6 mm are 1.1 to 1.8 such distances."""
_PLAUSIBLE_SD = 4.5


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
    """

    pupillary_distance: float
    iris_diameter: float | None
    iris_px: float
    depth: float


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

    def __init__(self, hints: WearerHints) -> None:
        self.hints = hints
        self._log_distance = 0.0
        self._convergence = 1.0
        self._weight = 0.0
        self._log_ratio = 0.0
        self._ratio_weight = 0.0
        self.card: tuple[float, float] | None = None
        """Logarithm of the size over the average by a bank card, and its spread, if known."""

    def update(self, reading: EyeReading) -> tuple[float, Measure]:
        """Take one frame's reading and give the estimate with it."""
        self.remember(reading)
        return self.estimate()

    def remember(self, reading: EyeReading) -> None:
        """Take one frame's reading.

        Readings over time shrink the spread of reading the iris, never that of irises in the
        population. Eyes that look at the camera converge: their pupils are nearer by radius /
        distance.
        """
        self._convergence = 1.0 + _EYE_RADIUS_M / reading.depth
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

    def estimate(self) -> tuple[float, Measure]:
        """Fuse what is known, after at least one reading.

        Returns
        -------
        (float, Measure)
            Size over the average face, and the far pupillary distance, mm, with its 95 % interval.

        Notes
        -----
        Independent log-normal cues are averaged by 1 / variance.
        """
        cues = self._cues()
        if self.card is not None and self.hints.pupillary_distance_mm is None:
            cues.append(self.card)
        log_scale, sd = _fused(cues)
        scale = float(np.exp(log_scale))
        value = self._seen_mm * scale
        spread = float(np.exp(1.96 * sd))
        return scale, Measure(value, value / spread, value * spread)

    def plausible_sizes(self) -> tuple[float, float]:
        """Give the smallest and largest size over the average that a card may tell."""
        log_scale, sd = _fused(self._cues())
        low, high = (limit / self._seen_mm for limit in _PLAUSIBLE_MM)
        scale = float(np.clip(np.exp(log_scale), 1.02 * low, high / 1.02))
        reach = float(np.exp(_PLAUSIBLE_SD * sd))
        return max(scale / reach, low), min(scale * reach, high)

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

    @property
    def _seen_mm(self) -> float:
        """The far pupillary distance of a head of the average face's size, mm."""
        return float(np.exp(self._log_distance)) * self._convergence * 1000.0

    def _cues(self) -> list[tuple[float, float]]:
        """List (log scale, sd) of every cue but the card."""
        typed_mm, seen_mm = self.hints.pupillary_distance_mm, self._seen_mm
        if typed_mm is not None:
            return [(float(np.log(typed_mm / seen_mm)), _TYPED_SD_MM / typed_mm)]
        cues = [(float(np.log(PUPILLARY_DISTANCE_MM / seen_mm)), PUPILLARY_DISTANCE_LOG_SD)]
        if self._ratio_weight > 0.0:
            sd = float(np.hypot(IRIS_LOG_SD, np.sqrt(1.0 / self._ratio_weight)))
            cues.append((self._log_ratio, sd))
        return cues


def _fused(cues: list[tuple[float, float]]) -> tuple[float, float]:
    weights = [1.0 / sd**2 for _, sd in cues]
    mean = sum(w * value for w, (value, _) in zip(weights, cues, strict=True)) / sum(weights)
    return mean, float(np.sqrt(1.0 / sum(weights)))
