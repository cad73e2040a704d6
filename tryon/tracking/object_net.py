"""EfficientDet-Lite0, run with LiteRT: boxes around people and pets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, Image
from tryon.landmarks.room_pieces import BystanderKind
from tryon.tracking.lite_net import LiteNet

INPUT_PX = 320
_CLASSES: dict[BystanderKind, int] = {"person": 0, "cat": 16, "dog": 17}
"""Columns of the scores: COCO's 90 numbers, less one."""
_CLASS_COUNT = 90
_LEVELS = range(3, 8)
_ANCHOR_SCALE = 3.0
"""Side of the smallest anchor of a level over its stride, as the Lite nets were taught."""
_ASPECTS = (1.0, 2.0, 0.5)
"""Width over height."""
_OVERLAP = 0.5
"""Boxes that share more, as a share of both together, are of one thing."""


@dataclass(frozen=True, slots=True)
class FoundObject:
    """One box.

    Parameters
    ----------
    kind : what is in it
    score : how sure that is, [0, 1]
    box : left, top, right, bottom, px between pixel corners, within the picture
    """

    kind: BystanderKind
    score: float
    box: tuple[float, float, float, float]


class ObjectNet:
    """Finds people and pets; one call at a time, from any thread.

    Parameters
    ----------
    model : path of `efficientdet_lite0.tflite`
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the file is not that net.

    Notes
    -----
    Tan, Pang and Le, CVPR 2020; boxes are told against anchors of three sizes and three shapes
    at every place of five levels.
    """

    def __init__(self, model: Path, *, threads: int = 1) -> None:
        self._anchors = _anchors()
        count = len(self._anchors)
        entry, exits = (1, INPUT_PX, INPUT_PX, 3), ((1, count, _CLASS_COUNT), (1, count, 4))
        self._net = LiteNet("object net", model, entry, exits, threads=threads)

    def find(self, image: Image, least_score: float) -> list[FoundObject]:
        """Find people and pets in a picture (H, W, 3) RGB; the surest first.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        small = cv2.resize(image, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_AREA)
        scores, offsets = self._net.run(np.asarray(small, dtype=np.uint8))
        height, width = image.shape[:2]
        found: list[FoundObject] = []
        for kind, column in _CLASSES.items():
            sure = np.flatnonzero(scores[:, column] >= least_score)
            boxes = _placed(offsets[sure], self._anchors[sure]) * [width, height, width, height]
            boxes = np.clip(boxes, 0.0, [width, height, width, height])
            found += _without_doubles(kind, scores[sure, column], boxes)
        return sorted(found, key=lambda item: -item.score)


def _anchors() -> Float32Array:
    """Give the boxes (N, 4) that answers refer to: middle y, x, height, width, px of the input."""
    rows: list[tuple[float, float, float, float]] = []
    for level in _LEVELS:
        stride = 2**level
        middles = [(cell + 0.5) * stride for cell in range(-(-INPUT_PX // stride))]
        sides = [_ANCHOR_SCALE * stride * 2.0 ** (octave / 3.0) for octave in range(3)]
        shapes = [(s / a**0.5, s * a**0.5) for s in sides for a in _ASPECTS]
        rows += [(y, x, *shape) for y in middles for x in middles for shape in shapes]
    return np.array(rows, dtype=np.float32)


def _placed(offsets: Float32Array, anchors: Float32Array) -> Array2:
    """Give boxes (N, 4) as left, top, right, bottom, shares of the picture."""
    middle = offsets[:, :2] * anchors[:, 2:] + anchors[:, :2]
    half = 0.5 * np.exp(offsets[:, 2:]) * anchors[:, 2:]
    corners = np.concatenate([middle - half, middle + half], axis=1)
    return np.asarray(corners[:, [1, 0, 3, 2]], dtype=np.float64) / INPUT_PX


def _without_doubles(kind: BystanderKind, scores: Array1, boxes: Array2) -> list[FoundObject]:
    sized = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(sized.tolist(), scores.tolist(), 0.0, _OVERLAP)
    found: list[FoundObject] = []
    for row in np.asarray(kept, dtype=np.intp).ravel():
        left, top, right, bottom = (float(value) for value in boxes[row])
        found.append(FoundObject(kind, float(scores[row]), (left, top, right, bottom)))
    return found
