"""How necklaces hang: around the neck, on the chest, by their own length. Pure functions."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.necklace.bust import Bust, bust_occluders, bust_of, load_neck_model
from tryon.categories.necklace.drape import FRONT_NODE, bent_parts, drape, rounded_size
from tryon.geometry.axes import MM_PER_M, yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import MatteKind

# Reasons why a necklace is not shown: `turned_away`, `face_too_small`, `cut_off` as for
# everything on the head, and one of its own.
NECK_NOT_VISIBLE = "neck_not_visible"
"""The picture ends above the pit of the neck."""

MAX_YAW_RAD = float(np.radians(65.0))
MIN_FACE_WIDTH_PX = 45.0

_PIT_M = (0.0, -0.172, -0.068)
"""The pit of the neck on the neck model, head frame in rest."""
_CLOTH_RADIUS_M = 0.008
_MOSTLY = 0.5


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
    size = rounded_size(bust.size)
    kind = str(product.traits.get("drape", "round"))
    loop = drape(kind, length_m, size)
    model = load_neck_model()
    front = loop.nodes[FRONT_NODE] / bust.size
    place = bust.place(model, front[None], loop.head_share[FRONT_NODE : FRONT_NODE + 1])[0]
    camera_from_product = RigidTransform(bust.turn(float(loop.head_share.mean())), place)
    return Fit(
        camera_from_product,
        1.0,
        _confidence(landmarks),
        bust_occluders(landmarks),
        covered_by=_covered_by(landmarks, camera, camera_from_product),
        meshes=bent_parts(product.meshes, kind, length_m, size),
    )


def _refusal(landmarks: Landmarks, camera: CameraIntrinsics) -> str | None:
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    if abs(yaw) > MAX_YAW_RAD:
        return "turned_away"
    x0, y0, x1, y1 = landmarks.box
    if max(x1 - x0, y1 - y0) < MIN_FACE_WIDTH_PX:
        return "face_too_small"
    projected = landmarks.projected_points(camera)
    for name in ("left_pupil", "right_pupil"):
        if not _contains(camera, projected.get(name, (-1.0, -1.0))):
            return "cut_off"
    return None


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


def _covered_by(
    landmarks: Landmarks, camera: CameraIntrinsics, camera_from_product: RigidTransform
) -> tuple[MatteKind, ...]:
    """Say what hides the necklace: clothes only where its front lies on bare skin.

    Nobody wears a chain for nothing: where shirt or jumper cover the place of its front, it is
    worn over them.
    """
    matte = landmarks.mattes.get("clothes")
    front = camera_from_product.translation
    if matte is None or float(front[2]) <= 0.0:
        return ("hands", "hair")
    radius = _CLOTH_RADIUS_M * camera.fx / float(front[2])
    u, v = _pixel(camera, front)
    is_over = matte.mean_around(u, v, radius) > _MOSTLY
    return ("hands", "hair") if is_over else ("hands", "hair", "clothes")


def _pixel(camera: CameraIntrinsics, point: Array1) -> tuple[float, float]:
    u, v = camera.project(point[None])[0]
    return float(u), float(v)
