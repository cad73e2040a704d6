"""Holding a loop to a frame rate."""

from __future__ import annotations

import time


class Pacer:
    """Hold a loop to a frame rate without drift; frames that are late are counted, not made up.

    Parameters
    ----------
    frame_rate : 1/s
    """

    def __init__(self, frame_rate: float) -> None:
        self._period_s = 1.0 / frame_rate
        self._due_s = time.monotonic()

    def wait(self) -> int:
        """Sleep until the next frame is due.

        Returns
        -------
        int
            How many frames were missed because the caller was late.
        """
        self._due_s += self._period_s
        left = self._due_s - time.monotonic()
        if left > 0.0:
            time.sleep(left)
            return 0
        missed = int(-left / self._period_s)
        self._due_s += missed * self._period_s
        return missed
