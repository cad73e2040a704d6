"""Statistics of times, and what a tree of processes uses."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import psutil


@dataclass(frozen=True, slots=True)
class Spread:
    """Where measured values lie; the unit is that of the values.

    Parameters
    ----------
    count : how many there are
    median, low_quartile, high_quartile, p90, p95, p99, worst : 0 where there are none
    """

    count: int
    median: float
    low_quartile: float
    high_quartile: float
    p90: float
    p95: float
    p99: float
    worst: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Summarise values of any number."""
        known = np.array([value for value in values if np.isfinite(value)])
        if known.size == 0:
            return cls(0, *[0.0] * 7)
        steps = np.percentile(known, [50, 25, 75, 90, 95, 99, 100])
        return cls(len(known), *(round(float(step), 4) for step in steps))

    def as_dict(self) -> dict[str, float]:
        """Give the values by name, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children have used.

    Parameters
    ----------
    cpu_s : time on the processor, user and system, s
    memory_mb : resident memory now, MiB; pages shared by several count for each
    """

    cpu_s: float
    memory_mb: float


class ProcessTree:
    """A process and all its children, also those that end while it is watched."""

    def __init__(self, pid: int | None = None) -> None:
        self._root = psutil.Process(pid)
        self._ended_s: dict[int, float] = {}

    def usage(self) -> Usage:
        """Give what the tree has used since each process began."""
        memory = 0
        for process in [self._root, *self._root.children(recursive=True)]:
            try:
                times = process.cpu_times()
                memory += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            # A child's time is kept when it ends, so that the sum never falls.
            self._ended_s[process.pid] = times.user + times.system
        return Usage(sum(self._ended_s.values()), memory / 2**20)

    def age_s(self) -> float:
        """Give the time since the process began, s."""
        return time.time() - self._root.create_time()
