"""Imports a stranger's mesh as a product: a folder that the catalogue accepts, and a report."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tryon.catalog.importing.faults import (
    ImportFault,
    ImportRefusedError,
    fault,
    refusal,
)
from tryon.catalog.importing.glb_writer import glb_bytes
from tryon.catalog.importing.kind import Imported, ImportKind
from tryon.catalog.importing.kinds import KINDS
from tryon.catalog.importing.options import (
    ImportOptions,
    declared_of,
    labels_of,
    sku_from_name,
)
from tryon.catalog.importing.sandbox import TIMEOUT_S, read_scene_apart
from tryon.catalog.manifest import MANIFEST_NAME, Manifest, load_manifest
from tryon.catalog.manifest_writer import write_manifest
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.meshes import check_size, load_meshes
from tryon.catalog.product import Product
from tryon.errors import InputError
from tryon.geometry.axes import MM_PER_M

Thumbnail = Callable[[Product], bytes]
"""Draws a product with meshes and gives the bytes of a JPEG file."""

_MESH_NAME = "model.glb"
_THUMBNAIL_NAME = "thumb.jpg"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    Parameters
    ----------
    source : the file
    sku, folder : the product written, None if none was
    faults : everything found; an `error` among them means nothing was written
    unit : of the file as found, e.g. `cm`, or `declared`
    size_mm : width, height, depth
    triangles_before, triangles_after : counts
    parts : node names of the product's mesh
    """

    source: Path
    sku: str | None = None
    folder: Path | None = None
    faults: tuple[ImportFault, ...] = ()
    unit: str | None = None
    size_mm: tuple[float, float, float] | None = None
    triangles_before: int = 0
    triangles_after: int = 0
    parts: tuple[str, ...] = ()

    @property
    def is_imported(self) -> bool:
        """Whether a product was written."""
        return self.folder is not None


def import_product(
    path: Path,
    out_dir: Path,
    options: ImportOptions | None = None,
    *,
    category: str = "eyewear",
    draw_thumbnail: Thumbnail | None = None,
    progress: Callable[[str, float], None] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> ImportReport:
    """Turn a .glb, .gltf or .obj file into a product folder below `out_dir`.

    The folder appears complete or not at all. The file is read in a process of its own, with a
    limit on time and memory.

    Parameters
    ----------
    path : a mesh; with an .obj or .gltf, its other files must lie in the same folder
    out_dir : a catalogue folder; made if missing
    draw_thumbnail : makes the thumbnail; without it the product has none yet
    progress : told each step and how much is done, [0, 1]
    timeout_s : for reading the file

    Returns
    -------
    ImportReport
        Also for a file that cannot be used: its faults say why and what to do.

    Raises
    ------
    InputError
        If an option is wrong or means nothing in the category.
    OSError
        If the product cannot be written.
    """
    options = options or ImportOptions()
    kind = _kind(category)
    declared = declared_of(kind, options)
    labels = labels_of(path, options)
    tell = progress or _silent
    faults: list[ImportFault] = []
    try:
        target = out_dir / labels.sku
        if target.exists() and not options.replace:
            msg = f'there is a product "{labels.sku}" already'
            raise refusal("exists", msg)
        tell("read", 0.0)
        scene = read_scene_apart(path, timeout_s)
        faults += [fault(found.code, found.message) for found in scene.faults]
        imported = kind.build(scene, labels, declared, tell)
    except MeshFileError as error:
        return ImportReport(path, faults=(*faults, refusal(error.code, str(error)).fault))
    except ImportRefusedError as error:
        return ImportReport(path, faults=(*faults, error.fault))
    faults += imported.faults
    tell("write", 0.8)
    if draw_thumbnail is None:
        faults.append(fault("no_thumbnail", "no thumbnail was drawn"))
    _write(imported.product, target, draw_thumbnail, options.credit)
    tell("done", 1.0)
    return _report(path, target, imported, faults)


def _report(
    path: Path, target: Path, imported: Imported, faults: list[ImportFault]
) -> ImportReport:
    product = imported.product
    width, height, depth = (round(float(size) * MM_PER_M, 2) for size in product.size_m)
    return ImportReport(
        source=path,
        sku=product.sku,
        folder=target,
        faults=tuple(faults),
        unit=imported.scale.unit,
        size_mm=(width, height, depth),
        triangles_before=imported.triangles_before,
        triangles_after=product.triangle_count,
        parts=tuple(part.name for part in product.meshes),
    )


def _kind(category: str) -> ImportKind:
    kind = KINDS.get(category)
    if kind is None:
        known = ", ".join(f'"{name}"' for name in KINDS)
        msg = f'category: expected one of {known}, got "{category}"'
        raise InputError(msg)
    return kind


def _write(product: Product, target: Path, draw_thumbnail: Thumbnail | None, credit: str) -> None:
    """Write the folder beside its place, read it back, then move it there in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # A dot keeps the catalogue from listing it meanwhile.
    folder = Path(tempfile.mkdtemp(prefix=f".{product.sku}-", dir=target.parent))
    try:
        (folder / _MESH_NAME).write_bytes(glb_bytes(product.meshes, credit))
        light = replace(product, meshes=())
        write_manifest(Manifest(light, _MESH_NAME, _THUMBNAIL_NAME), folder / MANIFEST_NAME)
        written = load_manifest(folder / MANIFEST_NAME).product
        meshes = load_meshes(folder / _MESH_NAME)
        check_size(meshes, written.size_m, folder / _MESH_NAME)
        if draw_thumbnail is not None:
            picture = draw_thumbnail(replace(written, meshes=meshes))
            (folder / _THUMBNAIL_NAME).write_bytes(picture)
        folder.chmod(0o755)  # mkdtemp makes it private to this user.
        _move(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    if not target.exists():
        folder.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        os.replace(target, old / target.name)  # noqa: PTH105 - named for what it does
        folder.rename(target)
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _silent(step: str, share: float) -> None:
    del step, share


__all__ = [
    "ImportOptions",
    "ImportReport",
    "Thumbnail",
    "import_product",
    "sku_from_name",
]
