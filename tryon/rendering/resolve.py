"""From finely drawn samples to a layer: the camera's blur, in linear light."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

from tryon.arrays import Float32Array, Image
from tryon.rendering.compiled import compile_loop

_Kernel = Callable[..., None]


def blur_taps(factor: int, sigma: float) -> tuple[Float32Array, int]:
    """Give the weights of fine samples for one output pixel, along one axis.

    Parameters
    ----------
    factor : fine samples per pixel
    sigma : camera blur, px

    Returns
    -------
    weights : (n,), summing to 1: the pixel's own width convolved with a Gaussian
    start : index of the first fine sample relative to the pixel's first one, <= 0
    """
    reach = max(1, round(sigma * factor))
    positions = np.arange(-reach, factor + reach) + 0.5

    def below(x: float) -> float:
        return 0.5 * (1.0 + math.erf(x / (math.sqrt(2.0) * max(sigma * factor, 1e-6))))

    if factor == 1:
        # The sample is already one pixel wide: only the Gaussian's variance is to be added.
        side = 0.5 * min(0.66, sigma * sigma)
        weights = np.array([side, 1.0 - 2.0 * side, side])
    else:
        weights = np.array([below(x) - below(x - factor) for x in positions])
    weights /= weights.sum()
    return weights.astype(np.float32), -reach if factor > 1 else -1


def resolve(samples: tuple[Image, Image, Image], factor: int, sigma: float) -> tuple[Image, Image]:
    """Average fine samples and turn the picture the right way up.

    Parameters
    ----------
    samples : colour, transmission and reflection, (h * factor, w * factor, 4) each, coded as
        the square root, the last row on top as OpenGL reads; untouched samples are 0, 255, 0.
        Reflection may be (0, 0, 4): none
    factor : fine samples per pixel along one axis
    sigma : camera blur, px

    Returns
    -------
    rgba (h, w, 4) and transmission (h, w, 3), coded as `Layer` states
    """
    color, transmission, reflection = samples
    height, width = color.shape[0] // factor, color.shape[1] // factor
    rgba = np.zeros((height, width, 4), np.uint8)
    through = np.full((height, width, 3), 255, np.uint8)
    weights, start = blur_taps(factor, sigma)
    decode = (np.arange(256, dtype=np.float32) / np.float32(255.0)) ** 2
    words = [item.view(np.uint32)[..., 0] for item in samples]
    rows = np.empty((height * factor, width, 6), np.float32)
    _kernel()(
        (color, transmission, reflection),
        (words[0], words[1], words[2]),
        (weights, start, factor),
        decode,
        rows,
        rgba,
        through,
    )
    return rgba, through


@functools.cache
def _kernel() -> _Kernel:
    return compile_loop(_resolve)


def _resolve(  # noqa: PLR0912, PLR0917 - one loop nest: numba inlines no helper with arrays
    samples: tuple[Image, Image, Image],
    words: tuple[Image, Image, Image],
    taps: tuple[Float32Array, int, int],
    decode: Float32Array,
    rows: Float32Array,
    rgba: Image,
    through: Image,
) -> None:
    color, transmission, reflection = samples
    color_words, transmission_words, _ = words
    weights, start, factor = taps
    count = len(weights)
    fine_height, fine_width = color.shape[0], color.shape[1]
    height, width = rgba.shape[0], rgba.shape[1]
    has_reflection = reflection.shape[0] > 0
    # 0 empty, 1 something, per fine row and output column.
    touched = np.zeros((fine_height, width), np.uint8)
    nothing = np.uint32(0)
    all_of_it = np.uint32(0xFFFFFFFF)
    for y in range(fine_height):
        for x in range(width):
            first = x * factor + start
            for k in range(count):
                column = min(max(first + k, 0), fine_width - 1)
                if color_words[y, column] != nothing or transmission_words[y, column] != all_of_it:
                    touched[y, x] = 1
                    break
            if touched[y, x] == 0:
                continue
            sums = rows[y, x]
            sums[:] = np.float32(0.0)
            for k in range(count):
                column = min(max(first + k, 0), fine_width - 1)
                weight = weights[k]
                for channel in range(3):
                    value = decode[color[y, column, channel]]
                    if has_reflection:
                        value += decode[reflection[y, column, channel]]
                    sums[channel] += weight * value
                    sums[channel + 3] += weight * decode[transmission[y, column, channel]]
    total = np.zeros(6, np.float32)
    for y in range(height):
        first = (height - 1 - y) * factor + start
        for x in range(width):
            found = 0
            for k in range(count):
                found += touched[min(max(first + k, 0), fine_height - 1), x]
            if found == 0:
                continue
            total[:] = np.float32(0.0)
            for k in range(count):
                row = min(max(first + k, 0), fine_height - 1)
                if touched[row, x] == 0:
                    for channel in range(3, 6):
                        total[channel] += weights[k]
                else:
                    for channel in range(6):
                        total[channel] += weights[k] * rows[row, x, channel]
            for channel in range(3):
                value = np.sqrt(min(total[channel], np.float32(1.0)))
                rgba[y, x, channel] = np.uint8(value * np.float32(255.0) + np.float32(0.5))
                value = np.sqrt(min(total[channel + 3], np.float32(1.0)))
                through[y, x, channel] = np.uint8(value * np.float32(255.0) + np.float32(0.5))
            mean = (total[3] + total[4] + total[5]) * np.float32(1.0 / 3.0)
            covered = max(np.float32(0.0), np.float32(1.0) - mean)
            rgba[y, x, 3] = np.uint8(covered * np.float32(255.0) + np.float32(0.5))
