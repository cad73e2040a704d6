"""`tryon demo`: products on the bundled photos, and a contact sheet of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import typer

from tryon.arrays import Image
from tryon.cli.console import make_folder, progress_bar, running_engine
from tryon.codec import decode_photo, encode_picture
from tryon.errors import AssetError
from tryon.factory import (
    DEFAULT_SAMPLES_DIR,
    Choice,
    EngineConfig,
    load_catalog,
    load_looks,
    look_choices,
    subject_of,
)

_TILE = 320
_COLUMNS = 4


def demo(
    out: Path = typer.Option(Path("out"), "--out", "-o", help="Folder for the pictures."),
    samples: Path = typer.Option(DEFAULT_SAMPLES_DIR, help="Folder of photos."),
    variants: bool = typer.Option(False, help="Every colour instead of the first."),
) -> None:
    """Try every product and every look on the bundled photos and write a contact sheet."""
    config = EngineConfig(subjects=("face",))
    photos = sorted(p for p in samples.iterdir() if p.suffix.lower() in (".jpg", ".png"))
    outfits = _outfits(config, variants=variants)
    if not photos or not outfits:
        found = f"{len(photos)} and {len(outfits)}"
        msg = f"demo: expected photos in {samples} and products, found {found}"
        raise AssetError(msg)
    make_folder(out)
    tiles: list[Image] = []
    with running_engine(config) as engine, progress_bar("Demo", len(photos) * len(outfits)) as bar:
        for path in photos:
            photo = decode_photo(path.read_bytes())
            for name, outfit in outfits.items():
                reply = engine.try_on(photo.image, photo.camera, outfit)
                (out / f"{path.stem}.{name}.jpg").write_bytes(
                    encode_picture(reply.image, "image/jpeg", 92)
                )
                face = reply.report["subjects"][0]["box"] if reply.report["subjects"] else None
                tiles.append(_tile(reply.image, face))
                bar.advance(bar.task_ids[0])
    sheet = out / "contact_sheet.jpg"
    sheet.write_bytes(encode_picture(contact_sheet(tiles), "image/jpeg", 90))
    typer.echo(f"{len(tiles)} pictures and {sheet}")


def _outfits(config: EngineConfig, *, variants: bool) -> dict[str, tuple[Choice, ...]]:
    """Give every product for faces by itself, then every look, by the name of its pictures."""
    catalog = load_catalog(config)
    found: dict[str, tuple[Choice, ...]] = {
        f"{product.sku}.{variant.id}": (Choice(product.sku, variant.id),)
        for product in catalog.products
        if subject_of(product) != "room"
        for variant in product.variants[: None if variants else 1]
    }
    looks = load_looks(catalog).looks
    return found | {f"look-{look.id}": look_choices(look) for look in looks}


def contact_sheet(tiles: list[Image]) -> Image:
    """Lay (h, w, 3) tiles of one size out in rows."""
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // _COLUMNS)
    sheet = np.full((rows * height, min(_COLUMNS, len(tiles)) * width, 3), 255, np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, _COLUMNS)
        sheet[row * height :, column * width :][:height, :width] = tile
    return sheet


def _tile(image: Image, face: list[float] | None) -> Image:
    """Cut the square around a face, or the middle of the picture."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = face or (0.0, 0.0, width - 1.0, height - 1.0)
    half = min(0.8 * max(x1 - x0, y1 - y0), 0.5 * min(width, height) - 1.0)
    cx = float(np.clip(0.5 * (x0 + x1), half, width - half))
    cy = float(np.clip(0.5 * (y0 + y1), half, height - half))
    cut = image[int(cy - half) : int(cy + half), int(cx - half) : int(cx + half)]
    return np.asarray(cv2.resize(cut, (_TILE, _TILE), interpolation=cv2.INTER_AREA), dtype=np.uint8)
