"""Fills in what lies behind hair that a hat takes away.

What was seen there before, when the head was elsewhere, is best. Otherwise the surroundings go on
smoothly into the gap, and bring the grain and the texture that lie beside it, mirrored at its rim:
both follow from the picture alone and change as little from frame to frame as the picture does.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.rendering.matte_window import Window, sampled
from tryon.scene import HairTrim

_FREE = 0.12
"""Share of a wearer at which a pixel no longer counts as background."""
_MARGIN_SHARE = 0.18
_SMOOTH_PX = 96
"""Longer side of the small picture on which the surroundings are carried on."""
_DETAIL_SHARE = 0.02
_RENEW_S = 20.0
_LEARN = 0.3
_CHANGED_LEVELS = 14.0
"""Mean difference, of 255, by which a remembered background is another place."""
_SURE = 6
_NEAREST_PX = 220


class BackgroundMemory:
    """What a stream's background looked like where heads have been since."""

    def __init__(self) -> None:
        self._picture: Float32Array | None = None
        self._seen = np.zeros((0, 0), np.uint8)
        self._last_s = 0.0

    def learn(self, image: Image, window: Window, free: AnyArray, timestamp_s: float) -> None:
        """Keep what a window shows of the background.

        Parameters
        ----------
        image : (H, W, 3), the frame
        free : (rows, columns) uint8, 255 where nobody is
        """
        if (
            self._picture is None
            or self._picture.shape != image.shape
            or not 0.0 <= timestamp_s - self._last_s < _RENEW_S
        ):
            self._picture = image.astype(np.float32)
            self._seen = np.zeros(image.shape[:2], np.uint8)
        self._last_s = timestamp_s
        now = image[window.rows, window.columns]
        before = self._picture[window.rows, window.columns]
        seen = self._seen[window.rows, window.columns]
        known = (free > 0) & (seen >= _SURE)
        if known.sum() > 50:
            away = cv2.absdiff(before[known], now[known].astype(np.float32))
            if float(np.mean(away)) > _CHANGED_LEVELS:
                self._seen[:] = 0
        fresh = ((free > 0) & (seen == 0)).astype(np.uint8)
        np.copyto(before, now, where=fresh[..., None] > 0, casting="unsafe")
        cv2.accumulateWeighted(now, before, _LEARN, mask=free)
        seen[...] = np.where(free > 0, np.minimum(seen + 1, 255), seen)

    def recall(self, window: Window) -> tuple[Float32Array, Float32Array]:
        """Give the remembered background of a window, and how sure it is, [0, 1], (rows, cols)."""
        if self._picture is None:
            msg = "BackgroundMemory: expected learn() before recall()"
            raise ValueError(msg)
        sure = (self._seen[window.rows, window.columns] >= _SURE).astype(np.float32)
        soft = cv2.erode(sure, np.ones((3, 3), np.uint8))
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), 2.0), dtype=np.float32)
        return self._picture[window.rows, window.columns], np.minimum(soft, sure)


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """A window of the picture with what goes in it.

    Parameters
    ----------
    window : of the picture
    mask : (rows, columns), share that goes, [0, 1]
    free : (rows, columns) uint8, 255 where background is seen
    """

    window: Window
    mask: Float32Array
    free: AnyArray


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
    if gap is None:
        return
    now = image[gap.window.rows, gap.window.columns]
    if not (gap.free > 0).any():
        return  # Nothing of the background is seen: the hair stays.
    filled = fill(now, gap.free)
    if memory is not None:
        memory.learn(image, gap.window, gap.free, timestamp_s)
        picture, sure = memory.recall(gap.window)
        filled += sure[..., None] * (picture - filled)
    share = gap.mask[..., None]
    mixed = now.astype(np.float32)
    mixed += share * (filled - mixed)
    now[...] = np.rint(np.clip(mixed, 0.0, 255.0)).astype(np.uint8)


