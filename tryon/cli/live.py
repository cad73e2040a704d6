"""`tryon live`: what a camera sees, measured on the console; the window is the mirror's."""

from __future__ import annotations

import statistics
import time
from collections import deque
from pathlib import Path

import typer
from rich.status import Status

from tryon.cli.console import (
    NOBODY,
    CameraOption,
    console,
    print_json,
    report_file,
    running_engine,
    write_line,
)
from tryon.cli.outfits import LOOK_HELP, PRODUCT_HELP, only_outfit
from tryon.cli.photo import renderer_kind
from tryon.errors import TrackerError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig
from tryon.process import EngineStartingError
from tryon.video import VideoReader


def live(
    product: list[str] = typer.Option([], "--product", "-p", help=PRODUCT_HELP),
    look: list[str] = typer.Option([], "--look", help=LOOK_HELP),
    source: int = typer.Option(0, "--source", min=0, help="Number of the camera."),
    seconds: float | None = typer.Option(None, min=0.1, help="Stop after that; default Ctrl-C."),
    report: Path | None = typer.Option(None, help="Write a JSON line per frame; - prints."),
    camera: str | None = typer.Option(None, help="FX,FY,CX,CY of the camera, px."),
    fov: float | None = typer.Option(None, help="Horizontal field of view, degrees."),
    max_people: int = typer.Option(4, min=1, max=8, help="People to dress at most."),
    renderer: str = typer.Option("auto", help="auto, pyrender or flat."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print a summary at the end."),
) -> None:
    """Run the engine on a camera and show frame rate and times; `make mirror` shows the picture."""
    config = EngineConfig(
        max_people=max_people,
        renderer=renderer_kind(renderer),
        catalog_dirs=(catalog,),
        subjects=("face",),
    )
    outfit = only_outfit(product, look, config)
    described = CameraOption(camera, fov)
    meter = _Meter(console.status("Looking ..."), seconds)
    with (
        VideoReader(source) as reader,
        report_file(report) as file,
        running_engine(config) as engine,
        meter.status,
    ):
        for frame in reader.frames():
            if meter.is_over:
                break
            try:
                reply = engine.try_on(
                    frame.image,
                    described.apply(frame.camera),
                    outfit,
                    stream="live",
                    timestamp_s=frame.timestamp_s,
                )
            except (TrackerError, EngineStartingError) as error:
                meter.status.update(f"[yellow]{error}[/yellow]")
                continue
            write_line(file, {**reply.report, "input": f"camera {source}"})
            meter.count(frame.timestamp_s, len(reply.report["subjects"]))
    summary = meter.summary()
    if as_json:
        print_json(summary)
    else:
        typer.echo(", ".join(f"{name} {value}" for name, value in summary.items()))


class _Meter:
    """Counts frames and shows what it counts; ages run from capture to answer."""

    def __init__(self, status: Status, seconds: float | None) -> None:
        self.status = status
        self._seconds = seconds
        self._start = time.monotonic()
        self._frames = 0
        self._ages_ms: deque[float] = deque(maxlen=300)

    @property
    def is_over(self) -> bool:
        """Whether the time asked for has passed."""
        return self._seconds is not None and time.monotonic() - self._start > self._seconds

    def count(self, captured_s: float, people: int) -> None:
        """Take one finished frame in."""
        now = time.monotonic()
        self._frames += 1
        self._ages_ms.append((now - captured_s) * 1000)
        rate = self._frames / (now - self._start + 1e-9)
        age = statistics.median(self._ages_ms)
        self.status.update(f"{rate:.1f} frames/s, {age:.1f} ms, people: {people or NOBODY}")

    def summary(self) -> dict[str, float | None]:
        """Give what was counted."""
        median = round(statistics.median(self._ages_ms), 2) if self._ages_ms else None
        seconds = round(time.monotonic() - self._start, 2)
        return {"frames": self._frames, "seconds": seconds, "median_ms": median}
