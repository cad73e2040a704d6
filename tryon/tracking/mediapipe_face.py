"""MediaPipe's own face task behind our protocol: the second implementation, for comparison.

It finds fewer and only larger faces, and can hang for ever after a failure inside its graph, so
it belongs into a process of its own; `RoiFaceTracker` is what the engine uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mediapipe as mp
import numpy as np
from mediapipe.tasks import python as tasks
from mediapipe.tasks.python import vision

from tryon.arrays import Array2
from tryon.errors import ModelMissingError, TrackerError
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.canonical_face import load_canonical_face
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_track import FaceTrack
from tryon.tracking.landmark_net import NetFace

_MIN_CONFIDENCE = 0.3


class MediaPipeFaceTracker:
    """Finds faces of single pictures with MediaPipe's face landmarker, posed by our solver.

    Parameters
    ----------
    face_landmarker : path of `face_landmarker.task`
    max_people : how many faces at most
    hints : what the wearers tell about sizes

    Raises
    ------
    ModelMissingError
        If there is no such file.
    TrackerError
        If MediaPipe cannot be started with it.
    """

    def __init__(
        self, face_landmarker: Path, *, max_people: int = 4, hints: WearerHints | None = None
    ) -> None:
        if not face_landmarker.is_file():
            raise ModelMissingError(
                f"{face_landmarker.name}: not found in {face_landmarker.parent}"
            )
        self._face = load_canonical_face(face_landmarker)
        self._solver = FacePoseSolver(self._face)
        self._hints = hints or WearerHints()
        options = vision.FaceLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(face_landmarker)),
            running_mode=vision.RunningMode.IMAGE,
            num_faces=max_people,
            min_face_detection_confidence=_MIN_CONFIDENCE,
            min_face_presence_confidence=_MIN_CONFIDENCE,
        )
        try:
            # Any: the library ships no types; the object never leaves this class.
            self._task: Any = vision.FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            raise TrackerError(f"MediaPipe face landmarker: cannot start, {error}") from error

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Find the faces of one frame, largest first; empty means nobody.

        Raises
        ------
        TrackerError
            If MediaPipe fails or the tracker is closed.
        """
        if self._task is None:
            raise TrackerError("MediaPipe face landmarker: used after close()")
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(frame.image))
        try:
            result = self._task.detect(picture)
        except (RuntimeError, ValueError) as error:
            raise TrackerError(f"MediaPipe face landmarker: failed, {error}") from error
        height, width = frame.image.shape[:2]
        faces: list[Array2] = [
            # MediaPipe's coordinates run from edge to edge, ours from centre to centre.
            np.array([(point.x * width, point.y * height) for point in landmarks]) - 0.5
            for landmarks in result.face_landmarks
        ]
        faces.sort(key=lambda points: -float(np.ptp(points, axis=0).prod()))
        return tuple(self._placed(frame, index, points) for index, points in enumerate(faces))

    def use_hints(self, hints: WearerHints) -> None:
        """Take new hints for pictures from now on."""
        self._hints = hints

    def close(self) -> None:
        """Free the task; safe twice."""
        task, self._task = self._task, None
        if task is not None:
            task.close()

    def _placed(self, frame: Frame, index: int, points: Array2) -> Landmarks:
        region = FaceRegion.around(points, frame.camera)
        track = FaceTrack(index, self._face, self._solver, self._hints)
        return track.place(frame, NetFace(points, 1.0, region))
