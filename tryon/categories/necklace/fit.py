"""How necklaces hang: around the neck, on the chest, by their own length. Pure functions."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array2
from tryon.catalog.product import Product
from tryon.catalog.rest_loop import FRONT_NODE, RestLoop, rest_loop
from tryon.categories.category import Fit
from tryon.categories.necklace.bust import Bust, bust_occluders, bust_of, load_neck_model
from tryon.categories.necklace.drape import bent_parts, rounded_size
from tryon.geometry.axes import MM_PER_M, yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte, MatteKind

# Reasons why a necklace is not shown: `turned_away`, `face_too_small`, `cut_off` as for
# everything on the head, and two of its own.
NECK_NOT_VISIBLE = "neck_not_visible"
"""The picture ends above the pit of the neck."""
NECK_COVERED = "neck_covered"
"""A collar or scarf covers the neck where a choker would lie."""

MAX_YAW_RAD = float(np.radians(65.0))
MIN_FACE_WIDTH_PX = 45.0

_PIT_M = (0.0, -0.172, -0.068)
"""The pit of the neck on the neck model, head frame in rest."""
_ARC = [52, 58, 64, 70, 76]
"""Nodes of the loop in front."""
_ON_NECK_SHARE = 0.2
"""What follows the head by more lies on the neck itself."""
_COLLAR_M = np.array([[x, -0.126, -0.112] for x in (0.060, -0.060)])
_BESIDE_M = np.array([[x, y, -0.10] for x in (0.072, -0.072) for y in (-0.095, -0.115)])
"""Places at the sides of the neck model, and beside it, under the ears."""
_COLLAR_SHARE = 0.45
_LOOK_M = 0.007
_MOST_TORSO_YAW_RAD = float(np.radians(60.0))
"""Of a body turned farther one sees a shoulder where a necklace would lie."""
_MOSTLY = 0.5
_COLLAR_SIZE = 1.1
"""A shirt collar adds some 6 mm around the neck."""
_HAIR = 0.35


def fit_necklace(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Hang a necklace around a neck.

    Parameters
    ----------
    landmarks : a face; with `neck_base`, `left_shoulder`, `right_shoulder` and `chest` among its
        named points the torso is known, otherwise it is taken to be turned as the head is
    product : length `length_mm`, trait `drape` (`round` or `pointed`); its origin is the front
        of the loop
    camera : of the picture; says whether the neck is inside it

    Returns
    -------
    Fit or None
        None if the landmarks are not a face. Scale is always 1; the meshes are bent to lie
        around this neck.
    """
    if landmarks.subject != "face":
        return None
    refusal = _refusal(landmarks, camera)
    bust = None if refusal else bust_of(landmarks)
    if bust is None or not _is_inside(bust, camera):
        pose = landmarks.camera_from_subject
        return Fit(pose, 1.0, 0.0, refusal=refusal or NECK_NOT_VISIBLE)
    length_m = product.dimensions_mm["length_mm"] / MM_PER_M
    kind = str(product.traits.get("drape", "round"))
    size = rounded_size(bust.size)
    loop = rest_loop(kind, length_m, size)
    covered = _clothes_cover(landmarks, camera, bust, loop)
    if covered > _MOSTLY:
        if float(loop.head_share[FRONT_NODE]) > _ON_NECK_SHARE:
            return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=NECK_COVERED)
        if _has_collar(landmarks, camera, bust):
            # Over a collar the chain lies as on a broader neck.
            size = rounded_size(_COLLAR_SIZE * bust.size)
            loop = rest_loop(kind, length_m, size)
    front = _on_bust(bust, loop, size, [FRONT_NODE])[0]
    return Fit(
        RigidTransform(bust.turn(float(loop.head_share.mean())), front),
        1.0,
        _confidence(landmarks),
        bust_occluders(landmarks),
        covered_by=_covered_by(landmarks, camera, bust, covered),
        meshes=bent_parts(product.meshes, kind, length_m, size),
    )


def _refusal(landmarks: Landmarks, camera: CameraIntrinsics) -> str | None:
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    if abs(yaw) > MAX_YAW_RAD:
        return "turned_away"
    x0, y0, x1, y1 = landmarks.box
    if max(x1 - x0, y1 - y0) < MIN_FACE_WIDTH_PX:
        return "face_too_small"
    if abs(_torso_yaw_rad(landmarks)) > _MOST_TORSO_YAW_RAD:
        return "turned_away"
    projected = landmarks.projected_points(camera)
    for name in ("left_pupil", "right_pupil"):
        if not _contains(camera, projected.get(name, (-1.0, -1.0))):
            return "cut_off"
    return None


