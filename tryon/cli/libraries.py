"""`tryon products import LIBRARY.sh3f`: list a furniture library, import pieces of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.table import Table

from tryon.catalog.importer import Thumbnail
from tryon.catalog.importing.furniture_words import kind_of, mount_of
from tryon.catalog.library_importer import (
    LibraryReport,
    PieceReport,
    chosen_pieces,
    import_library,
    piece_sku,
)
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.sh3f import Library, LibraryPiece, read_library
from tryon.cli.console import EXIT_INPUT, console, output, print_json, progress_bar
from tryon.errors import InputError

SUFFIX = ".sh3f"


def list_library(path: Path, wanted: Sequence[str], language: str, *, as_json: bool) -> None:
    """Print what a library holds: ids, names, sizes, makers and licences.

    Raises
    ------
    InputError
        If the file is no library, or has no such piece.
    """
    library = _read(path)
    pieces = chosen_pieces(library, wanted)
    if as_json:
        print_json([_described(library, piece) for piece in pieces])
        return
    table = Table("id", "name", "kind", "mount", "size mm", "maker")
    for piece in pieces:
        size = "unknown" if piece.size_mm is None else _size_text(piece.size_mm)
        mount = "building" if piece.is_opening else mount_of(piece)
        table.add_row(piece.id, piece.name(language), kind_of(piece), mount, size, piece.creator)
    output.print(table)
    typer.echo(
        f"{library.name} {library.version}: {len(pieces)} pieces, {library.licence}; "
        f"names in {', '.join(library.languages)}"
    )


def import_pieces(
    path: Path,
    out: Path,
    wanted: Sequence[str],
    draw_thumbnail: Thumbnail | None,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    """Import pieces and print what became of each; exit code 1 if none came in.

    Raises
    ------
    InputError
        If the file is no library, or has no such piece.
    """
    count = len(chosen_pieces(_read(path), wanted))
    with progress_bar(path.name, count) as progress:
        task = progress.task_ids[0]

        def told(piece: LibraryPiece, done: int, total: int) -> None:
            progress.update(
                task, completed=done, total=total, description=f"{path.name}: {piece.name('en')}"
            )

        report = import_library(
            path, out, wanted, replace=replace, draw_thumbnail=draw_thumbnail, told=told
        )
        progress.update(task, completed=count)
    _show(report, as_json=as_json)
    if not report.imported_count:
        raise typer.Exit(EXIT_INPUT)


def _read(path: Path) -> Library:
    try:
        return read_library(path)
    except MeshFileError as error:
        raise InputError(str(error)) from error


def _show(report: LibraryReport, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "library": report.library.name,
                "licence": report.library.licence,
                "imported": report.imported_count,
                "refused": dict(report.refusals),
                "pieces": [_told(report.library, entry) for entry in report.pieces],
            }
        )
        return
    for entry in report.pieces:
        for fault in entry.report.faults:
            colour = "red" if fault.severity == "error" else "yellow"
            console.print(
                f"[{colour}]{entry.piece.id}: {fault.code}:[/{colour}] {fault.message} "
                f"{fault.advice}",
                highlight=False,
                soft_wrap=True,
            )
    refused = ", ".join(f"{code}: {count}" for code, count in report.refusals.items())
    typer.echo(
        f"{report.imported_count} of {len(report.pieces)} pieces imported"
        + (f"; not imported: {refused}" if refused else "")
    )


def _told(library: Library, entry: PieceReport) -> dict[str, object]:
    report = entry.report
    return {
        **_described(library, entry.piece),
        "imported": report.is_imported,
        "folder": None if report.folder is None else str(report.folder),
        "triangles": [report.triangles_before, report.triangles_after],
        "faults": [
            {"code": f.code, "severity": f.severity, "message": f.message, "advice": f.advice}
            for f in report.faults
        ],
    }


def _described(library: Library, piece: LibraryPiece) -> dict[str, object]:
    return {
        "id": piece.id,
        "sku": piece_sku(library, piece),
        "names": dict(piece.names),
        "kind": kind_of(piece),
        "mount": None if piece.is_opening else mount_of(piece),
        "size_mm": None if piece.size_mm is None else [round(side, 1) for side in piece.size_mm],
        "elevation_mm": round(piece.elevation_mm, 1),
        "maker": piece.creator,
        "licence": piece.licence,
        "credit": library.credit(piece),
    }


def _size_text(size_mm: Sequence[float]) -> str:
    return " x ".join(f"{side:.0f}" for side in size_mm)
