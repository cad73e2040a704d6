"""Zip archives of strangers: looked into and read with limits, nothing followed."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tryon.catalog.mesh_scene import MAX_FILE_BYTES, MeshFileError

MAX_ARCHIVE_BYTES = 1 << 30
MAX_DIRECTORY_BYTES = 8 << 20
"""Of the list of entries: some hundred thousand; memory for more is not ours to give."""
MAX_FOLDER_BYTES = 192 << 20
"""Of one model with its pictures, unpacked."""

_END_SIGNATURE = b"PK\x05\x06"
_END_BYTES = 22
_CHUNK = 1 << 20


class Archive:
    """The files of an open zip archive by their plain names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in archive.infolist():
            name = plain_name(entry.filename)
            if name is not None and not entry.is_dir() and not _is_link(entry):
                self._entries.setdefault(name, entry)

    @property
    def names(self) -> tuple[str, ...]:
        """Every file that may be read; those with names that lead elsewhere are left out."""
        return tuple(self._entries)

    def read(self, name: str, limit: int = MAX_FILE_BYTES) -> bytes:
        """Read a file of at most `limit` bytes, whatever the archive says its size is.

        Raises
        ------
        MeshFileError
            `missing_model` if there is no such file; `unreadable` if it is broken, encrypted,
            packed in a way not known here, or longer.
        """
        entry = self._entries.get(plain_name(name) or "")
        if entry is None:
            raise MeshFileError("missing_model", f'"{name[:120]}" is not in the archive')
        parts: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        msg = f'"{name[:120]}": expected at most {limit} bytes unpacked'
                        raise MeshFileError("unreadable", msg)
                    parts.append(chunk)
        except _BROKEN as error:
            msg = f'"{name[:120]}" cannot be unpacked: {error}'
            raise MeshFileError("unreadable", msg) from error
        return b"".join(parts)

    def unpack_folder(self, folder: str, target: Path, limit: int = MAX_FOLDER_BYTES) -> None:
        """Write the files directly in a folder of the archive into `target`.

        Raises
        ------
        MeshFileError
            As `read`; besides `unreadable` if they are longer than `limit` bytes together.
        """
        left = limit
        for name in self._entries:
            path = PurePosixPath(name)
            if str(path.parent) != folder:
                continue
            data = self.read(name, min(MAX_FILE_BYTES, left))
            left -= len(data)
            (target / path.name).write_bytes(data)


@contextmanager
def open_archive(path: Path) -> Generator[Archive]:
    """Open a zip archive.

    Raises
    ------
    MeshFileError
        `unreadable` if it is none, is larger than 1 GiB or lists too many entries.
    """
    try:
        _require_small_directory(path)
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise MeshFileError("unreadable", f"{path.name} is no zip archive: {error}") from error
    with archive:
        yield Archive(archive)


def plain_name(name: str) -> str | None:
    """Give a name without `.` and leading slashes; None if it leads out of the archive."""
    if "\\" in name or "\0" in name or ":" in name:
        return None
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    return "/".join(parts)


_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,  # Packed by a method not known here.
    RuntimeError,  # Encrypted.
    ValueError,
    struct.error,
)


def _is_link(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return stat.S_ISLNK(mode)


def _require_small_directory(path: Path) -> None:
    """Check the length of the list of entries before the library makes objects of it."""
    if not path.is_file():  # A device or pipe has no end.
        msg = "there is no such file"
        raise ValueError(msg)
    size = path.stat().st_size
    if size > MAX_ARCHIVE_BYTES:
        msg = f"expected at most {MAX_ARCHIVE_BYTES} bytes, got {size}"
        raise ValueError(msg)
    with path.open("rb") as stream:
        stream.seek(max(0, size - _END_BYTES - 0xFFFF))
        tail = stream.read()
    start = tail.rfind(_END_SIGNATURE)
    if start < 0 or len(tail) - start < _END_BYTES:
        msg = "its list of entries is missing"
        raise ValueError(msg)
    (length,) = struct.unpack_from("<I", tail, start + 12)
    if length > MAX_DIRECTORY_BYTES:
        msg = f"its list of entries has {length} bytes; expected at most {MAX_DIRECTORY_BYTES}"
        raise ValueError(msg)
