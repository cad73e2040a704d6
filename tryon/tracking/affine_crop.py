"""Crops of a picture, turned and scaled."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Array2, Image


def affine_crop(image: Image, frame_from_crop: Array2, size: int, factor: int) -> Image:
    """Resample a square of a picture; beyond the picture its border goes on.

    Parameters
    ----------
    image : (H, W, 3)
    frame_from_crop : (2, 3), from px of the crop to px of the picture, centres to centres
    size : side of the crop, px
    factor : side of the squares of pixels that are averaged first, 1 for none: where a pixel of
        the crop spans several, linear sampling alone aliases

    Returns
    -------
    (size, size, 3) uint8
    """
    source, frame_from_crop = _reduced(image, frame_from_crop, size, factor)
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    crop = cv2.warpAffine(source, frame_from_crop, (size, size), flags=flags, borderMode=border)
    return np.asarray(crop, dtype=np.uint8)


def _reduced(image: Image, frame_from_crop: Array2, size: int, factor: int) -> tuple[Image, Array2]:
    """Average the pixels of the part that is looked at."""
    if factor < 2:
        return image, frame_from_crop
    corners = np.array([[0, 0, 1], [size, 0, 1], [0, size, 1], [size, size, 1]])
    seen = corners @ frame_from_crop.T
    height, width = image.shape[:2]
    x0, y0 = (max(0, int(v)) for v in np.floor(seen.min(axis=0)) - factor)
    x1, y1 = (int(v) for v in np.minimum(np.ceil(seen.max(axis=0)) + factor, [width, height]))
    columns, rows = (x1 - x0) // factor, (y1 - y0) // factor
    if columns < 1 or rows < 1:
        return image, frame_from_crop
    window = image[y0 : y0 + rows * factor, x0 : x0 + columns * factor]
    small = cv2.resize(window, (columns, rows), interpolation=cv2.INTER_AREA)
    # A pixel of the small picture is the mean of `factor` pixels: centres shift by a half.
    moved = frame_from_crop.copy()
    moved[:, 2] -= np.array([x0, y0]) + 0.5 * (factor - 1)
    return np.asarray(small, dtype=np.uint8), moved / factor
