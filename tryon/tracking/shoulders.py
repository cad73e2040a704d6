"""Where neck and chest of a face's wearer are, from the head's pose and the body net's shoulders.

The root of the neck hangs between head and torso: half of what the head is turned against the
torso is taken up by the neck. The shoulders say how the torso is turned, and correct the place.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import rotation_from_vector, vector_from_rotation
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.head_window import HeadWindow
from tryon.tracking.neck_edges import find_neck_edges
from tryon.tracking.pose_net import CROP_SIZE, LEFT_SHOULDER, NOSE, RIGHT_SHOULDER, NetBody, PoseNet

_SKULL_BASE_M = np.array([0.0, -0.0489, -0.1075])
_NECK_BASE_M = np.array([0.0, -0.1565, -0.1198])
_SHOULDER_M = np.array([0.184, -0.2574, -0.1238])
"""Of the average adult's head and bust at rest, head frame; see `assets/build/neck.py`."""
_CHEST_DROP_M = 0.15
_EAR_DEPTH_M = -0.1052
"""Left ear root of the same head: tells a head's size."""

_WINDOW_M, _WINDOW_DROP_M = 2.0, 0.5
"""Side of the window the net sees, and how far its middle lies below the head."""
_LEAST_PRESENCE = 0.5
_LEAST_VISIBILITY = 0.4
_NOSE_RADIUS_M = 0.09
"""A nose farther from the face's belongs to somebody else in the window."""
_SPAN_LIMITS_M = (0.16, 0.62)
_MOST_TILT = 0.35
_SLOPE_SHARE = 0.5
"""How much of the line of the shoulders the spine follows: an arm lifts its own shoulder only."""
_NET_DROP_M = 0.078
"""Height of the root of the neck above the middle of the net's shoulders."""
_PLACE_SHARE = np.array([0.25, 0.25])
"""How much of what the shoulders say of the neck's place counts, across and along the spine."""
_MOST_SHIFT_M = 0.03
_YAW_SHARE = 0.5
"""How far a torso is turned as its head is, where nothing else is known."""
_ROLL_RAD = np.radians([0.0, 15.0, 30.0, 50.0, 180.0])
_LEAN_RAD = np.radians([0.0, 0.0, 10.0, 42.0, 180.0])
"""How far over bodies lie by how far their heads do."""
_LEAST_UPRIGHT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Torso:
    """A torso in the camera frame.

    Parameters
    ----------
    camera_from_torso : (3, 3) rotation, x to the wearer's left, y up the spine, z out of the chest
    neck_base : (3,), m
    """

    camera_from_torso: Array2
    neck_base: Array1


class ShoulderFinder:
    """Adds `neck_base`, `left_shoulder`, `right_shoulder` and `chest` to a face's points.

    Parameters
    ----------
    task : path of `pose_landmarker_full.task`; loaded when first needed
    """

    def __init__(self, task: Path) -> None:
        self._task = task
        self._lock = threading.Lock()

    @cached_property
    def _net(self) -> PoseNet:
        return PoseNet(self._task)

    def refine(self, frame: Frame, landmarks: Landmarks) -> Landmarks:
        """Give the landmarks with the points of neck and shoulders, head frame, m.

        `chest` lies 15 cm of an average adult below `neck_base` along the spine. Where the
        neck is seen bare before the background, `neck_breadth_mm` is measured.

        Raises
        ------
        TrackerError
            If the net fails.
        """
        window = _window(landmarks, frame.camera)
        with self._lock:
            net = self._net
        body = net.find(window.cut(frame.image, CROP_SIZE))
        seen = window.to_picture(body.points, CROP_SIZE)
        torso = torso_of(landmarks, frame.camera, body, seen)
        measures = dict(landmarks.measures)
        edges = find_neck_edges(landmarks, frame.camera, *_neck_line(landmarks, torso))
        if edges is not None:
            across = torso.camera_from_torso[:, 0]
            torso = replace(torso, neck_base=torso.neck_base + edges.shift_m * across)
            measures["neck_breadth_mm"] = edges.breadth
        points = {**landmarks.subject_points, **_points(landmarks, torso)}
        return replace(landmarks, subject_points=points, measures=measures)


