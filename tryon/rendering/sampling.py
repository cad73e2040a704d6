"""How finely products are drawn, and how far the camera's blur reaches."""

from __future__ import annotations


import numpy as np

from tryon.scene import Scene

DEFAULT_BLUR_SIGMA_PX = 0.5
"""Blur of a sharp webcam picture; wire frames lose contrast beyond 0.6 px."""
MAX_BLUR_SIGMA_PX = 0.75

_FINEST_PX_PER_MM = 0.75
_FINE_PX_PER_MM = 2.6
_FINE_BUDGET_PX = 600_000


def fine_factor(scene: Scene, width: int, height: int) -> int:
    """Give how many samples along each axis of a pixel are drawn: 1, 2 or 4.

    A wire of 0.9 mm must cover about two samples, or it breaks up when the head moves.
    """
    depths = [float(item.camera_from_product.translation[2]) for item in scene.placed]
    depth_m = max(0.05, float(np.median(depths)))
    px_per_mm = 0.001 * max(scene.camera.fx, scene.camera.fy) / depth_m
    wanted = 4 if px_per_mm < _FINEST_PX_PER_MM else 2 if px_per_mm < _FINE_PX_PER_MM else 1
    while wanted > 1 and width * height * wanted * wanted > _FINE_BUDGET_PX:
        wanted //= 2
    return wanted


def tap_reach(factor: int, blur_sigma: float) -> float:
    """Give the offset, fine px, of four bilinear taps whose spread equals the camera's blur.

    Parameters
    ----------
    factor : samples along one axis of a pixel: 1, 2 or 4
    blur_sigma : camera blur, px; 0 stands for unknown

    Notes
    -----
    Along one axis, taps at +-r from a sample centre (factor 1, r <= 1) weigh the samples
    (r/2, 1-r, r/2): variance r. From a sample corner (factors 2 and 4, 0.5 <= r <= 1.5) they
    weigh samples at 0.5 and 1.5 by 1.5-r and r-0.5: variance 0.25 + 2 (r - 0.5).
    """
    sigma = DEFAULT_BLUR_SIGMA_PX if blur_sigma <= 0.0 else min(blur_sigma, MAX_BLUR_SIGMA_PX)
    variance = (sigma * factor) ** 2
    if factor == 1:
        return min(1.0, variance)
    reach = 0.5 + 0.5 * (variance - 0.25)
    # Four samples along an axis must all be seen, or thin wires flicker.
    lowest = 1.0 if factor == 4 else 0.5
    return min(1.5, max(lowest, reach))
