"""Textures: decoding with limits, and encoding small."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image as PillowImage

from tryon.arrays import Image

_FORMATS = ("JPEG", "PNG", "WEBP")
_MAX_SIDE = 8192
_MAX_PIXELS = 36_000_000


def decode_texture(data: bytes) -> tuple[Image, float]:
    """Decode a JPEG, PNG or WebP texture.

    Returns
    -------
    (H, W, 3) sRGB and the mean alpha in [0, 1]

    Raises
    ------
    ValueError
        If it is not such a picture, is broken, or is larger than 8192 px or 36 MP.
    """
    try:
        with PillowImage.open(io.BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if max(width, height) > _MAX_SIDE or width * height > _MAX_PIXELS:
                msg = (
                    f"expected at most {_MAX_SIDE} px and {_MAX_PIXELS} pixels, got {picture.size}"
                )
                raise ValueError(msg)
            rgba = np.asarray(picture.convert("RGBA"))
    except (OSError, SyntaxError, PillowImage.DecompressionBombError) as error:
        # Pillow reports broken PNG chunks as SyntaxError.
        msg = f"the picture cannot be read: {error}"
        raise ValueError(msg) from error
    return np.ascontiguousarray(rgba[:, :, :3]), float(rgba[:, :, 3].mean()) / 255.0


def shrink(image: Image, max_side: int) -> Image:
    """Give a picture no larger than `max_side` px, averaged over its own pixels."""
    height, width = image.shape[:2]
    if max(width, height) <= max_side:
        return image
    factor = max_side / max(width, height)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    picture = PillowImage.fromarray(image).resize(size, PillowImage.Resampling.BOX)
    return np.asarray(picture)


def encode_jpeg(image: Image, quality: int = 90) -> bytes:
    """Encode (H, W, 3) sRGB as JPEG without chroma subsampling (tortoise keeps its edges)."""
    stream = io.BytesIO()
    PillowImage.fromarray(image).save(stream, "JPEG", quality=quality, subsampling=0)
    return stream.getvalue()
