"""What heads are tracked with: mattes of hair and hands, still and moving."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.tryon.tracking.conftest import LoadPhoto, frame_of
from tryon.arrays import Image
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.landmarks.wearer import Need
from tryon.tracking.background_look import BackgroundLook
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.head_finder import HeadFinder, HeadModels
from tryon.tracking.head_findings import HeadFindings, Motion
from tryon.tracking.head_tracker import StillHeadTracker, StreamHeadTracker
from tryon.tracking.models import ModelStore
from tryon.tracking.replay import ReplayTracker
from tryon.tracking.roi_face import RoiFaceTracker

PORTRAIT = "photos/faces/business_person_half_body.png"
SHORT_HAIR = "regression/tfjs_mediapipe/portrait.jpg"
HAND = "photos/hands/thumbs_up_dark_bg.png"
ALL: frozenset[Need] = frozenset({"hair", "hands", "clothes", "person"})


@pytest.fixture(scope="module")
def finder(models: ModelStore) -> HeadFinder:
    paths = models.path("selfie_segmenter.tflite"), models.path("hand_landmarker.task")
    return HeadFinder(HeadModels(*paths))


@pytest.fixture
def still(face_nets: FaceNets, finder: HeadFinder) -> Iterator[StillHeadTracker]:
    tracker = StillHeadTracker(RoiFaceTracker(face_nets, mode="image"), finder)
    yield tracker
    tracker.close()


@pytest.fixture
def background(finder: HeadFinder) -> Iterator[BackgroundLook]:
    look = BackgroundLook(finder)
    yield look
    look.close()


def with_hand(portrait: Image, hand: Image, place: tuple[int, int], height: int) -> Image:
    """Paste the hand, photographed before black, over a picture; `place` is its middle."""
    scale = height / hand.shape[0]
    small = cv2.resize(hand, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(small, dtype=np.uint8)
    shown = (small.max(axis=2) > 40).astype(np.uint8)
    solid = cv2.morphologyEx(shown, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)) > 0
    top, left = place[1] - small.shape[0] // 2, place[0] - small.shape[1] // 2
    result = portrait.copy()
    window = result[top : top + small.shape[0], left : left + small.shape[1]]
    window[solid[: window.shape[0], : window.shape[1]]] = small[
        : window.shape[0], : window.shape[1]
    ][solid[: window.shape[0], : window.shape[1]]]
    return result


def at(
    matte: Matte, landmarks: Landmarks, frame: Frame, point: tuple[float, float, float]
) -> float:
    """Give how much is covered around a point of the head frame, m."""
    place = landmarks.camera_from_subject.apply(np.array([point]))
    u, v = frame.camera.project(place)[0]
    return matte.mean_around(float(u), float(v), 0.008 * frame.camera.fx / float(place[0, 2]))


def test_heads_in_black_and_white_are_looked_around_too(
    still: StillHeadTracker, photo: LoadPhoto
) -> None:
    coloured = photo(PORTRAIT)
    grey = cv2.cvtColor(coloured.image, cv2.COLOR_RGB2GRAY)
    frame = replace(coloured, image=np.repeat(grey[..., None], 3, axis=2))
    still.use_needs(ALL)

    (face,) = still.track(frame)

    assert set(face.mattes) >= {"hair", "clothes", "person"}
    assert at(face.mattes["hair"], face, frame, (0.0, 0.09, -0.08)) > 0.5
    assert at(face.mattes["hair"], face, frame, (0.03, -0.03, 0.0)) < 0.2


def test_without_needs_faces_carry_no_mattes(still: StillHeadTracker, photo: LoadPhoto) -> None:
    assert still.track(photo(PORTRAIT))[0].mattes == {}


def test_only_what_is_needed_is_found(still: StillHeadTracker, photo: LoadPhoto) -> None:
    still.use_needs(frozenset({"hair"}))

    assert set(still.track(photo(SHORT_HAIR))[0].mattes) == {"hair"}


@pytest.mark.parametrize("name", [PORTRAIT, SHORT_HAIR])
def test_hair_covers_the_crown_and_leaves_the_face(
    still: StillHeadTracker, photo: LoadPhoto, name: str
) -> None:
    still.use_needs(ALL)
    frame = photo(name)

    face = still.track(frame)[0]

    hair = face.mattes["hair"]
    assert at(hair, face, frame, (0.0, 0.09, -0.05)) > 0.8
    for bare in ((0.0, 0.02, 0.0), (0.03, -0.04, -0.01), (-0.03, -0.04, -0.01)):
        assert at(hair, face, frame, bare) < 0.02


def test_person_and_clothes_are_where_they_must_be(
    still: StillHeadTracker, photo: LoadPhoto
) -> None:
    still.use_needs(ALL)
    frame = photo(SHORT_HAIR)

    face = still.track(frame)[0]

    assert at(face.mattes["person"], face, frame, (0.0, -0.03, 0.0)) > 0.95
    assert at(face.mattes["person"], face, frame, (0.20, 0.05, -0.1)) < 0.05
    assert at(face.mattes["clothes"], face, frame, (0.12, -0.25, -0.05)) > 0.9
    assert at(face.mattes["clothes"], face, frame, (0.0, -0.03, 0.0)) < 0.05


def test_a_hand_before_the_face_is_found_to_its_silhouette(
    still: StillHeadTracker, photo: LoadPhoto
) -> None:
    still.use_needs(frozenset({"hands"}))
    portrait, hand = photo(SHORT_HAIR), photo(HAND).image
    plain = still.track(portrait)[0]
    middle = plain.image_points.mean(axis=0)
    place = (int(middle[0]) + 40, int(middle[1]) + 60)

    picture = with_hand(portrait.image, hand, place, 420)
    changed = (picture != portrait.image).any(axis=2)
    face = still.track(frame_of(picture))[0]

    assert "hands" not in plain.mattes
    matte = face.mattes["hands"]
    rows, columns = np.nonzero(changed)
    thumb = rows < np.percentile(rows, 30)  # the arm is no hand
    covered = [
        matte.mean_around(float(u), float(v), 1.0)
        for u, v in zip(columns[thumb][::97], rows[thumb][::97], strict=True)
    ]
    assert np.mean(covered) > 0.85
    eye = face.image_points[33 if place[0] > middle[0] else 263]
    assert matte.mean_around(float(eye[0]), float(eye[1]), 3.0) < 0.1


def test_steps_add_points_and_notes_and_nothing_else(
    models: ModelStore, still: StillHeadTracker, photo: LoadPhoto
) -> None:
    frame = photo(SHORT_HAIR)

    def step(frame: Frame, landmarks: Landmarks) -> Landmarks:
        points = {**landmarks.subject_points, "left_lobe": np.array([0.08, -0.05, -0.1])}
        return replace(landmarks, subject_points=points, notes=(*landmarks.notes, "seen"))

    paths = models.path("selfie_segmenter.tflite"), models.path("hand_landmarker.task")
    finder = HeadFinder(HeadModels(*paths), {"ears": step})
    face = still.track(frame)[0]
    found = finder.look(frame, [face], frozenset({"ears"}))[face.track_id]

    assert set(found.points) == {"left_lobe"}
    assert found.notes == ("seen",)
    assert found.mattes == {}


def test_a_stream_fills_in_mattes_without_waiting(
    background: BackgroundLook, photo: LoadPhoto, still: StillHeadTracker
) -> None:
    frame = photo(SHORT_HAIR)
    faces = still.track(frame)
    tracker = StreamHeadTracker(ReplayTracker([faces]), background)
    tracker.use_needs(frozenset({"hair"}))

    first = tracker.track(frame)
    deadline = time.monotonic() + 20.0
    while "hair" not in (found := tracker.track(frame))[0].mattes:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    tracker.close()

    assert first[0].mattes == {}
    assert at(found[0].mattes["hair"], faces[0], frame, (0.0, 0.09, -0.05)) > 0.8


def test_every_stream_gets_its_looks(
    background: BackgroundLook, photo: LoadPhoto, still: StillHeadTracker
) -> None:
    """One of two that both offer every frame, the first always first, must not wait for ever."""
    frame = photo(SHORT_HAIR)
    faces = still.track(frame)
    background.start()
    looks: dict[int, list[HeadFindings]] = {1: [], 2: []}

    deadline = time.monotonic() + 20.0
    while min(map(len, looks.values())) < 2:
        assert time.monotonic() < deadline
        for stream, seen in looks.items():
            background.offer(stream, frame, faces, frozenset({"hair"}))
            found = background.found(stream).values()
            seen.extend(item for item in found if not any(item is old for old in seen))
        time.sleep(0.01)

    background.forget(1)
    assert background.found(1) == {}
    assert background.found(2) != {}


def test_mattes_move_with_the_head(still: StillHeadTracker, photo: LoadPhoto) -> None:
    still.use_needs(frozenset({"hair"}))
    frame = photo(SHORT_HAIR)
    face = still.track(frame)[0]
    shift = np.array([[0.95, -0.12, 60.0], [0.12, 0.95, -40.0]])
    size = (frame.camera.width, frame.camera.height)
    moved = np.asarray(cv2.warpAffine(frame.image, shift, size), dtype=np.uint8)
    later = still.track(frame_of(moved))[0]

    seen = HeadFindings(replace(face, mattes={}), face.mattes)
    carried = seen.on(replace(later, mattes={}), frame.camera).mattes["hair"]

    for point in ((0.0, 0.09, -0.05), (0.06, 0.06, -0.08), (0.0, 0.02, 0.0), (0.03, -0.05, 0.0)):
        expected = at(later.mattes["hair"], later, frame, point)
        assert at(carried, later, frame, point) == pytest.approx(expected, abs=0.25)


def test_a_head_at_rest_leaves_mattes_where_they_are(
    still: StillHeadTracker, photo: LoadPhoto
) -> None:
    still.use_needs(frozenset({"hair"}))
    frame = photo(SHORT_HAIR)
    face = still.track(frame)[0]
    matte = face.mattes["hair"]

    same = Motion.between(face, replace(face), frame.camera).applied(matte)

    np.testing.assert_allclose(
        [same.left, same.top, same.width, same.height],
        [matte.left, matte.top, matte.width, matte.height],
        atol=1e-6,
    )
    np.testing.assert_array_equal(same.alpha, matte.alpha)
