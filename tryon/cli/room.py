"""`tryon room`: furniture in the picture of a room, and the sheet to measure it by."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer
from typer.core import TyperGroup

from tryon.cli import room_options as options
from tryon.cli.console import console, report_file, write_line
from tryon.cli.outfits import parse_choice
from tryon.cli.photo import LIMITS, renderer_kind
from tryon.cli.reasons import placement_lines, room_messages
from tryon.cli.room_choices import chosen_pieces, stands_of
from tryon.cli.room_options import RoomTold, cutout, metres, room_camera
from tryon.cli.room_video import room_video
from tryon.codec import Photo, decode_photo, encode_picture
from tryon.engine_scene import WornProduct
from tryon.errors import InputError
from tryon.factory import (
    DEFAULT_CATALOG_DIR,
    EngineConfig,
    create_renderer,
    create_room_reader,
    create_studio,
)
from tryon.frame import Frame
from tryon.landmarks.room import Cutout, MarkerSheet, RoomHints, RoomReading, Stand
from tryon.marker_sheet import marker_pdf
from tryon.report import Report
from tryon.room_report import make_reading_report, make_room_report

_PICTURE, _VIDEO = "picture", "video"
_VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm")


class _PictureFirst(TyperGroup):
    """Lets `tryon room me.jpg ...` stand for `tryon room picture me.jpg ...`; so with videos."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in self.commands and args[0] != "--help":
            is_video = any(Path(word).suffix.lower() in _VIDEO_SUFFIXES for word in args[:1])
            args = [_VIDEO if is_video else _PICTURE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_PictureFirst, help="Furniture in the picture or video of a room.", no_args_is_help=True
)

app.command(_VIDEO)(room_video)


@app.command(_PICTURE)
def picture(
    image: Path = typer.Argument(..., help="Picture of the room, as the camera took it."),
    product: list[str] = typer.Option([], "--product", "-p", help="SKU or SKU:VARIANT; repeat."),
    at: list[str] = typer.Option(
        [], help="U,V on the floor, px or %, where the product stands; one for each."
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
    cropped: bool = typer.Option(False, "--cropped", help="The picture was cropped or zoomed."),
    stroke: list[str] = typer.Option(
        [], "--cutout", help="What stays in front: box:X0,Y0,X1,Y1 or object:X,Y;X,Y;..."
    ),
    people: options.People = True,
    out: Path = typer.Option(Path("room.jpg"), "--out", "-o", help="Picture to write."),
    report: Path | None = typer.Option(None, help="Write the report as JSON; - prints it."),
    renderer: options.Renderer = "auto",
    catalog: options.Catalog = DEFAULT_CATALOG_DIR,
) -> None:
    """Put furniture into the picture of a room, at its true size."""
    told = RoomTold(marker, a4, chessboard, camera_height, reference, span, gravity, cropped)
    config = EngineConfig(renderer=renderer_kind(renderer), catalog_dirs=(catalog,))
    choices = [parse_choice(text) for text in product]
    start = time.perf_counter()
    photo = _photo(image)
    stands = stands_of(
        choices, at, (yaw or [], elevation or []), (photo.width, photo.height), snap=snap
    )
    strokes = [cutout(text, photo.width, photo.height) for text in stroke]
    worn = chosen_pieces(choices, config)
    decoded = time.perf_counter()
    frame = Frame(photo.image, room_camera(camera, fov, photo.camera))
    hints = told.hints([stand.spot for stand in stands[:1]], photo.width, photo.height)
    reading = _read(frame, hints, config, people=people)
    read = time.perf_counter()
    made = _furnish(frame, reading, (list(zip(worn, stands, strict=True)), strokes), config, out)
    made["input"] = str(image)
    _time(made, start, decoded, read)
    with report_file(report) as file:
        write_line(file, made)
    _tell(made)


@app.command("marker")
def marker_sheet(
    out: Path = typer.Option(Path("marker.pdf"), "--out", "-o", help="PDF to write."),
    paper: str = typer.Option("a4", help="a4 or letter."),
    side: str = typer.Option("15cm", help="Side of the black square."),
) -> None:
    """Write a marker to print at 100 % and lay on the floor."""
    if paper not in ("a4", "letter"):
        msg = f"--paper: expected a4 or letter, got {paper}"
        raise InputError(msg)
    try:
        data = marker_pdf(MarkerSheet(metres("--side", side)), paper=paper)
    except ValueError as error:
        raise InputError(str(error)) from error
    _write(out, data)
    console.print(f"{out}: print at 100 %, check the 10 cm line, lay it on the floor")


def _read(frame: Frame, hints: RoomHints, config: EngineConfig, *, people: bool) -> RoomReading:
    reading = create_room_reader(config.models_dir).read(frame, hints)
    return reading if people else replace(reading, bystanders=())


def _time(report: Report, start: float, decoded: float, read: float) -> None:
    """Add what the stages around the drawing took, from clock readings in s."""
    report["timings_ms"] |= {
        "decode": round(1000.0 * (decoded - start), 3),
        "read": round(1000.0 * (read - decoded), 3),
        "total": round(1000.0 * (time.perf_counter() - start), 3),
    }


def _photo(path: Path) -> Photo:
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path}: expected a readable picture, got {error.strerror}"
        raise InputError(msg) from error
    return decode_photo(data, limits=LIMITS)


def _furnish(
    frame: Frame,
    reading: RoomReading,
    wanted: tuple[Sequence[tuple[WornProduct, Stand]], Sequence[Cutout]],
    config: EngineConfig,
    out: Path,
) -> Report:
    """Draw what is wanted and write the picture; a room without pieces is only described."""
    pieces, strokes = wanted
    if not pieces:
        return make_reading_report(reading, {})
    renderer = create_renderer(config.renderer)
    try:
        studio = create_studio(renderer)
        made = studio.furnish(frame, reading, pieces, cutouts=strokes)
    finally:
        renderer.close()
    report = make_room_report(made, reading)
    if all(fit["refusal"] is not None for fit in report["fits"]):
        return report
    start = time.perf_counter()
    media = "image/png" if out.suffix.lower() == ".png" else "image/jpeg"
    _write(out, encode_picture(made.image, media, 92))
    report["timings_ms"]["encode"] = round(1000.0 * (time.perf_counter() - start), 3)
    report["output"] = str(out)
    return report


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        msg = f"{path}: expected a place for the result, got {error.strerror}"
        raise InputError(msg) from error


def _tell(report: Report) -> None:
    """Say how it went; without any result the command fails."""
    for line in placement_lines(report):
        console.print(line, highlight=False, soft_wrap=True)
    for message in room_messages(report):
        console.print(f"[yellow]{report['input']}:[/yellow] {message}", soft_wrap=True)
    refused = report["fits"] and all(fit["refusal"] is not None for fit in report["fits"])
    if refused or report.get("refusal") is not None:
        raise typer.Exit(1)
