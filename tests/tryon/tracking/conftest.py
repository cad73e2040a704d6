"""Shared nets and pictures for the tests of the trackers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.arrays import Image
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.tracking.canonical_face import CanonicalFace, load_canonical_face
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.models import ModelStore

LoadPhoto = Callable[[str], Frame]


def read_rgb(path: Path) -> Image:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert picture is not None, path
    return np.ascontiguousarray(picture[..., ::-1], dtype=np.uint8)


def frame_of(image: Image, timestamp_s: float = 0.0, index: int = 0) -> Frame:
    height, width = image.shape[:2]
    return Frame(image, CameraIntrinsics.default(width, height), timestamp_s, index)


@pytest.fixture(scope="session")
def canonical_face(models: ModelStore) -> CanonicalFace:
    return load_canonical_face(models.path("face_landmarker.task"))


@pytest.fixture(scope="session")
def face_nets(models: ModelStore) -> Iterator[FaceNets]:
    with FaceNets(
        models.path("face_landmarker.task"),
        models.path("face_detection_full_range_sparse.tflite"),
        models.path("face_detection_short_range.tflite"),
    ) as nets:
        yield nets


@pytest.fixture
def photo(data_dir: Path) -> LoadPhoto:
    return lambda name: frame_of(read_rgb(data_dir / name))
