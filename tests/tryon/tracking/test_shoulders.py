"""Neck and torso from a head and the body net's shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte
from tryon.tracking.neck_edges import find_neck_edges
from tryon.tracking.pose_net import COUNT, LEFT_SHOULDER, NOSE, RIGHT_SHOULDER, NetBody
from tryon.tracking.shoulders import head_size, torso_of

DISTANCE_M = 0.9


def body_of(landmarks: Landmarks, *, yaw_rad: float = 0.0, presence: float = 1.0) -> NetBody:
    """Give what a perfect net would say of a torso turned by a yaw."""
    turn = RigidTransform.from_rotation_vector(np.array([0.0, yaw_rad, 0.0]), np.zeros(3))
    line = np.diag([1.0, -1.0, -1.0]) @ turn.rotation @ np.array([0.17, 0.0, 0.0])
    middle = np.array([0.0, 0.23, DISTANCE_M + 0.12])
    body = np.zeros((COUNT, 3))
    body[LEFT_SHOULDER], body[RIGHT_SHOULDER] = line, -line
    points = np.zeros((COUNT, 2))
    ends = CAMERA.project(np.array([middle + line, middle - line]))
    points[LEFT_SHOULDER], points[RIGHT_SHOULDER] = ends
    points[NOSE] = landmarks.image_points.mean(axis=0)
    return NetBody(points, np.ones(COUNT), body, presence)


@pytest.mark.parametrize("yaw_deg", [-35.0, 0.0, 20.0])
def test_the_shoulders_say_how_the_torso_is_turned(yaw_deg: float) -> None:
    face = head(facing(DISTANCE_M))
    body = body_of(face, yaw_rad=np.radians(yaw_deg))

    torso = torso_of(face, CAMERA, body, body.points)

    across = torso.camera_from_torso[:, 0]
    seen = np.degrees(np.arctan2(across[2], across[0]))
    assert seen == pytest.approx(yaw_deg, abs=4.0)
    assert np.allclose(torso.camera_from_torso.T @ torso.camera_from_torso, np.eye(3), atol=1e-9)


@pytest.mark.parametrize("yaw_deg", [-40.0, 40.0])
def test_without_shoulders_the_torso_follows_the_head_half(yaw_deg: float) -> None:
    face = head(facing(DISTANCE_M, np.radians(yaw_deg)))
    body = body_of(face, presence=0.1)

    torso = torso_of(face, CAMERA, body, body.points)

    across, side = torso.camera_from_torso[:, 0], face.camera_from_subject.rotation[:, 0]
    seen, whole = (np.arctan2(axis[2], axis[0]) for axis in (across, side))
    assert seen == pytest.approx(0.5 * whole, abs=0.02)


@pytest.mark.parametrize("yaw_deg", [-80.0, 75.0, 115.0])
def test_bodies_seen_from_the_side_are_turned_as_the_net_says(yaw_deg: float) -> None:
    face = head(facing(DISTANCE_M))
    body = body_of(face, yaw_rad=np.radians(yaw_deg))

    torso = torso_of(face, CAMERA, body, body.points)

    across = torso.camera_from_torso[:, 0]
    assert np.degrees(np.arctan2(across[2], across[0])) == pytest.approx(yaw_deg, abs=1.0)


def test_somebody_elses_shoulders_are_not_taken() -> None:
    face = head(facing(DISTANCE_M))
    body = body_of(face, yaw_rad=0.5)
    elsewhere = body.points.copy()
    elsewhere[NOSE] += 200.0

    alone = torso_of(face, CAMERA, replace(body, presence=0.0), body.points)
    torso = torso_of(face, CAMERA, body, elsewhere)

    assert np.allclose(torso.camera_from_torso, alone.camera_from_torso)
    assert np.allclose(torso.neck_base, alone.neck_base)


def test_a_nod_takes_the_neck_along_by_less_than_a_stiff_one_would() -> None:
    nod = RigidTransform.from_rotation_vector(np.array([0.5, 0.0, 0.0]), np.zeros(3))
    pose = facing(DISTANCE_M)
    up = head(pose)
    down = head(RigidTransform(pose.rotation @ nod.rotation, pose.translation))
    rest = np.array([0.0, -0.1565, -0.1198])

    places = [torso_of(who, CAMERA, body_of(who, presence=0.0), np.zeros((COUNT, 2))).neck_base
              for who in (up, down)]  # fmt: skip
    stiff = down.camera_from_subject.apply(head_size(down) * rest[None])[0]

    assert np.linalg.norm(places[1] - places[0]) < 0.8 * np.linalg.norm(stiff - places[0])


def strip(centre_px: float, half_px: float) -> Matte:
    """Give a person as broad as a neck, all the way down."""
    columns = np.arange(1280) + 0.5
    row = 255.0 * (np.abs(columns - centre_px - 0.5) < half_px)
    return Matte(np.repeat(row[None].astype(np.uint8), 720, axis=0), 0.0, 0.0, 1280.0, 720.0)


def neck_of(shift_m: float, half_m: float) -> tuple[Landmarks, np.ndarray]:
    face = head(facing(DISTANCE_M))
    # Chin and jaw of the test head end above the neck that is measured.
    line = np.array([[0.0, 0.049, DISTANCE_M], [0.0, 0.30, DISTANCE_M]])
    blank = Matte(np.zeros((4, 4), np.uint8), 0.0, 0.0, 1280.0, 720.0)
    per_m = CAMERA.fx / DISTANCE_M
    person = strip(CAMERA.cx + shift_m * per_m, half_m * per_m)
    return replace(face, mattes={"person": person, "hair": blank, "clothes": blank}), line


@pytest.mark.parametrize("shift_m", [-0.008, 0.0, 0.01])
def test_both_edges_give_breadth_and_middle(shift_m: float) -> None:
    face, line = neck_of(shift_m, 0.052)

    edges = find_neck_edges(face, CAMERA, line, np.array([1.0, 0.0, 0.0]))

    assert edges is not None
    # Pulled towards the average of 114 mm by a third.
    assert 104.0 < edges.breadth.value < 110.0
    assert edges.breadth.low < 104.0 < edges.breadth.high
    assert edges.shift_m == pytest.approx(0.8 * shift_m, abs=0.001)


def test_a_neck_in_a_collar_is_not_measured() -> None:
    face, line = neck_of(0.0, 0.052)
    dressed = replace(face, mattes={**face.mattes, "clothes": face.mattes["person"]})

    assert find_neck_edges(dressed, CAMERA, line, np.array([1.0, 0.0, 0.0])) is None
