"""MediaPipe's selfie segmentation net on our own window: person against background."""

from __future__ import annotations

import threading

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Float32Array, Image
from tryon.errors import ModelAlteredError, TrackerError
from tryon.tracking.head_window import WINDOW_PX


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
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"person net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        details = (
            self._interpreter.get_input_details()[0],
            self._interpreter.get_output_details()[0],
        )
        shapes = tuple(tuple(int(size) for size in detail["shape"]) for detail in details)
        if shapes != ((1, WINDOW_PX, WINDOW_PX, 3), (1, WINDOW_PX, WINDOW_PX, 1)):
            msg = f"person net: expected {WINDOW_PX} px in and out, got {shapes}"
            raise ModelAlteredError(msg)
        self._input, self._output = (int(detail["index"]) for detail in details)
        self._lock = threading.Lock()

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
        try:
            with self._lock:
                self._interpreter.set_tensor(self._input, pixels[None])
                self._interpreter.invoke()
                mask = np.array(self._interpreter.get_tensor(self._output), dtype=np.float32)
        except (ValueError, RuntimeError) as error:
            msg = f"person net: failed to run, {error}"
            raise TrackerError(msg) from error
        return mask[0, :, :, 0]
