"""How noisy and how soft a picture is."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Float32Array, Image

_SIDE_MIN = 16
_PROBE_SIGMA = 1.0
_BLUR_RANGE = (0.4, 0.75)
_NOISE_MAX = 8.0
_OWN_VARIANCE = 1.0 / 3.0 + 1.0 / 12.0
"""What Sobel's central difference (a box of 2 px) and a pixel's width (1 px) blur, px^2."""
_IMMERKAER = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def estimate_noise_sigma(image: Image) -> float:
    """Estimate the standard deviation of the noise, of 255; 0 for a tiny picture.

    Notes
    -----
    Immerkaer's mask (Computer Vision and Image Understanding, 1996) cancels planes and has
    norm 6. The median of its absolute response is used instead of the mean, so that edges
    and hair do not count as noise.
    """
    if min(image.shape[:2]) < _SIDE_MIN:
        return 0.0
    green = image[..., 1].astype(np.float32)
    response = np.abs(cv2.filter2D(green, cv2.CV_32F, _IMMERKAER)[1:-1:2, 1:-1:2])
    sigma = float(np.median(response)) / (6.0 * 0.6745)
    return min(sigma, _NOISE_MAX)


def estimate_blur_sigma(image: Image) -> float:
    """Estimate the blur of the picture's strong edges, px, in [0.4, 0.75]; 0 if unknown.

    Notes
    -----
    Zhuo and Sim (Pattern Recognition, 2011): blurring an edge again by a known sigma lowers
    its gradient by a ratio that gives the first blur.
    """
    if min(image.shape[:2]) < _SIDE_MIN:
        return 0.0
    green = np.ascontiguousarray(image[..., 1])
    sharp = _gradient(green)
    # Only the crests of edges: their slopes would pass for blur.
    crest = sharp >= np.asarray(cv2.dilate(sharp, np.ones((3, 3), np.uint8)))
    strong = crest & (sharp >= max(24.0, float(np.percentile(sharp[::2, ::2], 95.0))))
    if int(strong.sum()) < 12:
        return 0.0
    blurred = cv2.GaussianBlur(green, (0, 0), _PROBE_SIGMA)
    softer = _gradient(np.asarray(blurred, dtype=np.uint8))
    ratio = float(np.percentile(sharp[strong] / np.maximum(softer[strong], 1.0), 50.0))
    variance = _PROBE_SIGMA**2 / max(ratio * ratio - 1.0, 1e-3) - _OWN_VARIANCE
    return float(np.clip(np.sqrt(max(variance, 0.0)), *_BLUR_RANGE))


def _gradient(grey: Image) -> Float32Array:
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)
    return np.asarray(cv2.magnitude(across, down), dtype=np.float32)
