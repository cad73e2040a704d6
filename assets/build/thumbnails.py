"""Draws the thumbnail of every product of the catalogue: `python -m assets.build.thumbnails`.

`--variants FOLDER` also writes one picture per variant, for looking at them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from tryon.arrays import Image
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product
from tryon.rendering.pyrender_backend import PyrenderRenderer
from tryon.rendering.renderer import Renderer
from tryon.rendering.thumbnail import best_view, render_thumbnail

PRODUCTS = Path(__file__).resolve().parents[1] / "products"
SIZE = (640, 480)
MAX_BYTES = 60_000


def encode(picture: Image) -> bytes:
    """Encode as JPEG of quality 88, less if the file would exceed 60 kB."""
    for quality in (88, 82, 76, 70):
        _, data = cv2.imencode(".jpg", picture[..., ::-1], [int(cv2.IMWRITE_JPEG_QUALITY), quality])
        if len(data) <= MAX_BYTES:
            break
    return data.tobytes()


def drawn(renderer: Renderer, product: Product, variant: str | None) -> Image:
    """Draw a product from the side that shows it best."""
    yaw_rad, pitch_rad = best_view(product)
    return render_thumbnail(renderer, product, variant, SIZE, yaw_rad=yaw_rad, pitch_rad=pitch_rad)


def write_variants(renderer: Renderer, product: Product, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for variant in product.variants:
        picture = drawn(renderer, product, variant.id)
        (folder / f"{product.sku}-{variant.id}.jpg").write_bytes(encode(picture))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("skus", nargs="*", help="all products if none is given")
    parser.add_argument("--variants", type=Path, help="folder for a picture of each variant")
    arguments = parser.parse_args()
    catalog = Catalog.load([PRODUCTS])
    renderer = PyrenderRenderer()
    # Products without a mesh have pictures of their own, as `assets.build.makeup` draws them.
    meshed = [p.sku for p in catalog.products if catalog.mesh(p.sku) is not None]
    skus = arguments.skus or meshed
    for sku in skus:
        product = catalog.product(sku)
        picture = drawn(renderer, product, None)
        (PRODUCTS / sku / "thumb.jpg").write_bytes(encode(picture))
        if arguments.variants is not None:
            write_variants(renderer, product, arguments.variants)
        print(f"{sku}: {(PRODUCTS / sku / 'thumb.jpg').stat().st_size} bytes")
    renderer.close()


if __name__ == "__main__":
    main()
