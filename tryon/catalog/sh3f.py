"""Furniture libraries of Sweet Home 3D (.sh3f): what is in them, and their models unpacked.

A library is a zip archive: `PluginFurnitureCatalog.properties` lists the pieces with their real
sizes in centimetres, `PluginFurnitureCatalog_vi.properties` and others translate their names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.archives import Archive, open_archive, plain_name
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.properties import read_properties

CATALOG_NAME = "PluginFurnitureCatalog.properties"
DEFAULT_LANGUAGE = "en"
_TRANSLATION = re.compile(r"PluginFurnitureCatalog_([A-Za-z_]{2,8})\.properties")
_MAX_LIST_BYTES = 4 << 20
_MAX_PIECES = 20_000
_MAX_CM = 2000.0
_MM_PER_CM = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class LibraryPiece:
    """One piece as its library lists it.

    Parameters
    ----------
    number : in the list, from 1
    id : as the library says, e.g. `Scopia#ficus`; the number where it says none
    names, categories : by language; `en` is the list without a language
    size_mm : width, height, depth; None where one is missing or no length
    elevation_mm : of its lowest point over the floor
    rotation : (3, 3) to turn the model upright and to the front, None if it stands so
    model : name in the archive, empty if the list names none
    creator, licence : of the model; the library's licence where the list says nothing
    is_opening : whether it is a door, a window or a staircase
    is_light : whether it shines
    """

    number: int
    id: str
    names: Mapping[str, str]
    categories: Mapping[str, str]
    size_mm: tuple[float, float, float] | None
    elevation_mm: float
    rotation: Array2 | None
    model: str
    creator: str
    licence: str
    is_opening: bool
    is_light: bool

    def name(self, language: str) -> str:
        """Give the name in a language, in English where there is none."""
        return self.names.get(language) or self.names.get(DEFAULT_LANGUAGE) or self.id


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """A library's own data and its pieces, in the order of the list.

    Parameters
    ----------
    path : the file
    name, version, provider, licence : as the library says; may be empty
    languages : codes of its translations, e.g. `vi`
    pieces : at least one
    """

    path: Path
    name: str
    version: str
    provider: str
    licence: str
    languages: tuple[str, ...]
    pieces: tuple[LibraryPiece, ...]

    def credit(self, piece: LibraryPiece) -> str:
        """Give the line that names who made a piece, under which licence, and where it is from."""
        by = f" by {piece.creator}" if piece.creator else ""
        source = " ".join(part for part in (self.name, self.version) if part) or self.path.name
        provider = f" ({self.provider})" if self.provider else ""
        licence = piece.licence or "no licence stated"
        return f'"{piece.name(DEFAULT_LANGUAGE)}"{by}; {licence}; from {source}{provider}'


def read_library(path: Path) -> Library:
    """Read the list of a library.

    Raises
    ------
    MeshFileError
        `unreadable` if the file is no library.
    """
    with open_archive(path) as archive:
        if CATALOG_NAME not in archive.names:
            msg = f"{path.name} is no furniture library: {CATALOG_NAME} is not in it"
            raise MeshFileError("unreadable", msg)
        root = read_properties(archive.read(CATALOG_NAME, _MAX_LIST_BYTES))
        translations = {
            match[1]: read_properties(archive.read(name, _MAX_LIST_BYTES))
            for name in sorted(archive.names)
            if (match := _TRANSLATION.fullmatch(name))
        }
    texts = {DEFAULT_LANGUAGE: root, **translations}
    numbers = sorted(int(key[5:]) for key in root if re.fullmatch(r"name#[0-9]{1,6}", key))
    if not numbers or len(numbers) > _MAX_PIECES:
        msg = f"{path.name}: expected 1 to {_MAX_PIECES} pieces, got {len(numbers)}"
        raise MeshFileError("unreadable", msg)
    return Library(
        path=path,
        name=root.get("name", ""),
        version=root.get("version", ""),
        provider=root.get("provider", ""),
        licence=root.get("license", ""),
        languages=tuple(texts),
        pieces=tuple(_piece(number, root, texts) for number in numbers),
    )


def unpack_model(library: Library, piece: LibraryPiece, folder: Path) -> Path:
    """Write a piece's model with its materials and pictures into an empty folder.

    Returns
    -------
    Path
        The .obj file.

    Raises
    ------
    MeshFileError
        `missing_model` if it is not there, `unsupported_model` if it is no OBJ, `unreadable` if
        it cannot be unpacked within limits.
    """
    with open_archive(library.path) as archive:
        name = plain_name(piece.model)
        if name is None or name not in archive.names:
            msg = f'the model "{piece.model[:120]}" is not in the library'
            raise MeshFileError("missing_model", msg)
        suffix = PurePosixPath(name).suffix.lower()
        if suffix == ".zip":
            packed = folder / "model.zip"
            packed.write_bytes(archive.read(name))
            with open_archive(packed) as inner:
                return _unpack_obj(inner, _only_obj(inner, name), folder)
        if suffix != ".obj":
            msg = f'models of the kind "{suffix or name[-20:]}" are not read, only OBJ'
            raise MeshFileError("unsupported_model", msg)
        return _unpack_obj(archive, name, folder)


def _unpack_obj(archive: Archive, name: str, folder: Path) -> Path:
    path = PurePosixPath(name)
    archive.unpack_folder(str(path.parent), folder)
    return folder / path.name


def _only_obj(archive: Archive, outer: str) -> str:
    found = [name for name in archive.names if name.lower().endswith(".obj")]
    if len(found) != 1:
        msg = f'"{outer}": expected one OBJ model in it, got {len(found)}'
        raise MeshFileError("unsupported_model", msg)
    return found[0]


def _piece(
    number: int, root: Mapping[str, str], texts: Mapping[str, Mapping[str, str]]
) -> LibraryPiece:
    def own(key: str) -> str:
        return root.get(f"{key}#{number}", "")

    def translated(key: str) -> dict[str, str]:
        found = {language: entry.get(f"{key}#{number}", "") for language, entry in texts.items()}
        return {language: text for language, text in found.items() if text}

    sides = [_length_mm(own(key)) for key in ("width", "height", "depth")]
    return LibraryPiece(
        number=number,
        id=own("id") or str(number),
        names=translated("name"),
        categories=translated("category"),
        size_mm=(sides[0], sides[1], sides[2]) if all(sides) else None,
        elevation_mm=_length_mm(own("elevation")),
        rotation=_rotation(own("modelRotation")),
        model=own("model"),
        creator=own("creator"),
        licence=own("license") or root.get("license", ""),
        is_opening=own("doorOrWindow") == "true" or bool(own("staircaseCutOutShape")),
        is_light=bool(own("lightSourceX")),
    )


def _length_mm(text: str) -> float:
    """Give a length in mm; zero where the text is no length up to 20 m."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value * _MM_PER_CM if math.isfinite(value) and 0.0 < value <= _MAX_CM else 0.0


def _rotation(text: str) -> Array2 | None:
    """Give the nine numbers, row by row, as a rotation; None if they are none or the identity."""
    try:
        values = np.array([float(word) for word in text.split()])
    except ValueError:
        return None
    if values.shape != (9,) or not np.isfinite(values).all():
        return None
    matrix = values.reshape(3, 3)
    if not np.allclose(matrix @ matrix.T, np.eye(3), atol=0.01) or np.linalg.det(matrix) < 0.0:
        return None
    return None if np.allclose(matrix, np.eye(3), atol=1e-6) else matrix
