"""EfficientNet-Lite0, run with LiteRT: how much a picture of a head looks like one with a hat."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Image
from tryon.errors import ModelAlteredError, TrackerError

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
    """Looks at heads for hats; use from one thread at a time.

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
        try:
            self._interpreter = Interpreter(str(model), num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"hat net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        details = (
            self._interpreter.get_input_details()[0],
            self._interpreter.get_output_details()[0],
        )
        shapes = tuple(tuple(int(size) for size in detail["shape"]) for detail in details)
        if shapes != ((1, INPUT_PX, INPUT_PX, 3), (1, _CLASS_COUNT)):
            msg = f"hat net: expected {INPUT_PX} px and {_CLASS_COUNT} classes, got {shapes}"
            raise ModelAlteredError(msg)
        self._input, self._output = (int(detail["index"]) for detail in details)

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
        try:
            self._interpreter.set_tensor(self._input, pixels[None])
            self._interpreter.invoke()
            scores = np.array(self._interpreter.get_tensor(self._output), dtype=np.float64)[0]
        except (ValueError, RuntimeError) as error:
            msg = f"hat net: failed to run, {error}"
            raise TrackerError(msg) from error
        telling = float(scores[list(_TELLING.values())].sum())
        likely = float(scores[list(_LIKELY.values())].sum())
        return telling / _TELLING_SCORE + likely / _LIKELY_SCORE
