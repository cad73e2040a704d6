"""What runs inside a decoding process."""

from __future__ import annotations

import dataclasses
import json
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from tryon import PhotoLimits, PhotoRefusedError, decode_photo, encode_picture

_PAGE_BYTES = 4096


def run_decoder(connection: Connection, memory_bytes: int) -> None:
    """Answer pictures until the other end closes.

    Parameters
    ----------
    connection : gets an order and a file, gives a header and pixels
    memory_bytes : what may be mapped beyond what the loaded libraries take
    """
    # Ctrl+C reaches the whole foreground group; the service ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm_up()
    _confine(memory_bytes)
    connection.send_bytes(b"ready")
    while True:
        try:
            order = json.loads(connection.recv_bytes())
            data = connection.recv_bytes()
        except (EOFError, OSError):
            return
        _answer(connection, order, data)


def _answer(connection: Connection, order: dict[str, int], data: bytes) -> None:
    limits = PhotoLimits(order["max_bytes"], order["max_pixels"], order["max_side"])
    try:
        photo = decode_photo(data, limits=limits, max_side=order["reduce_to"])
    except PhotoRefusedError as error:
        connection.send_bytes(json.dumps({"fault": error.fault}).encode())
        return
    except MemoryError:
        connection.send_bytes(json.dumps({"fault": "too_large"}).encode())
        return
    header = {
        "rows": photo.image.shape[0],
        "columns": photo.image.shape[1],
        "width": photo.width,
        "height": photo.height,
        "camera": dataclasses.asdict(photo.camera),
    }
    connection.send_bytes(json.dumps(header).encode())
    connection.send_bytes(photo.image.data.cast("B"))


def _warm_up() -> None:
    """Load the codecs' libraries now: Pillow imports its plugins at the first picture (0.2 s)."""
    sample = np.zeros((64, 64, 3), np.uint8)
    for media_type in ("image/jpeg", "image/png", "image/webp"):
        decode_photo(encode_picture(sample, media_type), max_side=48)
    try:
        decode_photo(b"GIF89a")
    except PhotoRefusedError:
        return


def _confine(memory_bytes: int) -> None:
    """Bound memory and forbid writing files, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on every system

    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * _PAGE_BYTES + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
