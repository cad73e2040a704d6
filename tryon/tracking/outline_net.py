"""DeepLab v3, run with LiteRT: which part of a picture shows a person, a cat, a dog."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Float32Array, Image
from tryon.errors import ModelAlteredError, TrackerError
from tryon.landmarks.room_pieces import BystanderKind

INPUT_PX = 257
_ANIMALS = (3, 8, 10, 12, 13, 17)
"""Bird, cat, cow, dog, horse, sheep: a small or furry pet is taken for any of them."""
_CLASSES: dict[BystanderKind, tuple[int, ...]] = {"cat": _ANIMALS, "dog": _ANIMALS, "person": (15,)}
"""Of PASCAL VOC's 21, background first."""
_CLASS_COUNT = 21


class OutlineNet:
    """Outlines people and pets; use from one thread at a time.

    Parameters
    ----------
    model : path of `deeplab_v3.tflite`
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the file is not that net.

    Notes
    -----
    Chen et al., arXiv:1706.05587.
    """

    def __init__(self, model: Path, *, threads: int = 1) -> None:
        try:
            self._interpreter = Interpreter(str(model), num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"outline net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        details = (
            self._interpreter.get_input_details()[0],
            self._interpreter.get_output_details()[0],
        )
        shapes = tuple(tuple(int(size) for size in detail["shape"]) for detail in details)
        if shapes != ((1, INPUT_PX, INPUT_PX, 3), (1, INPUT_PX, INPUT_PX, _CLASS_COUNT)):
            msg = f"outline net: expected {INPUT_PX} px and {_CLASS_COUNT} classes, got {shapes}"
            raise ModelAlteredError(msg)
        self._input, self._output = (int(detail["index"]) for detail in details)

    def mask(self, crop: Image, kind: BystanderKind) -> Float32Array:
        """Give how sure each place of a crop shows a person, or for pets any animal.

        Parameters
        ----------
        crop : (h, w, 3) RGB of any size; its proportions need not be square

        Returns
        -------
        (257, 257), [0, 1], stretched over the crop

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        # Areas would turn a crop that is enlarged into blocks, in which the net sees nobody.
        way = cv2.INTER_AREA if min(crop.shape[:2]) > INPUT_PX else cv2.INTER_LINEAR
        small = cv2.resize(crop, (INPUT_PX, INPUT_PX), interpolation=way)
        pixels = np.asarray(small, dtype=np.float32) * np.float32(1.0 / 127.5) - np.float32(1.0)
        try:
            self._interpreter.set_tensor(self._input, pixels[None])
            self._interpreter.invoke()
            logits = np.array(self._interpreter.get_tensor(self._output), dtype=np.float32)[0]
        except (ValueError, RuntimeError) as error:
            msg = f"outline net: failed to run, {error}"
            raise TrackerError(msg) from error
        powers = np.exp(logits - logits.max(axis=2, keepdims=True))
        seen = powers[..., _CLASSES[kind]].sum(axis=2)
        return np.asarray(seen / powers.sum(axis=2), dtype=np.float32)
