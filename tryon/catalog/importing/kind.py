"""What a category tells the importer: which sizes may be declared, and how a scene is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tryon.arrays import Array2
from tryon.catalog.importing.faults import ImportFault
from tryon.catalog.importing.scale import Scale
from tryon.catalog.mesh_scene import MeshScene
from tryon.catalog.product import Language, Price, Product

Progress = Callable[[str, float], None]
"""Told the step and its share of the whole, [0, 1]."""

Size = Literal["width", "height", "depth", "circumference", "length", "elevation"]
Word = Literal["kind", "mount"]
Axis = Literal["+x", "-x", "+y", "-y", "+z", "-z"]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the seller says of a product that no mesh can say."""

    sku: str
    names: Mapping[Language, str]
    brand: str
    price: Price | None
    gtin: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """What the seller says of the mesh itself; what is missing is looked for.

    Parameters
    ----------
    sizes_mm : real sizes, as far as they are known
    up, front : which axes of the file point upwards and out of the product's front
    points : attachment points by name, in the file's own axes and unit
    words : what else the category asks, e.g. what kind of furniture it is
    rotation : (3, 3), rows are product x, y, z in file axes, where no axis points there
    """

    sizes_mm: Mapping[Size, float] = field(default_factory=dict[Size, float])
    up: Axis | None = None
    front: Axis | None = None
    points: Mapping[str, tuple[float, float, float]] = field(
        default_factory=dict[str, tuple[float, float, float]]
    )
    words: Mapping[Word, str] = field(default_factory=dict[Word, str])
    rotation: Array2 | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A product with meshes, and how it came about.

    Parameters
    ----------
    product : complete
    scale : the unit found
    triangles_before : in the file
    faults : what was doubtful
    """

    product: Product
    scale: Scale
    triangles_before: int
    faults: tuple[ImportFault, ...]


Build = Callable[[MeshScene, Labels, Declared, Progress], Imported]
"""Find the axes and anchors of a scene, check its size, make parts and points.

Raises `ImportRefusedError` if the scene is not a product of the category of a known size.
"""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """How products of one category are imported.

    Parameters
    ----------
    category : its name
    sizes : what `Declared.sizes_mm` may hold
    build : makes the product
    axes : whether `Declared.up` and `front` are respected
    points : the names that `Declared.points` may hold
    words : the words that each of `Declared.words` may be
    longest_mm : of any size
    """

    category: str
    sizes: tuple[Size, ...]
    build: Build
    axes: bool = False
    points: tuple[str, ...] = ()
    words: Mapping[Word, tuple[str, ...]] = field(default_factory=dict[Word, tuple[str, ...]])
    longest_mm: float = 1000.0
