"""A card held against a face: found to a fraction of a pixel, and never where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tryon.tracking.card_pictures import Holding, hold, photograph
from tests.tryon.tracking.conftest import LoadPhoto
from tryon.arrays import Array2
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.bank_card import face_scale_of, find_card
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.roi_face import RoiFaceTracker

PORTRAIT = "regression/tfjs_mediapipe/portrait.jpg"
SIZES = (0.88, 1.13)
CAMERA = CameraIntrinsics(960, 720, 800.0, 800.0, 479.5, 359.5)
HEAD = RigidTransform(np.diag([1.0, -1.0, -1.0]), np.array([0.01, 0.02, 0.50]))


def sheet_of_points() -> Array2:
    """A flat face, 1 mm apart, in the camera frame."""
    x, y = np.meshgrid(np.arange(-0.08, 0.081, 0.002), np.arange(-0.13, 0.121, 0.002))
    flat = np.column_stack([x.ravel(), y.ravel(), np.zeros(x.size)])
    return HEAD.apply(flat)


def skin(rng: np.random.Generator) -> Frame:
    """A frame of nothing but mottled skin."""
    grain = rng.normal(0.0, 2.0, (CAMERA.height, CAMERA.width, 3))
    return Frame(np.clip(grain + np.array([198.0, 160.0, 138.0]), 0, 255).astype(np.uint8), CAMERA)


@pytest.mark.parametrize("place", ["forehead", "mouth"])
@pytest.mark.parametrize(
    ("style", "tilt_deg", "fingers"),
    [
        pytest.param("plain", (0.0, 0.0), 0, id="plain"),
        pytest.param("gradient", (6.0, -8.0), 1, id="tilted, a finger on it"),
        pytest.param("skin", (-3.0, 5.0), 1, id="of the skin's colour"),
        pytest.param("photo", (4.0, 10.0), 1, id="with a picture"),
    ],
)
def test_corners_and_distance_are_exact(
    rng: np.random.Generator, place: str, style: str, tilt_deg: tuple[float, float], fingers: int
) -> None:
    held = Holding(place, style, tilt_deg, 4.0, fingers=fingers)
    truth = hold(HEAD, sheet_of_points(), 1.0, held)
    frame, corners = photograph(skin(rng), truth, held, rng)

    card = find_card(frame, HEAD, SIZES)

    assert card is not None
    assert np.abs(card.image_corners - corners).max() < 1.5
    distance = float(np.linalg.norm(card.camera_from_card.translation))
    assert distance == pytest.approx(float(np.linalg.norm(truth.translation)), rel=0.012)
    assert card.log_sd < 0.012


def test_a_wrong_focal_length_cancels(rng: np.random.Generator) -> None:
    held = Holding("forehead", "gradient", fingers=0)
    truth = hold(HEAD, sheet_of_points(), 1.0, held)
    frame, _ = photograph(skin(rng), truth, held, rng)
    longer = CameraIntrinsics(960, 720, 1000.0, 1000.0, 479.5, 359.5)
    farther = RigidTransform(HEAD.rotation, HEAD.translation * [1.0, 1.0, 1.25])

    right = find_card(frame, HEAD, SIZES)
    wrong = find_card(Frame(frame.image, longer), farther, SIZES)

    assert right is not None
    assert wrong is not None
    scale, _ = face_scale_of(right, sheet_of_points())
    other, _ = face_scale_of(wrong, sheet_of_points() * [1.0, 1.0, 1.25])
    assert other == pytest.approx(scale, abs=0.006)


@pytest.mark.parametrize(
    "sides_mm",
    [
        pytest.param((146.7, 71.5), id="phone"),
        pytest.param((105.0, 74.0), id="photo print"),
        pytest.param((85.6, 40.0), id="strip"),
        pytest.param((70.0, 70.0), id="square"),
    ],
)
def test_other_rectangles_are_no_cards(
    rng: np.random.Generator, sides_mm: tuple[float, float]
) -> None:
    frame = skin(rng)
    image = frame.image.copy()
    middle = CAMERA.project(HEAD.apply(np.array([[0.0, -0.085, 0.0]])))[0]
    half = np.array(sides_mm) / 2000.0 * CAMERA.fx / 0.5
    (u0, v0), (u1, v1) = np.rint(middle - half).astype(int), np.rint(middle + half).astype(int)
    image[v0:v1, u0:u1] = (40, 60, 90)

    assert find_card(Frame(image, CAMERA), HEAD, SIZES) is None


def test_a_window_grid_is_no_card(rng: np.random.Generator) -> None:
    image = skin(rng).image.copy()
    width, height = (round(side / 1000.0 * CAMERA.fx / 0.5) for side in (85.6, 53.98))
    image[:, 30::width] = image[:, 31::width] = 60
    image[20::height] = image[21::height] = 60

    assert find_card(Frame(image, CAMERA), HEAD, SIZES) is None


def test_a_face_too_far_away_is_not_searched(rng: np.random.Generator) -> None:
    far = RigidTransform(HEAD.rotation, HEAD.translation * 4.0)

    assert find_card(skin(rng), far, SIZES) is None


def held_to(face: Landmarks, frame: Frame, held: Holding, scale: float) -> Frame:
    """The same picture, of a head `scale` times as large and as far, with a card."""
    pose = RigidTransform(
        rotation_from_vector(face.camera_from_subject.rotation_vector),
        face.camera_from_subject.translation * scale,
    )
    card = hold(pose, face.camera_points[:468] * scale, scale, held)
    return photograph(frame, card, held, np.random.default_rng(3))[0]


@pytest.mark.models
@pytest.mark.data
@pytest.mark.parametrize("true_mm", [58.0, 66.0])
def test_a_card_narrows_the_scale_of_a_photo(
    face_nets: FaceNets, photo: LoadPhoto, true_mm: float
) -> None:
    frame = photo(PORTRAIT)
    (plain,) = RoiFaceTracker(face_nets, mode="image").track(frame)
    scale = true_mm / plain.measures["pupillary_distance_mm"].value
    held = Holding("forehead", "gradient", (3.0, -4.0), fingers=1)
    tracker = RoiFaceTracker(face_nets, mode="image", hints=WearerHints(holds_card=True))

    (face,) = tracker.track(held_to(plain, frame, held, scale))

    measure = face.measures["pupillary_distance_mm"]
    assert "card_not_found" not in face.notes
    assert measure.low < true_mm < measure.high
    before = plain.measures["pupillary_distance_mm"]
    assert measure.high - measure.low < 0.6 * (before.high - before.low)


@pytest.mark.models
@pytest.mark.data
def test_no_card_is_said_and_changes_nothing(face_nets: FaceNets, photo: LoadPhoto) -> None:
    frame = photo(PORTRAIT)
    (plain,) = RoiFaceTracker(face_nets, mode="image").track(frame)
    tracker = RoiFaceTracker(face_nets, mode="image", hints=WearerHints(holds_card=True))

    (face,) = tracker.track(frame)

    assert "card_not_found" in face.notes
    assert "card_not_found" not in plain.notes
    assert face.measures["pupillary_distance_mm"] == plain.measures["pupillary_distance_mm"]


@pytest.mark.models
@pytest.mark.data
def test_a_stream_keeps_the_scale_after_the_card_is_gone(
    face_nets: FaceNets, photo: LoadPhoto
) -> None:
    frame = photo(PORTRAIT)
    (plain,) = RoiFaceTracker(face_nets, mode="image").track(frame)
    shown = held_to(plain, frame, Holding("forehead", "plain", fingers=0), 1.0)
    tracker = RoiFaceTracker(
        face_nets, mode="video", max_people=1, hints=WearerHints(holds_card=True)
    )

    notes = [
        tracker.track(Frame(shown.image, shown.camera, 0.2 * step, step))[0].notes
        for step in range(8)
    ]
    tracker.use_hints(WearerHints())
    (after,) = tracker.track(Frame(frame.image, frame.camera, 1.7, 9))
    tracker.close()

    assert "card_not_found" in notes[0]
    assert "card_not_found" not in notes[-1]
    measure, before = (f.measures["pupillary_distance_mm"] for f in (after, plain))
    assert measure.high - measure.low < 0.6 * (before.high - before.low)
