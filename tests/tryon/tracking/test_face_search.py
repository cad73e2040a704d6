"""Detectors and tiles: boxes where the faces are, nothing cut, nothing twice."""

from __future__ import annotations

import time
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tryon.tracking.conftest import LoadPhoto
from tryon.arrays import Image
from tryon.errors import ModelAlteredError
from tryon.tracking.background_search import BackgroundSearch
from tryon.tracking.face_detector import (
    LEFT_EYE,
    RIGHT_EYE,
    FaceDetection,
    FaceDetector,
    box_overlap,
)
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.face_search import FaceSearch, merged, plan_tiles
from tryon.tracking.models import ModelStore
from tryon.tracking.picture_pyramid import PicturePyramid

ASTRONAUT = "photos/faces/astronaut.png"


@given(st.integers(100, 3000), st.integers(100, 3000), st.integers(80, 600))
def test_tiles_cover_the_picture_and_overlap(width: int, height: int, side: int) -> None:
    tiles = plan_tiles(width, height, side)

    covered = np.zeros((height, width), dtype=bool)
    for tile in tiles:
        assert tile.left >= 0
        assert tile.left + tile.width <= width
        assert tile.top + tile.height <= height
        covered[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width] = True
    assert covered.all()
    lefts = sorted({tile.left for tile in tiles})
    assert all(b - a <= 0.76 * tiles[0].width + 1 for a, b in pairwise(lefts))


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(1, 100), st.floats(1, 100))
def test_box_overlap_is_symmetric_and_bounded(x: float, y: float, w: float, h: float) -> None:
    a, b = np.array([0.0, 0.0, 40.0, 30.0]), np.array([x, y, x + w, y + h])

    one, other = float(box_overlap(a, b[None])[0]), float(box_overlap(b, a[None])[0])

    assert one == pytest.approx(other)
    assert 0.0 <= one <= 1.0
    assert float(box_overlap(b, b[None])[0]) == pytest.approx(1.0)


def test_merging_keeps_the_best_of_each_face() -> None:
    def face(x: float, score: float) -> FaceDetection:
        return FaceDetection(np.array([x, 0, x + 50, 50]), np.zeros((6, 2)), score)

    kept = merged([face(0, 0.6), face(4, 0.9), face(200, 0.5)])

    assert [(item.box[0], item.score) for item in kept] == [(4, 0.9), (200, 0.5)]


@pytest.mark.models
@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["face_detection_full_range_sparse.tflite", "face_detection_short_range.tflite"]
)
def test_both_nets_find_the_astronaut_where_she_is(
    models: ModelStore, photo: LoadPhoto, name: str
) -> None:
    detector = FaceDetector(models.path(name).read_bytes(), min_score=0.5)

    found = detector.find(photo(ASTRONAUT).image)

    assert len(found) == 1
    np.testing.assert_allclose(found[0].keypoints[RIGHT_EYE], [203, 101], atol=6)
    np.testing.assert_allclose(found[0].keypoints[LEFT_EYE], [246, 103], atol=6)


@pytest.mark.models
@pytest.mark.data
def test_a_far_face_is_found_in_tiles_where_it_is(face_nets: FaceNets, photo: LoadPhoto) -> None:
    small = cv2.resize(photo(ASTRONAUT).image, (180, 180), interpolation=cv2.INTER_AREA)
    picture = np.full((720, 1280, 3), 120, dtype=np.uint8)
    picture[400:580, 900:1080] = small

    found = face_nets.search.near(PicturePyramid(picture), max_tiles=16)

    # Weaker answers on her suit are left to the landmark net to refuse.
    np.testing.assert_allclose(found[0].keypoints[RIGHT_EYE], [971, 435], atol=4)


@pytest.mark.models
@pytest.mark.data
def test_a_face_is_found_where_it_is_in_a_turned_picture(
    face_nets: FaceNets, photo: LoadPhoto
) -> None:
    image = photo(ASTRONAUT).image
    lying = np.ascontiguousarray(np.rot90(image)[:, 60:])

    found = face_nets.search.sideways(PicturePyramid(lying))

    # A quarter counter-clockwise takes (x, y) to (y, width - x); then 60 columns were cut off.
    right_eye, left_eye = found[0].keypoints[[RIGHT_EYE, LEFT_EYE]]
    np.testing.assert_allclose(right_eye, [101 - 60, 512 - 203], atol=6)
    np.testing.assert_allclose(left_eye, [103 - 60, 512 - 246], atol=6)


@pytest.mark.models
@pytest.mark.parametrize(("smallest_px", "runs"), [(0.0, 12), (80.0, 6), (200.0, 0)])
def test_fewer_tiles_are_searched_for_larger_faces(
    face_nets: FaceNets, monkeypatch: pytest.MonkeyPatch, smallest_px: float, runs: int
) -> None:
    searched: list[tuple[int, ...]] = []
    find = FaceDetector.find

    def counted(detector: FaceDetector, image: Image) -> tuple[FaceDetection, ...]:
        searched.append(image.shape)
        return find(detector, image)

    monkeypatch.setattr(FaceDetector, "find", counted)
    picture = PicturePyramid(np.full((1500, 2000, 3), 120, dtype=np.uint8))

    face_nets.search.near(picture, max_tiles=16, smallest_px=smallest_px)

    assert searched == [(192, 192, 3)] * runs


@pytest.mark.models
def test_other_nets_are_refused(models: ModelStore) -> None:
    with pytest.raises(ModelAlteredError):
        FaceDetector(models.path("selfie_segmenter.tflite").read_bytes(), min_score=0.5)
    with pytest.raises(ModelAlteredError):
        FaceDetector(b"no model", min_score=0.5)


@pytest.mark.models
@pytest.mark.data
def test_the_background_answers_each_stream_once(models: ModelStore, photo: LoadPhoto) -> None:
    detectors = [
        FaceDetector(models.path(f"face_detection_{name}.tflite").read_bytes(), min_score=0.5)
        for name in ("full_range_sparse", "short_range")
    ]
    background = BackgroundSearch(FaceSearch(*detectors))
    background.start()
    image = photo(ASTRONAUT).image

    assert background.offer(7, image, 0)
    found: tuple[FaceDetection, ...] = ()
    deadline_s = time.monotonic() + 20.0
    while not found and time.monotonic() < deadline_s:
        time.sleep(0.01)
        found = background.take(7)

    assert len(found) == 1
    assert background.take(7) == ()
    assert background.take(8) == ()
    background.close()
    background.close()
    assert not background.offer(7, image, 0)
