"""MediaPipe's selfie segmentation net on our own window: person against background."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Float32Array, Image
from tryon.tracking.head_window import WINDOW_PX
from tryon.tracking.lite_net import LiteNet


class PersonNet:
    """Tells people from what is behind them; one call at a time, from any thread.

    Parameters
    ----------
    model : content of `selfie_segmenter.tflite`
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the bytes are not that net.
    """

    def __init__(self, model: bytes, *, threads: int = 1) -> None:
        shapes = (1, WINDOW_PX, WINDOW_PX, 3), (1, WINDOW_PX, WINDOW_PX, 1)
        self._net = LiteNet("person net", model, shapes[0], shapes[1:], threads=threads)

    def mask(self, crop: Image) -> Float32Array:
        """Give the share of a person in each pixel of a window, (256, 256), [0, 1].

        Parameters
        ----------
        crop : (256, 256, 3) RGB

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        pixels: Float32Array = np.multiply(crop, np.float32(1 / 255), dtype=np.float32)
        (mask,) = self._net.run(pixels)
        return mask[:, :, 0]
