"""What a piece of furniture is to the builder: where it comes from, its covers, its variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Cloth = Literal["", "weave", "felt", "leather", "oak", "file", "file-grey"]
"""Texture of a cover: none, one of ours, the file's own, or the file's own without its hue."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Look of one material: sRGB hex, the rest in [0, 1].

    Parameters
    ----------
    cloth
        Its texture; ours are laid on evenly, one repeat in `tile_mm`.
    """

    color: str
    roughness: float
    metallic: float = 0.0
    opacity: float = 1.0
    cloth: Cloth = ""
    tile_mm: float = 220.0


@dataclass(frozen=True, slots=True)
class Colour:
    """A variant: the colours that differ from the covers', by material; the first is its swatch."""

    id: str
    vi: str
    en: str
    colors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece to convert or to make.

    Parameters
    ----------
    number
        Item reference of its GTIN.
    source
        Library file without suffix and id of the piece in it; None for our own.
    own
        Which of our own shapes it is.
    covers
        Look by our material's name; also which materials there are.
    materials
        Our material by the file's name for it.
    elevation_mm
        Of its lowest point over the floor where it hangs or stands on something.
    triangles
        The mesh is reduced to this.
    """

    sku: str
    number: int
    source: tuple[str, str] | None
    kind: str
    names: tuple[str, str]
    descriptions: tuple[str, str]
    price: int
    covers: Mapping[str, Cover]
    colours: Sequence[Colour]
    materials: Mapping[str, str] = field(default_factory=dict[str, str])
    mount: str = "floor"
    elevation_mm: float = 0.0
    triangles: int = 15_000
    own: str = ""


STEEL = Cover("#b4b6b8", 0.34, metallic=1.0)
BRASS = Cover("#c8a462", 0.3, metallic=1.0)
BLACK_METAL = Cover("#1d1d1f", 0.45)
GLASS = Cover("#c6d2d0", 0.04, opacity=0.14)


def fabric(color: str, tile_mm: float = 160.0) -> Cover:
    """Woven upholstery."""
    return Cover(color, 0.92, cloth="weave", tile_mm=tile_mm)


def felted(color: str, tile_mm: float = 260.0) -> Cover:
    """Soft cloth without visible threads: bed linen, velvet, wool."""
    return Cover(color, 0.95, cloth="felt", tile_mm=tile_mm)


def leather(color: str, tile_mm: float = 180.0) -> Cover:
    """Smooth leather."""
    return Cover(color, 0.42, cloth="leather", tile_mm=tile_mm)


def wood(color: str, roughness: float = 0.5, tile_mm: float = 700.0) -> Cover:
    """Oiled wood with its grain along the board."""
    return Cover(color, roughness, cloth="oak", tile_mm=tile_mm)


def painted(color: str, roughness: float = 0.4) -> Cover:
    """Lacquer or paint."""
    return Cover(color, roughness)
