"""Writes the bundled make-up, manifests and pictures: `python -m assets.build.makeup [SKU ...]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from assets.build.makeup_designs import COSMETICS, Cosmetic, Shade
from assets.build.makeup_pictures import draw
from assets.build.product import BRAND, gtin
from assets.build.thumbnails import encode

PRODUCTS = Path(__file__).resolve().parents[1] / "products"


def manifest_text(item: Cosmetic) -> str:
    """`product.toml` of a make-up product."""
    lines = [
        "schema = 1",
        f'sku = "{item.sku}"',
        'category = "makeup"',
        f'brand = "{BRAND}"',
        f'gtin = "{gtin(item.number)}"',
        'mount = "skin"',
        f"names = {_both(item.names)}",
        f"descriptions = {_both(item.descriptions)}",
        f'price = {{ amount = {item.price}, currency = "VND" }}',
        'thumbnail = "thumb.jpg"',
        "",
        "[makeup]",
        f'kind = "{item.kind}"',
        f'finish = "{item.finish}"',
        f"coverage = {item.coverage:.2f}",
        *(f"{name} = {share:.2f}" for name, share in item.extras.items()),
    ]
    for shade in item.shades:
        lines += ["", *_shade_lines(shade)]
    return "\n".join(lines) + "\n"


def _shade_lines(shade: Shade) -> list[str]:
    colors = ", ".join(f'"{color}"' for color in shade.colors)
    return [
        "[[variants]]",
        f'id = "{shade.id}"',
        f"names = {_both((shade.vi, shade.en))}",
        f'swatch = "{shade.colors[0]}"',
        f"shades = [{colors}]",
    ]


def _both(texts: tuple[str, str]) -> str:
    return f'{{ vi = "{texts[0]}", en = "{texts[1]}" }}'


def write(folder: Path, item: Cosmetic) -> None:
    """Write `product.toml` and `thumb.jpg` of a product into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "product.toml").write_text(manifest_text(item), encoding="utf-8")
    (folder / "thumb.jpg").write_bytes(encode(draw(item, item.shades[0])))


def main() -> None:
    """Write the named products, or all of them, below `assets/products`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("skus", nargs="*", help="all products if none is given")
    parser.add_argument("--variants", type=Path, help="folder for a picture of each shade")
    arguments = parser.parse_args()
    for item in COSMETICS:
        if arguments.skus and item.sku not in arguments.skus:
            continue
        write(PRODUCTS / item.sku, item)
        if arguments.variants is not None:
            arguments.variants.mkdir(parents=True, exist_ok=True)
            for shade in item.shades:
                path = arguments.variants / f"{item.sku}-{shade.id}.jpg"
                path.write_bytes(encode(draw(item, shade)))


if __name__ == "__main__":
    main()
