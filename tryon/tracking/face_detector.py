"""MediaPipe's face detection nets, run with LiteRT: boxes and six keypoints per face.

Anchors and decoding follow `mediapipe/calculators/tflite/ssd_anchors_calculator.cc` and
`tensors_to_detections_calculator.cc`; overlapping answers are blended by their scores
(BlazeFace, Bazarevsky et al., CVPR workshop 2019, section 3.3).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Array1, Array2, Float32Array, Image, frozen
from tryon.errors import ModelAlteredError, TrackerError

RIGHT_EYE, LEFT_EYE, NOSE, MOUTH, RIGHT_EAR, LEFT_EAR = range(6)
_SAME_FACE_OVERLAP = 0.3
_LOGIT_LIMIT = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class FaceDetection:
    """A face as the detector sees it.

    Parameters
    ----------
    box : (4,), x0, y0, x1, y1, px: brows to chin
    keypoints : (6, 2), px, in the order of this module's constants
    score : [0, 1]
    """

    box: Array1
    keypoints: Array2
    score: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", frozen(self.box, np.float64, (4,), "box"))
        keypoints = frozen(self.keypoints, np.float64, (6, 2), "keypoints")
        object.__setattr__(self, "keypoints", keypoints)

    @property
    def width(self) -> float:
        """Width of the box, px."""
        return float(self.box[2] - self.box[0])

    def moved(self, scale: float, left: float, top: float) -> FaceDetection:
        """Give the detection in a picture of which this one was a scaled window.

        Parameters
        ----------
        scale : px of the larger picture per px of the window
        left, top : corner of the window there, px (corner of its first pixel)
        """
        offset = np.array([left, top])
        box = self.box * scale + np.tile(offset, 2)
        return FaceDetection(box, self.keypoints * scale + offset, self.score)


class FaceDetector:
    """One detection net; its input size and anchors follow from the model.

    Parameters
    ----------
    model : content of `face_detection_full_range_sparse.tflite` (faces from 1/20 of the window)
        or `face_detection_short_range.tflite` (from 1/6, better when close)
    min_score : [0, 1]
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the bytes are not one of these nets.
    """

    def __init__(self, model: bytes, *, min_score: float, threads: int = 1) -> None:
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"face detection net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        detail = self._interpreter.get_input_details()[0]
        self._input, self._size = int(detail["index"]), int(detail["shape"][1])
        outputs = {
            int(detail["shape"][-1]): int(detail["index"])
            for detail in self._interpreter.get_output_details()
        }
        self._anchors = _anchors(self._size)
        if set(outputs) != {1, 16}:
            msg = f"face detection net: expected outputs of 16 + 1 columns, got {sorted(outputs)}"
            raise ModelAlteredError(msg)
        self._boxes, self._scores = outputs[16], outputs[1]
        self._min_logit = float(np.log(min_score / (1.0 - min_score)))
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Side of the net's square input, px."""
        return self._size

    def find(self, image: Image) -> tuple[FaceDetection, ...]:
        """Find the faces of a picture, best first, px of that picture.

        Parameters
        ----------
        image : (H, W, 3) RGB, any shape; it is scaled to fit the net's square

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        height, width = image.shape[:2]
        scale = self._size / max(height, width)
        columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
        reading = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        small = cv2.resize(image, (columns, rows), interpolation=reading)
        # Grey, the middle of the net's range, pads without an edge of its own colour.
        canvas: Float32Array = np.zeros((self._size, self._size, 3), dtype=np.float32)
        canvas[:rows, :columns] = small.astype(np.float32) * np.float32(2 / 255) - np.float32(1)
        boxes, logits = self._run(canvas)
        keep = np.flatnonzero(logits > self._min_logit)
        if not len(keep):
            return ()
        decoded = boxes[keep] / self._size
        decoded[:, 0::2] += self._anchors[keep, 0:1]
        decoded[:, 1::2] += self._anchors[keep, 1:2]
        # The box's second pair is a size, not a position.
        decoded[:, 2:4] -= self._anchors[keep]
        scores = 1.0 / (1.0 + np.exp(-logits[keep]))
        return _blended(decoded * (self._size / scale), scores)

    def _run(self, canvas: Float32Array) -> tuple[Array2, Array1]:
        try:
            with self._lock:
                self._interpreter.set_tensor(self._input, canvas[None])
                self._interpreter.invoke()
                boxes = np.array(self._interpreter.get_tensor(self._boxes)[0], dtype=np.float64)
                logits = np.array(self._interpreter.get_tensor(self._scores), dtype=np.float64)
        except (ValueError, RuntimeError) as error:
            msg = f"face detection net: failed to run, {error}"
            raise TrackerError(msg) from error
        return boxes, np.clip(logits.ravel(), -_LOGIT_LIMIT, _LOGIT_LIMIT)


def _anchors(size: int) -> Array2:
    """Give the anchor centres (N, 2), [0, 1]: one per cell at 192 px, 2 and 6 at 128 px."""
    grids = {192: ((48, 1),), 128: ((16, 2), (8, 6))}
    if size not in grids:
        msg = f"face detection net: expected an input of 128 or 192 px, got {size}"
        raise ModelAlteredError(msg)
    parts: list[Array2] = []
    for cells, count in grids[size]:
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, count, axis=0))
    return np.concatenate(parts)


def _blended(decoded: Array2, scores: Array1) -> tuple[FaceDetection, ...]:
    """Average answers on one face by score; `decoded` (N, 16): centre, size, keypoints, px."""
    half = 0.5 * decoded[:, 2:4]
    rows = np.column_stack([decoded[:, :2] - half, decoded[:, :2] + half, decoded[:, 4:]])
    found: list[FaceDetection] = []
    remaining = np.argsort(-scores)
    while len(remaining):
        same = box_overlap(rows[remaining[0], :4], rows[remaining, :4]) > _SAME_FACE_OVERLAP
        same[0] = True
        members = remaining[same]
        mean = scores[members] @ rows[members] / scores[members].sum()
        found.append(FaceDetection(mean[:4], mean[4:].reshape(6, 2), float(scores[members[0]])))
        remaining = remaining[~same]
    return tuple(found)


def box_overlap(box: Array1, boxes: Array2) -> Array1:
    """Give the intersection over union (N,) of one box (4,) with others (N, 4), px."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.maximum(0.0, high - low), axis=1)
    areas = np.prod(np.maximum(0.0, boxes[:, 2:] - boxes[:, :2]), axis=1)
    area = float(np.prod(np.maximum(0.0, box[2:] - box[:2])))
    return np.asarray(shared / np.maximum(area + areas - shared, 1e-12), dtype=np.float64)
