"""Builds the bundled products: `python -m assets.build [SKU ...]`."""

import argparse
import sys
from pathlib import Path

from assets.build.catalogue import entries
from assets.build.product import write

PRODUCTS = Path(__file__).resolve().parents[1] / "products"


def main(arguments: list[str]) -> int:
    """Write the named products, or all of them, below `assets/products`."""
    parser = argparse.ArgumentParser(prog="python -m assets.build", description=main.__doc__)
    parser.add_argument("sku", nargs="*", help="products to build; all when none is named")
    parser.add_argument("--out", type=Path, default=PRODUCTS, help="folder of the products")
    options = parser.parse_args(arguments)
    catalogue = {entry.listing.sku: entry for entry in entries()}
    unknown = sorted(set(options.sku) - set(catalogue))
    if unknown:
        parser.error(f"unknown product: {', '.join(unknown)}")
    for sku in options.sku or catalogue:
        entry = catalogue[sku]
        write(options.out / sku, entry.build(), entry.listing)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
