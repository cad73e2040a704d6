"""Takes small masks to the size of a picture, their edges along the picture's own."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image

_EDGE_SHARE = 0.012
_EDGE_SOFTNESS = 4e-4


def edged(image: Image, mask: Image) -> Image:
    """Take a small mask to the size of a picture, its edge along the picture's edges.

    Parameters
    ----------
    image : (H, W, 3)
    mask : (h, w), 1 within the object, stretched over the picture

    Returns
    -------
    (H, W) uint8, 255 within

    Notes
    -----
    The guided filter of He et al., 2010.
    """
    height, width = image.shape[:2]
    large = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    radius = max(2, round(_EDGE_SHARE * max(height, width)))
    guide = np.asarray(image, dtype=np.float32) / np.float32(255.0)
    soft = _guided(guide, np.asarray(large, dtype=np.float32), radius)
    # Only near the edge: within, a soft mask would let the piece shine through.
    sharp = np.clip((soft - 0.5) * 1.6 + 0.5, 0.0, 1.0)
    inner = cv2.erode(mask, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_REPLICATE)
    inside = cv2.resize(inner, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return np.asarray(np.where(inside, 255.0, np.rint(255.0 * sharp)), dtype=np.uint8)


def _guided(guide: Float32Array, mask: Float32Array, radius: int) -> Float32Array:
    """Smooth a mask along its guide's edges: the grey guided filter, eq. 5, 6 and 8."""
    grey = np.asarray(cv2.cvtColor(guide, cv2.COLOR_RGB2GRAY), dtype=np.float32)

    def mean(picture: Float32Array) -> Float32Array:
        size = (2 * radius + 1, 2 * radius + 1)
        soft = cv2.blur(picture, size, borderType=cv2.BORDER_REFLECT)
        return np.asarray(soft, dtype=np.float32)

    level, share = mean(grey), mean(mask)
    variance = mean(_single(grey * grey)) - level * level + np.float32(_EDGE_SOFTNESS)
    slope = _single((mean(_single(grey * mask)) - level * share) / variance)
    return _single(mean(slope) * grey + mean(_single(share - slope * level)))


def _single(picture: AnyArray) -> Float32Array:
    return np.asarray(picture, dtype=np.float32)
