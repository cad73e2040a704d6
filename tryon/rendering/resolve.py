"""From finely drawn samples to a layer: the camera's blur, in linear light."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.compiled import compile_loop, in_halves

_Kernel = Callable[..., None]


@functools.lru_cache(maxsize=64)
def blur_taps(factor: float, sigma: float) -> tuple[Float32Array, int]:
    """Give the weights of fine samples for one output pixel, along one axis.

    Parameters
    ----------
    factor : fine samples per pixel, a multiple of a half
    sigma : camera blur, px

    Returns
    -------
    weights : (1, n) or (2, n), summing to 1: the pixel's own width convolved with a Gaussian;
        where factor is no whole number, odd pixels start between samples and have the second row
    start : index of the first fine sample relative to the pixel's first one, <= 0
    """
    if factor == 1.0:
        # The sample is already one pixel wide: only the Gaussian's variance is to be added.
        side = 0.5 * min(0.66, sigma * sigma)
        return _read_only(np.array([[side, 1.0 - 2.0 * side, side]])), -1
    reach = max(1, round(sigma * factor))
    positions = np.arange(-reach, math.ceil(factor) + reach) + 0.5

    def below(x: float) -> float:
        return 0.5 * (1.0 + math.erf(x / (math.sqrt(2.0) * max(sigma * factor, 1e-6))))

    offsets = (0.0,) if factor == int(factor) else (0.0, 0.5)
    rows: list[AnyArray] = []
    for offset in offsets:
        weights = np.array([below(x) - below(x - factor) for x in positions - offset])
        from_middle = positions - offset - 0.5 * factor
        # As many samples on either side, not as far: without this edges would zigzag.
        lean = float(weights @ from_middle) / float(weights @ from_middle**2)
        rows.append(weights * (1.0 - lean * from_middle))
    return _read_only(np.array(rows)), -reach


def _read_only(weights: AnyArray) -> Float32Array:
    taps = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    taps.setflags(write=False)
    return taps


def resolve(
    samples: tuple[Image, Image, Image],
    factor: float,
    sigma: float,
    out: tuple[Image, Image],
    corner: tuple[int, int] = (0, 0),
) -> None:
    """Average fine samples and turn the picture the right way up.

    Parameters
    ----------
    samples : colour, transmission and reflection, (h * factor, w * factor, 4) each, coded as
        the square root, the last row on top as OpenGL reads; untouched samples are 0, 255, 0.
        Reflection may be (0, 0, 4): none
    factor : fine samples per pixel along one axis, a multiple of a half
    sigma : camera blur, px
    out : rgba (H, W, 4) of 0 and transmission (H, W, 3) of 255 or of shadows, coded as `Layer`
        states; colours are written, transmission is multiplied, and both stay where no sample
        was touched
    corner : column and row of `out` that the samples start at; what reaches beyond is dropped
    """
    color, transmission, _ = samples
    weights, start = blur_taps(factor, sigma)
    halves = round(2 * factor)
    taps = (weights, start, halves)
    words = (color.view(np.uint32)[..., 0], transmission.view(np.uint32)[..., 0])
    spans = np.zeros((2 * color.shape[0] // halves, 2), np.int64)
    room = (out[0].shape[1] - corner[0], out[0].shape[0] - corner[1])
    _span_loop()(*words, taps, room, spans)
    lines = tuple(item.reshape(item.shape[0], item.shape[1] * 4) for item in samples)

    def soften(part: slice) -> None:
        _soften_loop()(lines, spans, taps, out, corner, (part.start, part.stop))

    in_halves(soften, len(spans), room[0])


@functools.cache
def _span_loop() -> _Kernel:
    return compile_loop(_find_spans)


@functools.cache
def _soften_loop() -> _Kernel:
    return compile_loop(_soften)


def _find_spans(
    color: AnyArray,
    transmission: AnyArray,
    taps: tuple[Float32Array, int, int],
    room: tuple[int, int],
    spans: AnyArray,
) -> None:
    """Find the first and one past the last pixel of each row that a touched sample reaches."""
    weights, start, halves = taps
    rows, columns, height, count = color.shape[0], color.shape[1], len(spans), weights.shape[1]
    width = min(2 * columns // halves, room[0])
    nothing, full = np.uint32(0), np.uint32(0xFFFFFFFF)
    ends = np.zeros((rows, 2), np.int64)
    for y in range(rows):
        first, last = 0, columns
        while first < columns and color[y, first] == nothing and transmission[y, first] == full:
            first += 1
        while last > first and color[y, last - 1] == nothing and transmission[y, last - 1] == full:
            last -= 1
        ends[y, 0], ends[y, 1] = first, last
    for y in range(min(height, room[1])):
        low, high = columns, 0
        for k in range(count):
            row = min(max((height - 1 - y) * halves // 2 + start + k, 0), rows - 1)
            if ends[row, 0] < ends[row, 1]:
                low, high = min(low, ends[row, 0]), max(high, ends[row, 1])
        if low < high:
            spans[y, 0] = max(0, 2 * (low - start - count) // halves)
            spans[y, 1] = min(width, (2 * (high - start) - 1) // halves + 1)


def _soften(  # noqa: PLR0917
    lines: tuple[Image, Image, Image],
    spans: AnyArray,
    taps: tuple[Float32Array, int, int],
    out: tuple[Image, Image],
    corner: tuple[int, int],
    part: tuple[int, int],
) -> None:
    """Average along columns, then rows, in linear light; lines are (H, 4 W).

    Whole lines at a time and without branches, so that they are worked out several at once.
    """
    (color, transmission, reflection), (weights, start, halves) = lines, taps
    height, count, rows, columns = len(spans), weights.shape[1], len(color), color.shape[1] // 4
    one, half, full = np.float32(1.0), np.float32(0.5), np.float32(255.0)
    added, passed = np.empty(columns * 4, np.float32), np.empty(columns * 4, np.float32)
    for y in range(part[0], part[1]):
        rgba, through = out[0][y + corner[1], corner[0] :], out[1][y + corner[1], corner[0] :]
        x0, x1 = spans[y, 0], spans[y, 1]
        first = max(0, x0 * halves // 2 + start) * 4
        size = min(columns, x1 * halves // 2 + count) * 4 - first
        c, t = added[first : first + size], passed[first : first + size]
        c[:] = t[:] = np.float32(0.0)
        place, phase = divmod((height - 1 - y) * halves, 2)
        for k in range(count):
            weight = weights[phase, k] / (full * full)
            row = min(max(place + start + k, 0), rows - 1)
            line = color[row, first : first + size]
            for i in range(size):
                c[i] += weight * (np.float32(line[i]) * np.float32(line[i]))
            line = transmission[row, first : first + size]
            for i in range(size):
                t[i] += weight * (np.float32(line[i]) * np.float32(line[i]))
            if reflection.shape[0] > 0:
                line = reflection[row, first : first + size]
                for i in range(size):
                    c[i] += weight * (np.float32(line[i]) * np.float32(line[i]))
        for x in range(x0, x1):
            c0 = c1 = c2 = t0 = t1 = t2 = np.float32(0.0)
            place, phase = divmod(x * halves, 2)
            for k in range(count):
                i, weight = 4 * min(max(place + start + k, 0), columns - 1), weights[phase, k]
                c0 += weight * added[i]
                c1 += weight * added[i + 1]
                c2 += weight * added[i + 2]
                t0 += weight * passed[i]
                t1 += weight * passed[i + 1]
                t2 += weight * passed[i + 2]
            for channel, light, kept in ((0, c0, t0), (1, c1, t1), (2, c2, t2)):
                rgba[x, channel] = np.uint8(np.sqrt(min(light, one)) * full + half)
                left = np.sqrt(min(kept, one)) * np.float32(through[x, channel])
                through[x, channel] = np.uint8(left + half)
            covered = max(np.float32(0.0), one - (t0 + t1 + t2) * np.float32(1.0 / 3.0))
            rgba[x, 3] = np.uint8(covered * full + half)
