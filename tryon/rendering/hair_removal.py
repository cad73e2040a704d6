"""Fills in what lies behind hair that a hat takes away.

What was seen there before, when the head was elsewhere, is best. Otherwise the surroundings go on
smoothly into the gap, and bring the grain and the texture that lie beside it, mirrored at its rim:
both follow from the picture alone and change as little from frame to frame as the picture does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.rendering._hair_loops import LINES, fill_loop, learn_loop
from tryon.rendering.matte_window import Window, sampled
from tryon.scene import HairTrim

_FREE = 0.12
"""Share of a wearer at which a pixel no longer counts as background."""
_MARGIN_SHARE = 0.3
_SMALL_PX = 112
"""Longer side of the small picture on which the surroundings are carried on."""
_BASE_PX = 1.4
_LEVELS = 6
_RENEW_S = 20.0
_CHANGED_LEVELS = 14.0
"""Mean difference, of 255, by which a remembered background is another place."""
_LEAST_COMPARED = 400


class BackgroundMemory:
    """What a stream's background looked like where heads have been since."""

    def __init__(self) -> None:
        self.picture: Image = np.zeros((0, 0, 3), np.uint8)
        self.seen: Image = np.zeros((0, 0), np.uint8)
        self._last_s = 0.0
        self._start = 0

    def learn(self, image: Image, gap: Gap, timestamp_s: float) -> None:
        """Keep what a gap's window shows of the background.

        Parameters
        ----------
        image : (H, W, 3), the frame
        timestamp_s : of the frame
        """
        is_fresh = 0.0 <= timestamp_s - self._last_s < _RENEW_S
        if self.picture.shape != image.shape or not is_fresh:
            self.picture = np.zeros_like(image)
            self.seen = np.zeros(image.shape[:2], np.uint8)
        self._last_s = timestamp_s
        place = (gap.window.rows, gap.window.columns)
        changed = np.zeros(2, np.int64)
        self._start = (self._start + 1) % LINES
        places = (self.picture[place], self.seen[place])
        learn_loop()(image[place], gap.mask, gap.free, *places, changed, self._start)
        if changed[1] > _LEAST_COMPARED // LINES and changed[0] > _CHANGED_LEVELS * 3 * changed[1]:
            self.seen[:] = 0


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """A window of the picture with what goes in it.

    Parameters
    ----------
    window : of the picture
    mask : (rows, columns) uint8, 255 where all goes
    free : (h, w) float32, the window made small: 1 where background is seen, 0 elsewhere
    unseen : (h, w) float32, as small: 1 where the hat will hide whatever is filled in
    """

    window: Window
    mask: Image
    free: Float32Array
    unseen: Float32Array


def remove_hair(
    image: Image, trim: HairTrim, memory: BackgroundMemory | None, timestamp_s: float
) -> None:
    """Replace trimmed hair by background, in place.

    Parameters
    ----------
    image : (H, W, 3) sRGB
    trim : what goes
    memory : of the stream, None for single pictures
    timestamp_s : of the frame
    """
    gap = _gap(image, trim)
    if gap is None or not gap.free.any():
        return  # Where nothing of the background is seen, hair stays.
    place = (gap.window.rows, gap.window.columns)
    now = image[place]
    known, seen = np.zeros((1, 1, 3), np.uint8), np.zeros((1, 1), np.uint8)
    if memory is not None:
        memory.learn(image, gap, timestamp_s)
        known, seen = memory.picture[place], memory.seen[place]
    height, width = gap.free.shape
    shrunk = cv2.resize(now, (width, height), interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, dtype=np.uint8)
    smooth, base = carried_on(small, gap.free), _base(small, gap.free)
    fields = (smooth, base, _towards_rim(gap.free), gap.free, gap.unseen)
    fill_loop()(now, gap.mask, fields, known, seen)


