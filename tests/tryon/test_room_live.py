"""Pieces stay where they were put while the camera moves, and the shopper hears what to do."""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.tryon.rooms import CAMERA, HEIGHT_M, piece, refused_reading, room_reading, spot_of, up_of
from tryon.arrays import Image
from tryon.factory import create_studio
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.room import NO_GRAVITY, POINT_AT_FLOOR, TRACK_LOST, Stand
from tryon.rendering.flat_backend import FlatRenderer
from tryon.room_live import RoomStream
from tryon.room_studio import RoomStudio

START = camera_from_room(up_of(), HEIGHT_M)
PER_M = 120.0
PLACE = np.array([[0.1, 0.0, -2.6]])


@pytest.fixture(scope="module")
def studio() -> Iterator[RoomStudio]:
    renderer = FlatRenderer()
    yield create_studio(renderer)
    renderer.close()


@pytest.fixture(scope="module")
def carpet() -> Image:
    rng = np.random.default_rng(4)
    fine = rng.integers(0, 256, (1440, 1440)).astype(np.float32)
    coarse = cv2.resize(rng.integers(0, 256, (80, 80)).astype(np.float32), (1440, 1440))
    gray = 0.4 * cv2.GaussianBlur(fine, (0, 0), 2.0) + 0.6 * coarse
    return np.repeat(gray.astype(np.uint8)[..., None], 3, axis=2)


def view(
    carpet: Image, pose: RigidTransform, time_s: float = 0.0, camera: CameraIntrinsics = CAMERA
) -> Frame:
    """See the floor, 12 m square about the room's origin; the rest stays black."""
    basis = np.column_stack(
        [
            pose.rotation[:, 0] / PER_M,
            pose.rotation[:, 2] / PER_M,
            pose.apply(np.array([[-6.0, 0.0, -6.0]]))[0],
        ]
    )
    size = (camera.width, camera.height)
    image = np.asarray(cv2.warpPerspective(carpet, camera.matrix @ basis, size))
    return Frame(image, camera, time_s, round(30.0 * time_s))


def moved(x: float = 0.0, yaw_deg: float = 0.0) -> RigidTransform:
    """Give the pose of a camera that stepped to the side and turned about the vertical."""
    turn = rotation_from_vector(np.array([0.0, np.radians(yaw_deg), 0.0]))
    rotation = START.rotation @ turn
    return RigidTransform(rotation, -rotation @ np.array([x, HEIGHT_M, 0.0]))


def started(studio: RoomStudio, frame: Frame) -> RoomStream:
    stand = Stand(1, spot_of(PLACE[0, 0], PLACE[0, 2]), snap=False)
    reading = room_reading()
    if frame.camera != CAMERA:
        camera = frame.camera
        share = camera.width / CAMERA.width
        u, v = ((value + 0.5) * share - 0.5 for value in stand.spot)
        reading, stand = replace(reading, camera=camera), replace(stand, spot=(u, v))
    return RoomStream(studio, frame, reading, [(piece(), stand)])


def miss_m(stream: RoomStream) -> float:
    """Give how far the piece is from its place in the room, m, seen from the true camera."""
    landmarks = stream.moment.picture.pieces[0].landmarks
    assert landmarks is not None
    place = stream.moment.camera_from_room.inverse() @ landmarks.camera_from_subject
    return float(np.linalg.norm(place.translation - PLACE[0]))


def drawn_px(stream: RoomStream) -> np.ndarray:
    """Give where the piece's foot is drawn, (2,), px."""
    fit = stream.moment.picture.pieces[0].fit
    assert fit.refusal is None
    return CAMERA.project(fit.camera_from_product.translation[None])[0]


def test_a_camera_that_stands_still_gives_the_same_picture(
    studio: RoomStudio, carpet: Image
) -> None:
    frame = view(carpet, START)
    stream = started(studio, frame)
    first = stream.moment.picture.image

    later = [stream.follow(replace(frame, timestamp_s=0.04 * n)) for n in range(1, 6)][-1]

    assert later.is_held
    assert later.is_shown
    assert not later.advice
    assert np.abs(later.picture.image.astype(int) - first).max() <= 2
    assert {"track", "render", "total"} <= set(later.picture.timings_s)


