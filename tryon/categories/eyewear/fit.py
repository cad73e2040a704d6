"""How spectacles sit: on the nose, in front of the eyes, over the ears. Pure functions."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.eyewear.cover import temple_parts
from tryon.categories.eyewear.nose import nose_triangles, surface_height
from tryon.categories.occluders import head_occluders
from tryon.geometry.axes import MM_PER_M, yaw_pitch_roll_rad
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import FadeOut, TempleFlex

MAX_YAW_RAD = float(np.radians(65.0))
MIN_FACE_WIDTH_PX = 30.0

_VERTEX_DISTANCE_M = 0.013
"""Cornea to the lens' rear surface; opticians fit 12-14 mm (ISO 13666:2019, 5.27 names it)."""
_MIN_CLEARANCE_M = 0.010
_CORNEA_BEFORE_PUPIL_M = 0.003
"""The pupil lies about 3 mm behind the cornea's apex (Gullstrand's schematic eye: 3.05 mm)."""
_LENS_BELOW_PUPIL_M = 0.0025
_SLIDE_M = 0.0025
"""The boxing centre comes to lie 2.5-5 mm below the pupil, as opticians centre frames."""
_LENS_ABOVE_PUPIL_M = 0.0185
"""A tall lens hangs lower, since its upper edge stops at the brow."""
_MAX_VERTEX_DISTANCE_M = 0.0145
_SINK_M = 0.0035
"""How far a bridge or pad may enter the mesh of the nose: skin gives 1-2 mm, and the average
nose's depth is not known better than that."""
_MAX_TILT_RAD = float(np.radians(11.0))
_SPREAD_LIMITS_M = (-0.012, 0.018)
_LIFT_LIMIT_M = 0.012
_CHEEK_FROM = 0.35
"""Share of the way to the ear from which the side of the face presses on a temple; further in
front the temple stands off."""
_TEMPLE_REACH_M = 0.012
_TEMPLE_GAP_M = 0.001
_BRIDGE_SAMPLES_M = np.array([-0.003, 0.0, 0.003])
_STEPS = 9


