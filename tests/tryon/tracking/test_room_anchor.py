"""A room stays where it was while the camera moves, and is found again after it was lost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tryon.arrays import Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.room import TRACK_LOST
from tryon.tracking.room_anchor import RoomAnchor

CAMERA = CameraIntrinsics(320, 240, 260.0, 260.0, 159.5, 119.5)
PER_M = 150.0


@pytest.fixture(scope="module")
def carpet() -> Image:
    rng = np.random.default_rng(3)
    fine = rng.integers(0, 256, (1200, 1200, 3)).astype(np.float32)
    coarse = cv2.resize(rng.integers(0, 256, (60, 60, 3)).astype(np.float32), (1200, 1200))
    return np.asarray(0.4 * cv2.GaussianBlur(fine, (0, 0), 2.0) + 0.6 * coarse).astype(np.uint8)


def pose_at(x: float, yaw_deg: float = 0.0, pitch_deg: float = 40.0) -> RigidTransform:
    pitch = np.radians(pitch_deg)
    level = camera_from_room(np.array([0.0, -np.cos(pitch), -np.sin(pitch)]), 1.4).rotation
    rotation = level @ rotation_from_vector(np.array([0.0, np.radians(yaw_deg), 0.0]))
    return RigidTransform(rotation, -rotation @ np.array([x, 1.4, 0.0]))


def view(carpet: Image, pose: RigidTransform) -> Image:
    """See the floor, 8 m square about the room's origin."""
    basis = np.column_stack(
        [
            pose.rotation[:, 0] / PER_M,
            pose.rotation[:, 2] / PER_M,
            pose.apply(np.array([[-4.0, 0.0, -4.0]]))[0],
        ]
    )
    warp = CAMERA.matrix @ basis
    return np.asarray(cv2.warpPerspective(carpet, warp, (CAMERA.width, CAMERA.height)))


def test_pose_follows_a_walk(carpet: Image) -> None:
    anchor = RoomAnchor(view(carpet, pose_at(0.0)), CAMERA, pose_at(0.0))

    for step in range(1, 31):
        true = pose_at(0.01 * step, 0.3 * step)
        state = anchor.follow(view(carpet, true))
        assert state.is_held

    spot = np.array([[0.2, 0.0, -1.5]])
    seen = CAMERA.project(state.camera_from_room.apply(spot))
    assert np.linalg.norm(seen - CAMERA.project(true.apply(spot))) < 1.0


def test_lost_room_is_found_again(carpet: Image) -> None:
    start = view(carpet, pose_at(0.0))
    anchor = RoomAnchor(start, CAMERA, pose_at(0.0))
    black = np.zeros_like(start)

    lost = [anchor.follow(black) for _ in range(5)][-1]
    found = anchor.follow(view(carpet, pose_at(0.05, 3.0)))

    assert TRACK_LOST in lost.advice
    assert not lost.is_held
    np.testing.assert_array_equal(lost.camera_from_room.matrix, pose_at(0.0).matrix)
    assert found.is_held
    eye = found.camera_from_room.inverse().translation
    np.testing.assert_allclose(eye, [0.05, 1.4, 0.0], atol=0.03)


def test_plain_floor_says_so() -> None:
    plain = np.full((CAMERA.height, CAMERA.width, 3), 120, np.uint8)
    anchor = RoomAnchor(plain, CAMERA, pose_at(0.0))

    state = anchor.follow(plain)

    assert not state.is_held
    assert state.advice


@pytest.mark.parametrize("contrast", [1.0, 0.15])
def test_the_floor_around_a_piece_is_believed_more_than_what_stands_beside_it(
    carpet: Image, contrast: float
) -> None:
    """Low tables all around, 0.5 m high, show more of their tops than there is of the floor."""
    spot = np.array([[0.1, 0.0, -1.7]])
    tops = np.ones(carpet.shape[:2], np.float32)
    cv2.circle(tops, (round(4.1 * PER_M), round(2.9 * PER_M)), round(0.75 * PER_M), 0.0, -1)

    def seen(pose: RigidTransform) -> Image:
        lowered = RigidTransform(pose.rotation, pose.translation + 0.5 * pose.rotation[:, 1])
        cover = view(tops, lowered)[..., None]
        floor = 120.0 + contrast * (view(carpet, pose) - 120.0)
        mixed = cover * view(carpet[::-1], lowered) + (1.0 - cover) * floor
        return np.rint(mixed).astype(np.uint8)

    def drift_px(spots: Array2 | None) -> float:
        anchor = RoomAnchor(seen(pose_at(0.0)), CAMERA, pose_at(0.0), spots)
        away: list[float] = []
        for step in range(1, 41):
            true = pose_at(0.012 * step, 0.2 * step)
            state = anchor.follow(seen(true))
            miss = CAMERA.project(state.camera_from_room.apply(spot))
            away.append(float(np.linalg.norm(miss - CAMERA.project(true.apply(spot)))))
        return max(away)

    blind, told = drift_px(None), drift_px(CAMERA.project(pose_at(0.0).apply(spot)))
    assert told < 2.0
    assert told < 0.5 * blind
