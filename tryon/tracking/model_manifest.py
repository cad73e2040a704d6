"""The list of model files, `assets/models/models.toml`: one schema, one parser."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from tryon.errors import ManifestError
from tryon.tracking.model_sources import PackageSource, Source, UrlSource

_MANIFEST_PATH = Path(__file__).resolve().parents[2] / "assets" / "models" / "models.toml"
_HEX_DIGITS = frozenset("0123456789abcdef")
_TEXT_FIELDS = ("name", "purpose", "sha256", "licence", "author")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the manifest.

    Parameters
    ----------
    name : file name, unique
    purpose : what it is for, one line
    sha256 : 64 lower-case hexadecimal digits
    size_bytes : exact size
    licence : SPDX identifier
    author : who made it
    sources : where to get it, in order of preference
    """

    name: str
    purpose: str
    sha256: str
    size_bytes: int
    licence: str
    author: str
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        if not self.name or Path(self.name).name != self.name:
            raise ValueError(f"name: expected a plain file name, got {self.name!r}")
        if len(self.sha256) != 64 or not _HEX_DIGITS.issuperset(self.sha256):
            raise ValueError(f"sha256: expected 64 hexadecimal digits, got {self.sha256!r}")
        if self.size_bytes <= 0:
            raise ValueError(f"bytes: expected a positive number, got {self.size_bytes}")
        if not self.sources:
            raise ValueError("sources: expected at least one")


def read_manifest(path: Path = _MANIFEST_PATH) -> tuple[ModelFile, ...]:
    """Read the list of model files.

    Raises
    ------
    ManifestError
        If the file is unreadable or a field is missing or wrong; the message names both.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestError(f"{path}: cannot be read: {error}") from error
    entries = document.get("models")
    if document.get("schema") != 1 or not isinstance(entries, list):
        raise ManifestError(f"{path}: expected `schema = 1` and at least one [[models]] table")
    models: list[ModelFile] = []
    for row, entry in enumerate(cast("list[dict[str, object]]", entries)):
        try:
            models.append(_model_file(entry))
        except (KeyError, TypeError, ValueError) as error:
            reason = f"{error.args[0]}: missing" if isinstance(error, KeyError) else str(error)
            raise ManifestError(f"{path}: models[{row}]: {reason}") from error
    if len({model.name for model in models}) != len(models):
        raise ManifestError(f"{path}: models: expected unique names")
    return tuple(models)


def _model_file(entry: Mapping[str, object]) -> ModelFile:
    texts = {field: _text(entry, field) for field in _TEXT_FIELDS}
    size_bytes, sources = entry["bytes"], entry["sources"]
    if not isinstance(size_bytes, int) or not isinstance(sources, list):
        raise TypeError("bytes, sources: expected a whole number and a list of tables")
    tables = cast("list[Mapping[str, object]]", sources)
    return ModelFile(
        name=texts["name"],
        purpose=texts["purpose"],
        sha256=texts["sha256"],
        size_bytes=size_bytes,
        licence=texts["licence"],
        author=texts["author"],
        sources=tuple(_source(table) for table in tables),
    )


def _source(table: Mapping[str, object]) -> Source:
    if "url" in table:
        return UrlSource(_text(table, "url"))
    return PackageSource(
        package=_text(table, "package"),
        version=_text(table, "version"),
        member=_text(table, "member"),
        python=_text(table, "python") if "python" in table else None,
        platform=_text(table, "platform") if "platform" in table else None,
    )


def _text(table: Mapping[str, object], field: str) -> str:
    value = table[field]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{field}: expected text, got {value!r}")
    return value
