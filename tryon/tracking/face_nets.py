"""The nets that face trackers share, loaded once per process."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import TracebackType
from typing import Self

from tryon.landmarks import topology
from tryon.tracking.background_search import BackgroundSearch
from tryon.tracking.canonical_face import load_canonical_face, read_member
from tryon.tracking.face_detector import FaceDetector
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_search import FaceSearch
from tryon.tracking.landmark_net import LandmarkNet

_LANDMARK_MEMBER = "face_landmarks_detector.tflite"
_DETECTOR_SCORE = 0.5


class FaceNets:
    """Everything heavy a face tracker needs; one per process serves any number of trackers.

    Parameters
    ----------
    face_landmarker : path of `face_landmarker.task`
    full_range, short_range : paths of the detection nets
    threads : of each search net

    Raises
    ------
    ModelAlteredError
        If a file is not the expected model.
    """

    def __init__(
        self, face_landmarker: Path, full_range: Path, short_range: Path, *, threads: int = 1
    ) -> None:
        self.face = load_canonical_face(face_landmarker)
        self.solver = FacePoseSolver(self.face)
        net = read_member(face_landmarker, _LANDMARK_MEMBER)
        mirror_rows = topology.mirror_rows(self.face.points)
        self.net = LandmarkNet(net, mirror_rows)
        models = full_range.read_bytes(), short_range.read_bytes()
        self.search = _search(models, threads)
        self.background = BackgroundSearch(_search(models, threads))
        self._stream_ids = itertools.count()

    def next_stream_id(self) -> int:
        """Give a number no other stream of this process has."""
        return next(self._stream_ids)

    def close(self) -> None:
        """Stop the threads; safe twice."""
        self.background.close()
        self.net.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _search(models: tuple[bytes, bytes], threads: int) -> FaceSearch:
    return FaceSearch(
        FaceDetector(models[0], min_score=_DETECTOR_SCORE, threads=threads),
        FaceDetector(models[1], min_score=_DETECTOR_SCORE, threads=threads),
    )
