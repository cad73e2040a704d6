"""Neck, shoulders and chest of a wearer: where they are, and the surfaces that hide a chain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, IndexArray, frozen
from tryon.catalog.rest_loop import NECK_FILE
from tryon.categories.occluders import head_occluders, load_head_model
from tryon.errors import AssetError
from tryon.geometry.transform import RigidTransform, rotation_from_vector, vector_from_rotation
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import Occluder

_INSET_M = 0.0015
"""The bust is coarser than skin; a chain that lies on skin must not be swallowed by it."""
_BREADTH_MM = 114.0
"""Of the model's neck half way down, where trackers measure necks."""
_FRONT_Z_M = -0.13
"""Of the rest pose: what lies before it may be seen, and receives shadow."""


@dataclass(frozen=True, slots=True, eq=False)
class NeckModel:
    """The average adult's bust; m, head frame in rest.

    Parameters
    ----------
    vertices, triangles : (N, 3), (M, 3)
    is_front : (M,) whether a triangle lies in front
    head_share : (N,) of the head's turn against the torso that a vertex follows, [0, 1]
    points : `neck_base`, `skull_base`, `left_shoulder`, `right_shoulder`, `chest`, (3,)
    """

    vertices: Array2
    triangles: IndexArray
    is_front: AnyArray
    head_share: Array1
    points: dict[str, Array1]


@cache
def load_neck_model() -> NeckModel:
    """Load the neck of the installation, once per process.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    try:
        with np.load(NECK_FILE, allow_pickle=False) as data:
            vertices = frozen(data["vertices"], np.float64, (None, 3), "neck vertices")
            triangles = frozen(data["triangles"], np.int32, (None, 3), "neck triangles")
            points = dict(zip(data["point_names"].tolist(), data["points"], strict=True))
            return NeckModel(
                _inset(vertices, triangles),
                triangles,
                vertices[triangles][..., 2].mean(axis=1) > _FRONT_Z_M,
                frozen(data["head_share"], np.float64, (len(vertices),), "head share"),
                {name: frozen(p, np.float64, (3,), name) for name, p in points.items()},
            )
    except (OSError, KeyError, ValueError) as error:
        msg = f"{NECK_FILE}: expected the neck model, got {error}"
        raise AssetError(msg) from error


def _inset(vertices: Array2, triangles: IndexArray) -> Array2:
    corners = vertices[triangles]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], cross)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return vertices - _INSET_M * normals


@dataclass(frozen=True, slots=True, eq=False)
class Bust:
    """One wearer's bust in one frame.

    Parameters
    ----------
    size : over the average adult's
    camera_from_head, camera_from_torso : both rest in the model's pose: a point p of the model
        is at `camera_from_torso.apply(size * (p - neck_base))` where it follows the torso
        and at `camera_from_head.apply(size * p)` where it follows the head
    """

    size: float
    camera_from_head: RigidTransform
    camera_from_torso: RigidTransform

    def place(self, model: NeckModel, points: Array2, head_share: Array1) -> Array2:
        """Give points (N, 3) of the model in the camera frame, m."""
        torso = self.camera_from_torso.apply(self.size * (points - model.points["neck_base"]))
        head = self.camera_from_head.apply(self.size * points)
        return torso + head_share[:, None] * (head - torso)

    def turn(self, head_share: float) -> Array2:
        """Give the rotation (3, 3) of what follows the head by a share, camera from model."""
        torso, head = self.camera_from_torso.rotation, self.camera_from_head.rotation
        return torso @ rotation_from_vector(head_share * vector_from_rotation(torso.T @ head))


def bust_of(landmarks: Landmarks) -> Bust:
    """Give the bust of a face; as the head is turned where the shoulders are not known."""
    model = load_neck_model()
    size = neck_size(landmarks)
    pose = landmarks.camera_from_subject
    points = landmarks.subject_points
    if "neck_base" not in points:
        origin = pose.apply(size * model.points["neck_base"][None])[0]
        return Bust(size, pose, RigidTransform(pose.rotation, origin))
    across = points["left_shoulder"] - points["right_shoulder"]
    across = across / np.linalg.norm(across)
    up = points["neck_base"] - points["chest"]
    up = up - (up @ across) * across
    up = up / np.linalg.norm(up)
    head_from_torso = np.column_stack([across, up, np.cross(across, up)])
    return Bust(size, pose, pose @ RigidTransform(head_from_torso, points["neck_base"]))


def neck_size(landmarks: Landmarks) -> float:
    """Give the size of a neck over the average adult's: as measured, else as its head's."""
    measured = landmarks.measures.get("neck_breadth_mm")
    if measured is not None:
        return measured.value / _BREADTH_MM
    ears = landmarks.subject_points
    model = load_head_model().points
    breadth = (ears["left_ear"][0] - ears["right_ear"][0]) / (
        model["left_ear_root"][0] - model["right_ear_root"][0]
    )
    depth = (ears["left_ear"][2] + ears["right_ear"][2]) / (
        model["left_ear_root"][2] + model["right_ear_root"][2]
    )
    return float(0.5 * (breadth + depth))


_occluder_cache: WeakKeyDictionary[Landmarks, tuple[Occluder, ...]] = WeakKeyDictionary()


def bust_occluders(landmarks: Landmarks) -> tuple[Occluder, ...]:
    """Give head, neck and chest, the same objects for all that is worn on them in a frame."""
    known = _occluder_cache.get(landmarks)
    if known is None:
        known = _occluder_cache[landmarks] = _bust_occluders(landmarks)
    return known


def _bust_occluders(landmarks: Landmarks) -> tuple[Occluder, ...]:
    model = load_neck_model()
    vertices = bust_of(landmarks).place(model, model.vertices, model.head_share)
    placed = vertices.astype(np.float32)
    front = np.asarray(model.triangles[model.is_front], dtype=np.int32)
    rear = np.asarray(model.triangles[~model.is_front], dtype=np.int32)
    return (
        *head_occluders(landmarks),
        Occluder(placed, front, receives_shadow=True),
        Occluder(placed, rear),
    )
