"""From the rough outline of somebody in a room to a soft mask with the picture's own edge."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.landmarks.matte import Matte
from tryon.rendering.cut_edges import edged
from tryon.rendering.cutouts import grab_cut, object_of, without_specks, working_size

_SURE = 230
"""Of 255: what a net is so sure of stays, whatever its colour."""
_LEAST_UNSURE = 13
_REACH = 0.04
"""How far beyond the rough outline the true one may lie, as a share of the window."""


def bystander_matte(image: Image, rough: Matte) -> Matte:
    """Give the outline of somebody as the picture's colours draw it.

    Parameters
    ----------
    image : (H, W, 3)
    rough : as a net gave it, its window within the picture

    Notes
    -----
    GrabCut (Rother et al., 2004) within a band about the net's outline, at most 240 px wide.
    """
    left, top = round(rough.left), round(rough.top)
    window = image[top : top + round(rough.height), left : left + round(rough.width)]
    height, width = window.shape[:2]
    size = working_size(width, height)
    alpha = np.asarray(cv2.resize(rough.alpha, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    labels = np.where(alpha > 127, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[alpha >= _SURE] = cv2.GC_FGD
    far = cv2.distanceTransform(np.asarray(alpha <= 127, dtype=np.uint8), cv2.DIST_L2, 3)
    labels[(far > _REACH * max(size)) | (alpha < _LEAST_UNSURE)] = cv2.GC_BGD
    if _is_open(labels):
        grab_cut(window, labels)
    within = object_of(labels)
    mask = without_specks(within, np.zeros_like(within, dtype=bool))
    return Matte(edged(window, mask), left, top, width, height)


def _is_open(labels: Image) -> bool:
    """Tell whether there is somebody, something else, and a question."""
    found = [bool((labels == value).any()) for value in range(4)]
    is_somebody = found[cv2.GC_FGD] or found[cv2.GC_PR_FGD]
    return is_somebody and found[cv2.GC_BGD] and (found[cv2.GC_PR_FGD] or found[cv2.GC_PR_BGD])
