"""MediaPipe's body landmark net, run on our own crops with LiteRT."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Array1, Array2, Float32Array, Image
from tryon.errors import ModelAlteredError, TrackerError
from tryon.tracking.canonical_face import read_member

CROP_SIZE = 256
COUNT = 33
NOSE, LEFT_EAR, RIGHT_EAR = 0, 7, 8
LEFT_SHOULDER, RIGHT_SHOULDER = 11, 12
"""Rows of the landmarks, the wearer's sides (BlazePose topology)."""

_MEMBER = "pose_landmarks_detector.tflite"
_ROWS = 39
"""33 landmarks and 6 that only guide the next window."""


@dataclass(frozen=True, slots=True, eq=False)
class NetBody:
    """What the net says about one window.

    Parameters
    ----------
    points : (33, 2), px of the crop, centres to centres
    visibility : (33,), [0, 1]
    body : (33, 3), m, axes of the camera, origin between the hips; an average body's size
    presence : probability that the window shows a person, [0, 1]
    """

    points: Array2
    visibility: Array1
    body: Array2
    presence: float


class PoseNet:
    """33 landmarks of the person in a window; one call at a time, from any thread.

    Parameters
    ----------
    task : path of `pose_landmarker_full.task`
    threads : of the interpreter

    Raises
    ------
    ModelAlteredError
        If the file is not that net.
    """

    def __init__(self, task: Path, *, threads: int = 1) -> None:
        try:
            self._interpreter = Interpreter(
                model_content=read_member(task, _MEMBER), num_threads=threads
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"body landmark net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        self._input = int(self._interpreter.get_input_details()[0]["index"])
        outputs = {
            int(np.prod(detail["shape"])): int(detail["index"])
            for detail in self._interpreter.get_output_details()
        }
        if not {_ROWS * 5, _ROWS * 3, 1} <= outputs.keys():
            msg = f"body landmark net: expected 195 + 117 + 1 outputs, got {sorted(outputs)}"
            raise ModelAlteredError(msg)
        self._points, self._body = outputs[_ROWS * 5], outputs[_ROWS * 3]
        self._presence = outputs[1]
        self._lock = threading.Lock()

    def find(self, crop: Image) -> NetBody:
        """Find the landmarks of the person in a crop, (256, 256, 3) RGB.

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
                points = np.array(self._interpreter.get_tensor(self._points), dtype=np.float64)
                body = np.array(self._interpreter.get_tensor(self._body), dtype=np.float64)
                presence = float(np.ravel(self._interpreter.get_tensor(self._presence))[0])
        except (ValueError, RuntimeError) as error:
            msg = f"body landmark net: failed to run, {error}"
            raise TrackerError(msg) from error
        rows = points.reshape(_ROWS, 5)[:COUNT]
        visibility = 1.0 / (1.0 + np.exp(-np.clip(rows[:, 3], -30.0, 30.0)))
        # The net counts from pixel corners, our crop from pixel centres.
        return NetBody(rows[:, :2] - 0.5, visibility, body.reshape(_ROWS, 3)[:COUNT], presence)
