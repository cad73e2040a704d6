"""`tryon photo`: products on pictures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import typer

from tryon.cli.console import (
    EXIT_INPUT,
    NO_CARD,
    NOBODY,
    CameraOption,
    console,
    make_folder,
    print_json,
    progress_bar,
    report_file,
    running_engine,
    write_line,
)
from tryon.cli.outfits import LOOK_HELP, PRODUCT_HELP, NamedOutfit, outfits
from tryon.cli.reasons import messages
from tryon.codec import PhotoLimits, decode_photo, encode_picture
from tryon.errors import BackendError, InputError, TryOnError
from tryon.factory import DEFAULT_CATALOG_DIR, EngineConfig
from tryon.process import EngineProcess
from tryon.report import Report

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
# Own files are trusted more than uploads: medium-format cameras make 100 megapixels.
LIMITS = PhotoLimits(max_bytes=200_000_000, max_pixels=120_000_000, max_side=16_384)


@dataclass(frozen=True, slots=True)
class _Job:
    """How every picture of one call is treated, and which names its results took."""

    outfits: list[NamedOutfit]
    folder: Path
    camera: CameraOption
    pupillary_distance_mm: float | None
    holds_card: bool
    taken: dict[Path, int] = field(default_factory=dict[Path, int])


def photo(
    inputs: list[Path] = typer.Argument(..., help="Pictures, or folders of pictures."),
    product: list[str] = typer.Option([], "--product", "-p", help=PRODUCT_HELP),
    look: list[str] = typer.Option([], "--look", help=LOOK_HELP),
    out: Path = typer.Option(Path("out"), "--out", "-o", help="Folder for the pictures."),
    report: Path | None = typer.Option(None, help="Write a JSON line per picture; - prints."),
    camera: str | None = typer.Option(None, help="FX,FY,CX,CY of the camera, px."),
    fov: float | None = typer.Option(None, help="Horizontal field of view, degrees."),
    max_people: int = typer.Option(4, min=1, max=8, help="People to dress at most."),
    pd: float | None = typer.Option(
        None, min=40.0, max=80.0, help="Your pupillary distance, mm; makes the size exact."
    ),
    card: bool = typer.Option(
        False, "--card", help="A bank card is held flat against forehead or mouth: measure by it."
    ),
    renderer: str = typer.Option("auto", help="auto, pyrender or flat."),
    catalog: Path = typer.Option(DEFAULT_CATALOG_DIR, help="Folder of products."),
    as_json: bool = typer.Option(False, "--json", help="Print the reports."),
) -> None:
    """Put products on the people in pictures."""
    config = EngineConfig(
        max_people=max_people,
        renderer=renderer_kind(renderer),
        catalog_dirs=(catalog,),
        subjects=("face",),
    )
    job = _Job(outfits(product, look, config), out, CameraOption(camera, fov), pd, card)
    pictures = _pictures(inputs)
    make_folder(out)
    with report_file(report) as file, running_engine(config) as engine:
        reports, failures = _run(engine, job, pictures, file)
    if as_json:
        print_json(reports)
    if failures:
        raise typer.Exit(EXIT_INPUT)


def renderer_kind(text: str):  # noqa: ANN201 - the literal type is EngineConfig's
    """Check the renderer option.

    Raises
    ------
    InputError
        If there is no such renderer.
    """
    if text == "auto" or text == "pyrender" or text == "flat":  # noqa: PLR1714 - narrows
        return text
    msg = f"--renderer: expected auto, pyrender or flat, got {text}"
    raise InputError(msg)


def _pictures(inputs: Sequence[Path]) -> list[Path]:
    pictures: list[Path] = []
    for path in inputs:
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES)
            if not found:
                msg = f"{path}: expected pictures ({', '.join(_SUFFIXES)}), found none"
                raise InputError(msg)
            pictures.extend(found)
        else:
            pictures.append(path)
    return pictures


def _run(
    engine: EngineProcess, job: _Job, pictures: Sequence[Path], file: TextIO | None
) -> tuple[list[Report], int]:
    """Treat every picture; one that fails is named and the others go on."""
    reports: list[Report] = []
    failures = 0
    with progress_bar("Trying on", len(pictures)) as progress:
        for number, path in enumerate(pictures):
            try:
                made = _try_on(engine, job, path, number)
            except TryOnError as error:
                console.print(f"[red]{path}:[/red] {error}", highlight=False, soft_wrap=True)
                failures += 1
                if isinstance(error, BackendError):
                    engine.start()
                made = []
            for one in made:
                write_line(file, one)
                _tell(one)
            reports.extend(made)
            progress.advance(progress.task_ids[0])
    return reports, failures


def _try_on(engine: EngineProcess, job: _Job, path: Path, number: int) -> list[Report]:
    start = time.perf_counter()
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"expected a readable picture, got {error.strerror}"
        raise InputError(msg) from error
    picture = decode_photo(data, limits=LIMITS)
    decoded_ms = (time.perf_counter() - start) * 1000
    intrinsics = job.camera.apply(picture.camera)
    reports: list[Report] = []
    for outfit in job.outfits:
        begin = time.perf_counter()
        reply = engine.try_on(
            picture.image,
            intrinsics,
            outfit.choices,
            pupillary_distance_mm=job.pupillary_distance_mm,
            holds_card=job.holds_card,
        )
        encode = time.perf_counter()
        target = _target(job, path, outfit, number)
        # The extension decides the coding, so that a .png stays lossless.
        media = "image/png" if target.suffix.lower() == ".png" else "image/jpeg"
        target.write_bytes(encode_picture(reply.image, media, 92))
        done = time.perf_counter()
        timings = {
            **reply.report["timings_ms"],
            "decode": round(decoded_ms, 3),
            "encode": round((done - encode) * 1000, 3),
            "total": round(decoded_ms + (done - begin) * 1000, 3),
        }
        reports.append(
            {**reply.report, "input": str(path), "timings_ms": timings, "output": str(target)}
        )
    return reports


def _target(job: _Job, path: Path, outfit: NamedOutfit, number: int) -> Path:
    suffix = path.suffix if path.suffix.lower() in (".png", ".jpg", ".jpeg") else ".jpg"
    stem = path.stem
    if len(job.outfits) > 1:
        stem += "." + outfit.name
    target = job.folder / f"{stem}{suffix}"
    if target.exists() and target.resolve() == path.resolve():
        # Never write over the shopper's own picture.
        target = job.folder / f"{stem}.tryon{suffix}"
    # Two inputs of one call may share a name: a/me.jpg and b/me.jpg.
    is_taken = job.taken.setdefault(target.resolve(), number) != number
    return job.folder / f"{stem}.{number}{suffix}" if is_taken else target


def _tell(report: Report) -> None:
    name = report["input"]
    if not report["subjects"]:
        console.print(f"[yellow]{name}:[/yellow] {NOBODY}", highlight=False, soft_wrap=True)
    notes = [subject["notes"] for subject in report["subjects"]]
    # One person holds the card; the others are not to blame.
    if notes and all("card_not_found" in of_one for of_one in notes):
        console.print(f"[yellow]{name}:[/yellow] {NO_CARD}", highlight=False, soft_wrap=True)
    for message in messages(report):
        console.print(f"[yellow]{name}:[/yellow] {message}", highlight=False, soft_wrap=True)