@pytest.mark.parametrize(
    ("step_m", "turn_deg"),
    [
        pytest.param(0.0, 0.5, id="turn"),
        pytest.param(0.015, 0.0, id="step"),
        pytest.param(0.01, -0.4, id="both"),
    ],
)
def test_the_piece_stays_on_its_place_in_the_room(
    studio: RoomStudio, carpet: Image, step_m: float, turn_deg: float
) -> None:
    stream = started(studio, view(carpet, START))

    for n in range(1, 21):
        true = moved(step_m * n, turn_deg * n)
        assert stream.follow(view(carpet, true, n / 30.0)).is_held

    assert miss_m(stream) < 1e-9
    seen = CAMERA.project(true.apply(PLACE))[0]
    assert np.linalg.norm(drawn_px(stream) - seen) < 1.5


def test_large_pictures_are_followed_in_small(studio: RoomStudio, carpet: Image) -> None:
    large = CAMERA.resized(1280, 960)
    stream = started(studio, view(carpet, START, camera=large))

    for n in range(1, 6):
        true = moved(0.01 * n, 0.3 * n)
        moment = stream.follow(view(carpet, true, n / 30.0, large))

    assert moment.picture.image.shape == (960, 1280, 3)
    foot = moment.picture.pieces[0].fit.camera_from_product.translation[None]
    assert np.linalg.norm(large.project(foot) - large.project(true.apply(PLACE))) < 2.0


def test_a_lost_room_freezes_then_hides_the_piece_and_brings_it_back(
    studio: RoomStudio, carpet: Image
) -> None:
    stream = started(studio, view(carpet, START))
    before = drawn_px(stream)
    dark = np.zeros((CAMERA.height, CAMERA.width, 3), np.uint8)

    moments = [stream.follow(Frame(dark, CAMERA, n / 30.0, n)) for n in range(1, 40)]
    back = stream.follow(view(carpet, moved(0.05, 2.0), 2.0))

    assert not any(moment.is_held for moment in moments)
    assert moments[0].advice
    assert moments[0].is_shown
    assert moments[0].picture.image.any()
    assert not moments[-1].is_shown
    assert not moments[-1].picture.image.any()
    assert moments[-1].advice == (TRACK_LOST, POINT_AT_FLOOR)
    assert back.is_held
    assert back.is_shown
    seen = CAMERA.project(moved(0.05, 2.0).apply(PLACE))[0]
    assert np.linalg.norm(drawn_px(stream) - seen) < 4.0
    assert np.linalg.norm(drawn_px(stream) - before) > 10.0


def test_a_piece_leaves_the_picture_bit_by_bit_and_returns(
    studio: RoomStudio, carpet: Image
) -> None:
    stream = started(studio, view(carpet, START))
    turns = [*np.arange(1.0, 61.0, 2.0), *np.arange(60.0, 0.0, -2.0)]

    shares: list[float] = []
    for n, turn in enumerate(turns, 1):
        frame = view(carpet, moved(0.0, float(turn)), n / 30.0)
        made = stream.follow(frame).picture.image
        shares.append(float((np.abs(made.astype(int) - frame.image) > 3).any(axis=2).mean()))

    assert shares[0] > 0.02
    assert shares[-1] > 0.02
    assert min(shares) == 0.0
    # Nothing pops: what is drawn changes from frame to frame by little.
    assert np.abs(np.diff(shares)).max() < 0.25 * max(shares)


def test_a_room_without_floor_cannot_be_followed(studio: RoomStudio, carpet: Image) -> None:
    with pytest.raises(ValueError, match=NO_GRAVITY):
        RoomStream(studio, view(carpet, START), refused_reading(NO_GRAVITY), [])