def _gap(image: Image, trim: HairTrim) -> Gap | None:
    height, width = image.shape[:2]
    matte = trim.mask
    rows, columns = np.nonzero(matte.alpha > 2)
    if not len(rows):
        return None
    per_x, per_y = matte.width / matte.alpha.shape[1], matte.height / matte.alpha.shape[0]
    left, top = matte.left + columns.min() * per_x, matte.top + rows.min() * per_y
    right, bottom = (
        matte.left + (columns.max() + 1) * per_x,
        matte.top + (rows.max() + 1) * per_y,
    )
    margin = max(6.0, _MARGIN_SHARE * (right - left))
    across, down = (left - margin, right + margin), (top - margin, bottom + margin)
    side = max(across[1] - across[0], down[1] - down[0])
    shrink = math.ceil(side / _SMALL_PX)
    across, down = _whole_steps(across, width, shrink), _whole_steps(down, height, shrink)
    window = Window(across[0], down[0], across[1], down[1])
    if window.is_empty:
        return None
    size = (window.right - window.left, window.bottom - window.top)
    small = (max(2, round(size[0] / shrink)), max(2, round(size[1] / shrink)))
    taken = sampled(matte, window, *small) > 0.02
    if trim.wearer is not None:
        taken |= sampled(trim.wearer, window, *small) > _FREE
    # The rim of hair colours the background beside it.
    wide = np.asarray(cv2.dilate(taken.astype(np.uint8), np.ones((3, 3), np.uint8)))
    free = (wide == 0).astype(np.float32)
    unseen = np.zeros_like(free)
    if trim.hidden is not None:
        unseen = (sampled(trim.hidden, window, *small) > 0.999).astype(np.float32)
    mask = np.zeros((size[1], size[0]), np.uint8)
    # Beyond the hair's own box nothing goes: there is no need to look.
    x0, y0 = max(window.left, math.floor(left)), max(window.top, math.floor(top))
    x1, y1 = min(window.right, math.ceil(right) + 1), min(window.bottom, math.ceil(bottom) + 1)
    if x1 > x0 and y1 > y0:
        inner = np.s_[y0 - window.top : y1 - window.top, x0 - window.left : x1 - window.left]
        mask[inner] = matte.sampled((x0, y0), (1.0, 1.0), (y1 - y0, x1 - x0))
    return Gap(window, mask, free, unseen)


def _whole_steps(span: tuple[float, float], limit: int, step: int) -> tuple[int, int]:
    """Give a span of pixels within [0, limit), of whole steps where the picture has the room."""
    start, end = max(0, math.floor(span[0])), min(limit, math.ceil(span[1]))
    missing = (start - end) % step
    start = max(0, start - missing)
    missing = (start - end) % step
    return start, min(limit, end + missing)


def carried_on(picture: Image, free: Float32Array) -> Float32Array:
    """Carry a picture (H, W, 3) on over where it is hidden; (H, W) `free` is 1 elsewhere.

    Notes
    -----
    Push and pull (Gortler et al., The Lumigraph, SIGGRAPH 1996, 3.4): means over ever wider
    surroundings fill what finer ones leave open.
    """
    values, weights = [picture.astype(np.float32) * free[..., None]], [free]
    for _ in range(_LEVELS):
        if min(weights[-1].shape) < 3:
            break
        values.append(np.asarray(cv2.pyrDown(values[-1]), dtype=np.float32))
        weights.append(np.asarray(cv2.pyrDown(weights[-1]), dtype=np.float32))
    first = values[-1] / np.maximum(weights[-1], np.float32(1e-4))[..., None]
    filled: Float32Array = np.asarray(first, dtype=np.float32)
    for value, weight in zip(values[-2::-1], weights[-2::-1], strict=True):
        size = (weight.shape[1], weight.shape[0])
        wide = np.asarray(cv2.pyrUp(filled, dstsize=size), dtype=np.float32)
        share = np.minimum(weight, np.float32(1.0))[..., None]
        own = value / np.maximum(weight, np.float32(1e-4))[..., None]
        filled = np.asarray(own * share + wide * (1.0 - share), dtype=np.float32)
    return filled


def _base(picture: Image, free: Float32Array) -> Float32Array:
    """Blur what is seen, with nothing of what is hidden mixed in; (H, W, 3)."""
    value = cv2.GaussianBlur(picture.astype(np.float32) * free[..., None], (0, 0), _BASE_PX)
    weight = cv2.GaussianBlur(free, (0, 0), _BASE_PX)
    return np.asarray(value / np.maximum(weight, 1e-3)[..., None], dtype=np.float32)


def _towards_rim(free: AnyArray) -> Float32Array:
    """Give for every pixel the way (h, w, 2) to the nearest background, x and y, small px."""
    hidden = (free == 0.0).astype(np.uint8)
    _, labels = cv2.distanceTransformWithLabels(
        hidden, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    height, width = free.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    at = np.zeros((int(labels.max()) + 1, 2), np.float32)
    known = hidden == 0
    at[labels[known]] = np.column_stack([x[known], y[known]])
    away = at[labels] - np.stack([x, y], axis=-1)
    # Neighbours of one rim point would all show the same place; a smooth field spreads them.
    return np.asarray(cv2.GaussianBlur(away, (0, 0), 2.0), dtype=np.float32)
