"""EfficientNet-Lite0, run with LiteRT: how much a picture of a head looks like one with a hat."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.tracking.lite_net import LiteNet

INPUT_PX = 224
_CLASS_COUNT = 1000
_MIDDLE, _RANGE = 127.0, 128.0
_TELLING = {"sombrero": 808, "cowboy hat": 515, "crash helmet": 518}
"""ImageNet's classes that bare heads are next to never taken for."""
_LIKELY = {
    "bathing cap": 433, "bearskin": 439, "bonnet": 452, "football helmet": 560,
    "mortarboard": 667, "pickelhaube": 715, "shower cap": 793, "ski mask": 796,
}  # fmt: skip
"""Classes of headwear that dark hair is sometimes taken for."""
_TELLING_SCORE, _LIKELY_SCORE = 0.0325, 0.195
"""Scores that are enough, of 1. ImageNet knows neither caps nor berets, so that little of them
goes to any hat; but of about a hundred bare heads on real photos not one has as much."""


class HatNet:
    """Looks at heads for hats; one call at a time, from any thread.

    Parameters
    ----------
    model : path of `efficientnet_lite0.tflite`
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the file is not that net.

    Notes
    -----
    Tan and Le, ICML 2019, taught on ImageNet's thousand classes.
    """

    def __init__(self, model: Path, *, threads: int = 1) -> None:
        entry = (1, INPUT_PX, INPUT_PX, 3)
        self._net = LiteNet("hat net", model, entry, [(1, _CLASS_COUNT)], threads=threads)

    def evidence(self, crop: Image) -> float:
        """Give how much a crop (h, w, 3) RGB shows a hat; 1 is enough, most bare heads have 0.1.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        way = cv2.INTER_AREA if min(crop.shape[:2]) > INPUT_PX else cv2.INTER_LINEAR
        small = cv2.resize(crop, (INPUT_PX, INPUT_PX), interpolation=way)
        pixels = (np.asarray(small, dtype=np.float32) - np.float32(_MIDDLE)) / np.float32(_RANGE)
        (scores,) = self._net.run(pixels)
        telling = float(scores[list(_TELLING.values())].sum())
        likely = float(scores[list(_LIKELY.values())].sum())
        return telling / _TELLING_SCORE + likely / _LIKELY_SCORE
