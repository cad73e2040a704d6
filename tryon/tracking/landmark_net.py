"""MediaPipe's face landmark net, run on our own crops with LiteRT."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tryon.arrays import Array2, Float32Array, Image, IndexArray
from tryon.errors import ModelAlteredError, TrackerError
from tryon.frame import Frame
from tryon.landmarks import topology
from tryon.tracking.face_region import FaceRegion

CROP_SIZE = 256
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, eq=False)
class NetFace:
    """What the net says about one window.

    Parameters
    ----------
    image_points : (478, 2), px of the frame
    presence : probability that the window shows a face, [0, 1]
    region : the window around these landmarks, where to look next
    """

    image_points: Array2
    presence: float
    region: FaceRegion


class LandmarkNet:
    """478 landmarks of the faces in windows; one call at a time, from any thread.

    Parameters
    ----------
    model : content of `face_landmarks_detector.tflite`
    mirror_rows : (478,), row of each landmark's mirror image

    Raises
    ------
    ModelAlteredError
        If the bytes are not that net.
    """

    def __init__(self, model: bytes, mirror_rows: IndexArray) -> None:
        # Two threads shorten the wait of a frame by a third for a tenth more work.
        self._runner = _Runner(model, threads=2)
        self._model = model
        self._mirror_rows = mirror_rows

    @cached_property
    def _side_by_side(self) -> tuple[queue.SimpleQueue[_Runner], ThreadPoolExecutor]:
        """Runners of one thread each, and the threads that call them."""
        runners: queue.SimpleQueue[_Runner] = queue.SimpleQueue()
        for _ in range(_AT_ONCE):
            runners.put(_Runner(self._model, threads=1))
        return runners, ThreadPoolExecutor(_AT_ONCE, "landmarks")

    def find(self, frame: Frame, region: FaceRegion) -> NetFace:
        """Find the landmarks of the face in a window of the frame.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        return _found(self._runner, frame, region)

    def find_all(self, frame: Frame, regions: Sequence[FaceRegion]) -> list[NetFace]:
        """Find the landmarks of the faces in several windows, two at a time.

        A net on each core takes two thirds of the time that one net on both cores takes.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        if len(regions) < 2:
            return [self.find(frame, region) for region in regions]
        runners, threads = self._side_by_side

        def find(region: FaceRegion) -> NetFace:
            runner = runners.get()
            try:
                return _found(runner, frame, region)
            finally:
                runners.put(runner)

        return list(threads.map(find, regions))

    def close(self) -> None:
        """Stop the threads, if any were started; safe twice."""
        if "_side_by_side" in self.__dict__:
            self._side_by_side[1].shutdown()

    def find_twofold(self, frame: Frame, region: FaceRegion) -> NetFace:
        """Average the answers on the window and on its mirror image.

        Twice the work; what the net does unlike on left and right cancels.

        Raises
        ------
        TrackerError
            If the interpreter fails.
        """
        crop = region.cut(frame.image, CROP_SIZE, frame.camera)
        points, presence = self._runner.run(crop)
        flipped, flipped_presence = self._runner.run(np.ascontiguousarray(crop[:, ::-1]))
        flipped[:, 0] = CROP_SIZE - 1 - flipped[:, 0]
        points = 0.5 * (points + flipped[self._mirror_rows])
        return _in_frame(points, min(presence, flipped_presence), region, frame)


class _Runner:
    """One interpreter of the net; one call at a time."""

    def __init__(self, model: bytes, *, threads: int) -> None:
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            msg = f"face landmark net: expected a LiteRT model, got {error}"
            raise ModelAlteredError(msg) from error
        self._input = int(self._interpreter.get_input_details()[0]["index"])
        outputs = {
            int(np.prod(detail["shape"])): int(detail["index"])
            for detail in reversed(self._interpreter.get_output_details())
        }
        if topology.FACE_COUNT * 3 not in outputs or 1 not in outputs:
            msg = f"face landmark net: expected 1434 + 1 outputs, got {sorted(outputs)}"
            raise ModelAlteredError(msg)
        self._points, self._presence = outputs[topology.FACE_COUNT * 3], outputs[1]
        self._lock = threading.Lock()

    def run(self, crop: Image) -> tuple[Array2, float]:
        """Give the landmarks (478, 2), px of the crop, and the probability of a face."""
        pixels: Float32Array = np.multiply(crop, np.float32(1 / 255), dtype=np.float32)
        try:
            with self._lock:
                self._interpreter.set_tensor(self._input, pixels[None])
                self._interpreter.invoke()
                points = np.array(self._interpreter.get_tensor(self._points), dtype=np.float64)
                logit = float(np.ravel(self._interpreter.get_tensor(self._presence))[0])
        except (ValueError, RuntimeError) as error:
            msg = f"face landmark net: failed to run, {error}"
            raise TrackerError(msg) from error
        # The net counts from pixel corners, our crop from pixel centres.
        xy = points.reshape(-1, 3)[:, :2] - 0.5
        return xy, float(1.0 / (1.0 + np.exp(-logit)))


def _found(runner: _Runner, frame: Frame, region: FaceRegion) -> NetFace:
    points, presence = runner.run(region.cut(frame.image, CROP_SIZE, frame.camera))
    return _in_frame(points, presence, region, frame)


def _in_frame(crop_points: Array2, presence: float, region: FaceRegion, frame: Frame) -> NetFace:
    image_points = region.to_frame(crop_points, CROP_SIZE, frame.camera)
    return NetFace(image_points, presence, FaceRegion.around(image_points, frame.camera))
