"""Model files on this machine: fetched once, hash-checked, kept in a per-user cache.

`assets/models/models.toml` names every file with its hash, size, licence and sources. Nothing
here is imported from the files' packages, and after `fetch` nothing needs a network.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from tryon.errors import ModelAlteredError, ModelMissingError
from tryon.tracking.model_manifest import ModelFile, read_manifest
from tryon.tracking.model_sources import Downloader, Source, SourceError

_FETCH_HINT = "run `tryon models fetch`"


class ModelState(StrEnum):
    """What a look at the cache found."""

    PRESENT = "present"
    MISSING = "missing"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A file of the manifest and its state in the cache, under `path`."""

    model: ModelFile
    path: Path
    state: ModelState


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """One step of a fetch, for a progress bar.

    Parameters
    ----------
    model : the file being fetched
    source : where from; None once the file is in place
    received_bytes : how much of the file has arrived, `[0, model.size_bytes]`
    refusal : why the source before this step was given up; None otherwise
    """

    model: ModelFile
    source: Source | None
    received_bytes: int
    refusal: str | None = None


ProgressCallback = Callable[[FetchProgress], None]


def default_models_dir() -> Path:
    """Give the cache folder of this user: `$TRYON_MODELS`, else the XDG cache folder.

    For the edge only (command line, factory); everything below takes the folder as a parameter.
    """
    if chosen := os.environ.get("TRYON_MODELS"):
        return Path(chosen).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    root = Path(cache) if cache and Path(cache).is_absolute() else Path.home() / ".cache"
    return root / "tryon" / "models"


class ModelStore:
    """The model files of one cache folder.

    Parameters
    ----------
    folder : the cache; made by the first `fetch`
    models : what belongs in it
    """

    def __init__(self, folder: Path, models: Iterable[ModelFile]) -> None:
        self._folder = folder
        self._models = {model.name: model for model in models}
        self._checked: set[str] = set()

    @classmethod
    def default(cls) -> Self:
        """Give the store of this user and this installation."""
        return cls(default_models_dir(), read_manifest())

    @property
    def folder(self) -> Path:
        """The cache folder."""
        return self._folder

    def path(self, name: str) -> Path:
        """Give the path of a checked file; the hash is computed once per store and file.

        Raises
        ------
        ModelMissingError
            If the file has not been fetched.
        ModelAlteredError
            If its size or hash is not the pinned one.
        KeyError
            If the manifest knows no such file.
        """
        model = self._models[name]
        path = self._folder / name
        if name in self._checked and _has_size(path, model):
            return path
        state = _state_by_hash(path, model)
        if state is ModelState.MISSING:
            raise ModelMissingError(f"{name}: not found in {self._folder}; {_FETCH_HINT}")
        if state is ModelState.ALTERED:
            raise ModelAlteredError(
                f"{name}: {path} does not have the pinned sha256 and is not used; {_FETCH_HINT}"
            )
        self._checked.add(name)
        return path

    def list(self) -> tuple[ModelStatus, ...]:
        """Look which files are there with the right size; quick, reads none of them."""
        return tuple(
            ModelStatus(model, path, _state_by_size(path, model)) for model, path in self._files()
        )

    def verify(self) -> tuple[ModelStatus, ...]:
        """Compute every file's hash and compare."""
        return tuple(
            ModelStatus(model, path, _state_by_hash(path, model)) for model, path in self._files()
        )

    def fetch(self, progress: ProgressCallback | None = None) -> tuple[ModelStatus, ...]:
        """Bring every missing or altered file into the cache; touches no network if all are well.

        Parameters
        ----------
        progress : called at each step of each file that is fetched

        Raises
        ------
        ModelMissingError
            If no source delivers a file.
        ModelAlteredError
            If sources deliver a file, but none the pinned bytes.
        """
        report = progress or _ignore
        with Downloader() as downloader:
            for status in self.verify():
                if status.state is ModelState.PRESENT:
                    continue
                content = _first_good(status.model, downloader, report)
                _write_atomically(status.path, content)
                report(FetchProgress(status.model, None, len(content)))
        return self.verify()

    def _files(self) -> tuple[tuple[ModelFile, Path], ...]:
        return tuple((model, self._folder / name) for name, model in self._models.items())


def _first_good(model: ModelFile, downloader: Downloader, report: ProgressCallback) -> bytes:
    refusals: list[str] = []
    is_altered = False
    for source in model.sources:
        refusal = refusals[-1] if refusals else None
        report(FetchProgress(model, source, 0, refusal))
        try:
            content = downloader.read(
                source,
                model.size_bytes,
                lambda count, source=source: report(
                    FetchProgress(model, source, min(count, model.size_bytes))
                ),
            )
        except SourceError as error:
            refusals.append(f"{source}: {error}")
            continue
        digest = hashlib.sha256(content).hexdigest()
        if digest == model.sha256:
            return content
        is_altered = True
        refusals.append(f"{source}: refused, expected sha256 {model.sha256}, got {digest}")
    leaf = ModelAlteredError if is_altered else ModelMissingError
    raise leaf(f"{model.name}: no source delivered the file:\n  " + "\n  ".join(refusals))


def _has_size(path: Path, model: ModelFile) -> bool:
    return path.is_file() and path.stat().st_size == model.size_bytes


def _state_by_size(path: Path, model: ModelFile) -> ModelState:
    if not path.is_file():
        return ModelState.MISSING
    return ModelState.PRESENT if _has_size(path, model) else ModelState.ALTERED


def _state_by_hash(path: Path, model: ModelFile) -> ModelState:
    state = _state_by_size(path, model)
    if state is not ModelState.PRESENT:
        return state
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ModelState.PRESENT if digest == model.sha256 else ModelState.ALTERED


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file private; a service account may share this cache.
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _ignore(step: FetchProgress) -> None:
    del step
