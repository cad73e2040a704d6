"""`tryon room CLIP`: furniture that stays where it was put in the video of a room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

import typer

from tryon.cli import room_options as options
from tryon.cli.console import console, make_folder, progress_bar, report_file, write_line
from tryon.cli.outfits import parse_choice
from tryon.cli.photo import renderer_kind
from tryon.cli.reasons import NOTES, placement_lines, room_messages
from tryon.cli.room_choices import chosen_pieces, stands_of
from tryon.cli.room_options import RoomTold, room_camera
from tryon.engine_scene import WornProduct
from tryon.errors import InputError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig, create_renderer, create_studio
from tryon.frame import Frame
from tryon.landmarks.room import RoomReading, Stand
from tryon.report import Report
from tryon.room_live import RoomStream
from tryon.room_report import make_moment_report, make_reading_report
from tryon.room_studio import RoomStudio
from tryon.tracking.room import analyse_room
from tryon.video import VideoReader, VideoWriter


def room_video(
    source: Path = typer.Argument(..., metavar="CLIP", help="Video of the room."),
    product: list[str] = typer.Option(..., "--product", "-p", help="SKU or SKU:VARIANT; repeat."),
    at: list[str] = typer.Option(
        [], help="U,V on the floor of the first frame, px or %; one for each product."
    ),
    yaw: options.Yaw = None,
    elevation: options.Elevation = None,
    snap: options.Snap = True,
    camera: options.Camera = None,
    fov: options.Fov = None,
    marker: options.Marker = None,
    a4: options.A4 = False,
    chessboard: options.Chessboard = None,
    camera_height: options.CameraHeight = None,
    reference: options.Reference = None,
    span: options.Span = None,
    gravity: options.GravityTold = None,
    out: Path | None = typer.Option(None, "--out", "-o", help="MP4 file; default CLIP.room.mp4"),
    report: Path | None = typer.Option(None, help="Write a JSON line per frame; - prints."),
    renderer: options.Renderer = "auto",
    catalog: options.Catalog = DEFAULT_CATALOG_DIR,
) -> None:
    """Put furniture into the video of a room; what is told is of its first frame."""
    told = RoomTold(marker, a4, chessboard, camera_height, reference, span, gravity)
    config = EngineConfig(renderer=renderer_kind(renderer), catalog_dirs=(catalog,))
    choices = [parse_choice(text) for text in product]
    worn = chosen_pieces(choices, config)
    target = _target(source, out)
    with VideoReader(source) as reader, report_file(report) as file:
        frames = reader.frames()
        first = _first_of(frames, source)
        lens = room_camera(camera, fov, first.camera)
        size = (lens.width, lens.height)
        stands = stands_of(choices, at, (yaw or [], elevation or []), size, snap=snap)
        hints = told.hints([stand.spot for stand in stands[:1]], *size)
        first = Frame(first.image, lens)
        job = _Job(source, target, list(zip(worn, stands, strict=True)), reader)
        reading = analyse_room(first, hints)
        if reading.refusal is not None:
            _refuse(make_reading_report(reading, {}, input_name=str(source)), file)
        live = create_renderer(config.renderer)
        try:
            _furnish(job, chain((first,), frames), reading, create_studio(live), file)
        finally:
            live.close()


def _first_of(frames: Iterator[Frame], source: Path) -> Frame:
    first = next(frames, None)
    if first is None:
        msg = f"{source}: expected at least one frame, got none"
        raise InputError(msg)
    return first


def _target(source: Path, out: Path | None) -> Path:
    """Give the file to write, which must not be the one that is read."""
    target = out or source.with_name(f"{source.stem}.room.mp4")
    if target.resolve() == source.resolve():
        msg = f"--out: expected another file than the input {source}"
        raise InputError(msg)
    return target


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What is done to a video."""

    source: Path
    target: Path
    pieces: Sequence[tuple[WornProduct, Stand]]
    reader: VideoReader


def _furnish(
    job: _Job,
    frames: Iterable[Frame],
    reading: RoomReading,
    studio: RoomStudio,
    file: TextIO | None,
) -> None:
    """Write the furnished video and say how it went."""
    make_folder(job.target.parent)
    stream: RoomStream | None = None
    said: Counter[str] = Counter()
    count = held = 0
    writer = VideoWriter(job.target, reading.camera.width, reading.camera.height, job.reader.fps)
    try:
        with progress_bar("Furnishing", job.reader.frame_count) as progress:
            for frame in frames:
                if stream is None:
                    stream = RoomStream(studio, frame, reading, job.pieces)
                    moment = stream.moment
                    made = _report(stream, reading, job, frame)
                    if all(fit["refusal"] is not None for fit in made["fits"]):
                        _refuse(made, file)
                else:
                    moment = stream.follow(frame)
                    made = _report(stream, reading, job, frame)
                writer.write(moment.picture.image)
                write_line(file, made)
                count += 1
                held += moment.is_held
                said.update(moment.advice)
                if count == 1:
                    _say(made)
                progress.advance(progress.task_ids[0])
    finally:
        writer.close()
    for code, times in said.most_common():
        console.print(f"[yellow]{job.source}:[/yellow] {NOTES.get(code, code)} ({times} frames)")
    typer.echo(f"{job.target}: {count} frames, the room held in {held}")


def _report(stream: RoomStream, reading: RoomReading, job: _Job, frame: Frame) -> Report:
    """Describe the last picture as it is seen; how sure that is was read from the first one."""
    made = make_moment_report(
        stream.moment, reading, input_name=str(job.source), output_name=str(job.target)
    )
    made["frame"] = frame.index
    return made


def _refuse(made: Report, file: TextIO | None) -> None:
    """Say why nothing can be put anywhere, and fail."""
    write_line(file, made)
    _say(made)
    raise typer.Exit(1)


def _say(made: Report) -> None:
    for line in placement_lines(made):
        console.print(line, highlight=False, soft_wrap=True)
    for message in room_messages(made):
        console.print(f"[yellow]{made['input']}:[/yellow] {message}", soft_wrap=True)
