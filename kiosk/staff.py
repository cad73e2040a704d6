"""What the staff overlay says."""

from __future__ import annotations

import time

from kiosk.camera import CameraFrame
from kiosk.capture import CameraStatus
from kiosk.figures import Figures
from kiosk.trying_on import EngineStatus

_TROUBLE_S = 15.0


class StaffAttention:
    """Decide when the overlay shows: when staff ask, and by itself when trouble lasts.

    Parameters
    ----------
    is_asked : whether it shows from the start
    """

    def __init__(self, is_asked: bool) -> None:
        self._is_asked = is_asked
        self._since_s: float | None = None

    def ask(self) -> None:
        """Show it, or hide it again."""
        self._is_asked = not self._is_asked

    def update(self, is_well: bool, now_s: float) -> bool:
        """Give whether to show it; a missing model or camera must not stay a riddle."""
        if is_well:
            self._since_s = None
        elif self._since_s is None:
            self._since_s = now_s
        lasts = self._since_s is not None and now_s - self._since_s >= _TROUBLE_S
        return self._is_asked or lasts


def staff_lines(
    figures: Figures, camera: CameraStatus, engine: EngineStatus, newest: CameraFrame | None
) -> tuple[str, ...]:
    """Write out how camera, engine and every stage are doing.

    Parameters
    ----------
    figures, camera, engine : as they are now
    newest : the picture shown last, for its size; None before the first
    """
    size = ""
    if newest is not None:
        size = f" {newest.camera.width}x{newest.camera.height}"
    state = f"camera {camera.name}{size}" if camera.is_live else camera.problem or "camera …"
    lines = (
        *figures.lines(time.monotonic()),
        f"{state}   opened {camera.opened}",
        f"engine {'ready' if engine.is_ready else 'waiting'}   failures {engine.failures}",
    )
    return (*lines, engine.problem) if engine.problem else lines
