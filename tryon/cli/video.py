"""`tryon video`: products on the people of a video."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import typer

from tryon.cli.console import (
    CameraOption,
    make_folder,
    print_json,
    progress_bar,
    report_file,
    running_engine,
    write_line,
)
from tryon.cli.outfits import LOOK_HELP, PRODUCT_HELP, Outfit, only_outfit
from tryon.cli.photo import renderer_kind
from tryon.errors import InputError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig
from tryon.process import EngineProcess
from tryon.process_line import AT_ONCE, EngineReply, PendingReply
from tryon.video import VideoReader, VideoWriter


def video(
    source: Path = typer.Argument(..., metavar="INPUT", help="The video file."),
    product: list[str] = typer.Option([], "--product", "-p", help=PRODUCT_HELP),
    look: list[str] = typer.Option([], "--look", help=LOOK_HELP),
    out: Path | None = typer.Option(None, "--out", "-o", help="MP4 file; default INPUT.tryon.mp4"),
    report: Path | None = typer.Option(None, help="Write a JSON line per frame; - prints."),
    camera: str | None = typer.Option(None, help="FX,FY,CX,CY of the camera, px."),
    fov: float | None = typer.Option(None, help="Horizontal field of view, degrees."),
    max_people: int = typer.Option(4, min=1, max=8, help="People to dress at most."),
    pd: float | None = typer.Option(None, min=40.0, max=80.0, help="Pupillary distance, mm."),
    card: bool = typer.Option(
        False, "--card", help="A bank card is held flat against forehead or mouth for a while."
    ),
    renderer: str = typer.Option("auto", help="auto, pyrender or flat."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print a summary."),
) -> None:
    """Put products on the people of a video."""
    config = EngineConfig(
        max_people=max_people,
        renderer=renderer_kind(renderer),
        catalog_dirs=(catalog,),
        subjects=("face",),
    )
    outfit = only_outfit(product, look, config)
    described = CameraOption(camera, fov)
    target = out or source.with_name(f"{source.stem}.tryon.mp4")
    if target.resolve() == source.resolve():
        msg = f"--out: expected another file than the input {source}"
        raise InputError(msg)
    job = _Job(source, target, outfit, described, pd, card)
    with (
        VideoReader(source) as reader,
        report_file(report) as file,
        running_engine(config) as engine,
    ):
        make_folder(target.parent)
        count, seen = _dress(engine, reader, job, file)
    if as_json:
        print_json(
            {"input": str(source), "frames": count, "with_people": seen, "output": str(target)}
        )
    else:
        typer.echo(f"{target}: {count} frames, people in {seen}")


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done to a video."""

    source: Path
    target: Path
    outfit: Outfit
    camera: CameraOption
    pupillary_distance_mm: float | None
    holds_card: bool


def _dress(
    engine: EngineProcess, reader: VideoReader, job: _Job, file: TextIO | None
) -> tuple[int, int]:
    """Write the dressed video; give how many frames it has and on how many there are people."""
    count = seen = 0
    writer: VideoWriter | None = None
    try:
        with progress_bar("Trying on", reader.frame_count) as progress:
            for reply in _replies(engine, reader, job):
                if writer is None:
                    height, width = reply.image.shape[:2]
                    writer = VideoWriter(job.target, width, height, reader.fps)
                writer.write(reply.image)
                write_line(
                    file, {**reply.report, "input": str(job.source), "output": str(job.target)}
                )
                count += 1
                seen += bool(reply.report["subjects"])
                progress.advance(progress.task_ids[0])
    finally:
        if writer is not None:
            writer.close()
    if count == 0:
        msg = f"{job.source}: expected at least one frame, got none"
        raise InputError(msg)
    return count, seen


def _replies(engine: EngineProcess, reader: VideoReader, job: _Job) -> Iterator[EngineReply]:
    """Try on every frame: one is tracked while the one before it is drawn."""
    under_way: deque[PendingReply] = deque()
    for frame in reader.frames():
        if len(under_way) == AT_ONCE:
            yield under_way.popleft().wait()
        pending = engine.begin(
            frame.image,
            job.camera.apply(frame.camera),
            job.outfit,
            stream="video",
            timestamp_s=frame.timestamp_s,
            pupillary_distance_mm=job.pupillary_distance_mm,
            holds_card=job.holds_card,
        )
        under_way.append(pending)
    while under_way:
        yield under_way.popleft().wait()
