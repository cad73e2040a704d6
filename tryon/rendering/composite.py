"""Puts layers over pictures in linear light."""

from __future__ import annotations

import functools
from collections.abc import Callable

import cv2
import numpy as np

from tryon.arrays import Float32Array, Image
from tryon.compiled import compile_loop, in_halves
from tryon.rendering.renderer import Layer
from tryon.rendering.transfer import transfer_tables

_GRAIN_SIDE = 256
_GRAIN_SHARE = 0.75

_Kernel = Callable[..., None]


def composite(
    image: Image,
    layer: Layer,
    *,
    noise_sigma: float = 0.0,
    seed: int = 0,
    out: Image | None = None,
) -> Image:
    """Give the picture with the layer over it.

    Parameters
    ----------
    image : (H, W, 3) RGB, sRGB-coded; not changed unless it is also `out`
    layer : where it reaches beyond the picture, that part is dropped
    noise_sigma : standard deviation of the grain added where the product covers, of 255
    seed : picks the grain; the same picture and settings give the same bytes
    out : (H, W, 3) to write to, a new picture if None

    Returns
    -------
    (H, W, 3); outside the layer, and where it is empty, the bytes of `image`
    """
    result = image.copy() if out is None else out
    if out is not None and out is not image:
        np.copyto(out, image)
    height, width = layer.rgba.shape[:2]
    x0, y0 = max(0, layer.left), max(0, layer.top)
    x1 = min(image.shape[1], layer.left + width)
    y1 = min(image.shape[0], layer.top + height)
    if x1 <= x0 or y1 <= y0:
        return result
    rows = slice(y0 - layer.top, y1 - layer.top)
    columns = slice(x0 - layer.left, x1 - layer.left)
    decode, encode = transfer_tables()
    shift = np.random.default_rng(seed).integers(0, _GRAIN_SIDE, 2)
    picture, rgba = result[y0:y1, x0:x1], layer.rgba[rows, columns]
    transmission = layer.transmission[rows, columns]
    tables = (decode, encode, _opaque_table(), _grain())

    def blend(part: slice) -> None:
        _kernel()(
            picture[part],
            rgba[part],
            transmission[part],
            tables,
            np.float32(noise_sigma),
            (int(shift[0]) + rows.start + part.start, int(shift[1]) + columns.start),
        )

    in_halves(blend, y1 - y0, x1 - x0)
    return result


@functools.cache
def _grain() -> Float32Array:
    """Give a tile of noise, slightly soft as demosaicing and compression leave it.

    Estimates of noise see the finest grain; the share added keeps dark products, on which a
    camera's noise is lower, from looking rougher than skin.
    """
    white = np.random.default_rng(20240229).standard_normal((_GRAIN_SIDE, _GRAIN_SIDE))
    soft = cv2.GaussianBlur(white, (0, 0), 0.6, borderType=cv2.BORDER_REFLECT)
    return (soft * (_GRAIN_SHARE / soft.std())).astype(np.float32)


@functools.cache
def _opaque_table() -> Float32Array:
    """Give what each code of a colour looks like where nothing of the picture remains, (256,)."""
    _, encode = transfer_tables()
    light = (np.arange(256, dtype=np.float32) ** 2) * np.float32(1.0 / 65025.0)
    index = np.minimum(light, np.float32(1.0)) * np.float32(len(encode) - 1) + np.float32(0.5)
    return encode[index.astype(np.int32)].astype(np.float32)


@functools.cache
def _kernel() -> _Kernel:
    return compile_loop(_blend)


def _blend(  # noqa: PLR0917
    picture: Image,
    rgba: Image,
    transmission: Image,
    tables: tuple[Float32Array, Image, Float32Array, Float32Array],
    noise_sigma: np.float32,
    grain_start: tuple[int, int],
) -> None:
    decode, encode, opaque, grain = tables
    unit, half, full = np.float32(1.0 / (255.0 * 255.0)), np.float32(0.5), np.float32(255.0)
    top = np.float32(len(encode) - 1)
    zero, side = np.float32(0.0), grain.shape[0]
    for y in range(picture.shape[0]):
        row = (y + grain_start[0]) % side
        for x in range(picture.shape[1]):
            t0, t1, t2 = transmission[y, x, 0], transmission[y, x, 1], transmission[y, x, 2]
            c0, c1, c2 = rgba[y, x, 0], rgba[y, x, 1], rgba[y, x, 2]
            if t0 == 255 and t1 == 255 and t2 == 255 and c0 == 0 and c1 == 0 and c2 == 0:
                continue
            added = zero
            if noise_sigma > zero:
                column = (x + grain_start[1]) % side
                added = grain[row, column] * noise_sigma * rgba[y, x, 3] * np.float32(1 / 255)
            added += half
            if t0 == 0 and t1 == 0 and t2 == 0:
                picture[y, x, 0] = np.uint8(min(max(opaque[c0] + added, zero), full))
                picture[y, x, 1] = np.uint8(min(max(opaque[c1] + added, zero), full))
                picture[y, x, 2] = np.uint8(min(max(opaque[c2] + added, zero), full))
                continue
            for channel in range(3):
                color = np.float32(rgba[y, x, channel])
                through = np.float32(transmission[y, x, channel])
                behind = decode[picture[y, x, channel]]
                linear = (color * color + through * through * behind) * unit
                index = np.int32(min(linear, np.float32(1.0)) * top + half)
                value = np.float32(encode[index]) + added
                picture[y, x, channel] = np.uint8(min(max(value, zero), full))
