"""Rooms are read in a process of their own: no frame waits for it, and a hang ends in time."""

from __future__ import annotations

import logging
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import cast

import numpy as np

from tryon.arrays import Image
from tryon.errors import TrackerError, TryOnError
from tryon.factory import create_room_reader
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import RoomHints, RoomReading
from tryon.process_handle import worker_context
from tryon.report import Report

_log = logging.getLogger(__name__)
_JOIN_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class RoomReply:
    """What a picture of a room gave.

    Parameters
    ----------
    reading : to furnish the room with
    report : the report object, without fits
    """

    reading: RoomReading
    report: Report


def read_apart(
    image: Image,
    camera: CameraIntrinsics | None,
    hints: RoomHints,
    limit_s: float,
    models_dir: Path | None = None,
) -> RoomReply:
    """Read a room in a process made for it.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8
    camera : of this picture, None if nothing is known of it
    hints : px of this picture
    limit_s : longest wait, s
    models_dir : folder of the fetched models, None for the user's cache

    Raises
    ------
    ModelMissingError, ModelAlteredError
        If a model is not fetched or not the pinned one.
    TrackerError
        If there is no answer in time, or the process ended without one.
    """
    camera = camera or CameraIntrinsics.default(image.shape[1], image.shape[0])
    # On Windows a pipe's ends have another type with the same methods.
    parent_end, reader_end = cast("tuple[Connection, Connection]", Pipe(duplex=False))
    pixels = np.ascontiguousarray(image)
    process = worker_context().Process(
        target=_run,
        args=((pixels, camera, hints, models_dir), reader_end),
        name="tryon-room",
        daemon=True,
    )
    try:
        process.start()
        reader_end.close()
        answer = parent_end.recv() if parent_end.poll(limit_s) else None
    except (EOFError, OSError) as error:
        msg = f"room: the picture could not be read: {error}"
        raise TrackerError(msg) from error
    finally:
        parent_end.close()
        process.join(_JOIN_S)
        if process.is_alive():
            process.kill()
            process.join()
    if isinstance(answer, TryOnError):
        raise answer
    if not isinstance(answer, RoomReply):
        msg = f"room: no answer within {limit_s:.1f} s"
        raise TrackerError(msg)
    return answer


_Asked = tuple[Image, CameraIntrinsics, RoomHints, Path | None]


def _run(asked: _Asked, connection: Connection) -> None:
    """Read and answer; entry of the process."""
    # Ctrl-C reaches the whole group; the parent decides when readers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: RoomReply | TryOnError = _read(*asked)
    except TryOnError as error:
        answer = error
    except Exception as error:
        _log.exception("room: reading failed")
        answer = TrackerError(f"room: {type(error).__name__}: {error}")
    connection.send(answer)
    connection.close()


def _read(
    image: Image, camera: CameraIntrinsics, hints: RoomHints, models_dir: Path | None
) -> RoomReply:
    from tryon.room_report import make_reading_report

    start = time.perf_counter()
    reading = create_room_reader(models_dir).read(Frame(image, camera), hints)
    spent = time.perf_counter() - start
    return RoomReply(reading, make_reading_report(reading, {"read": spent, "total": spent}))
