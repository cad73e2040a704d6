"""The products of one or more folders: listed at once, meshes read on first use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tryon.catalog.manifest import MANIFEST_NAME, Manifest, load_manifest
from tryon.catalog.meshes import check_size, load_meshes
from tryon.catalog.product import Product
from tryon.errors import AssetError, UnknownProductError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CatalogProblem:
    """A product that was left out.

    Parameters
    ----------
    folder : where it lies
    message : what is wrong, one line per problem
    """

    folder: Path
    message: str


@dataclass(frozen=True, slots=True)
class _Entry:
    manifest: Manifest
    folder: Path


class Catalog:
    """Products by SKU. Safe to share between threads.

    Listing reads manifests only, so a product from `products` or `listed` has empty `meshes`;
    `product` gives the one to wear, with meshes, and keeps it.
    """

    def __init__(self, entries: Iterable[_Entry], problems: Iterable[CatalogProblem]) -> None:
        self._entries = {entry.manifest.product.sku: entry for entry in entries}
        self._problems = tuple(problems)
        self._loaded: dict[str, Product] = {}
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folders: Iterable[Path]) -> Catalog:
        """Read the manifest of every product folder directly below the given folders.

        A broken product is left out and listed in `problems`; so is the second of two
        products with one SKU. A folder that does not exist is a problem too.
        """
        entries: dict[str, _Entry] = {}
        problems: list[CatalogProblem] = []
        for folder in folders:
            if not folder.is_dir():
                problems.append(CatalogProblem(folder, f"{folder}: there is no such folder"))
                continue
            for path in sorted(folder.glob(f"*/{MANIFEST_NAME}")):
                try:
                    entry = _read_entry(path)
                except AssetError as error:
                    problems.append(CatalogProblem(path.parent, str(error)))
                    continue
                sku = entry.manifest.product.sku
                if sku in entries:
                    message = f'{path}: sku: "{sku}" is already used by {entries[sku].folder}'
                    problems.append(CatalogProblem(path.parent, message))
                    continue
                entries[sku] = entry
        for problem in problems:
            _log.warning("product left out: %s", problem.message)
        return cls(entries.values(), problems)

    @property
    def products(self) -> tuple[Product, ...]:
        """Every product, ordered by folder name, without meshes."""
        return tuple(entry.manifest.product for entry in self._entries.values())

    @property
    def problems(self) -> tuple[CatalogProblem, ...]:
        """What was left out, and why."""
        return self._problems

    def __contains__(self, sku: object) -> bool:
        return sku in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def listed(self, sku: str) -> Product:
        """Give a product without its meshes.

        Raises
        ------
        UnknownProductError
            If there is no such product.
        """
        return self._entry(sku).manifest.product

    def product(self, sku: str) -> Product:
        """Give a product with its meshes, read on the first call and kept.

        Raises
        ------
        UnknownProductError
            If there is no such product.
        MeshError
            If the mesh is unreadable or differs from the declared size by more than 2 %.
        """
        entry = self._entry(sku)
        # One lock for all: two threads that ask for one product must not both read it, and
        # reading is short.
        with self._lock:
            if sku not in self._loaded:
                self._loaded[sku] = _with_meshes(entry)
            return self._loaded[sku]

    def folder(self, sku: str) -> Path:
        """Give the folder of a product; raises as `listed`."""
        return self._entry(sku).folder

    def thumbnail(self, sku: str) -> Path:
        """Give the thumbnail file of a product, which may not exist yet; raises as `listed`."""
        entry = self._entry(sku)
        return entry.folder / entry.manifest.thumbnail

    def mesh(self, sku: str) -> Path | None:
        """Give the mesh file of a product, None if it has none; raises as `listed`."""
        entry = self._entry(sku)
        return None if entry.manifest.mesh is None else entry.folder / entry.manifest.mesh

    def check(self) -> tuple[CatalogProblem, ...]:
        """Read every mesh, look for every thumbnail, and give all problems found."""
        found: list[CatalogProblem] = []
        for sku, entry in self._entries.items():
            try:
                self.product(sku)
            except AssetError as error:
                found.append(CatalogProblem(entry.folder, str(error)))
            if not self.thumbnail(sku).is_file():
                message = f"{self.thumbnail(sku)}: the thumbnail is missing"
                found.append(CatalogProblem(entry.folder, message))
        return (*self._problems, *found)

    def _entry(self, sku: str) -> _Entry:
        try:
            return self._entries[sku]
        except KeyError:
            msg = f'there is no product "{sku}"'
            raise UnknownProductError(msg) from None


def _read_entry(path: Path) -> _Entry:
    manifest = load_manifest(path)
    # A missing thumbnail is no reason to leave a product out: thumbnails are drawn from it.
    if manifest.mesh is not None and not (path.parent / manifest.mesh).is_file():
        msg = f"{path}: mesh: the file {manifest.mesh} is missing"
        raise AssetError(msg)
    return _Entry(manifest, path.parent)


def _with_meshes(entry: _Entry) -> Product:
    manifest = entry.manifest
    if manifest.mesh is None:
        return manifest.product
    path = entry.folder / manifest.mesh
    parts = load_meshes(path)
    check_size(parts, manifest.product.size_m, path)
    return replace(manifest.product, meshes=parts)
