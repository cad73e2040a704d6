"""What a seller says of a file that is imported, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tryon.arrays import Array2
from tryon.catalog.importing.kind import Axis, Declared, ImportKind, Labels, Size, Word
from tryon.catalog.manifest import SKU_PATTERN, is_gtin
from tryon.catalog.product import Language, Price
from tryon.errors import InputError

_UNKNOWN_BRAND = "-"


@dataclass(frozen=True, slots=True, eq=False)
class ImportOptions:
    """What the importer cannot see in a mesh.

    Parameters
    ----------
    sku : the file's name, made fit, where None
    names : by language, the file's name where None
    brand, price, gtin : as the retailer states them
    width_mm, height_mm, depth_mm : real sizes of the whole product; glasses with open temples
    circumference_mm : of the opening, inside: of a hat
    length_mm : along the product itself: of a chain
    up, front : which axes of the file point upwards and out of the front; found where None
    points : attachment points by name in the file's axes and unit; others are found
    kind, mount : what kind of furniture it is, and what carries it
    elevation_mm : of its lowest point over the floor, for what hangs or stands on something
    rotation : (3, 3), rows are product x, y, z in file axes, where no axis points there
    credit : who made the model and under which licence; kept in the mesh file
    replace : whether a product of this SKU in the folder is replaced
    """

    sku: str | None = None
    names: Mapping[Language, str] | None = None
    brand: str = _UNKNOWN_BRAND
    price: Price | None = None
    gtin: str | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    circumference_mm: float | None = None
    length_mm: float | None = None
    up: Axis | None = None
    front: Axis | None = None
    points: Mapping[str, tuple[float, float, float]] | None = None
    kind: str | None = None
    mount: str | None = None
    elevation_mm: float | None = None
    rotation: Array2 | None = None
    credit: str = ""
    replace: bool = False

    @property
    def sizes_mm(self) -> dict[Size, float]:
        """The sizes that are stated."""
        sizes: dict[Size, float | None] = {
            "width": self.width_mm,
            "height": self.height_mm,
            "depth": self.depth_mm,
            "circumference": self.circumference_mm,
            "length": self.length_mm,
            "elevation": self.elevation_mm,
        }
        return {name: size for name, size in sizes.items() if size is not None}

    @property
    def words(self) -> dict[Word, str]:
        """The words that are stated."""
        words: dict[Word, str | None] = {"kind": self.kind, "mount": self.mount}
        return {name: word for name, word in words.items() if word is not None}


def declared_of(kind: ImportKind, options: ImportOptions) -> Declared:
    """Give what the options say of the mesh.

    Raises
    ------
    InputError
        If something means nothing in the category, or is out of range.
    """
    for name, size in options.sizes_mm.items():
        if name not in kind.sizes:
            msg = f"{name}_mm: means nothing for {kind.category}; expected {_listed(kind.sizes)}"
            raise InputError(msg)
        least = 0.0 if name == "elevation" else 1.0
        if not least <= size <= kind.longest_mm:
            msg = f"{name}_mm: expected a length in [{least:g}, {kind.longest_mm:g}] mm, got {size}"
            raise InputError(msg)
    if (options.up or options.front) and not kind.axes:
        msg = f"up, front: axes are always found for {kind.category}"
        raise InputError(msg)
    if options.up and options.front and options.up[1] == options.front[1]:
        msg = f"front: expected another axis than {options.up}, got {options.front}"
        raise InputError(msg)
    for name, word in options.words.items():
        accepted = kind.words.get(name, ())
        if word not in accepted:
            msg = f'{name}: expected {_listed(accepted)}, got "{word}"'
            raise InputError(msg)
    points = dict(options.points or {})
    unknown = sorted(set(points) - set(kind.points))
    if unknown:
        msg = f"points: expected {_listed(kind.points)}, got {', '.join(unknown)}"
        raise InputError(msg)
    return Declared(
        options.sizes_mm, options.up, options.front, points, options.words, options.rotation
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def labels_of(path: Path, options: ImportOptions) -> Labels:
    """Give what the options say of the product; the file's name stands in.

    Raises
    ------
    InputError
        If the SKU or the GTIN is malformed.
    """
    sku = options.sku or sku_from_name(path.stem)
    if not re.fullmatch(SKU_PATTERN, sku):
        msg = f'sku: expected lower-case words joined by hyphens, got "{sku}"'
        raise InputError(msg)
    if options.gtin is not None and not is_gtin(options.gtin):
        msg = f'gtin: expected 8, 12, 13 or 14 digits with a true check digit, got "{options.gtin}"'
        raise InputError(msg)
    title = path.stem.replace("_", " ").replace("-", " ").strip().title() or sku
    names = options.names or {"vi": title, "en": title}
    return Labels(sku, names, options.brand, options.price, options.gtin)


def sku_from_name(name: str) -> str:
    """Make a SKU of a file name: lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-") or "product"
