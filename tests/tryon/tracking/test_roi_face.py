"""The tracker on real photos: what must hold whatever the net thinks of a face."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.tryon.tracking.conftest import LoadPhoto, frame_of, read_rgb
from tryon.frame import Frame
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import rotation_from_vector
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.steadiness import jitter_px, still_frames
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.roi_face import RoiFaceTracker

pytestmark = [pytest.mark.models, pytest.mark.data]

ASTRONAUT = "photos/faces/astronaut.png"
PAIR = "photos/faces_multi_dlib/2008_001009.jpg"
PORTRAIT = "regression/tfjs_mediapipe/portrait.jpg"


@pytest.fixture
def tracker(face_nets: FaceNets) -> RoiFaceTracker:
    return RoiFaceTracker(face_nets, mode="image")


def yaw_deg(landmarks: Landmarks) -> float:
    return float(np.rad2deg(yaw_pitch_roll_rad(landmarks.camera_from_subject)[0]))


def turned_camera(frame: Frame, towards: tuple[float, float], yaw: float) -> Frame:
    """Take the picture again with a camera turned so that the point lies `yaw` rad off axis."""
    u, v = towards
    ray = frame.camera.unproject(np.array([[u, v]]), np.ones(1))[0]
    pitch, side = np.arctan2(ray[1], np.hypot(ray[0], ray[2])), np.arctan2(ray[0], ray[2])
    look = rotation_from_vector(np.array([pitch, 0.0, 0.0])) @ rotation_from_vector(
        np.array([0.0, -side, 0.0])
    )
    turn = rotation_from_vector(np.array([0.0, yaw, 0.0])) @ look
    focal = frame.camera.fx
    camera = CameraIntrinsics(1280, 720, focal, focal, 639.5, 359.5)
    homography = camera.matrix @ turn @ np.linalg.inv(frame.camera.matrix)
    image = cv2.warpPerspective(frame.image, homography, (1280, 720), flags=cv2.INTER_CUBIC)
    return Frame(np.asarray(image, dtype=np.uint8), camera)


@pytest.mark.parametrize("name", [ASTRONAUT, PORTRAIT, PAIR])
@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_face_20_degrees_off_axis_turns_by_20_degrees(
    tracker: RoiFaceTracker, photo: LoadPhoto, name: str, side: float
) -> None:
    frame = photo(name)
    bridge = tracker.track(frame)[0].projected_points(frame.camera)["nose_bridge"]

    ahead = tracker.track(turned_camera(frame, bridge, 0.0))[0]
    aside = tracker.track(turned_camera(frame, bridge, side * np.deg2rad(20.0)))[0]

    # In the right half of the picture, a face that looked ahead now looks to the wearer's right.
    assert yaw_deg(aside) - yaw_deg(ahead) == pytest.approx(-side * 20.0, abs=1.0)


@pytest.mark.parametrize("name", [ASTRONAUT, PORTRAIT])
def test_a_mirrored_photo_gives_mirrored_landmarks(
    tracker: RoiFaceTracker, canonical_face: CanonicalFace, photo: LoadPhoto, name: str
) -> None:
    frame = photo(name)
    face = tracker.track(frame)[0]

    mirrored = tracker.track(frame_of(np.ascontiguousarray(frame.image[:, ::-1])))[0]

    rows = topology.mirror_rows(canonical_face.points)
    expected = face.image_points[rows] * [-1.0, 1.0] + [frame.camera.width - 1, 0.0]
    width = face.box[2] - face.box[0]
    error = np.linalg.norm(mirrored.image_points - expected, axis=1)
    assert float(np.median(error)) < 0.01 * width
    assert yaw_deg(mirrored) == pytest.approx(-yaw_deg(face), abs=1.5)


def test_twice_the_picture_is_the_same_head(tracker: RoiFaceTracker, photo: LoadPhoto) -> None:
    frame = photo(ASTRONAUT)
    face = tracker.track(frame)[0]
    large = cv2.resize(frame.image, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)

    twice = tracker.track(frame_of(np.asarray(large, dtype=np.uint8)))[0]

    expected = 2.0 * face.image_points + 0.5
    width = face.box[2] - face.box[0]
    assert float(np.median(np.abs(twice.image_points - expected))) < 0.02 * width
    distance = twice.camera_from_subject.translation[2] / face.camera_from_subject.translation[2]
    assert float(distance) == pytest.approx(1.0, abs=0.04)
    ratio = (
        twice.measures["pupillary_distance_mm"].value / face.measures["pupillary_distance_mm"].value
    )
    assert ratio == pytest.approx(1.0, abs=0.03)


def test_pupils_of_the_posed_head_lie_on_the_irises(
    tracker: RoiFaceTracker, photo: LoadPhoto
) -> None:
    frame = photo(PORTRAIT)

    face = tracker.track(frame)[0]

    points = face.projected_points(frame.camera)
    spacing = np.linalg.norm(np.subtract(points["left_pupil"], points["right_pupil"]))
    for name, row in (
        ("left_pupil", topology.LEFT_PUPIL),
        ("right_pupil", topology.RIGHT_PUPIL),
    ):
        assert np.linalg.norm(face.image_points[row] - points[name]) < 0.03 * spacing


def test_the_live_face_projects_onto_its_landmarks(
    tracker: RoiFaceTracker, photo: LoadPhoto
) -> None:
    frame = photo(ASTRONAUT)

    face = tracker.track(frame)[0]

    np.testing.assert_allclose(
        frame.camera.project(face.camera_points), face.image_points, atol=1e-6
    )
    assert face.triangles.max() < topology.FACE_MESH_COUNT


def test_left_is_the_wearers(tracker: RoiFaceTracker, photo: LoadPhoto) -> None:
    frame = photo(PORTRAIT)

    points = tracker.track(frame)[0].projected_points(frame.camera)

    assert points["left_pupil"][0] > points["right_pupil"][0]
    assert points["left_ear"][0] > points["left_pupil"][0]
    assert points["right_ear"][0] < points["right_pupil"][0]
    assert points["chin"][1] > points["nose_bridge"][1]


@pytest.mark.parametrize(
    ("name", "count"),
    [(PAIR, 2), ("photos/faces_multi_dlib/2008_001322.jpg", 3)],
)
def test_everybody_in_a_group_is_found_once(
    tracker: RoiFaceTracker, photo: LoadPhoto, name: str, count: int
) -> None:
    faces = tracker.track(photo(name))

    assert len(faces) == count
    assert len({face.track_id for face in faces}) == count
    sizes = [face.box[2] - face.box[0] for face in faces]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_group_in_a_turned_photo_is_found(
    tracker: RoiFaceTracker, photo: LoadPhoto, quarters: int
) -> None:
    image = photo("photos/faces_multi_dlib/2008_001322.jpg").image

    found = tracker.track(frame_of(np.ascontiguousarray(np.rot90(image, quarters))))

    assert len(found) == 3


def test_a_friend_behind_is_found_beside_a_large_face(
    tracker: RoiFaceTracker, photo: LoadPhoto
) -> None:
    person = photo(ASTRONAUT).image[:320, 80:400]
    picture = np.full((1500, 2000, 3), 120, dtype=np.uint8)
    picture[200:1480, 100:1380] = cv2.resize(person, (1280, 1280), interpolation=cv2.INTER_CUBIC)
    picture[500:900, 1500:1900] = cv2.resize(person, (400, 400), interpolation=cv2.INTER_CUBIC)

    found = tracker.track(frame_of(picture))

    assert [face.box[0] > 1400 for face in found] == [False, True]


def test_no_more_people_than_asked_for(face_nets: FaceNets, photo: LoadPhoto) -> None:
    tracker = RoiFaceTracker(face_nets, mode="image", max_people=1)

    assert len(tracker.track(photo(PAIR))) == 1


def test_rooms_and_noise_hold_no_faces(
    tracker: RoiFaceTracker, data_dir: Path, rng: np.random.Generator
) -> None:
    rooms = sorted((data_dir / "gt_rooms" / "middlebury_motorcycle").glob("*.png"))
    pictures = [read_rgb(path) for path in rooms if "im" in path.name]
    pictures.append(rng.integers(0, 256, (480, 640, 3), dtype=np.uint8))
    pictures.append(np.zeros((720, 1280, 3), dtype=np.uint8))

    assert [len(tracker.track(frame_of(picture))) for picture in pictures] == [0] * len(pictures)


def test_a_typed_pupillary_distance_sets_the_scale(face_nets: FaceNets, photo: LoadPhoto) -> None:
    frame = photo(PORTRAIT)
    tracker = RoiFaceTracker(face_nets, mode="image", hints=WearerHints(pupillary_distance_mm=68.0))

    face = tracker.track(frame)[0]

    measure = face.measures["pupillary_distance_mm"]
    assert measure.value == pytest.approx(68.0, abs=1e-9)
    assert measure.high - measure.low < 4.1
    pupils = face.subject_points["left_pupil"] - face.subject_points["right_pupil"]
    near_mm = 1000.0 * float(np.linalg.norm(pupils))
    assert 66.0 < near_mm < 68.0


def test_a_head_clip_keeps_one_identity(face_nets: FaceNets, data_dir: Path) -> None:
    tracker = RoiFaceTracker(face_nets, mode="video")
    capture = cv2.VideoCapture(str(data_dir / "videos" / "webcam_head_cap13.mp4"))
    seen: Counter[tuple[int, ...]] = Counter()
    for index in range(120):
        is_read, picture = capture.read()
        assert is_read
        image = np.ascontiguousarray(picture[..., ::-1], dtype=np.uint8)
        faces = tracker.track(frame_of(image, index / 25.0, index))
        seen[tuple(face.track_id for face in faces)] += 1
    capture.release()
    tracker.close()

    assert seen == {(0,): 120}


def test_a_second_person_is_found_while_the_first_is_followed(
    face_nets: FaceNets, photo: LoadPhoto
) -> None:
    both = photo(PAIR).image
    alone = both.copy()
    alone[190:] = 128
    tracker = RoiFaceTracker(face_nets, mode="video")
    first = tracker.track(frame_of(alone, 0.0))
    assert [face.track_id for face in first] == [0]

    found: tuple[Landmarks, ...] = ()
    for step in range(1, 400):
        found = tracker.track(frame_of(both, step / 30.0, step))
        if len(found) == 2:
            break
        time.sleep(0.005)
    tracker.close()

    assert sorted(face.track_id for face in found) == [0, 1]


def test_a_face_that_leaves_is_dropped_and_known_when_it_comes_back(
    face_nets: FaceNets, photo: LoadPhoto
) -> None:
    frame = photo(ASTRONAUT)
    empty = np.full_like(frame.image, 90)
    tracker = RoiFaceTracker(face_nets, mode="video")

    ids = [
        tuple(
            face.track_id
            for face in tracker.track(
                frame_of(empty if 5 <= step < 12 else frame.image, step / 30.0, step)
            )
        )
        for step in range(15)
    ]
    tracker.close()

    assert ids == [(0,)] * 5 + [()] * 7 + [(0,)] * 3


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("name", [ASTRONAUT, PORTRAIT])
def test_a_photo_that_lost_its_orientation_gives_the_turned_landmarks(
    tracker: RoiFaceTracker, photo: LoadPhoto, name: str, quarters: int
) -> None:
    frame = photo(name)
    expected = tracker.track(frame)[0].image_points
    width, height = frame.camera.width, frame.camera.height
    for _ in range(quarters):
        expected = np.column_stack([expected[:, 1], width - 1 - expected[:, 0]])
        width, height = height, width

    turned = np.ascontiguousarray(np.rot90(frame.image, quarters))
    found = tracker.track(frame_of(turned))

    assert len(found) == 1
    error = np.linalg.norm(found[0].image_points - expected, axis=1)
    assert float(np.median(error)) < 0.015 * np.ptp(expected[:, 0])


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (900, 2), (64, 64)])
def test_odd_pictures_hold_nobody(tracker: RoiFaceTracker, size: tuple[int, int]) -> None:
    assert tracker.track(frame_of(np.full((*size, 3), 77, dtype=np.uint8))) == ()


def test_a_head_clip_is_calm_and_complete(face_nets: FaceNets, data_dir: Path) -> None:
    tracker = RoiFaceTracker(face_nets, mode="video")
    capture = cv2.VideoCapture(str(data_dir / "videos" / "webcam_head_cap13.mp4"))
    paths: dict[str, list[tuple[float, float]]] = {"nose_bridge": [], "left_ear": []}
    raw: list[np.ndarray] = []
    widths: list[float] = []
    for index in range(300):
        _, picture = capture.read()
        frame = frame_of(np.ascontiguousarray(picture[..., ::-1]), index / 25.0, index)
        (face,) = tracker.track(frame)
        points = face.projected_points(frame.camera)
        for name, path in paths.items():
            path.append(points[name])
        raw.append(face.image_points[topology.NOSE_BRIDGE])
        sides = face.image_points[[topology.RIGHT_SIDE[1], topology.LEFT_SIDE[1]]]
        widths.append(float(np.linalg.norm(sides[1] - sides[0])))
    capture.release()
    tracker.close()

    still = still_frames(np.array(raw))
    width = float(np.median(widths))
    assert jitter_px(np.array(paths["nose_bridge"]), still) < 0.001 * width
    assert jitter_px(np.array(paths["left_ear"]), still) < 0.0025 * width
