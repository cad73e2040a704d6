"""Builds the bundled furniture: `python -m assets.build.furniture --library DIR [SKU ...]`.

DIR holds the libraries of Debian's package sweethome3d-furniture 1.8-1 (where it is installed:
/usr/share/sweethome3d/furniture). They are needed only to build; what is built is in
`assets/products`. Pieces of our own making are built without them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assets.build import furniture_designs, furniture_room_designs, furniture_table_designs
from assets.build.furniture_convert import OWN_CREDIT, converted, covered, product_of, write
from assets.build.furniture_own import OWN
from assets.build.furniture_pieces import Piece
from assets.build.product import BRAND
from tryon.catalog.product import Product

PRODUCTS = Path(__file__).resolve().parents[1] / "products"


def pieces() -> tuple[Piece, ...]:
    """Every piece, in the order of their numbers."""
    every = (
        *furniture_designs.PIECES,
        *furniture_table_designs.PIECES,
        *furniture_room_designs.PIECES,
    )
    return tuple(sorted(every, key=lambda piece: piece.number))


def build(piece: Piece, library: Path) -> tuple[Product, str]:
    """A piece's product, and the credit of its mesh."""
    if piece.source is None:
        return product_of(covered(OWN[piece.own](), piece), piece, BRAND), OWN_CREDIT
    parts, maker, credit = converted(library, piece)
    return product_of(covered(parts, piece), piece, maker), credit


def main(arguments: list[str]) -> int:
    """Write the named pieces, or all of them, below `assets/products`."""
    parser = argparse.ArgumentParser(prog="python -m assets.build.furniture")
    parser.add_argument("sku", nargs="*", help="pieces to build; all when none is named")
    parser.add_argument("--library", type=Path, required=True, help="folder of the .sh3f files")
    parser.add_argument("--out", type=Path, default=PRODUCTS, help="folder of the products")
    options = parser.parse_args(arguments)
    known = {piece.sku: piece for piece in pieces()}
    unknown = sorted(set(options.sku) - set(known))
    if unknown:
        parser.error(f"unknown piece: {', '.join(unknown)}")
    for sku in options.sku or known:
        product, credit = build(known[sku], options.library)
        write(options.out / sku, product, credit)
        size = (options.out / sku / "model.glb").stat().st_size
        print(f"{sku}: {product.triangle_count} triangles, {size // 1024} KiB; {credit}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