def torso_of(landmarks: Landmarks, camera: CameraIntrinsics, body: NetBody, seen: Array2) -> Torso:
    """Give the torso below a head.

    Parameters
    ----------
    body : what the net says
    seen : (33, 2), px of the picture, the net's landmarks
    """
    up = _up(landmarks)
    across = _head_across(landmarks, up)
    if not _is_own(landmarks, camera, body, seen):
        return _hung(landmarks, across, up)
    if not _is_broad(landmarks, camera, seen):
        # Seen from the side, or from behind: where the shoulders are says little, the turn much.
        own = body.body[LEFT_SHOULDER] - body.body[RIGHT_SHOULDER]
        level = own - (own @ up) * up
        return _hung(landmarks, level / max(float(np.linalg.norm(level)), 1e-6), up)
    depth = float(_hung(landmarks, across, up).neck_base[2])
    ends = camera.unproject(seen[[LEFT_SHOULDER, RIGHT_SHOULDER]], np.full(2, depth))
    line = ends[0] - ends[1]
    # Depth comes from the net's own body, whose size is another.
    own = body.body[LEFT_SHOULDER] - body.body[RIGHT_SHOULDER]
    flat = float(np.hypot(own[0], own[1]))
    line[2] = own[2] * float(np.hypot(line[0], line[1])) / max(flat, 0.05)
    across, up = _leant(line, up)
    torso = _hung(landmarks, across, up)
    return _pulled(landmarks, torso, ends.mean(axis=0))


def _window(landmarks: Landmarks, camera: CameraIntrinsics) -> HeadWindow:
    middle = landmarks.camera_from_subject.translation
    u, v = camera.project(middle[None])[0] + 0.5
    per_m = head_size(landmarks) * camera.fx / float(middle[2])
    side = _WINDOW_M * per_m
    return HeadWindow(float(u) - side / 2, float(v) + _WINDOW_DROP_M * per_m - side / 2, side)


def head_size(landmarks: Landmarks) -> float:
    """Give the size of a head over the average adult's."""
    points = landmarks.subject_points
    return float(points["left_ear"][2] + points["right_ear"][2]) / (2.0 * _EAR_DEPTH_M)


def _up(landmarks: Landmarks) -> Array1:
    """Give the way up the spine (3,), camera frame.

    Upright in the picture while the head is bent aside as necks bend; where a head lies
    further over, its body leans or the picture is turned.
    """
    head_up = landmarks.camera_from_subject.rotation[:, 1]
    if float(np.hypot(head_up[0], head_up[1])) < _LEAST_UPRIGHT:
        return np.array([0.0, -1.0, 0.0])
    roll = float(np.arctan2(head_up[0], -head_up[1]))
    lean = np.sign(roll) * float(np.interp(abs(roll), _ROLL_RAD, _LEAN_RAD))
    return np.array([np.sin(lean), -np.cos(lean), 0.0])


def _head_across(landmarks: Landmarks, up: Array1) -> Array1:
    """Give the line of the shoulders (3,) of a torso turned part of the way its head is."""
    side = landmarks.camera_from_subject.rotation[:, 0]
    side = side - (side @ up) * up
    # Level in the picture, the wearer's left to its right: up crossed with the way to the lens.
    level = np.cross(up, np.array([0.0, 0.0, -1.0]))
    level = level / max(float(np.linalg.norm(level)), 1e-9)
    turn = float(np.arctan2(np.cross(level, side) @ up, level @ side))
    return rotation_from_vector(_YAW_SHARE * turn * up) @ level


def _is_own(landmarks: Landmarks, camera: CameraIntrinsics, body: NetBody, seen: Array2) -> bool:
    """Whether the net saw this face's body, and both shoulders at least roughly."""
    shoulders = [LEFT_SHOULDER, RIGHT_SHOULDER]
    if body.presence < _LEAST_PRESENCE or body.visibility[shoulders].min() < _LEAST_VISIBILITY:
        return False
    face = landmarks.image_points.mean(axis=0)
    reach = _NOSE_RADIUS_M * _px_per_m(landmarks, camera)
    return float(np.linalg.norm(seen[NOSE] - face)) <= reach