def _gap(image: Image, trim: HairTrim) -> _Gap | None:
    height, width = image.shape[:2]
    rows, columns = np.nonzero(trim.mask.alpha > 2)
    if not len(rows):
        return None
    matte = trim.mask
    per_x, per_y = matte.width / matte.alpha.shape[1], matte.height / matte.alpha.shape[0]
    margin = max(6.0, _MARGIN_SHARE * float(np.ptp(columns) + 1) * per_x)
    window = Window(
        max(0, int(matte.left + columns.min() * per_x - margin)),
        max(0, int(matte.top + rows.min() * per_y - margin)),
        min(width, int(matte.left + (columns.max() + 1) * per_x + margin) + 1),
        min(height, int(matte.top + (rows.max() + 1) * per_y + margin) + 1),
    )
    if window.is_empty:
        return None
    size = (window.right - window.left, window.bottom - window.top)
    mask = sampled(matte, window, *size)
    taken = mask > 0.02
    if trim.wearer is not None:
        taken |= sampled(trim.wearer, window, *size) > _FREE
    # The rim of hair colours the background beside it.
    wide = 2 * max(1, round(0.006 * size[0])) + 1
    taken_wide = cv2.dilate(taken.astype(np.uint8), np.ones((wide, wide), np.uint8))
    return _Gap(window, mask, np.where(taken_wide > 0, 0, 255).astype(np.uint8))


def fill(picture: Image, free: AnyArray) -> Float32Array:
    """Carry a picture's background on over where it is hidden.

    Parameters
    ----------
    picture : (H, W, 3)
    free : (H, W) uint8, 255 where it is seen

    Returns
    -------
    (H, W, 3), of 255
    """
    height, width = picture.shape[:2]
    smooth = _carried_on(picture, free)
    u, v = _mirrored(free)
    sigma = max(1.0, _DETAIL_SHARE * max(width, height))
    base = _blurred_known(picture, free, sigma)
    texture = _looked_up(picture.astype(np.float32) - base, u, v)
    there = _looked_up((free > 0).astype(np.float32), u, v)
    return np.asarray(smooth + texture * there[..., None], dtype=np.float32)


def _looked_up(picture: Float32Array, u: Float32Array, v: Float32Array) -> Float32Array:
    found = cv2.remap(picture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=np.float32)


def _carried_on(picture: Image, free: AnyArray) -> Float32Array:
    """Fill the gap with ever wider means of what is seen around it."""
    height, width = free.shape
    scale = min(1.0, _SMOOTH_PX / max(height, width))
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    weight = np.asarray(
        cv2.resize((free > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    )
    value = np.where(free[..., None] > 0, picture, 0).astype(np.float32)
    value = np.asarray(cv2.resize(value, size, interpolation=cv2.INTER_AREA))
    sums, weights = value.copy(), weight.copy()
    for sigma in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        wide = cv2.GaussianBlur(weight, (0, 0), sigma)
        share = np.clip(1.0 - weights, 0.0, 1.0)
        sums = sums + share[..., None] * cv2.GaussianBlur(value, (0, 0), sigma)
        weights = weights + share * wide
    mean = sums / np.maximum(weights, 1e-4)[..., None]
    large = cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, dtype=np.float32)


def _blurred_known(picture: Image, free: AnyArray, sigma: float) -> Float32Array:
    """Blur what is seen, with nothing of what is hidden mixed in."""
    weight = (free > 0).astype(np.float32)
    value = picture.astype(np.float32) * weight[..., None]
    soft = cv2.GaussianBlur(weight, (0, 0), sigma)
    mean = cv2.GaussianBlur(value, (0, 0), sigma) / np.maximum(soft, 1e-3)[..., None]
    return np.asarray(mean, dtype=np.float32)


def _mirrored(free: AnyArray) -> tuple[Float32Array, Float32Array]:
    """Give for every pixel the place that lies as far beyond the gap's rim, x and y, px."""
    height, width = free.shape
    scale = min(1.0, _NEAREST_PX / max(height, width))
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    small = cv2.resize((free == 0).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    _, labels = cv2.distanceTransformWithLabels(
        small, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    at = np.zeros((int(labels.max()) + 1, 2), np.float32)
    known = small == 0
    at[labels[known]] = np.column_stack([x[known], y[known]])
    nearest = at[labels]
    away = nearest - np.stack([x, y], axis=-1)
    # Neighbours of one rim point would all show the same place; a smooth field spreads them.
    away = np.asarray(cv2.GaussianBlur(away, (0, 0), 2.0))
    full = np.asarray(cv2.resize(away, (width, height), interpolation=cv2.INTER_LINEAR)) / scale
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    hidden = (free == 0).astype(np.float32)
    return u + 2.0 * full[..., 0] * hidden, v + 2.0 * full[..., 1] * hidden
