"""When to look for a card, and when what was found is believed."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2
from tryon.frame import Frame
from tryon.geometry.transform import RigidTransform
from tryon.tracking.bank_card import face_scale_of, find_card

_INTERVAL_S = 0.5
"""A search takes as long as several frames."""
_AGREEMENT = 0.02
_ENOUGH = 3


class CardWatch:
    """Looks for one person's card until its readings agree."""

    def __init__(self) -> None:
        self._readings: list[tuple[float, float]] = []
        self._looked_s: float | None = None
        self._reading: tuple[float, float] | None = None

    @property
    def reading(self) -> tuple[float, float] | None:
        """Logarithm of the face's size over the average and its standard deviation, if known."""
        return self._reading

    def look(
        self,
        frame: Frame,
        camera_from_head: RigidTransform,
        face_points: Array2,
        sizes: tuple[float, float],
    ) -> None:
        """Search a single picture.

        Parameters
        ----------
        frame : the picture
        camera_from_head : pose of the average face
        face_points : (N, 3), camera frame, the face in metres of the average face
        sizes : smallest and largest plausible size of this face over the average
        """
        self._reading = _read(frame, camera_from_head, face_points, sizes)

    def follow(
        self,
        frame: Frame,
        camera_from_head: RigidTransform,
        face_points: Array2,
        sizes: tuple[float, float],
    ) -> None:
        """Search a frame of a stream, a few times per second, until enough readings agree.

        Parameters as for `look`. One reading alone may be a passing rectangle: two must agree
        before any counts.
        """
        if len(self._agreeing()) >= _ENOUGH:
            return
        if self._looked_s is not None and 0.0 <= frame.timestamp_s - self._looked_s < _INTERVAL_S:
            return
        self._looked_s = frame.timestamp_s
        reading = _read(frame, camera_from_head, face_points, sizes)
        if reading is None:
            return
        self._readings.append(reading)
        agreeing = self._agreeing()
        if len(agreeing) >= 2:
            # Readings share most of their error: how the card is held. Their spread stays.
            values, spreads = np.array(agreeing).T
            self._reading = float(values.mean()), float(spreads.min())

    def _agreeing(self) -> list[tuple[float, float]]:
        """Give the readings close to the median one."""
        if not self._readings:
            return []
        middle = float(np.median([value for value, _ in self._readings]))
        return [item for item in self._readings if abs(item[0] - middle) < _AGREEMENT]


def _read(
    frame: Frame,
    camera_from_head: RigidTransform,
    face_points: Array2,
    sizes: tuple[float, float],
) -> tuple[float, float] | None:
    card = find_card(frame, camera_from_head, sizes)
    if card is None:
        return None
    log_scale, log_sd = face_scale_of(card, face_points)
    is_plausible = sizes[0] < float(np.exp(log_scale)) < sizes[1]
    return (log_scale, log_sd) if is_plausible else None
