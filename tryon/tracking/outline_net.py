"""DeepLab v3, run with LiteRT: which part of a picture shows a person, a cat, a dog."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from tryon.arrays import Float32Array, Image
from tryon.landmarks.room_pieces import BystanderKind
from tryon.tracking.lite_net import LiteNet

INPUT_PX = 257
_ANIMALS = (3, 8, 10, 12, 13, 17)
"""Bird, cat, cow, dog, horse, sheep: a small or furry pet is taken for any of them."""
_CLASSES: dict[BystanderKind, tuple[int, ...]] = {"cat": _ANIMALS, "dog": _ANIMALS, "person": (15,)}
"""Of PASCAL VOC's 21, background first."""
_CLASS_COUNT = 21


class OutlineNet:
    """Outlines people and pets; one call at a time, from any thread.

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
        shapes = (1, INPUT_PX, INPUT_PX, 3), (1, INPUT_PX, INPUT_PX, _CLASS_COUNT)
        self._net = LiteNet("outline net", model, shapes[0], shapes[1:], threads=threads)

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
        (logits,) = self._net.run(pixels)
        powers = np.exp(logits - logits.max(axis=2, keepdims=True))
        seen = powers[..., _CLASSES[kind]].sum(axis=2)
        return np.asarray(seen / powers.sum(axis=2), dtype=np.float32)
