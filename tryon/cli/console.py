"""What the commands share: the console, progress bars, the engine, camera options."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TextIO

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tryon.errors import CalibrationError, InputError
from tryon.factory import EngineConfig
from tryon.geometry.camera import CameraIntrinsics
from tryon.process import EngineProcess

EXIT_INPUT = 1
EXIT_ASSETS = 3
EXIT_BACKEND = 4

console = Console(stderr=True)
"""Progress and messages; standard output is for results."""

output = Console()

NO_CARD = "no card found; hold it flat against the forehead, all corners but one in view"
NOBODY = "nobody found; use a brighter, sharper picture with the face towards the camera"


def fail(message: str, code: int) -> NoReturn:
    """Print an error and end with an exit code."""
    console.print(f"[red]error:[/red] {message}", highlight=False, soft_wrap=True)
    raise SystemExit(code)


def print_json(value: object) -> None:
    """Print one JSON document to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(label: str, total: int | None) -> Generator[Progress]:
    """Show a progress bar on standard error while the block runs; one task is there."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(label, total=total)
        yield progress


@contextmanager
def running_engine(config: EngineConfig) -> Generator[EngineProcess]:
    """Give a started engine and close it afterwards."""
    engine = EngineProcess(config)
    try:
        with console.status("Starting the engine ..."):
            engine.start()
        yield engine
    finally:
        engine.close()


class CameraOption:
    """What the user said about the camera: `--camera`, `--fov` or nothing.

    Raises
    ------
    CalibrationError
        If both are given, or a value makes no camera.
    """

    def __init__(self, camera: str | None, fov_deg: float | None) -> None:
        if camera is not None and fov_deg is not None:
            msg = "camera: expected --camera or --fov, got both"
            raise CalibrationError(msg)
        self._matrix = None if camera is None else _four_numbers(camera)
        if fov_deg is not None and not 0.0 < fov_deg < 180.0:
            msg = f"--fov: expected degrees between 0 and 180, got {fov_deg}"
            raise CalibrationError(msg)
        self._fov_deg = fov_deg

    def apply(self, known: CameraIntrinsics) -> CameraIntrinsics:
        """Give the camera of a picture, in place of the one known from the file."""
        width, height = known.width, known.height
        if self._matrix is not None:
            return CameraIntrinsics(width, height, *self._matrix, source="given")
        if self._fov_deg is not None:
            return CameraIntrinsics.from_fov(width, height, float(np.radians(self._fov_deg)))
        return known


def _four_numbers(text: str) -> tuple[float, float, float, float]:
    try:
        fx, fy, cx, cy = (float(part) for part in text.split(","))
    except ValueError as error:
        msg = f"--camera: expected FX,FY,CX,CY in px, got {text!r}"
        raise CalibrationError(msg) from error
    if not all(np.isfinite([fx, fy, cx, cy])) or min(fx, fy) <= 0.0:
        msg = f"--camera: expected positive focal lengths, got {text!r}"
        raise CalibrationError(msg)
    return fx, fy, cx, cy


@contextmanager
def report_file(path: Path | None) -> Generator[TextIO | None]:
    """Open the report for writing, line by line; `-` is standard output."""
    if path is None:
        yield None
    elif str(path) == "-":
        yield sys.stdout
    else:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("w", encoding="utf-8")
        except OSError as error:
            msg = f"{path}: expected a place for the report, got {error.strerror}"
            raise InputError(msg) from error
        with file:
            yield file


def write_line(file: TextIO | None, report: Mapping[str, object]) -> None:
    """Append one report line and hand it to the system at once."""
    if file is not None:
        file.write(json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n")
        file.flush()


def make_folder(path: Path) -> None:
    """Make a folder for results.

    Raises
    ------
    InputError
        If that is not possible.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{path}: expected a folder for the results, got {error.strerror}"
        raise InputError(msg) from error
