"""MediaPipe's palm detection and hand landmark nets, run on our own crops with LiteRT.

Anchors, decoding and regions follow `mediapipe/modules/palm_detection` and
`mediapipe/modules/hand_landmark` (Zhang et al., "MediaPipe Hands", CVPR workshop 2020).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import AnyArray, Array1, Array2, Float32Array, Image
from tryon.errors import ModelAlteredError, TrackerError
from tryon.tracking.canonical_face import read_member
from tryon.tracking.face_detector import box_overlap

HAND_COUNT = 21
WRIST, INDEX, MIDDLE, RING, LITTLE = 0, 5, 9, 13, 17
"""Rows of the wrist and of the fingers' knuckles."""
_PALM_PX = 192
_HAND_PX = 224
_PALM_SCORE = 0.3
"""Low, because the landmark net has the last word."""
_PALM_WRIST, _PALM_MIDDLE = 0, 2
_PALM_MARGIN, _PALM_SHIFT = 2.6, 0.5
_HAND_MARGIN, _HAND_SHIFT = 2.0, 0.1
_SAME_PALM_OVERLAP = 0.3
_MOST_PALMS = 4


@dataclass(frozen=True, slots=True)
class HandRegion:
    """A turned square around a hand.

    Parameters
    ----------
    u, v : middle, px
    side : px
    turn_rad : from upright fingers, clockwise in the picture
    """

    u: float
    v: float
    side: float
    turn_rad: float

    @classmethod
    def around(cls, points: Array2) -> HandRegion:
        """Frame the 21 landmarks of a hand, (21, 2), px."""
        knuckles = 0.5 * (0.5 * (points[INDEX] + points[RING]) + points[MIDDLE])
        palm = points[[0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18]]
        return cls._along(palm, knuckles - points[WRIST], _HAND_MARGIN, _HAND_SHIFT)

    @classmethod
    def of_palm(cls, box: Array1, wrist: Array1, middle: Array1) -> HandRegion:
        """Frame a detected palm: its box (4,) and two of its keypoints (2,), px."""
        side = float(max(box[2] - box[0], box[3] - box[1])) * _PALM_MARGIN
        along = middle - wrist
        turn = float(np.arctan2(along[0], -along[1]))
        centre = 0.5 * (box[:2] + box[2:])
        shift = _PALM_SHIFT * side / _PALM_MARGIN
        return cls(
            float(centre[0] + shift * np.sin(turn)),
            float(centre[1] - shift * np.cos(turn)),
            side,
            turn,
        )

    @classmethod
    def _along(cls, points: Array2, along: Array1, margin: float, shift: float) -> HandRegion:
        turn = float(np.arctan2(along[0], -along[1]))
        x_axis = np.array([np.cos(turn), np.sin(turn)])
        y_axis = np.array([-np.sin(turn), np.cos(turn)])
        seen = np.column_stack([points @ x_axis, points @ y_axis])
        low, high = seen.min(axis=0), seen.max(axis=0)
        size = high - low
        middle = 0.5 * (low + high) - np.array([0.0, shift * size[1]])
        centre = middle[0] * x_axis + middle[1] * y_axis
        return cls(float(centre[0]), float(centre[1]), margin * float(size.max()), turn)

    def matrix(self, size: int) -> Array2:
        """Give the (2, 3) affine `picture_from_crop` for a crop of `size` px."""
        scale = self.side / size
        cosine, sine = scale * np.cos(self.turn_rad), scale * np.sin(self.turn_rad)
        turn = np.array([[cosine, -sine], [sine, cosine]])
        middle = np.full(2, 0.5 * (size - 1))
        return np.column_stack([turn, np.array([self.u, self.v]) - turn @ middle])