def _is_broad(landmarks: Landmarks, camera: CameraIntrinsics, seen: Array2) -> bool:
    """Whether the shoulders are seen as far apart as those of a body that faces the camera."""
    line = (seen[LEFT_SHOULDER] - seen[RIGHT_SHOULDER]) / _px_per_m(landmarks, camera)
    low, high = _SPAN_LIMITS_M
    span = float(np.hypot(line[0], line[1]))
    return low < span < high and abs(line[1]) < 0.8 * abs(line[0])


def _px_per_m(landmarks: Landmarks, camera: CameraIntrinsics) -> float:
    """Give how large a metre of an average adult is at a head's distance, px."""
    depth = float(landmarks.camera_from_subject.translation[2])
    return head_size(landmarks) * camera.fx / depth


def _leant(line: Array1, up: Array1) -> tuple[Array1, Array1]:
    """Give across and up (3,) of a torso whose shoulders lie along a line."""
    slope = float(line @ up) / max(float(np.linalg.norm(line - (line @ up) * up)), 1e-6)
    level = line - (line @ up) * up
    level = level / np.linalg.norm(level)
    lean = float(np.clip(_SLOPE_SHARE * np.arctan(slope), -_MOST_TILT, _MOST_TILT))
    # About the way out of the chest: raised left shoulders lean the spine to the right.
    turn = rotation_from_vector(lean * np.cross(level, up))
    return turn @ level, turn @ up


def _hung(landmarks: Landmarks, across: Array1, up: Array1) -> Torso:
    """Give the torso of a head: from the skull downwards, turned half as the head is."""
    size = head_size(landmarks)
    pose = landmarks.camera_from_subject
    torso = np.column_stack([across, up, np.cross(across, up)])
    turn = vector_from_rotation(torso.T @ pose.rotation)
    half = torso @ rotation_from_vector(0.5 * turn)
    skull = pose.apply(size * _SKULL_BASE_M[None])[0]
    return Torso(torso, skull + size * half @ (_NECK_BASE_M - _SKULL_BASE_M))


def _pulled(landmarks: Landmarks, torso: Torso, middle: Array1) -> Torso:
    """Move the neck's root towards where the middle of the shoulders, (3,), m, wants it."""
    size = head_size(landmarks)
    across, up = torso.camera_from_torso[:, 0], torso.camera_from_torso[:, 1]
    away = middle + size * _NET_DROP_M * up - torso.neck_base
    wish = _PLACE_SHARE * np.array([away @ across, away @ up])
    most = size * _MOST_SHIFT_M
    side, rise = np.clip(wish, -most, most)
    return replace(torso, neck_base=torso.neck_base + side * across + rise * up)


def _neck_line(landmarks: Landmarks, torso: Torso) -> tuple[Array2, Array1]:
    """Give the middle of the neck's skull and torso ends, (2, 3), m, and the way across it."""
    size = head_size(landmarks)
    skull = landmarks.camera_from_subject.apply(size * _SKULL_BASE_M[None])[0]
    return np.stack([skull, torso.neck_base]), size * torso.camera_from_torso[:, 0]


def _points(landmarks: Landmarks, torso: Torso) -> dict[str, Array1]:
    """Give the named points of a torso, (3,), m, head frame."""
    size = head_size(landmarks)
    offsets = {
        "neck_base": np.zeros(3),
        "left_shoulder": _SHOULDER_M - _NECK_BASE_M,
        "right_shoulder": (_SHOULDER_M - _NECK_BASE_M) * [-1.0, 1.0, 1.0],
        "chest": np.array([0.0, -_CHEST_DROP_M, 0.0]),
    }
    head_from_camera = landmarks.camera_from_subject.inverse()
    return {
        name: head_from_camera.apply(
            (torso.neck_base + size * torso.camera_from_torso @ offset)[None]
        )[0]
        for name, offset in offsets.items()
    }
