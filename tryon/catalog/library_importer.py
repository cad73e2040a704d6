"""Imports the pieces of a furniture library (.sh3f) as products, each whole or not at all."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path

from tryon.catalog.importer import ImportReport, Thumbnail, import_product
from tryon.catalog.importing.faults import ImportRefusedError, fault, refusal
from tryon.catalog.importing.furniture_words import kind_of, mount_of
from tryon.catalog.importing.options import ImportOptions, sku_from_name
from tryon.catalog.importing.sandbox import TIMEOUT_S
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.sh3f import (
    DEFAULT_LANGUAGE,
    Library,
    LibraryPiece,
    read_library,
    unpack_model,
)
from tryon.errors import InputError, MeshError

Told = Callable[[LibraryPiece, int, int], None]
"""Told the piece that is next, how many are done, and of how many."""


_TIMEOUT_S = 3.0 * TIMEOUT_S
"""For one model: nobody waits for a single one of hundreds."""


@dataclass(frozen=True, slots=True, eq=False)
class PieceReport:
    """What became of one piece."""

    piece: LibraryPiece
    report: ImportReport


@dataclass(frozen=True, slots=True, eq=False)
class LibraryReport:
    """What became of a library.

    Parameters
    ----------
    library : what was read
    pieces : one report for each piece that was asked for, in the library's order
    """

    library: Library
    pieces: tuple[PieceReport, ...]

    @property
    def imported_count(self) -> int:
        """How many products were written."""
        return sum(entry.report.is_imported for entry in self.pieces)

    @property
    def refusals(self) -> Mapping[str, int]:
        """How many pieces each fault kept out."""
        kept_out = [entry.report for entry in self.pieces if not entry.report.is_imported]
        return Counter(report.faults[-1].code for report in kept_out)

    @property
    def warnings(self) -> Mapping[str, int]:
        """How many pieces came in with each doubt."""
        taken = [entry.report for entry in self.pieces if entry.report.is_imported]
        return Counter(code for report in taken for code in {f.code for f in report.faults})


def import_library(
    path: Path,
    out_dir: Path,
    wanted: Sequence[str] = (),
    *,
    replace: bool = False,
    draw_thumbnail: Thumbnail | None = None,
    told: Told | None = None,
    timeout_s: float = _TIMEOUT_S,
) -> LibraryReport:
    """Turn pieces of a library into product folders below `out_dir`.

    A piece that cannot be used is reported with its fault and the next one follows; products
    written before an interruption stay, and are not written again.

    Parameters
    ----------
    path : an .sh3f file
    out_dir : a catalogue folder; made if missing
    wanted : ids, the part of an id behind `#`, numbers in the list or SKUs; every piece if empty
    replace : whether products of the same SKU are replaced
    draw_thumbnail : makes the thumbnails
    told : told each piece before it is read
    timeout_s : for reading one model

    Raises
    ------
    MeshFileError
        If the file is no library.
    InputError
        If the library has no such piece.
    OSError
        If a product cannot be written.
    """
    library = read_library(path)
    chosen = chosen_pieces(library, wanted)
    reports: list[PieceReport] = []
    for index, piece in enumerate(chosen):
        if told is not None:
            told(piece, index, len(chosen))
        options = piece_options(library, piece, replace=replace)
        try:
            report = _imported(
                library,
                piece,
                out_dir,
                options,
                draw_thumbnail=draw_thumbnail,
                timeout_s=timeout_s,
            )
        except MeshFileError as error:
            report = ImportReport(path, faults=(refusal(error.code, str(error)).fault,))
        except ImportRefusedError as error:
            report = ImportReport(path, faults=(error.fault,))
        except MeshError as error:
            report = ImportReport(path, faults=(refusal("unreadable", str(error)).fault,))
        except InputError as error:  # A size that no furniture has.
            doubt = refusal("wrong_furniture_scale", str(error)).fault
            report = ImportReport(path, faults=(doubt,))
        reports.append(PieceReport(piece, report))
    return LibraryReport(library, tuple(reports))


def chosen_pieces(library: Library, wanted: Sequence[str]) -> tuple[LibraryPiece, ...]:
    """Give the pieces that are asked for; all of them where nothing is.

    Raises
    ------
    InputError
        If one is not in the library.
    """
    if not wanted:
        return library.pieces
    chosen: set[int] = set()
    for name in wanted:
        found = [piece.number for piece in library.pieces if name in _names(library, piece)]
        if not found:
            msg = f'{library.path.name}: there is no piece "{name}"; list them to see their ids'
            raise InputError(msg)
        chosen.update(found)
    return tuple(piece for piece in library.pieces if piece.number in chosen)


def piece_options(library: Library, piece: LibraryPiece, *, replace: bool = False) -> ImportOptions:
    """Give what the library says of a piece, as the importer takes it."""
    sizes = piece.size_mm or (None, None, None)
    return ImportOptions(
        sku=piece_sku(library, piece),
        names={"vi": piece.name("vi"), "en": piece.name(DEFAULT_LANGUAGE)},
        brand=piece.creator or library.name or "-",
        width_mm=sizes[0],
        height_mm=sizes[1],
        depth_mm=sizes[2],
        kind=kind_of(piece),
        mount=mount_of(piece),
        elevation_mm=piece.elevation_mm or None,
        rotation=piece.rotation,
        credit=library.credit(piece),
        replace=replace,
    )


def piece_sku(library: Library, piece: LibraryPiece) -> str:
    """Give the SKU of a piece: its id, with the library's name where the id does not say it."""
    maker, mark, name = piece.id.partition("#")
    return sku_from_name(f"{maker} {name}" if mark else f"{library.name} {piece.id}")


def _names(library: Library, piece: LibraryPiece) -> tuple[str, ...]:
    return (
        piece.id,
        piece.id.partition("#")[2] or piece.id,
        str(piece.number),
        piece_sku(library, piece),
    )


def _imported(
    library: Library,
    piece: LibraryPiece,
    out_dir: Path,
    options: ImportOptions,
    *,
    draw_thumbnail: Thumbnail | None,
    timeout_s: float,
) -> ImportReport:
    if piece.is_opening:
        raise refusal("not_furniture", f'"{piece.name(DEFAULT_LANGUAGE)}" is part of a building')
    if piece.size_mm is None:
        raise refusal("wrong_furniture_scale", "the library states no width, height and depth")
    if not options.replace and (out_dir / (options.sku or "")).exists():
        # Before anything is unpacked: an import that is taken up again passes these quickly.
        raise refusal("exists", f'there is a product "{options.sku}" already')
    with tempfile.TemporaryDirectory(prefix="tryon-library-") as folder:
        model = unpack_model(library, piece, Path(folder))
        report = import_product(
            model,
            out_dir,
            options,
            category="furniture",
            draw_thumbnail=draw_thumbnail,
            timeout_s=timeout_s,
        )
    faults = report.faults
    if report.is_imported and not piece.licence:
        faults = (*faults, fault("no_licence", "the library names no licence for this piece"))
    return replaced(report, source=library.path, faults=faults)
