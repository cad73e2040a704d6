"""How earrings sit: each on its own ear, through the lobe, hanging down. Pure functions.

Reason codes of refusals: `turned_away`, `face_too_small`, `cut_off`, `ears_hidden` (neither ear
is in view: turned away, under hair or outside the picture), `lobe_uncertain` (a stud would show
that the lobe's place is not known well enough).
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from tryon.arrays import Array1
from tryon.catalog.product import Product
from tryon.categories.category import Fit, PartFit
from tryon.categories.earrings.lobes import Lobe, find_lobe
from tryon.categories.occluders import head_occluders
from tryon.geometry.axes import MM_PER_M, yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.ears import Side
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import Occluder

MAX_YAW_RAD = float(np.radians(68.0))
"""Beyond, the pose of the head is guessed from half a face."""
MIN_FACE_WIDTH_PX = 45.0

_GRAVITY = np.array([0.0, 1.0, 0.0])
"""Down in the camera frame: cameras are held upright, as far as nothing says otherwise."""
_MOST_STUD_ERROR_MM = 2.6
_LEAST_FACING = -0.05
"""How far a lobe may face away; farther, cheek and jaw hide it (a head turned by 20 degrees)."""
_SHARP_PX_PER_MM = 0.8
_MOST_ERROR_MM = (4.8, 3.6)
"""In any and in a sharp picture: a lobe in view is found; one that is not lies under hair or
behind the cheek."""
_MOST_HAIR = 0.5
_JAW_BELOW_M = -0.025
"""Under the nose bridge, m: lower than any temple."""
_HALF_LOBE_M = 0.0022
"""Hoops pass through the middle of a lobe, 4-5 mm thick; all else lies on its outer side."""

_Hidden = Literal["hidden", "uncertain"]


def fit_earrings(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Hang a pair of earrings on the ears of a face.

    Parameters
    ----------
    landmarks : a face with `left_ear`, `right_ear`; with `left_lobe`, `right_lobe` and their
        measured errors where a tracker found them in the picture
    product : with `left_hook` and `right_hook`; its trait `kind` says how it hangs
    camera : of the picture

    Returns
    -------
    Fit or None
        None if the landmarks are not a face. `camera_from_product` is the pair's place between
        the lobes; each earring's own is in `parts`. Scale is always 1.
    """
    if landmarks.subject != "face":
        return None
    refusal = _refusal(landmarks, camera)
    if refusal is not None:
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=refusal)
    kind = product.traits.get("kind", "drop")
    sides: tuple[Side, ...] = get_args(Side)
    lobes = {side: find_lobe(landmarks, side) for side in sides}
    parts: list[PartFit] = []
    reasons: set[_Hidden] = set()
    for side, lobe in lobes.items():
        hidden = _hidden(lobe, landmarks, camera, is_stud=kind == "stud")
        if hidden is not None:
            reasons.add(hidden)
            parts.append(PartFit(f"{side}_", None))
            continue
        place = _placed(lobe, product.point(f"{side}_hook"), str(kind))
        parts.append(PartFit(f"{side}_", place, ("hands", "hair")))
    middle = 0.5 * (lobes["left"].place + lobes["right"].place)
    pose = landmarks.camera_from_subject
    head_from_product = RigidTransform(np.eye(3), pose.inverse().apply(middle[None])[0])
    camera_from_product = pose @ head_from_product
    if all(part.camera_from_product is None for part in parts):
        code = "lobe_uncertain" if "uncertain" in reasons else "ears_hidden"
        return Fit(camera_from_product, 1.0, 0.0, refusal=code)
    return Fit(
        camera_from_product,
        1.0,
        _confidence(landmarks, list(lobes.values())),
        (*head_occluders(landmarks), _jaw(landmarks)),
        parts=tuple(parts),
        covered_by=("hands", "hair"),
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
        if not _is_inside(projected.get(name, (-1.0, -1.0)), camera):
            return "cut_off"
    return None


def _is_inside(pixel: tuple[float, float], camera: CameraIntrinsics) -> bool:
    return 0.0 <= pixel[0] < camera.width and 0.0 <= pixel[1] < camera.height


def _hidden(
    lobe: Lobe, landmarks: Landmarks, camera: CameraIntrinsics, *, is_stud: bool
) -> _Hidden | None:
    """Give why nothing can be shown on an ear, None if it can."""
    if lobe.facing < _LEAST_FACING:
        return "hidden"
    u, v = camera.project(lobe.place[None])[0]
    if not _is_inside((float(u), float(v)), camera):
        return "hidden"
    hair = landmarks.mattes.get("hair")
    if hair is not None:
        radius_px = 0.003 * camera.fx / float(lobe.place[2])
        if hair.mean_around(float(u), float(v), radius_px) > _MOST_HAIR:
            return "hidden"
    is_sharp = camera.fx / float(lobe.place[2]) / MM_PER_M > _SHARP_PX_PER_MM
    if lobe.is_seen and lobe.error_m * MM_PER_M > _MOST_ERROR_MM[is_sharp]:
        return "hidden"
    if is_stud and lobe.error_m * MM_PER_M > _MOST_STUD_ERROR_MM:
        return "uncertain"
    return None


def _placed(lobe: Lobe, hook: Array1, kind: str) -> RigidTransform:
    """Give `camera_from_product` of one earring: front along the lobe's normal, top upwards.

    A stud is held by the lobe and turns with it; all else hangs.
    """
    up = lobe.up if kind == "stud" else -_GRAVITY
    front = lobe.normal - (lobe.normal @ up) * up
    front = front / np.linalg.norm(front)
    rotation = np.column_stack([np.cross(up, front), up, front])
    place = lobe.place + (0.0 if kind == "hoop" else _HALF_LOBE_M * lobe.normal)
    return RigidTransform(rotation, place - rotation @ hook)


def _jaw(landmarks: Landmarks) -> Occluder:
    """Give the lower face as wide as it is seen: the inner half of a hoop hangs behind it.

    The shared face is drawn narrow for what lies on its sides, higher up.
    """
    height = landmarks.camera_from_subject.inverse().apply(landmarks.camera_points)[:, 1]
    low = (height < _JAW_BELOW_M)[landmarks.triangles].all(axis=1)
    return Occluder(landmarks.camera_points.astype(np.float32), landmarks.triangles[low])


def _confidence(landmarks: Landmarks, lobes: list[Lobe]) -> float:
    """Fall from the tracker's score with the error of the better known lobe."""
    error_mm = min(lobe.error_m for lobe in lobes) * MM_PER_M
    return landmarks.score / (1.0 + (error_mm / 8.0) ** 2)
