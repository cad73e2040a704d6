"""`python -m kiosk`: open the mirror."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mirror until its window is closed; give the exit status."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if given.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s",
    )
    # A camera that stops answering would block OpenCV for ten seconds, unless told otherwise.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    # The engine's process imports this module again, and needs neither window nor camera: 0.3 s
    # and 90 MB less.
    app = importlib.import_module("kiosk.app")
    status: int = app.run(given.settings, _given(given))
    return status


def _given(given: argparse.Namespace) -> dict[str, object]:
    """Give the settings named on the command line."""
    names = ("source", "rotate", "language", "fit", "fullscreen", "staff", "service")
    values = {name: getattr(given, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="The in-store mirror.")
    parser.add_argument(
        "--source", help="auto, a camera number, /dev/videoN, demo, a video, .mjpeg or photo"
    )
    parser.add_argument("--rotate", type=int, help="0, 90, 180 or 270 degrees clockwise")
    parser.add_argument("--language", help="vi or en")
    parser.add_argument("--fit", help="fill crops the picture to the screen, letterbox does not")
    parser.add_argument(
        "--fullscreen", action=argparse.BooleanOptionalAction, help="cover the whole screen"
    )
    parser.add_argument(
        "--staff", action="store_true", default=None, help="show the staff overlay from the start"
    )
    parser.add_argument(
        "--service", help="address of the shop's try-on service: rooms are sent from phones"
    )
    parser.add_argument("--settings", type=Path, help="TOML file")
    parser.add_argument("--verbose", action="store_true", help="log more")
    return parser


if __name__ == "__main__":
    sys.exit(main())
