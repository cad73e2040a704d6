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
    words = tuple(item.view(np.uint32)[..., 0] for item in samples)
    taps = (weights, start, factor)
    fine_height = height * factor
    sums = (
        np.empty((fine_height, width, 6), np.float32),
        np.zeros((fine_height, width), np.uint8),
    )
    _across_loop()((color, transmission, reflection), words, taps, decode, sums)
    _down_loop()(sums, taps, rgba, through)
    return rgba, through


@functools.cache
def _across_loop() -> _Kernel:
    return compile_loop(_across)


@functools.cache
def _down_loop() -> _Kernel:
    return compile_loop(_down)


def _across(
    samples: tuple[Image, Image, Image],
    words: tuple[Image, Image, Image],
    taps: tuple[Float32Array, int, int],
    decode: Float32Array,
    sums: tuple[Float32Array, Image],
) -> None:
    """Average along rows, in linear light; mark what was touched at all."""
    color, transmission, reflection = samples
    color_words, transmission_words, _ = words
    weights, start, factor = taps
    rows, touched = sums
    has_reflection = reflection.shape[0] > 0
    nothing, full = np.uint32(0), np.uint32(0xFFFFFFFF)
    last = color.shape[1] - 1
    for y in range(touched.shape[0]):
        for x in range(touched.shape[1]):
            first = x * factor + start
            found = False
            for k in range(len(weights)):
                column = min(max(first + k, 0), last)
                if color_words[y, column] != nothing or transmission_words[y, column] != full:
                    found = True
                    break
            if not found:
                continue
            touched[y, x] = 1
            # Six scalars stay in registers; a small array would not.
            c0 = c1 = c2 = t0 = t1 = t2 = np.float32(0.0)
            for k in range(len(weights)):
                column, weight = min(max(first + k, 0), last), weights[k]
                c0 += weight * decode[color[y, column, 0]]
                c1 += weight * decode[color[y, column, 1]]
                c2 += weight * decode[color[y, column, 2]]
                t0 += weight * decode[transmission[y, column, 0]]
                t1 += weight * decode[transmission[y, column, 1]]
                t2 += weight * decode[transmission[y, column, 2]]
                if has_reflection:
                    c0 += weight * decode[reflection[y, column, 0]]
                    c1 += weight * decode[reflection[y, column, 1]]
                    c2 += weight * decode[reflection[y, column, 2]]
            rows[y, x, 0], rows[y, x, 1], rows[y, x, 2] = c0, c1, c2
            rows[y, x, 3], rows[y, x, 4], rows[y, x, 5] = t0, t1, t2


def _down(
    sums: tuple[Float32Array, Image],
    taps: tuple[Float32Array, int, int],
    rgba: Image,
    through: Image,
) -> None:
    """Average along columns, turn the picture the right way up and code it."""
    rows, touched = sums
    weights, start, factor = taps
    height, width = rgba.shape[0], rgba.shape[1]
    last = touched.shape[0] - 1
    one, half, full = np.float32(1.0), np.float32(0.5), np.float32(255.0)
    for y in range(height):
        first = (height - 1 - y) * factor + start
        for x in range(width):
            found = 0
            for k in range(len(weights)):
                found += touched[min(max(first + k, 0), last), x]
            if found == 0:
                continue
            c0 = c1 = c2 = t0 = t1 = t2 = np.float32(0.0)
            for k in range(len(weights)):
                row, weight = min(max(first + k, 0), last), weights[k]
                if touched[row, x] == 0:
                    t0, t1, t2 = t0 + weight, t1 + weight, t2 + weight
                    continue
                c0 += weight * rows[row, x, 0]
                c1 += weight * rows[row, x, 1]
                c2 += weight * rows[row, x, 2]
                t0 += weight * rows[row, x, 3]
                t1 += weight * rows[row, x, 4]
                t2 += weight * rows[row, x, 5]
            rgba[y, x, 0] = np.uint8(np.sqrt(min(c0, one)) * full + half)
            rgba[y, x, 1] = np.uint8(np.sqrt(min(c1, one)) * full + half)
            rgba[y, x, 2] = np.uint8(np.sqrt(min(c2, one)) * full + half)
            through[y, x, 0] = np.uint8(np.sqrt(min(t0, one)) * full + half)
            through[y, x, 1] = np.uint8(np.sqrt(min(t1, one)) * full + half)
            through[y, x, 2] = np.uint8(np.sqrt(min(t2, one)) * full + half)
            covered = one - (t0 + t1 + t2) * np.float32(1.0 / 3.0)
            rgba[y, x, 3] = np.uint8(max(np.float32(0.0), covered) * full + half)
