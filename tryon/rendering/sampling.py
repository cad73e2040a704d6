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


def blur_of(scene: Scene) -> float:
    """Give the sigma, px, that makes products as soft as the picture."""
    sigma = scene.light.blur_sigma
    return DEFAULT_BLUR_SIGMA_PX if sigma <= 0.0 else min(sigma, MAX_BLUR_SIGMA_PX)
