"""The bundled products in the order of the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass

from assets.build import (
    acetate_designs,
    earrings_drops,
    earrings_plain,
    headwear_designs,
    metal_designs,
    necklace_designs,
    sun_designs,
)
from assets.build.product import Article, Listing


@dataclass(frozen=True, slots=True)
class Entry:
    """A product: its listing and the function that builds its geometry."""

    listing: Listing
    build: Callable[[], Article]


def entries() -> tuple[Entry, ...]:
    """Every product."""
    designs = (
        *acetate_designs.DESIGNS,
        *sun_designs.DESIGNS,
        *metal_designs.DESIGNS,
        *headwear_designs.DESIGNS,
        *earrings_plain.DESIGNS,
        *earrings_drops.DESIGNS,
        *necklace_designs.DESIGNS,
    )
    return tuple(Entry(*design()) for design in designs)
