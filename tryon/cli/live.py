"""`tryon live`: what a camera sees, measured on the console; the window is the mirror's."""

from __future__ import annotations

import statistics
import time
from collections import deque
from pathlib import Path

import typer

from tryon.cli.console import (
    NOBODY,
    CameraOption,
    console,
    print_json,
    report_file,
    running_engine,
    write_line,
)
from tryon.cli.photo import look_list, renderer_kind
from tryon.errors import InputError, TrackerError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig
from tryon.process import EngineStartingError
from tryon.video import VideoReader


def live(
    product: list[str] = typer.Option(..., "--product", "-p", help="SKU or SKU:VARIANT."),
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
        max_people=max_people, renderer=renderer_kind(renderer), catalog_dirs=(catalog,)
    )
    choices = look_list(product, config)
    if len(choices) > 1:
        msg = "--product: expected one product of a kind for a camera, got several"
        raise InputError(msg)
    described = CameraOption(camera, fov)
    times_ms: deque[float] = deque(maxlen=300)
    start = time.monotonic()
    frames = 0
    with (
        VideoReader(source) as reader,
        report_file(report) as file,
        running_engine(config) as engine,
        console.status("Looking ...") as status,
    ):
        for frame in reader.frames():
            now = time.monotonic()
            if seconds is not None and now - start > seconds:
                break
            try:
                reply = engine.try_on(
                    frame.image,
                    described.apply(frame.camera),
                    choices[0],
                    stream="live",
                    timestamp_s=frame.timestamp_s,
                )
            except (TrackerError, EngineStartingError) as error:
                status.update(f"[yellow]{error}[/yellow]")
                continue
            frames += 1
            times_ms.append((time.monotonic() - now) * 1000)
            write_line(file, {**reply.report, "input": f"camera {source}"})
            people = len(reply.report["subjects"])
            status.update(
                f"{frames / (now - start + 1e-9):.1f} frames/s, "
                f"{statistics.median(times_ms):.1f} ms, people: {people or NOBODY}"
            )
    summary = {
        "frames": frames,
        "seconds": round(time.monotonic() - start, 2),
        "median_ms": round(statistics.median(times_ms), 2) if times_ms else None,
    }
    if as_json:
        print_json(summary)
    else:
        typer.echo(", ".join(f"{name} {value}" for name, value in summary.items()))
