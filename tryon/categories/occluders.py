"""Surfaces of a head that hide what it wears: the live face, the skull and the ears."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray, frozen
from tryon.errors import AssetError
from tryon.landmarks.ears import Side, lobe_normal
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import Occluder

_SKULL_BREADTH = 0.92
_FRONT_HALF_BREADTH_M = 0.050
_SIDE_SHARE = 0.55
_PIERCED_M = np.array([-0.0010, 0.0045, 0.0020])
"""From the lowest point of the model's left ear to where the middle of its lobe is pierced."""
_LOBE_THICKNESS = 0.4
_NECK_TOP_M = -0.085
"""Height at which the neck of the head model begins, under the jaw."""
_HEAD_FILE = Path(__file__).resolve().parents[2] / "assets" / "body" / "head.npz"


@dataclass(frozen=True, slots=True, eq=False)
class HeadModel:
    """The average adult head behind the face: skull, ears and neck, head frame, m.

    Parameters
    ----------
    vertices : (N, 3)
    skull_triangles : (M, 3), cranium, sides and neck; the live face replaces the front
    ear_triangles : (K, 3), both ears
    face_triangles : (L, 3), the front, for measuring the head
    points : named points, (3,) each
    """

    vertices: Array2
    skull_triangles: IndexArray
    ear_triangles: IndexArray
    face_triangles: IndexArray
    points: dict[str, Array1]


@cache
def load_head_model() -> HeadModel:
    """Load the head model of the installation, once per process.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    try:
        with np.load(_HEAD_FILE, allow_pickle=False) as data:
            names = data["region_names"][data["regions"]]
            triangles = data["triangles"]
            points = dict(zip(data["point_names"].tolist(), data["points"], strict=True))
            return HeadModel(
                frozen(data["vertices"], np.float64, (None, 3), "head vertices"),
                frozen(triangles[names == "skull"], np.int32, (None, 3), "skull triangles"),
                frozen(
                    triangles[np.char.endswith(names, "_ear")],
                    np.int32,
                    (None, 3),
                    "ear triangles",
                ),
                frozen(triangles[names == "face"], np.int32, (None, 3), "face triangles"),
                {name: frozen(p, np.float64, (3,), name) for name, p in points.items()},
            )
    except (OSError, KeyError, ValueError) as error:
        msg = f"{_HEAD_FILE}: expected the head model, got {error}"
        raise AssetError(msg) from error


def personal_head(landmarks: Landmarks, model: HeadModel) -> Array2:
    """Give the head model's vertices in the size of one person, (N, 3), m, head frame.

    Breadth follows the person's ears, height and depth their face height (bridge to chin).
    """
    ears = landmarks.subject_points
    breadth = float(ears["left_ear"][0] - ears["right_ear"][0])
    model_breadth = float(model.points["left_ear_root"][0] - model.points["right_ear_root"][0])
    depth = float(ears["left_ear"][2] + ears["right_ear"][2])
    model_depth = float(model.points["left_ear_root"][2] + model.points["right_ear_root"][2])
    size = depth / model_depth
    return model.vertices * np.array([breadth / model_breadth, size, size])


_occluder_cache: WeakKeyDictionary[Landmarks, tuple[Occluder, ...]] = WeakKeyDictionary()


def head_occluders(landmarks: Landmarks) -> tuple[Occluder, ...]:
    """Give the surfaces of a head, the same objects for all that is worn on it in a frame."""
    known = _occluder_cache.get(landmarks)
    if known is None:
        known = _occluder_cache[landmarks] = _head_occluders(landmarks)
    return known


def _head_occluders(landmarks: Landmarks) -> tuple[Occluder, ...]:
    """Give the live face, which receives shadows, and behind it the skull and the ears.

    Skull and sides of the face are drawn slightly narrow: what is worn lies on the skin, and
    a head that is too broad by the millimetres its breadth is uncertain would swallow temples.
    The front, whose silhouette matters, stays where the picture shows it.
    """
    model = load_head_model()
    head = personal_head(landmarks, model)
    skull = head * np.array([_SKULL_BREADTH, 1.0, 1.0])
    place = landmarks.camera_from_subject.apply
    face = landmarks.camera_from_subject.inverse().apply(landmarks.camera_points)
    return (
        Occluder(place(_narrowed(face)).astype(np.float32), landmarks.triangles, True),
        Occluder(place(skull).astype(np.float32), _skull_triangles(landmarks)),
        Occluder(
            place(_with_lobes(head, landmarks, model)).astype(np.float32), model.ear_triangles
        ),
    )


def _skull_triangles(landmarks: Landmarks) -> IndexArray:
    """Give the skull, without the neck where it is known to go another way than the head."""
    model = load_head_model()
    return _above_neck() if "neck_base" in landmarks.subject_points else model.skull_triangles


@cache
def _above_neck() -> IndexArray:
    model = load_head_model()
    heights = model.vertices[model.skull_triangles][..., 1].mean(axis=1)
    return frozen(model.skull_triangles[heights > _NECK_TOP_M], np.int32, (None, 3), "skull")


def _with_lobes(head: Array2, landmarks: Landmarks, model: HeadModel) -> Array2:
    """Draw the ears down to the lobes a tracker found; (N, 3), m, head frame.

    What moves is the ear below its root, the more the lower: the root is where it grows.
    """
    moved = head
    rows = np.unique(model.ear_triangles)
    sides: tuple[tuple[Side, float], ...] = (("left", 1.0), ("right", -1.0))
    for side, sign in sides:
        lobe = landmarks.subject_points.get(f"{side}_lobe")
        if lobe is None:
            continue
        own = rows[sign * head[rows, 0] > 0.0]
        lowest = head[own[head[own, 1].argmin()]]
        pierced = lowest + _PIERCED_M * np.array([sign, 1.0, 1.0])
        root = landmarks.subject_points[f"{side}_ear"]
        share = np.clip((root[1] - head[own, 1]) / (root[1] - pierced[1]), 0.0, 1.0)
        moved = moved.copy()
        moved[own] += share[:, None] * (lobe - pierced)
        # The model's lobes are twice as thick as real ones and would swallow what sits on them.
        normal = lobe_normal(side)
        beside = (moved[own] - lobe) @ normal
        thinner = (1.0 - _LOBE_THICKNESS) * np.clip(2.0 * share - 1.0, 0.0, 1.0) * beside
        moved[own] -= thinner[:, None] * normal
    return moved


def _narrowed(face: Array2) -> Array2:
    """Draw the sides of a face inwards; (N, 3), m, head frame."""
    beyond = np.maximum(np.abs(face[:, 0]) - _FRONT_HALF_BREADTH_M, 0.0)
    result = face.copy()
    result[:, 0] -= np.sign(face[:, 0]) * (1.0 - _SIDE_SHARE) * beyond
    return result
