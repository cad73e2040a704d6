"""What make-up remembers of a stream, so that it does not flicker."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1

_TIME_CONSTANT_S = 0.4
_FORGET_S = 1.0
_FRESH_S = 0.12


class MakeupMemory:
    """Measured values of a stream, smoothed over time."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, str], tuple[Array1, float]] = {}

    def steady(self, track_id: int, name: str, value: Array1, timestamp_s: float) -> Array1:
        """Give the value of a track smoothed over time.

        Parameters
        ----------
        track_id, name : what the value belongs to
        value : (N,) as measured now
        timestamp_s : of the frame
        """
        key = (track_id, name)
        before = self._values.get(key)
        if before is not None and 0.0 <= timestamp_s - before[1] < _FORGET_S:
            share = 1.0 - float(np.exp(-(timestamp_s - before[1]) / _TIME_CONSTANT_S))
            value = before[0] + share * (value - before[0])
        self._values[key] = (value, timestamp_s)
        return value

    def recent(self, track_id: int, name: str, timestamp_s: float) -> Array1 | None:
        """Give a value that need not be measured again yet, None if it is due."""
        before = self._values.get((track_id, name))
        if before is None or not 0.0 <= timestamp_s - before[1] < _FRESH_S:
            return None
        return before[0]

    def keep_only(self, track_ids: set[int]) -> None:
        """Forget who is gone."""
        self._values = {key: v for key, v in self._values.items() if key[0] in track_ids}
