"""How finely products are drawn, and how far the camera's blur reaches."""

from __future__ import annotations

import numpy as np

from tryon.scene import Scene

DEFAULT_BLUR_SIGMA_PX = 0.5
"""Blur of a sharp webcam picture; wire frames lose contrast beyond 0.6 px."""
MAX_BLUR_SIGMA_PX = 0.75

_FACTORS = ((0.75, 4.0), (1.9, 2.0), (3.2, 1.5))
"""Up to that size, px per mm, so many samples along each axis of a pixel; beyond it one."""
_FINE_BUDGET_PX = 600_000


def fine_factor(scene: Scene, width: int, height: int) -> float:
    """Give how many samples along each axis of a pixel are drawn: 1, 1.5, 2 or 4.

    A wire of 0.9 mm must cover about three samples, or it breaks up when the head moves; small
    faces, on which it is thinner than a pixel anyway, get by with less.
    """
    depths = [float(item.camera_from_product.translation[2]) for item in scene.placed]
    depth_m = max(0.05, float(np.median(depths)))
    px_per_mm = 0.001 * max(scene.camera.fx, scene.camera.fy) / depth_m
    for most_px_per_mm, factor in _FACTORS:
        if px_per_mm < most_px_per_mm and width * height * factor * factor <= _FINE_BUDGET_PX:
            return factor
    return 1.0


def blur_of(scene: Scene) -> float:
    """Give the sigma, px, that makes products as soft as the picture."""
    sigma = scene.light.blur_sigma
    return DEFAULT_BLUR_SIGMA_PX if sigma <= 0.0 else min(sigma, MAX_BLUR_SIGMA_PX)
