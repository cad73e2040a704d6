"""How the mirror runs, for the staff overlay and for measurements."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Mapping

_WINDOW_S = 2.0
_MOST = 120


class Figures:
    """Rates and times over the last two seconds; all times in s."""

    def __init__(self) -> None:
        self._shown_s: deque[float] = deque(maxlen=_MOST)
        self._ages_s: deque[float] = deque(maxlen=_MOST)
        self._displays_s: deque[float] = deque(maxlen=_MOST)
        self._round_trips_s: deque[float] = deque(maxlen=_MOST)
        self._timings_ms: Mapping[str, float] = {}
        self.swap_s = 0.0

    def answered(self, timings_ms: Mapping[str, float], round_trip_s: float) -> None:
        """Note one answer of the engine."""
        self._timings_ms = dict(timings_ms)
        self._round_trips_s.append(round_trip_s)

    def shown(self, now_s: float, age_s: float, display_s: float) -> None:
        """Note one picture on the screen: how old it is and what showing it took."""
        self._shown_s.append(now_s)
        self._ages_s.append(age_s)
        self._displays_s.append(display_s)

    def frame_rate(self, now_s: float) -> float:
        """Give the pictures shown per second."""
        recent = [at for at in self._shown_s if now_s - at <= _WINDOW_S]
        return len(recent) / _WINDOW_S

    @property
    def age_s(self) -> float:
        """Median age of a camera picture when it is on the screen."""
        return _median(self._ages_s)

    @property
    def display_s(self) -> float:
        """Median time to mirror, scale and paint."""
        return _median(self._displays_s)

    @property
    def round_trip_s(self) -> float:
        """Median time from the engine thread's call to its answer."""
        return _median(self._round_trips_s)

    def lines(self, now_s: float) -> tuple[str, ...]:
        """Write the figures out."""
        stages = [f"{name} {value:.1f}" for name, value in self._timings_ms.items()]
        rows = [" · ".join(stages[start : start + 3]) for start in range(0, len(stages), 3)]
        return (
            f"{self.frame_rate(now_s):4.1f} fps   age {self.age_s * 1e3:.0f} ms   "
            f"display {self.display_s * 1e3:.1f} ms",
            f"engine {self.round_trip_s * 1e3:.1f} ms   last swap {self.swap_s * 1e3:.0f} ms",
            *(f"  {row}" for row in rows),
        )


def _median(values: deque[float]) -> float:
    return statistics.median(values) if values else 0.0
