"""What the staff overlay says."""

from __future__ import annotations

import time

from kiosk.camera import CameraFrame
from kiosk.capture import CameraStatus
from kiosk.figures import Figures
from kiosk.try_on_thread import EngineStatus


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
    state = camera.name + size if camera.is_live else camera.problem or "searching"
    lines = (
        *figures.lines(time.monotonic()),
        f"camera {state}   opened {camera.opened}",
        f"engine {'ready' if engine.is_ready else 'waiting'}   failures {engine.failures}",
    )
    return (*lines, engine.problem) if engine.problem else lines