def _torso_yaw_rad(landmarks: Landmarks) -> float:
    """Give how far the shoulders are turned from facing the camera; 0 where they are not known."""
    points = landmarks.subject_points
    if not {"left_shoulder", "right_shoulder"} <= points.keys():
        return 0.0
    across = points["left_shoulder"] - points["right_shoulder"]
    x, _, z = landmarks.camera_from_subject.rotation @ across
    return float(np.arctan2(z, x))


def _is_inside(bust: Bust, camera: CameraIntrinsics) -> bool:
    """Whether the pit of the neck is in the picture."""
    pit = bust.place(load_neck_model(), np.array([_PIT_M]), np.zeros(1))
    if float(pit[0, 2]) <= 0.0:
        return False
    u, v = camera.project(pit)[0]
    return _contains(camera, (float(u), float(v)))


def _contains(camera: CameraIntrinsics, point: tuple[float, float]) -> bool:
    return 0.0 <= point[0] < camera.width and 0.0 <= point[1] < camera.height


def _confidence(landmarks: Landmarks) -> float:
    """Fall from the tracker's score to half of it towards the greatest yaw shown."""
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    known = 1.0 if "neck_base" in landmarks.subject_points else 0.7
    return landmarks.score * known * (1.0 - 0.5 * (yaw / MAX_YAW_RAD) ** 2)


def _clothes_cover(
    landmarks: Landmarks, camera: CameraIntrinsics, bust: Bust, loop: RestLoop
) -> float:
    """Give how much of the place where the front of a necklace would lie is clothed, [0, 1]."""
    front = _on_bust(bust, loop, rounded_size(bust.size), _ARC)
    return _mean_cover(landmarks.mattes.get("clothes"), camera, front)


def _on_bust(bust: Bust, loop: RestLoop, size: float, nodes: list[int]) -> Array2:
    """Give where nodes of a loop made for a neck of `size` lie, (N, 3), m, camera frame."""
    model = load_neck_model()
    root = model.points["neck_base"]
    # Whatever the loop's size, it lies around the root of this neck.
    points = root + size / bust.size * (loop.nodes[nodes] / size - root)
    return bust.place(model, points, loop.head_share[nodes])


def _has_collar(landmarks: Landmarks, camera: CameraIntrinsics, bust: Bust) -> bool:
    """Whether a collar stands up at the sides of the neck."""
    share = np.full(len(_COLLAR_M), _COLLAR_SHARE)
    places = bust.place(load_neck_model(), _COLLAR_M, share)
    return _mean_cover(landmarks.mattes.get("clothes"), camera, places) > _MOSTLY


def _covered_by(
    landmarks: Landmarks, camera: CameraIntrinsics, bust: Bust, covered: float
) -> tuple[MatteKind, ...]:
    """Say what hides a necklace.

    Clothes hide a chain that lies on bare skin in front, with some of it under them. Where
    shirt or jumper cover its place in front, it is worn over them.
    """
    hair: tuple[MatteKind, ...] = ("hair",) if _has_long_hair(landmarks, camera, bust) else ()
    return ("hands", *hair, "clothes") if covered < _MOSTLY else ("hands", *hair)


def _has_long_hair(landmarks: Landmarks, camera: CameraIntrinsics, bust: Bust) -> bool:
    """Whether hair comes down beside the neck: dark collars look like hair as well."""
    model = load_neck_model()
    beside = bust.place(model, _BESIDE_M, np.full(len(_BESIDE_M), _COLLAR_SHARE))
    matte = landmarks.mattes.get("hair")
    return any(_mean_cover(matte, camera, place[None]) > _HAIR for place in beside)


def _mean_cover(matte: Matte | None, camera: CameraIntrinsics, points: Array2) -> float:
    """Give how much of the surroundings of places (N, 3), m, camera frame, is covered."""
    if matte is None or float(points[:, 2].min()) <= 0.0:
        return 0.0
    radii = _LOOK_M * camera.fx / points[:, 2]
    return float(
        np.mean(
            [
                matte.mean_around(float(u), float(v), float(radius))
                for (u, v), radius in zip(camera.project(points), radii, strict=True)
            ]
        )
    )