def fit_eyewear(landmarks: Landmarks, product: Product, camera: CameraIntrinsics) -> Fit | None:
    """Seat a pair of spectacles on a face.

    Parameters
    ----------
    landmarks : a face with `left_pupil`, `right_pupil`, `left_ear`, `right_ear`
    product : with the attachment points of the category, true size
    camera : of the picture; says whether the eyes are inside it

    Returns
    -------
    Fit or None
        None if the landmarks are not a face. Scale is always 1: the frame keeps its size.
    """
    if landmarks.subject != "face":
        return None
    refusal = _refusal(landmarks, camera)
    if refusal is not None:
        return Fit(landmarks.camera_from_subject, 1.0, 0.0, refusal=refusal)
    face = landmarks.camera_from_subject.inverse().apply(landmarks.camera_points)
    # Irises are points without triangles.
    nose = nose_triangles(face, landmarks.triangles)
    ears = 0.5 * (landmarks.subject_points["left_ear"] + landmarks.subject_points["right_ear"])
    # Where the bridge will lie to a few millimetres: turned by what that leaves open, tenths
    # of a degree, the frame moves by less than a tenth of a millimetre. One round is at rest.
    pupil, lens = landmarks.subject_points["left_pupil"], product.point("left_lens")
    guess = np.array([0.0, pupil[1] - lens[1] - _drop(product), 0.0])
    bridge = _seat(landmarks, nose, product, _ear_tilt(product, guess, ears))
    tilt = _ear_tilt(product, bridge, ears)
    head_from_product = _placed(product, bridge, tilt)
    camera_from_product = landmarks.camera_from_subject @ head_from_product
    return Fit(
        camera_from_product,
        1.0,
        _confidence(landmarks),
        head_occluders(landmarks),
        flex=_flex(landmarks, face, product, head_from_product),
        fade=_fade(landmarks),
        parts=temple_parts(landmarks, camera_from_product, camera),
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
        u, v = projected.get(name, (-1.0, -1.0))
        if not (0.0 <= u < camera.width and 0.0 <= v < camera.height):
            return "cut_off"
    return None


def _confidence(landmarks: Landmarks) -> float:
    """Fall from the tracker's score to half of it towards the greatest yaw shown."""
    yaw, _, _ = yaw_pitch_roll_rad(landmarks.camera_from_subject)
    return landmarks.score * (1.0 - 0.5 * (yaw / MAX_YAW_RAD) ** 2)


def _placed(product: Product, bridge: Array1, tilt_rad: float) -> RigidTransform:
    """Give `head_from_product`: tilted about the bridge, which comes to lie at `bridge`."""
    turn = RigidTransform.from_rotation_vector(np.array([tilt_rad, 0.0, 0.0]), np.zeros(3))
    offset = bridge - turn.apply(product.point("bridge")[None])[0]
    return RigidTransform(turn.rotation, offset)


def _ear_tilt(product: Product, bridge: Array1, ears: Array1) -> float:
    """Give the turn about x that lays the temples on the ears, rad.

    A rotation by a about x moves (y, z) to y' = y cos a - z sin a; with
    y = r sin b, -z = r cos b this is r sin(b + a), solved for a.
    """
    rest = 0.5 * (product.point("left_ear_rest") + product.point("right_ear_rest"))
    arm = rest - product.point("bridge")
    length = float(np.hypot(arm[1], arm[2]))
    wanted = float(np.clip((ears[1] - bridge[1]) / length, -1.0, 1.0))
    tilt = float(np.arcsin(wanted) - np.arctan2(arm[1], -arm[2]))
    return float(np.clip(tilt, -_MAX_TILT_RAD, _MAX_TILT_RAD))


def _seat(landmarks: Landmarks, nose: Array2, product: Product, tilt_rad: float) -> Array1:
    """Give where the bridge rests, (3,), m, head frame.

    The frame slides down the nose until its lenses stand at the usual distance from the
    eyes; the pupils stay in the upper half of the lenses whatever the nose is like.
    """
    left, right = (landmarks.subject_points[f"{side}_pupil"] for side in ("left", "right"))
    pupils = 0.5 * (left + right)
    turned = _placed(product, np.zeros(3), tilt_rad)
    lens = 0.5 * (
        turned.apply(product.point("left_lens")[None])[0]
        + turned.apply(product.point("right_lens")[None])[0]
    )
    high = pupils[1] - lens[1] - _drop(product)
    heights = np.linspace(high, high - _SLIDE_M, _STEPS)
    contact = _contact_depth(nose, _contact_points(product, turned), heights)
    cornea = pupils[2] + _CORNEA_BEFORE_PUPIL_M
    clearance = contact + lens[2] - cornea
    # Lower on the nose means further forward; np.interp wants rising abscissae.
    rising = np.maximum.accumulate(clearance)
    height = float(np.interp(_VERTEX_DISTANCE_M, rising, heights))
    depth = float(np.interp(-height, -heights, contact))
    farthest = cornea + _MAX_VERTEX_DISTANCE_M - lens[2]
    depth = min(depth, max(farthest, depth - _SINK_M))
    depth = max(depth, cornea + _MIN_CLEARANCE_M - lens[2])
    return np.array([0.5 * pupils[0], height, depth])


def _drop(product: Product) -> float:
    """Give how far below the pupils the boxing centres lie at least, m."""
    half_height = 0.5 * product.dimensions_mm["lens_height_mm"] / MM_PER_M
    return max(_LENS_BELOW_PUPIL_M, half_height - _LENS_ABOVE_PUPIL_M)


def _contact_points(product: Product, turned: RigidTransform) -> Array2:
    """Give the places that may touch the nose, (N, 3), m, relative to the bridge.

    Under the bridge the nose is met across a few millimetres; pads touch at their centres.
    """
    bridge = product.point("bridge") + np.column_stack(
        [_BRIDGE_SAMPLES_M, np.zeros(3), np.zeros(3)]
    )
    pads = [
        product.point(name)
        for name in ("left_nose_pad", "right_nose_pad")
        if name in product.attachment_points
    ]
    return turned.apply(np.vstack([bridge, *pads]))


def _contact_depth(corners: Array2, contacts: Array2, heights: Array1) -> Array1:
    """Give how far forward the nose holds the bridge at each height, (H,), m."""
    places = contacts[None, :, :2] + np.array([0.0, 1.0]) * heights[:, None, None]
    surface = surface_height(corners, places.reshape(-1, 2)).reshape(len(heights), -1)
    needed = (surface - contacts[None, :, 2]).max(axis=1)
    # Beside the mesh nothing holds the frame; the eyes' clearance decides then.
    return np.where(np.isfinite(needed), needed, -1.0)


def _flex(
    landmarks: Landmarks, face: Array2, product: Product, head_from_product: RigidTransform
) -> TempleFlex:
    """Turn the temples at their hinges until they lie against the head above the ears."""
    product_from_head = head_from_product.inverse()
    sides = product_from_head.apply(face)
    spreads: list[float] = []
    lifts: list[float] = []
    depths: list[float] = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        ear = product_from_head.apply(landmarks.subject_points[f"{side}_ear"][None])[0]
        hinge, rest = product.point(f"{side}_hinge"), product.point(f"{side}_ear_rest")
        # The unbent temple is the line through its hinge and where it is made to rest.
        direction = (rest - hinge) / max(hinge[2] - rest[2], 1e-3)
        passing = hinge + (hinge[2] - ear[2]) * direction
        at_ear = sign * float(ear[0] - passing[0])
        spreads.append(max(at_ear, _cheek_spread(sides, hinge, direction, ear, sign)))
        lifts.append(float(ear[1] - passing[1]))
        depths.append(float(ear[2]))
    spread = np.clip(spreads, *_SPREAD_LIMITS_M)
    return TempleFlex(
        left_hinge_z=float(product.point("left_hinge")[2]),
        right_hinge_z=float(product.point("right_hinge")[2]),
        ear_z=float(np.mean(depths)),
        left_spread=float(spread[0]),
        right_spread=float(spread[1]),
        lift=float(np.clip(np.mean(lifts), -_LIFT_LIMIT_M, _LIFT_LIMIT_M)),
    )


def _cheek_spread(
    face: Array2, hinge: Array1, direction: Array1, ear: Array1, sign: float
) -> float:
    """Give the spread at the ear that takes a temple past the side of the face.

    Parameters
    ----------
    face : (N, 3), m, product frame
    hinge, ear : (3,), m, product frame
    direction : (3,) of the unbent temple per metre towards the back
    sign : 1 for the wearer's left, -1 for the right
    """
    along = (hinge[2] - face[:, 2]) / max(hinge[2] - ear[2], 1e-3)
    line = hinge + (hinge[2] - face[:, 2])[:, None] * direction
    beside = (
        (sign * face[:, 0] > 0.0)
        & (along > _CHEEK_FROM)
        & (along < 1.0)
        & (np.abs(face[:, 1] - line[:, 1]) < _TEMPLE_REACH_M)
    )
    if not beside.any():
        return -np.inf
    outside = sign * (face[beside, 0] - line[beside, 0]) + _TEMPLE_GAP_M
    return float((outside / along[beside]).max())


def _fade(landmarks: Landmarks) -> FadeOut:
    """Let the temples end at the front of the ears, which hide the rest."""
    ears = landmarks.subject_points
    depth = 0.5 * float(ears["left_ear"][2] + ears["right_ear"][2])
    return FadeOut(start_z=depth + 0.004, end_z=depth - 0.001)