class HandNets:
    """Finds palms in a window and 21 landmarks of a hand; one call at a time, from any thread.

    Parameters
    ----------
    hand_landmarker : path of `hand_landmarker.task`

    Raises
    ------
    ModelAlteredError
        If the bundle is not the expected one.
    """

    def __init__(self, hand_landmarker: Path) -> None:
        self._palms = _Net(read_member(hand_landmarker, "hand_detector.tflite"), _PALM_PX)
        self._hands = _Net(read_member(hand_landmarker, "hand_landmarks_detector.tflite"), _HAND_PX)
        self._anchors = _anchors()

    def palms(self, crop: Image) -> tuple[HandRegion, ...]:
        """Find the palms of a square picture (S, S, 3), best first, in its px.

        Raises
        ------
        TrackerError
            If the net fails.
        """
        small = cv2.resize(crop, (_PALM_PX, _PALM_PX), interpolation=cv2.INTER_AREA)
        outputs = self._palms.run(np.asarray(small))
        boxes, logits = (next(o for o in outputs if o.shape[-1] == n)[0] for n in (18, 1))
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits.ravel().astype(np.float64), -50.0, 50.0)))
        keep = np.flatnonzero(scores > _PALM_SCORE)
        if not len(keep):
            return ()
        decoded = boxes[keep].astype(np.float64) / _PALM_PX
        decoded[:, 0::2] += self._anchors[keep, 0:1]
        decoded[:, 1::2] += self._anchors[keep, 1:2]
        decoded[:, 2:4] -= self._anchors[keep]
        return _best(decoded * crop.shape[0], scores[keep])

    def hand(self, image: Image, region: HandRegion) -> tuple[Array2, float]:
        """Give the 21 landmarks (21, 2), px of the picture, and the presence of a hand, [0, 1].

        Raises
        ------
        TrackerError
            If the net fails.
        """
        picture_from_crop = region.matrix(_HAND_PX)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(image, picture_from_crop, (_HAND_PX, _HAND_PX), flags=flags)
        points, presence = self._hands.run(np.asarray(crop))[:2]
        # The net counts from pixel corners, our crop from pixel centres.
        xy = points.reshape(HAND_COUNT, 3)[:, :2].astype(np.float64) - 0.5
        placed = xy @ picture_from_crop[:, :2].T + picture_from_crop[:, 2]
        return placed, float(presence.ravel()[0])


class _Net:
    """One net with a square input of `size` px."""

    def __init__(self, model: bytes, size: int) -> None:
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=1)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"hand net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        detail = self._interpreter.get_input_details()[0]
        if tuple(int(length) for length in detail["shape"]) != (1, size, size, 3):
            msg = f"hand net: expected an input of {size} px, got {detail['shape']}"
            raise ModelAlteredError(msg)
        self._input = int(detail["index"])
        # By name: `Identity`, `Identity_1`, ...
        outputs = sorted(self._interpreter.get_output_details(), key=lambda item: str(item["name"]))
        self._outputs = [int(item["index"]) for item in outputs]
        self._lock = threading.Lock()

    def run(self, crop: AnyArray) -> list[Float32Array]:
        """Give the outputs for a picture (size, size, 3) RGB, in the order of their names."""
        pixels: Float32Array = np.multiply(crop, np.float32(1 / 255), dtype=np.float32)
        try:
            with self._lock:
                self._interpreter.set_tensor(self._input, pixels[None])
                self._interpreter.invoke()
                return [
                    np.array(self._interpreter.get_tensor(index), dtype=np.float32)
                    for index in self._outputs
                ]
        except (ValueError, RuntimeError) as error:
            msg = f"hand net: failed to run, {error}"
            raise TrackerError(msg) from error


def _anchors() -> Array2:
    """Give the centres (2016, 2), [0, 1]: two per cell of 24 x 24, six per cell of 12 x 12."""
    parts: list[Array2] = []
    for cells, count in ((24, 2), (12, 6)):
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, count, axis=0))
    return np.concatenate(parts)


def _best(decoded: Array2, scores: Array1) -> tuple[HandRegion, ...]:
    """Keep one answer per palm; `decoded` (N, 18): centre, size, seven keypoints, px."""
    half = 0.5 * decoded[:, 2:4]
    boxes = np.column_stack([decoded[:, :2] - half, decoded[:, :2] + half])
    keypoints = decoded[:, 4:].reshape(-1, 7, 2) - 0.5
    found: list[HandRegion] = []
    remaining = np.argsort(-scores)
    while len(remaining) and len(found) < _MOST_PALMS:
        first = remaining[0]
        found.append(
            HandRegion.of_palm(
                boxes[first] - 0.5, keypoints[first, _PALM_WRIST], keypoints[first, _PALM_MIDDLE]
            )
        )
        overlap = box_overlap(boxes[first], boxes[remaining])
        overlap[0] = 1.0
        remaining = remaining[overlap <= _SAME_PALM_OVERLAP]
    return tuple(found)
